//! Baselines from the command line: `--bless` writes what was seen and keeps reasons, patterns stand for a few cases.

use crate::Test;
use crate::runs::{ends, fresh_file, text};

pub(crate) fn tests() -> Vec<Test> {
    vec![
        crate::test("bless_writes_what_was_seen_and_keeps_reasons", bless_writes_what_was_seen_and_keeps_reasons),
        crate::test("bless_is_for_the_whole_catalogue_and_a_file", bless_is_for_the_whole_catalogue_and_a_file),
        crate::test("a_run_that_is_given_up_blesses_nothing", a_run_that_is_given_up_blesses_nothing),
        crate::test("a_run_that_shows_nothing_blesses_nothing", a_run_that_shows_nothing_blesses_nothing),
        crate::test("what_a_blessing_run_writes_is_whole", what_a_blessing_run_writes_is_whole),
        crate::test("a_pattern_stands_for_its_cases", a_pattern_stands_for_its_cases),
        crate::test("a_pattern_has_bounds", a_pattern_has_bounds),
    ]
}

/// The baseline that is committed for the embedded RP.
const COMMITTED: &str = relycheck_adapter_webauthn_rs_core::BASELINE;

/// The entries of a baseline, which are a line each.
fn entries(text: &str) -> Vec<&str> {
    text.lines().filter(|line| line.starts_with('"')).collect()
}

fn bless_writes_what_was_seen_and_keeps_reasons() {
    let file = fresh_file("blessed.toml");
    let committed = entries(COMMITTED);
    let (missing, kept) = committed.split_first().expect("it has entries");
    let (id, _) = missing.split_once(" = ").expect("an entry");
    // One entry is missing, one is of a case that passes, and one says the contrary of what happens.
    let (contrary, others) = kept.split_first().expect("it has more");
    let turned = contrary.replace("observed = \"accepted\"", "observed = \"rejected\"");
    assert_ne!(turned, *contrary);
    let stale = "\"registration/backup/backed-up\" = { observed = \"rejected\", requirement = \"reg-29\", reason = \"once\" }";
    std::fs::write(&file, [&[stale, &turned], others].concat().join("\n") + "\n").expect("it can be written");

    let blessed = ends(&["check", "--baseline", text(&file), "--bless"], 0);
    let count = format!("{} entries, 2 of them to be explained", committed.len());
    assert!(blessed.stderr.contains(&count), "{}", blessed.stderr);
    let written = std::fs::read_to_string(&file).expect("it was written");
    assert_eq!(entries(&written).len(), committed.len());
    assert!(!written.contains("registration/backup/backed-up"));
    let (turned_id, _) = contrary.split_once(" = ").expect("an entry");
    for entry in entries(&written) {
        let unexplained = entry.contains("reason = \"not explained yet\"");
        let is_new = entry.starts_with(id) || entry.starts_with(turned_id);
        assert_eq!(unexplained, is_new, "{entry}");
        assert!(is_new || others.contains(&entry), "{entry} is not as it was");
    }
    ends(&["check", "--baseline", text(&file)], 0);
    let _ = std::fs::remove_file(&file);
}

fn bless_is_for_the_whole_catalogue_and_a_file() {
    let file = fresh_file("part.toml");
    let part = ends(&["check", "--baseline", text(&file), "--bless", "--case", "registration/*"], 2);
    assert!(part.stderr.contains("'--bless' cannot be used with '--case <GLOB>'"), "{}", part.stderr);
    assert!(!file.exists());
    ends(&["check", "--bless"], 2);
    let none = ends(&["check", "--baseline", "none", "--bless"], 2);
    assert!(none.stderr.contains("remedy: name a file"), "{}", none.stderr);
}

