//! `adapters`: what is written of adapters that do not come to an end, and what is said of folders that are broken.

use std::path::PathBuf;

use crate::Test;
use crate::runs::{Ran, ends, text, this_program};

pub(crate) fn tests() -> Vec<Test> {
    vec![
        crate::test("a_run_that_was_broken_off_is_not_put_on_record", a_run_that_was_broken_off_is_not_put_on_record),
        crate::test("who_cannot_be_started_is_told_in_words", who_cannot_be_started_is_told_in_words),
        crate::test("a_broken_file_is_named_before_anything_is_run", a_broken_file_is_named_before_anything_is_run),
        crate::test("a_folder_without_adapters_is_told", a_folder_without_adapters_is_told),
    ]
}

/// A folder of adapters with one in it, `run` being its command.
fn folder(name: &str, run: &[&str]) -> PathBuf {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("hostile-adapters-{name}"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(folder.join("one")).expect("a folder");
    let manifest = format!("name = \"one\"\ntitle = \"One\"\nlicence = \"none\"\ntoolchain = [\"true\"]\nrun = {run:?}\n");
    std::fs::write(folder.join("one/adapter.toml"), manifest).expect("a file");
    folder
}

fn adapters(folder: &std::path::Path, flags: &[&str], code: i32) -> Ran {
    ends(&[&["adapters", "--folder", text(folder)], flags].concat(), code)
}

#[track_caller]
fn says(output: &str, words: &[&str]) {
    // A line that is too long is broken between words.
    let output = output.split_whitespace().collect::<Vec<_>>().join(" ");
    for word in words {
        assert!(output.contains(word), "it says {output:?}, without {word:?}");
    }
}

fn a_run_that_was_broken_off_is_not_put_on_record() {
    let folder = folder("died", &[&this_program(), "adapter", "aborts-always"]);
    let results = folder.join("one/results.json");
    for before in [Some("as it was"), None] {
        let _ = std::fs::remove_file(&results);
        before.inspect(|before| std::fs::write(&results, before).expect("a file"));
        let said = adapters(&folder, &["--update"], 5).stdout;
        says(&said, &["the run was broken off: the relying party died three times in a row: ", "remedy: "]);
        assert!(!said.contains("Died("), "{said}");
        assert_eq!(std::fs::read_to_string(&results).ok().as_deref(), before);
    }
    let _ = std::fs::remove_dir_all(folder);
}

fn who_cannot_be_started_is_told_in_words() {
    let folder = folder("absent", &["./nothing"]);
    let said = adapters(&folder, &[], 5).stdout;
    says(&said, &["the run was broken off: ", "nothing cannot be started: ", "remedy: install it with --install"]);
    assert!(!said.contains("NotStarted"), "{said}");
    let _ = std::fs::remove_dir_all(folder);
}

fn a_broken_file_is_named_before_anything_is_run() {
    let adapter = "one/adapter.toml";
    let broken: [(&str, &[u8], &[&str]); 6] = [
        ("one/baseline.toml", b"# \xff", &["baseline.toml cannot be read", "UTF-8", "remedy: "]),
        ("one/results.json", b"{\n broken", &["results.json: ", "line 2 column", "remedy: --update writes it anew"]),
        ("one/results.json", b"\xff", &["results.json cannot be read", "UTF-8", "remedy: "]),
        (adapter, b"# \xff", &["adapter.toml: ", "UTF-8", "remedy: write it as its neighbours are"]),
        (adapter, b"name = ", &["adapter.toml: ", "remedy: write it as its neighbours are"]),
        (adapter, b"name = \"one\"\ntitle = \"\"\nlicence = \"\"\n", &["neither `embedded` nor both `toolchain` and `run`"]),
    ];
    for (number, (file, content, words)) in broken.into_iter().enumerate() {
        let folder = folder(&format!("broken-{number}"), &["touch", "started"]);
        std::fs::write(folder.join(file), content).expect("a file");
        says(&adapters(&folder, &[], 2).stderr, words);
        assert!(!folder.join("one/started").exists(), "{file} is read first");
        let _ = std::fs::remove_dir_all(folder);
    }
    let folder = folder("broken-folder", &["touch", "started"]);
    std::fs::create_dir(folder.join("one/baseline.toml")).expect("a folder");
    says(&adapters(&folder, &[], 2).stderr, &["baseline.toml cannot be read", "remedy: "]);
    let _ = std::fs::remove_dir_all(folder);
}

fn a_folder_without_adapters_is_told() {
    let folder = folder("none", &["true"]);
    std::fs::remove_file(folder.join("one/adapter.toml")).expect("it is there");
    for names in [&[][..], &["one"]] {
        says(&adapters(&folder, names, 3).stderr, &["no folder in it has an adapter.toml", "remedy: "]);
    }
    let _ = std::fs::remove_dir_all(folder);
}
