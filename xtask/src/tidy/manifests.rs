//! The root manifest says of each member what it is for, and alone says which lints apply.

use toml::Table;

use crate::Finding;
use crate::tidy::{File, Repository};

/// The levels that a crate could set for itself.
const LEVELS: &[&str] = &["allow", "deny", "expect", "forbid", "warn"];

/// The lints are in the root manifest, each member takes them, and no crate sets its own.
pub(super) fn lints(repository: &Repository) -> Vec<Finding> {
    let mut findings = root_lints(repository.file("Cargo.toml"));
    for member in &repository.members {
        let path = format!("{}/Cargo.toml", member.folder);
        match repository.file(&path) {
            Some(file) => findings.extend(member_lints(file)),
            None => findings.push(Finding::new(path, "the manifest is not in the repository", "add it")),
        }
    }
    findings.extend(repository.files.iter().filter(|file| file.extension() == "rs").flat_map(crate_lints));
    findings
}

fn root_lints(root: Option<&File>) -> Vec<Finding> {
    let manifest = root.and_then(|file| file.text.as_deref()).and_then(|text| text.parse::<Table>().ok());
    let has = manifest.is_some_and(|manifest| manifest.get("workspace").is_some_and(|workspace| workspace.get("lints").is_some()));
    if has {
        return Vec::new();
    }
    vec![Finding::new("Cargo.toml", "there is no [workspace.lints]", "set the lints of all members there")]
}

fn member_lints(manifest: &File) -> Vec<Finding> {
    let parsed = manifest.text.as_deref().and_then(|text| text.parse::<Table>().ok()).unwrap_or_default();
    let inherited = "[lints]\nworkspace = true\n".parse::<Table>().unwrap_or_default();
    if parsed.get("lints") == inherited.get("lints") {
        return Vec::new();
    }
    let fault = if parsed.contains_key("lints") { "[lints] says more than `workspace = true`" } else { "there is no [lints]" };
    vec![Finding::new(&manifest.path, fault, "write `[lints]` and `workspace = true`; levels belong in the root manifest")]
}

/// A module of tests may give up a lint with its reason: what several test programs share is never used whole by each.
fn crate_lints(source: &File) -> Vec<Finding> {
    let in_tests = source.path.contains("/tests/");
    let text = source.text.as_deref().unwrap_or_default();
    let mut findings = Vec::new();
    let mut at = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let attribute = text[at..].split_inclusive(")]").next().unwrap_or_default();
        at += line.len();
        if sets_level(line) && !(in_tests && attribute.contains("reason = \"")) {
            findings.push(Finding::new(
                format!("{}:{}", source.path, index + 1),
                "a lint is set for a whole crate or module",
                "mend what the lint says, or set its level in [workspace.lints]; a module of tests may give a `reason`",
            ));
        }
    }
    findings
}

fn sets_level(line: &str) -> bool {
    let attribute = line.trim_start().strip_prefix("#![").unwrap_or_default();
    LEVELS.iter().any(|level| attribute.strip_prefix(level).is_some_and(|rest| rest.starts_with('(')))
}

/// Each member has a line of its own in the root manifest, with a comment behind it.
pub(super) fn members(repository: &Repository) -> Vec<Finding> {
    let root = repository.file("Cargo.toml").and_then(|file| file.text.as_deref()).unwrap_or_default();
    repository
        .members
        .iter()
        .filter(|member| !is_explained(root, &member.folder))
        .map(|member| unexplained(&member.folder))
        .collect()
}

fn is_explained(root: &str, folder: &str) -> bool {
    let entry = format!("\"{folder}\",");
    let comment =
        |line: &str| line.trim_start().strip_prefix(&entry).and_then(|rest| rest.trim_start().strip_prefix('#').map(str::to_owned));
    root.lines().filter_map(comment).any(|comment| !comment.trim().is_empty())
}

fn unexplained(folder: &str) -> Finding {
    Finding::new(
        "Cargo.toml",
        format!("the member {folder} has no comment"),
        format!("write it as `\"{folder}\", # what it is for` in [workspace] members"),
    )
}

#[cfg(test)]
mod tests {
    use super::{File, crate_lints, is_explained, member_lints, root_lints};

    #[test]
    fn a_root_without_lints_is_found() {
        assert_eq!(root_lints(Some(&File::text("Cargo.toml", "[workspace.lints.rust]\nunsafe_code = \"forbid\"\n"))), []);
        assert_eq!(root_lints(Some(&File::text("Cargo.toml", "[workspace]\n"))).len(), 1);
        assert_eq!(root_lints(None).len(), 1);
    }

    #[test]
    fn a_member_that_does_not_take_the_lints_is_found() {
        let of = |text| member_lints(&File::text("crates/a/Cargo.toml", text));
        assert_eq!(of("[package]\nname = \"a\"\n[lints]\nworkspace = true\n"), []);
        assert_eq!(of("[package]\nname = \"a\"\nlints.workspace = true\n").len(), 1, "this one belongs to the package");
        assert_eq!(of("lints.workspace = true\n[package]\nname = \"a\"\n"), []);
        assert_eq!(of("[package]\nname = \"a\"\n").len(), 1);
        assert_eq!(of("[lints]\nworkspace = false\n").len(), 1);
        assert_eq!(of("[lints.rust]\nunsafe_code = \"allow\"\n").len(), 1);
    }

    #[test]
    fn a_crate_that_sets_its_own_lints_is_found() {
        let source =
            File::text("crates/a/src/lib.rs", "//! A.\n#![allow(dead_code)]\n#![recursion_limit = \"256\"]\n#[allow(x)]\n");
        let found = crate_lints(&source);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].place, "crates/a/src/lib.rs:2");
    }

    #[test]
    fn a_module_of_tests_may_give_its_reason() {
        let of = |path, attribute: &str| {
            crate_lints(&File::text(path, &format!("//! A.\n{attribute}\nconst REASON: &str = \"reason = \\\"\";\n"))).len()
        };
        for attribute in ["#![allow(dead_code, reason = \"x\")]", "#![allow(\n    dead_code,\n    reason = \"x\"\n)]"] {
            assert_eq!(of("crates/a/tests/support/mod.rs", attribute), 0, "{attribute}");
            assert_eq!(of("crates/a/src/lib.rs", attribute), 1, "{attribute}");
        }
        assert_eq!(of("crates/a/tests/support/mod.rs", "#![allow(dead_code)]"), 1);
    }

    #[test]
    fn a_member_without_a_comment_is_found() {
        let root = "members = [\n    \"crates/a\", # the first\n    \"crates/b\",\n    \"crates/c\", #\n]\n";
        assert!(is_explained(root, "crates/a"));
        assert!(!is_explained(root, "crates/b"));
        assert!(!is_explained(root, "crates/c"));
        assert!(!is_explained(root, "crates"));
    }
}
