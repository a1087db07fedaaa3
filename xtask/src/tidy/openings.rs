//! Each file opens with a line on what it is for.

use crate::Finding;
use crate::tidy::{File, Repository};

/// How such a line begins, by extension.
const OPENINGS: &[(&str, &str)] = &[("rs", "//! "), ("toml", "# "), ("yaml", "# "), ("yml", "# ")];

/// Rust sources and data files open with a comment; the manifest of a package has its description instead.
pub(super) fn check(repository: &Repository) -> Vec<Finding> {
    repository.files.iter().filter_map(fault).collect()
}

fn fault(file: &File) -> Option<Finding> {
    let text = file.text.as_deref()?;
    let (_, opening) = OPENINGS.iter().find(|(extension, _)| *extension == file.extension())?;
    if file.name() == "Cargo.toml" && text.lines().any(|line| line == "[package]") {
        let described = text.lines().any(|line| line.strip_prefix("description = \"").is_some_and(|rest| rest.len() > 1));
        return (!described)
            .then(|| Finding::new(&file.path, "the package has no description", "say in `description` what it is for"));
    }
    let first = text.lines().next().unwrap_or_default();
    let says = first.strip_prefix(opening).is_some_and(|rest| !rest.trim().is_empty());
    (!says).then(|| {
        Finding::new(
            format!("{}:1", file.path),
            "the first line does not say what the file is for",
            format!("open it with `{opening}` and one sentence, before anything else"),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::{File, fault};

    fn is_found(path: &str, text: &str) -> bool {
        fault(&File::text(path, text)).is_some()
    }

    #[test]
    fn a_source_that_does_not_open_with_its_purpose_is_found() {
        assert!(!is_found("src/lib.rs", "//! What it is for.\n\nfn f() {}\n"));
        assert!(is_found("src/lib.rs", "fn f() {}\n//! Too late.\n"));
        assert!(is_found("src/lib.rs", "#![no_main]\n//! Too late.\n"));
        assert!(is_found("src/lib.rs", "\n//! Too late.\n"));
        assert!(is_found("src/lib.rs", "//! \n"));
        assert!(is_found("src/lib.rs", ""));
    }

    #[test]
    fn a_data_file_without_a_comment_is_found() {
        assert!(!is_found("crates/a/data/rows/b.toml", "# Rows.\na = 1\n"));
        assert!(is_found("crates/a/data/rows/b.toml", "a = 1\n# Rows.\n"));
        assert!(is_found(".github/workflows/a.yml", "name: a\n"));
        assert!(!is_found("README.md", "Words.\n"));
    }

    #[test]
    fn a_package_has_its_description_instead() {
        assert!(!is_found("crates/a/Cargo.toml", "[package]\ndescription = \"What it is for.\"\n"));
        assert!(is_found("crates/a/Cargo.toml", "[package]\nname = \"a\"\n"));
        assert!(is_found("crates/a/Cargo.toml", "[package]\ndescription = \"\"\n"));
        assert!(is_found("Cargo.toml", "[workspace]\n"), "a virtual manifest is no package");
    }
}
