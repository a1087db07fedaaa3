//! No placeholder, no debugging aid and no module without a role is left.

use crate::Finding;
use crate::tidy::{File, Repository};

/// Macros that mark unfinished work. Written in two parts, so that this file does not name them itself.
const MACROS: &[&str] = &[concat!("todo", "!"), concat!("unimplemented", "!"), concat!("dbg", "!")];

/// Names of modules that say nothing about their role.
const NAMES: &[&str] = &["helper", "helpers", "misc", "util", "utils"];

/// Looks through Rust sources, comments included: code that waits in a comment is dead.
pub(super) fn check(repository: &Repository) -> Vec<Finding> {
    repository
        .files
        .iter()
        .filter(|file| file.extension() == "rs")
        .flat_map(|file| macros(file).into_iter().chain(name(file)))
        .collect()
}

fn macros(file: &File) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (number, line) in file.lines() {
        for name in MACROS.iter().filter(|name| calls(line, name)) {
            findings.push(Finding::new(
                format!("{}:{number}", file.path),
                format!("{name} is left in the source"),
                "write what belongs there, or take it out",
            ));
        }
    }
    findings
}

/// Whether the macro stands there with its delimiter, and is not the end of a longer name.
fn calls(line: &str, name: &str) -> bool {
    line.match_indices(name).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + name.len()..].trim_start().chars().next();
        !before.is_some_and(|before| before.is_alphanumeric() || before == '_') && matches!(after, Some('(' | '[' | '{'))
    })
}

fn name(file: &File) -> Option<Finding> {
    let stem = file.path.strip_suffix(".rs").unwrap_or(&file.path);
    // Modules are what lies in the sources or tests of a package; the folders above are places.
    let stem = ["src/", "tests/", "benches/"].iter().find_map(|root| stem.find(root).map(|at| &stem[at..])).unwrap_or(stem);
    let named = stem.split('/').find(|part| NAMES.contains(part))?;
    Some(Finding::new(
        &file.path,
        format!("a module is called {named}"),
        "name it after its role; what serves several modules has a role too",
    ))
}

#[cfg(test)]
mod tests {
    use super::{File, macros, name};

    #[test]
    fn a_macro_that_marks_unfinished_work_is_found() {
        for word in ["todo", "unimplemented", "dbg"] {
            let found = macros(&File::text("src/a.rs", &format!("//! A.\nfn f() {{ {word}!(); }}\n")));
            assert_eq!(found.len(), 1, "{word}");
            assert_eq!(found[0].place, "src/a.rs:2");
        }
        assert_eq!(macros(&File::text("src/a.rs", &format!("// {}!(\"later\")\n", "todo"))).len(), 1, "in a comment too");
    }

    #[test]
    fn a_word_about_such_a_macro_is_none() {
        assert_eq!(macros(&File::text("src/a.rs", &format!("//! No `{}!` is left. my_{0}!()\n", "todo"))), []);
    }

    #[test]
    fn a_module_without_a_role_is_found() {
        for path in ["src/utils.rs", "src/helpers.rs", "src/misc.rs", "tests/util/mod.rs"] {
            assert!(name(&File::text(path, "")).is_some(), "{path}");
        }
        assert!(name(&File::text("adapters/helpers/rust/src/utils.rs", "")).is_some());
        for path in ["src/utilisation.rs", "src/reader.rs", "adapters/helpers/rust/src/cose.rs"] {
            assert!(name(&File::text(path, "")).is_none(), "{path}");
        }
    }
}