fn a_run_that_is_given_up_blesses_nothing() {
    let file = fresh_file("given-up.toml");
    std::fs::write(&file, "# as it was\n").expect("it can be written");
    let program = crate::runs::this_program();
    let arguments = ["check", "--jobs", "1", "--baseline", text(&file), "--bless", "--", &program, "adapter", "aborts-always"];
    let ran = ends(&arguments, 5);
    assert_eq!(std::fs::read_to_string(&file).expect("it is there"), "# as it was\n");
    assert!(ran.stderr.contains("--bless: the relying party died three times in a row: "), "{}", ran.stderr);
    assert!(ran.stderr.contains("given-up.toml is left as it was"), "{}", ran.stderr);
    let _ = std::fs::remove_file(&file);
}

fn a_run_that_shows_nothing_blesses_nothing() {
    let file = fresh_file("nothing-shown.toml");
    std::fs::write(&file, COMMITTED).expect("it can be written");
    let program = crate::runs::this_program();
    let bless = ["check", "--jobs", "1", "--baseline", text(&file), "--bless", "--", &program, "adapter"];
    for (adapter, code) in [("lacks-everything", 3), ("fails-to-begin", 1)] {
        let ran = ends(&[&bless[..], &[adapter]].concat(), code);
        assert!(ran.stderr.contains("--bless: no case shows what the relying party does"), "{}", ran.stderr);
        assert!(std::fs::read_to_string(&file).expect("it is there") == COMMITTED, "{adapter} changes the baseline");
    }
    let _ = std::fs::remove_file(&file);
}

fn what_a_blessing_run_writes_is_whole() {
    let [baseline, results, report] = ["whole.toml", "whole.jsonl", "whole.xml"].map(fresh_file);
    let flags =
        ["--bless", "--baseline", text(&baseline), "--resume", text(&results), "--format", "junit", "--output", text(&report)];
    ends(&[&["check", "--adapter", "reference", "--in-process"], &flags[..]].concat(), 0);
    let told = ends(&["report", text(&results)], 0);
    assert!(!told.stdout.contains("The run was broken off"), "{}", told.stdout);
    let report_text = std::fs::read_to_string(&report).expect("it was written");
    assert!(report_text.contains("registration/backup/device-bound"), "{report_text}");
    for file in [baseline, results, report] {
        let _ = std::fs::remove_file(file);
    }
}

/// What webauthn-rs-core does with UV=0 after UV=1 where verification is not required.
fn pattern(glob: &str) -> String {
    format!("\"{glob}\" = {{ observed = \"rejected\", requirement = \"auth-17n\", reason = \"a pattern\" }}\n")
}

fn checked(glob: &str, cases: &str, code: i32) -> String {
    let file = fresh_file(&format!("{}.toml", glob.replace(['/', '*'], "_")));
    std::fs::write(&file, pattern(glob)).expect("it can be written");
    let ran = ends(&["check", "--format", "json", "--baseline", text(&file), "--case", cases], code);
    let _ = std::fs::remove_file(&file);
    ran.stdout + &ran.stderr
}

fn a_pattern_stands_for_its_cases() {
    let findings = "platform/legacy-safari-macos1*/get/preferred/uv0/registered-uv1";
    let without = ends(&["check", "--format", "json", "--baseline", "none", "--case", findings], 1);
    assert_eq!(without.with_verdict("warning").len(), 3, "{}", without.summary());
    let said = checked(findings, findings, 0);
    assert_eq!(said.matches(r#""baselined":true"#).count(), 3, "{said}");
}

fn a_pattern_has_bounds() {
    let said = checked("journey/*", "registration/attachment/*", 2);
    assert!(said.contains("-journey__.toml:1: "), "{said}");
    assert!(said.contains("\"journey/*\" matches ") && said.contains("cases, more than 20") && said.contains("remedy: "), "{said}");
    let said = checked("registration/none-such/*", "registration/attachment/*", 4);
    assert!(said.contains("registration/none-such/*: the catalogue has no such case"), "{said}");
    // Its cases pass, so that what it says of them is stale.
    let said = checked("registration/attachment/*", "registration/attachment/*", 4);
    assert!(said.contains("registration/attachment/cross-platform: listed, but the verdict is pass"), "{said}");
}
