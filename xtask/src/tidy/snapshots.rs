//! Each snapshot is named by a test.

use crate::Finding;
use crate::tidy::{File, Repository};

/// Where the snapshots are kept.
const FOLDER: &str = "snapshots/";

/// Snapshots that no test asks for, and such as wait for a decision.
pub(super) fn check(repository: &Repository) -> Vec<Finding> {
    // the chores compare with no snapshot, and their own tests plant names.
    let is_test = |file: &&File| file.extension() == "rs" && !file.path.starts_with("xtask/");
    let sources: Vec<&File> = repository.files.iter().filter(is_test).collect();
    let listed = repository.files.iter().map(|file| &file.path).filter(|path| path.starts_with(FOLDER));
    let mut paths: Vec<&String> = repository.snapshots.iter().chain(listed).collect();
    paths.sort();
    paths.dedup();
    paths.into_iter().filter_map(|path| fault(path, &sources)).collect()
}

fn fault(path: &str, sources: &[&File]) -> Option<Finding> {
    let file = path.rsplit('/').next().unwrap_or(path);
    if file.ends_with(".snap.new") {
        return Some(Finding::new(
            path,
            "a changed snapshot waits for a decision",
            "compare it with the old one, then rename it to `.snap` or delete it",
        ));
    }
    let Some((stem, _)) = file.split_once(".snap") else {
        return Some(Finding::new(path, "this is no snapshot", "keep only what tests compare with here"));
    };
    // insta puts the module before the name unless told otherwise.
    let name = stem.rsplit("__").next().unwrap_or(stem);
    let is_named = |name: &str| {
        let literal = format!("\"{name}\"");
        sources.iter().any(|source| source.text.as_deref().is_some_and(|text| text.contains(&literal)))
    };
    (!is_named(stem) && !is_named(name)).then(|| {
        Finding::new(path, format!("no Rust source names {name:?}"), "delete it, or write the name in the test as one literal")
    })
}

#[cfg(test)]
mod tests {
    use super::{File, Repository, check};

    fn found(snapshots: &[&str], source: &str) -> Vec<String> {
        let snapshots = snapshots.iter().map(|&path| path.to_owned()).collect();
        let repository = Repository { files: vec![File::text("tests/a.rs", source)], snapshots, ..Repository::default() };
        check(&repository).into_iter().map(|finding| finding.fault).collect()
    }

    #[test]
    fn a_snapshot_that_no_test_names_is_found() {
        let source = "snapshot!(\"help\", text);";
        assert_eq!(found(&["snapshots/help.snap", "snapshots/cli__help.snap"], source), <[&str; 0]>::default());
        assert_eq!(
            found(&["snapshots/hel.snap", "snapshots/help-old.snap"], source),
            ["no Rust source names \"hel\"", "no Rust source names \"help-old\""]
        );
    }

    #[test]
    fn the_chores_name_no_snapshot() {
        let files = vec![File::text("xtask/src/a.rs", "\"help\"")];
        let repository = Repository { files, snapshots: vec!["snapshots/help.snap".to_owned()], ..Repository::default() };
        assert_eq!(check(&repository).len(), 1);
    }

    #[test]
    fn a_snapshot_that_waits_is_found() {
        assert_eq!(found(&["snapshots/help.snap.new"], "\"help\""), ["a changed snapshot waits for a decision"]);
    }

    #[test]
    fn what_is_no_snapshot_is_found() {
        assert_eq!(found(&["snapshots/README.txt"], ""), ["this is no snapshot"]);
    }

    #[test]
    fn a_snapshot_is_found_once_where_git_and_the_disk_list_it() {
        let path = "snapshots/old.snap";
        let repository =
            Repository { files: vec![File::text(path, "")], snapshots: vec![path.to_owned()], ..Repository::default() };
        assert_eq!(check(&repository).len(), 1);
    }
}
