//! `corpus decoders`: a folder of decoders is installed, fed and compared with what is on record.

use std::path::{Path, PathBuf};
use std::process::Command;

pub(crate) const TESTS: &[(&str, fn())] = &[
    ("what_is_on_record_is_held_to", what_is_on_record_is_held_to),
    ("who_is_not_there_is_not_run_and_has_not_passed", who_is_not_there_is_not_run_and_has_not_passed),
    ("what_cannot_be_installed_fails", what_cannot_be_installed_fails),
    ("a_manifest_is_looked_at", a_manifest_is_looked_at),
    ("a_broken_record_is_named_before_anything_is_done", a_broken_record_is_named_before_anything_is_done),
    ("a_manifest_without_decoders_is_told", a_manifest_without_decoders_is_told),
];

/// A folder with one decoder, which is this program, and this command for its toolchain.
fn folder(name: &str, present: &str, install: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("relycheck-decoders-{}-{name}", std::process::id()));
    std::fs::create_dir_all(folder.join("here")).expect("a folder");
    let program = std::env::current_exe().expect("this program has a path");
    let manifest = format!(
        "[toolchain.here]\npresent = [{present:?}]\ninstall = [[{install:?}]]\n\
         [[decoder]]\nname = \"right\"\nlicence = \"none\"\ntoolchain = \"here\"\nrun = [{program:?}, \"decoder\", \"right\"]\n",
    );
    std::fs::write(folder.join("decoders.toml"), manifest).expect("a file");
    folder
}

/// The exit code, and what was printed.
fn decoders(folder: &Path, flags: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_relycheck"));
    let output = command.args(["corpus", "decoders"]).args(flags).arg("--folder").arg(folder).output().expect("relycheck runs");
    let text = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(text).expect("UTF-8"))
}

fn what_is_on_record_is_held_to() {
    let folder = folder("record", "true", "true");
    let (code, said) = decoders(&folder, &["--install", "--update"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.starts_with("right 1: cbor none; "), "{said}");
    let table = std::fs::read_to_string(folder.join("table.md")).expect("it was written");
    assert_eq!(
        table.lines().filter(|line| line.starts_with("| right | 1 | ") && line.ends_with(" | none |")).count(),
        7,
        "{table}"
    );
    assert_eq!(decoders(&folder, &[]).0, Some(0));
    let results = folder.join("results.json");
    let text = std::fs::read_to_string(&results).expect("it was written");
    std::fs::write(&results, text.replacen(r#""licence": "none""#, r#""licence": "some""#, 1)).expect("a file");
    let (code, said) = decoders(&folder, &[]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("says otherwise"), "{said}");
    let _ = std::fs::remove_dir_all(folder);
}

fn who_is_not_there_is_not_run_and_has_not_passed() {
    let folder = folder("absent", "false", "true");
    let (code, said) = decoders(&folder, &[]);
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("right: NOT RUN, its toolchain is not here: `false` does not succeed"), "{said}");
    assert_eq!(decoders(&folder, &["--require-all"]).0, Some(1));
    let _ = std::fs::remove_dir_all(folder);
}

fn what_cannot_be_installed_fails() {
    let folder = folder("broken", "true", "false");
    let (code, said) = decoders(&folder, &["--install"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("right: FAILED, it cannot be installed: `false` fails"), "{said}");
    let _ = std::fs::remove_dir_all(folder);
}

fn a_manifest_is_looked_at() {
    let folder = folder("manifest", "true", "true");
    let (code, said) = decoders(&folder, &["wrong"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("no decoder wrong") && said.contains("remedy: name one of right"), "{said}");
    let manifest = folder.join("decoders.toml");
    let text = std::fs::read_to_string(&manifest).expect("a file");
    for broken in [text.replace("[toolchain.here]", "[toolchain.there]"), text.replace("licence", "license"), String::new()] {
        std::fs::write(&manifest, broken).expect("a file");
        assert_eq!(decoders(&folder, &[]).0, Some(2));
    }
    let _ = std::fs::remove_dir_all(folder);
}

fn a_broken_record_is_named_before_anything_is_done() {
    let folder = folder("spoilt", "true", "true");
    let (manifest, results) = (folder.join("decoders.toml"), folder.join("results.json"));
    let text = std::fs::read_to_string(&manifest).expect("a file");
    std::fs::write(&manifest, text.replace(r#"[["true"]]"#, r#"[["touch", "installed"]]"#)).expect("a file");
    for (broken, words) in [(&b"{\n broken"[..], "line 2 column"), (b"\xff", "UTF-8")] {
        std::fs::write(&results, broken).expect("a file");
        let (code, said) = decoders(&folder, &["--install", "--update"]);
        assert_eq!(code, Some(2), "{said}");
        assert!(said.contains("results.json") && said.contains(words) && said.contains("remedy: "), "{said}");
        assert!(!folder.join("here/installed").exists(), "the record is read first");
        assert_eq!(std::fs::read(&results).expect("a file"), broken, "it is left as it was");
    }
    let _ = std::fs::remove_dir_all(folder);
}

fn a_manifest_without_decoders_is_told() {
    let folder = folder("empty", "true", "true");
    std::fs::write(folder.join("decoders.toml"), "decoder = []\n[toolchain]\n").expect("a file");
    let (code, said) = decoders(&folder, &[]);
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("it lists no decoder") && said.contains("remedy: "), "{said}");
    let _ = std::fs::remove_dir_all(folder);
}
