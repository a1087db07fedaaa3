//! No text names a directory of somebody's machine.

use crate::Finding;
use crate::tidy::{File, Repository};

/// Where such paths begin. In two parts, so that this file holds none; a test that plants one does likewise.
const PATHS: &[&str] = &[concat!("/", "work/"), concat!("/", "root/"), concat!("/", "tmp/")];

/// Looks through all text.
pub(super) fn check(repository: &Repository) -> Vec<Finding> {
    repository.files.iter().flat_map(machine_paths).collect()
}

fn machine_paths(file: &File) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (number, line) in file.lines() {
        for path in PATHS.iter().filter(|path| begins(line, path)) {
            findings.push(Finding::new(
                format!("{}:{number}", file.path),
                format!("the text names {path}, a directory of one machine"),
                "name the place relative to the repository, or ask the system for it; a test that needs the words joins them with concat!",
            ));
        }
    }
    findings
}

/// Whether an absolute path begins there: one that goes on from the host of an address, or from a variable, does not.
fn begins(line: &str, path: &str) -> bool {
    let part_of_path = |letter: char| letter.is_alphanumeric() || matches!(letter, '.' | '_' | '-' | '~' | '*' | '}' | ')');
    line.match_indices(path).any(|(at, _)| !line[..at].ends_with(part_of_path))
}

#[cfg(test)]
mod tests {
    use super::{File, PATHS, machine_paths};

    #[test]
    fn a_path_of_one_machine_is_found() {
        for path in PATHS {
            for line in [
                format!("{path}main"),
                format!("cd {path}x"),
                format!("\"{path}x\""),
                format!("file://{path}x"),
                format!("({path})"),
            ] {
                let found = machine_paths(&File::text("README.md", &format!("Words.\n{line}\n")));
                assert_eq!(found.len(), 1, "{line}");
                assert_eq!(found[0].place, "README.md:2");
            }
        }
    }

    #[test]
    fn a_part_of_another_path_is_none() {
        for path in PATHS {
            for line in
                [format!("https://example.org{path}x"), format!("$HOME{path}x"), format!("..{path}"), format!("${{ROOT}}{path}")]
            {
                assert_eq!(machine_paths(&File::text("README.md", &line)), [], "{line}");
            }
        }
    }
}
