//! What is done with results files: `diff`, `replay` and `report`.

use std::path::PathBuf;

use crate::Test;
use crate::runs::{ends, fresh_file, relycheck, text, this_program};

pub(crate) fn tests() -> Vec<Test> {
    vec![
        crate::test("diff_says_what_changed", diff_says_what_changed),
        crate::test("a_recorded_finding_replays_as_then", a_recorded_finding_replays_as_then),
        crate::test("what_has_been_mended_replays_otherwise", what_has_been_mended_replays_otherwise),
        crate::test("replay_says_what_it_cannot_replay", replay_says_what_it_cannot_replay),
        crate::test("two_files_are_one_table", two_files_are_one_table),
    ]
}

const CASES: &str = "authentication/user-verification/*";

/// The results of an embedded RP over a few cases.
fn results(name: &str, adapter: &str) -> PathBuf {
    let file = fresh_file(name);
    let ran = relycheck(&[
        "check",
        "--adapter",
        adapter,
        "--baseline",
        "none",
        "--case",
        CASES,
        "--format",
        "json",
        "--output",
        text(&file),
    ]);
    assert!(matches!(ran.code, Some(0 | 1)), "{}", ran.stderr);
    file
}

fn diff_says_what_changed() {
    let (old, new) = (results("old.jsonl", "reference"), results("new.jsonl", "webauthn-rs-core"));
    let same = ends(&["diff", text(&old), text(&old)], 0);
    assert!(same.stdout.starts_with("0 changes, relycheck-reference "), "{}", same.stdout);
    let changed = ends(&["diff", text(&old), text(&new)], 1).stdout;
    let case = "authentication/user-verification/discouraged-uv0/registered-uv1\n  pass (accepted by auth-17n) -> warning (rejected by auth-17n)\n";
    assert!(changed.contains(case), "{changed}");
    assert!(!changed.contains("authentication/user-verification/required-uv1"), "what passes in both is no change: {changed}");
    let back = ends(&["diff", text(&new), text(&old)], 1).stdout;
    assert_eq!(back.matches(" -> ").count(), changed.matches(" -> ").count());
    let said = ends(&["diff", text(&old), "/no/such/file"], 2).stderr;
    assert!(said.contains("/no/such/file cannot be read") && said.contains("remedy: "), "{said}");
}

fn a_recorded_finding_replays_as_then() {
    let file = results("findings.jsonl", "webauthn-rs-core");
    let case = ["--case", "authentication/user-verification/discouraged-uv0/registered-uv1"];
    let then = ends(&[&["replay", text(&file)], &case[..]].concat(), 0).stdout;
    assert!(then.contains("finish_authentication: as then\n  then: rejected: "), "{then}");
    assert!(!then.contains("OTHERWISE"), "{then}");
    // The file of another RP would say nothing.
    let program = this_program();
    let said = ends(&[&["replay", text(&file)], &case[..], &["--", &program, "adapter", "right"]].concat(), 2).stderr;
    assert!(
        said.contains("the file is about webauthn-rs-core, this is relycheck-reference") && said.contains("remedy: "),
        "{said}"
    );
}

fn what_has_been_mended_replays_otherwise() {
    let (file, program) = (fresh_file("refused.jsonl"), this_program());
    let output = ["--format", "json", "--output", text(&file)];
    let wrong = ["check", "--case", "registration/attachment/missing"];
    ends(&[&wrong[..], &output, &["--", &program, "adapter", "inverts"]].concat(), 0);
    let replay = |adapter: &str, code| {
        let case = ["replay", text(&file), "--case", "registration/attachment/missing", "--", &program, "adapter", adapter];
        ends(&case, code).stdout
    };
    assert!(replay("inverts", 0).contains("finish_registration: as then\n  then: rejected: upside down"));
    let mended = replay("right", 1);
    assert!(mended.contains("finish_registration: OTHERWISE\n  then: rejected: upside down\n  now: accepted"), "{mended}");
}

fn replay_says_what_it_cannot_replay() {
    let file = results("passes.jsonl", "reference");
    let replay = |case: &str| ends(&["replay", text(&file), "--case", case], 2).stderr;
    assert!(replay("none/such").contains("no such case in the file"));
    let said = replay("authentication/user-verification/discouraged-uv0/registered-uv1");
    assert!(said.contains("a plain pass has no transcript") && said.contains("remedy: "), "{said}");
}

fn two_files_are_one_table() {
    let (one, other) = (results("one.jsonl", "reference"), results("other.jsonl", "webauthn-rs-core"));
    let table = ends(&["report", text(&one), text(&other)], 0).stdout;
    for name in ["relycheck-reference", "webauthn-rs-core", "auth-17n"] {
        assert!(table.contains(name), "{name} is not in {table}");
    }
    let said = ends(&["report", text(&one), text(&other), "--format", "junit"], 2).stderr;
    assert!(said.contains("this format is for one file") && said.contains("remedy: "), "{said}");
    // A report of one file is what the check itself would have printed.
    let markdown = ends(&["report", text(&other), "--format", "markdown"], 0).stdout;
    assert!(markdown.contains("auth-17n"), "{markdown}");
}
