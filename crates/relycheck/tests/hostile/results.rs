//! What is done with results files: `diff`, `replay` and `report`.

use std::path::PathBuf;

use crate::Test;
use crate::parties::ILL_WORDS;
use crate::runs::{check, ends, fresh_file, ran, relycheck, text, this_program};

pub(crate) fn tests() -> Vec<Test> {
    vec![
        crate::test("diff_says_what_changed", diff_says_what_changed),
        crate::test("a_recorded_finding_replays_as_then", a_recorded_finding_replays_as_then),
        crate::test("what_has_been_mended_replays_otherwise", what_has_been_mended_replays_otherwise),
        crate::test("replay_says_what_it_cannot_replay", replay_says_what_it_cannot_replay),
        crate::test("a_crash_replays_as_then", a_crash_replays_as_then),
        crate::test("what_was_not_sent_cannot_be_replayed", what_was_not_sent_cannot_be_replayed),
        crate::test("two_files_are_one_table", two_files_are_one_table),
        crate::test("a_report_does_not_overwrite_what_it_is_of", a_report_does_not_overwrite_what_it_is_of),
        crate::test("a_footer_and_its_lines_agree", a_footer_and_its_lines_agree),
        crate::test("a_run_may_go_on_under_another_baseline", a_run_may_go_on_under_another_baseline),
        crate::test("a_footer_needs_no_line_end", a_footer_needs_no_line_end),
        crate::test(
            "deep_answers_are_a_breach_before_results_are_unreadable",
            deep_answers_are_a_breach_before_results_are_unreadable,
        ),
        crate::test("diff_makes_words_harmless", diff_makes_words_harmless),
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

fn a_crash_replays_as_then() {
    let (file, program) = (fresh_file("crashed.jsonl"), this_program());
    let flags = ["--format", "json", "--output", text(&file), "--jobs", "1"];
    ends(
        &[&["check", "--case", "registration/attachment/missing"], &flags[..], &["--", &program, "adapter", "aborts-always"]]
            .concat(),
        1,
    );
    let replay = |adapter: &str, code| {
        ends(&["replay", text(&file), "--case", "registration/attachment/missing", "--", &program, "adapter", adapter], code).stdout
    };
    let then = replay("aborts-always", 0);
    assert!(then.contains("finish_registration: as then\n  then: crashed: signal: "), "{then}");
    let mended = replay("right", 1);
    assert!(mended.contains("finish_registration: OTHERWISE\n  then: crashed: ") && mended.contains("  now: accepted"), "{mended}");
    // What refused then, and crashes now.
    let rejected = fresh_file("rejected.jsonl");
    let flags = ["--format", "json", "--output", text(&rejected), "--case", "registration/attachment/missing"];
    ends(&[&["check"], &flags[..], &["--", &program, "adapter", "rejects"]].concat(), 0);
    let case = ["replay", text(&rejected), "--case", "registration/attachment/missing"];
    let crashes = ends(&[&case[..], &["--", &program, "adapter", "aborts-always"]].concat(), 1).stdout;
    assert!(crashes.contains("now: crashed: signal: ") && !crashes.contains("Crashed {"), "{crashes}");
}

fn what_was_not_sent_cannot_be_replayed() {
    let (file, program) = (fresh_file("unsent.jsonl"), this_program());
    let ran = ran("lacks-what-works");
    std::fs::write(&file, &ran.stdout).expect("it can be written");
    let cases = ran.cases();
    let (case, _) = cases.iter().find(|(_, line)| line["transcript"] == serde_json::json!([])).expect("what it lacks is not sent");
    let said = ends(&["replay", text(&file), "--case", case, "--", &program, "adapter", "lacks-what-works"], 3).stderr;
    assert!(said.contains(case.as_str()) && said.contains("nothing was sent") && said.contains("remedy: "), "{said}");
}

fn a_report_does_not_overwrite_what_it_is_of() {
    let file = results("overwritten.jsonl", "reference");
    let before = std::fs::read(&file).expect("it is there");
    let said = ends(&["report", text(&file), "--output", text(&file)], 2).stderr;
    assert!(said.contains("names the same file") && said.contains("remedy: "), "{said}");
    assert!(std::fs::read(&file).expect("it is there") == before, "the report is in its place");
}

/// A file like that of [`results`], its lines changed.
fn changed(name: &str, change: impl Fn(Vec<String>) -> Vec<String>) -> PathBuf {
    let file = results(name, "reference");
    let lines = std::fs::read_to_string(&file).expect("it is there").lines().map(str::to_owned).collect();
    std::fs::write(&file, change(lines).join("\n") + "\n").expect("it can be written");
    file
}

fn a_footer_and_its_lines_agree() {
    let is_refused = |file: &std::path::Path, words: &str| {
        for verb in [&["report", text(file)][..], &["diff", text(file), text(file)]] {
            let said = ends(verb, 2).stderr;
            assert!(said.contains(words) && said.contains(text(file)) && said.contains("remedy: "), "{said}");
        }
    };
    let huge = changed("huge.jsonl", |mut lines| {
        let last = lines.pop().unwrap_or_default();
        let most = usize::MAX;
        let counts = format!(r#""baselined":{most},"suspect":{most}"#);
        lines.push(last.replace(r#""baselined":0,"suspect":0"#, &counts));
        lines
    });
    is_refused(&huge, "the footer counts other lines than the ");
    let fewer = changed("fewer.jsonl", |mut lines| {
        lines.remove(1);
        lines
    });
    is_refused(&fewer, "the footer counts other lines than the ");
    let twice = changed("twice.jsonl", |mut lines| {
        lines.insert(1, lines[1].clone());
        lines
    });
    is_refused(&twice, " stands there twice");
}

fn a_run_may_go_on_under_another_baseline() {
    let file = fresh_file("rebaselined.jsonl");
    let run = ["check", "--adapter", "webauthn-rs-core", "--case", CASES, "--resume", text(&file)];
    ends(&[&run[..], &["--baseline", "none"]].concat(), 1);
    let whole = std::fs::read_to_string(&file).expect("it is there");
    let (cut, _) = whole.trim_end().rsplit_once('\n').expect("a footer");
    std::fs::write(&file, format!("{cut}\n")).expect("it can be written");
    ends(&run, 0);
    let known = ends(&["report", text(&file)], 0).stdout;
    assert!(known.contains("of the findings are in the baseline"), "{known}");
}

fn a_footer_needs_no_line_end() {
    let file = results("stripped.jsonl", "reference");
    let whole = std::fs::read_to_string(&file).expect("it is there");
    let report = || ends(&["report", text(&file)], 0).stdout;
    let of_whole = report();
    std::fs::write(&file, whole.trim_end()).expect("it can be written");
    assert_eq!(report(), of_whole);
    // Half a footer is none.
    std::fs::write(&file, &whole[..whole.len() - 3]).expect("it can be written");
    assert!(report().contains("the file ends before the run did"));
}

fn deep_answers_are_a_breach_before_results_are_unreadable() {
    const CASE: &str = "authentication/signature/bit-flipped";
    for (depth, observation) in [("99", "accepted"), ("100", "protocol_error"), ("123", "protocol_error")] {
        for flags in [&[][..], &["--validate"]] {
            let ran = check(&[&["--case", CASE], flags].concat(), &["deep", depth]);
            assert_eq!(ran.code, Some(1), "{depth} {flags:?}: {}", ran.stderr);
            let cases = ran.cases();
            let case = cases[CASE];
            assert_eq!(case["observation"], observation, "{depth} {flags:?}: {}", case["reason"]);
            assert!(case["transcript"].is_array(), "what was sent and answered is in the file: {case}");
            let file = fresh_file("deep.jsonl");
            std::fs::write(&file, &ran.stdout).expect("it can be written");
            ends(&["report", text(&file)], 0);
        }
    }
}

fn diff_makes_words_harmless() {
    let old = results("harmless.jsonl", "reference");
    let ill = serde_json::to_string(ILL_WORDS).expect("JSON");
    let new = changed("ill.jsonl", |mut lines| {
        lines[0] = lines[0].replace(r#""relycheck-reference""#, &ill);
        lines[1] = lines[1].replacen(r#""requirement":""#, &format!(r#""requirement":{ill},"x":""#), 1);
        lines
    });
    let said = ends(&["diff", text(&old), text(&new)], 1).stdout;
    assert!(said.contains("alert"), "the words themselves are there: {said}");
    let acts = said.chars().find(|&character| character.is_control() && character != '\n' || character == '\u{202e}');
    assert_eq!(acts, None, "{said:?}");
}
