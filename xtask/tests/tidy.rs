//! The rules of `tidy` hold for this checkout.

use std::sync::LazyLock;

use xtask::tidy::{RULES, Repository};

static REPOSITORY: LazyLock<Repository> =
    LazyLock::new(|| Repository::read(&xtask::repository_root()).unwrap_or_else(|error| panic!("{error}")));

fn holds(name: &str) {
    let rule = RULES.iter().find(|rule| rule.name == name).unwrap_or_else(|| panic!("no rule is called {name}"));
    let findings: Vec<String> = (rule.check)(&REPOSITORY).iter().map(ToString::to_string).collect();
    assert!(findings.is_empty(), "{}\n{}", rule.holds, findings.join("\n"));
}

/// A test per rule, and one that no rule goes without.
macro_rules! rules {
    ($($name:ident)*) => {
        $(#[test] fn $name() { holds(stringify!($name)); })*

        #[test]
        fn every_rule_has_a_test() {
            let tested = [$(stringify!($name)),*];
            let rules: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
            assert_eq!(rules, tested);
        }
    };
}

rules! { crate_order lints members locks openings sizes adapters leftovers anchors trace snapshots paths }

#[test]
fn the_checkout_is_read() {
    assert!(REPOSITORY.file("xtask/tests/tidy.rs").is_some(), "this file is listed");
    assert!(REPOSITORY.file("Cargo.toml").is_some_and(|file| file.text.is_some()));
    assert!(REPOSITORY.members.iter().any(|member| member.name == "xtask" && member.folder == "xtask"));
    assert!(!REPOSITORY.files.iter().any(|file| file.path.starts_with("target/")), "what is built is no source");
}
