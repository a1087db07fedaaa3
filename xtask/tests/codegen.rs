//! Generated files are written, compared and cleared away.

use std::fs;
use std::path::{Path, PathBuf};

use xtask::codegen::{check, write};

/// An empty checkout of its own.
fn checkout(name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if root.exists() {
        fs::remove_dir_all(&root).expect("the rest of an earlier run goes");
    }
    fs::create_dir_all(&root).expect("a folder for the test");
    root
}

#[test]
fn what_is_written_is_up_to_date() {
    let root = checkout("codegen-written");
    let missing = check(&root).expect("a missing folder is empty");
    assert!(!missing.is_empty());
    let written = write(&root).expect("written");
    assert_eq!(written.len(), missing.len());
    assert!(written.contains(&"crates/protocol/schemas/request.schema.json".to_owned()), "{written:?}");
    assert_eq!(check(&root).expect("readable"), []);
    assert_eq!(write(&root).expect("nothing to do"), <[String; 0]>::default());
}

#[test]
fn a_changed_file_and_a_leftover_are_found_and_mended() {
    let root = checkout("codegen-changed");
    let written = write(&root).expect("written");
    let changed = root.join(&written[0]);
    let text = fs::read_to_string(&changed).expect("just written");
    assert!(text.ends_with("}\n"), "one line end at the end");
    fs::write(&changed, text.replacen('\n', "\n\n", 1)).expect("changed by hand");
    let leftover = changed.with_file_name("gone.schema.json");
    fs::write(&leftover, "{}\n").expect("a leftover");
    let faults: Vec<String> = check(&root).expect("readable").into_iter().map(|finding| finding.fault).collect();
    assert_eq!(faults, ["the file is not what the types say", "nothing generates this file"]);
    assert_eq!(write(&root).expect("mended").len(), 2);
    assert!(!leftover.exists());
    assert_eq!(check(&root).expect("readable"), []);
}
