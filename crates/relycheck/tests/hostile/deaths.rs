//! Adapters that end, hang or hoard: an outcome of the case; three in a row end the run.

use std::time::{Duration, Instant};

use crate::Test;
use crate::protocol::third_cases_are;
use crate::runs::{check, ends, given_file, ran, this_program, word};

/// The adapters that die in each third case: the verdict, and what the reason has to say.
const IN_THE_THIRD: [(&str, &str, &str); 7] = [
    ("aborts", "crashed", "standard error: free(): invalid pointer"),
    ("exits-early", "crashed", "exit status: 0"),
    ("half-a-line-and-exits", "crashed", "exit status: 0; its last line breaks off after 20 bytes: \"{"),
    ("hangs", "timed_out", "no answer within 0.7 s (ended by the suite"),
    ("skips", "timed_out", "no answer within 0.7 s (ended by the suite"),
    ("drips", "timed_out", "no answer within 0.7 s (ended by the suite; its last line breaks off after 1 bytes: \"{\""),
    ("floods", "crashed", "the end of the flood"),
];

/// The adapters that die in every case.
const ALWAYS: [(&str, &str, &str); 3] = [
    ("exits-after-hello", "crashed", "exit status: 0"),
    ("aborts-always", "crashed", "signal: "),
    ("hangs-always", "timed_out", "no answer within 0.7 s"),
];

pub(crate) fn tests() -> Vec<Test> {
    let third = IN_THE_THIRD
        .into_iter()
        .map(|(name, verdict, words)| -> Test { (name, Box::new(move || third_cases_are(verdict, name, words))) });
    let always = ALWAYS
        .into_iter()
        .map(|(name, verdict, words)| -> Test { (name, Box::new(move || is_given_up_after_three(verdict, name, words))) });
    let mut tests: Vec<Test> = third.chain(always).collect();
    tests.push(crate::test("workers_give_up_after_the_same_three", workers_give_up_after_the_same_three));
    tests.push(crate::test("the_whole_run_has_a_limit", the_whole_run_has_a_limit));
    tests.push(crate::test("smoke_has_a_limit_too", smoke_has_a_limit_too));
    tests.push(crate::test("hangs-at-bye", an_adapter_that_hangs_at_bye_costs_no_verdict));
    tests.push(crate::test("slow", a_slow_adapter_is_right));
    if cfg!(target_os = "linux") {
        tests.push(crate::test("hoards", an_adapter_that_hoards_crashes_with_the_numbers));
        tests.push(crate::test("leaves-a-child", a_child_that_is_left_behind_is_ended));
        tests.push(crate::test("the_header_says_whether_memory_is_measured", the_header_says_whether_memory_is_measured));
    }
    tests
}

fn is_given_up_after_three(verdict: &str, name: &str, words: &str) {
    let ran = ran(name);
    assert_eq!(ran.code, Some(5), "{}", ran.stderr);
    ran.assert_given_up_after(3);
    assert_eq!(ran.with_verdict(verdict).len(), 3, "{}", ran.summary());
    assert!(ran.stderr.contains("the relying party died three times in a row: "), "{}", ran.stderr);
    assert!(ran.stderr.contains(words), "{}", ran.stderr);
    for (id, line) in ran.cases() {
        assert!(word(line, "reason").contains(words), "{id}: {}", word(line, "reason"));
    }
}

fn workers_give_up_after_the_same_three() {
    // All of the catalogue, so that every twin has its line.
    let alone = check(&[], &["aborts-always"]);
    let three = check(&["--jobs", "3"], &["aborts-always"]);
    assert_eq!((alone.code, three.code), (Some(5), Some(5)));
    assert_eq!(alone.with_verdict("crashed").len(), 3);
    alone.assert_given_up_after(3);
    assert_eq!(alone.with_verdict("crashed"), three.with_verdict("crashed"));
}

fn the_whole_run_has_a_limit() {
    let ran = check(&["--run-limit", "1.5"], &["slow"]);
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    let count = ran.cases().len();
    assert!(count > 0, "{}", ran.stderr);
    ran.assert_given_up_after(count);
    assert_eq!(ran.with_verdict("pass").len() + ran.with_verdict("observed").len(), count, "{}", ran.summary());
    assert!(ran.stderr.contains("the limit of 1.5 s for the whole run is over"), "{}", ran.stderr);
    assert!(ran.took < Duration::from_secs(15), "{:?}", ran.took);
}

fn smoke_has_a_limit_too() {
    let said = ends(&["smoke", "--run-limit", "0.1", "--", &this_program(), "adapter", "slow"], 1).stderr;
    assert!(said.contains("the limit of 0.1 s for the whole run is over") && said.contains("remedy: "), "{said}");
}

fn an_adapter_that_hangs_at_bye_costs_no_verdict() {
    let ran = ran("hangs-at-bye");
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    ran.assert_complete();
    assert_eq!(ran.with_verdict("pass").len(), ran.cases().len());
    // The limit for a message is 10 s.
    assert!(ran.took < Duration::from_secs(9), "{:?}", ran.took);
}

fn a_slow_adapter_is_right() {
    let ran = ran("slow");
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    ran.assert_complete();
    assert_eq!(ran.with_verdict("pass").len(), ran.cases().len());
}

fn an_adapter_that_hoards_crashes_with_the_numbers() {
    third_cases_are("crashed", "hoards", "its processes hold ");
    third_cases_are("crashed", "hoards", "MiB, more than 200 MiB (ended by the suite");
}

fn a_child_that_is_left_behind_is_ended() {
    third_cases_are("crashed", "leaves-a-child", "exit status: 0");
    let took = ran("leaves-a-child").took;
    assert!(took < Duration::from_secs(10), "one message has that long, and {took:?} have passed");
    let children = std::fs::read_to_string(given_file("leaves-a-child")).expect("it has written them down");
    assert!(children.lines().count() >= 3, "{children:?}");
    let begun = Instant::now();
    for child in children.lines() {
        while is_alive(child) {
            assert!(begun.elapsed() < Duration::from_secs(5), "{child} is alive");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

/// Whether there is a process of this number that does anything; one that nobody has waited for does not.
fn is_alive(process: &str) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    stat.rsplit_once(") ").is_some_and(|(_, rest)| !rest.starts_with('Z') && !rest.starts_with('X'))
}

fn the_header_says_whether_memory_is_measured() {
    assert_eq!(ran("slow").of_kind("header")[0]["memory_measured"], true);
    let case = ["--case", "registration/attachment/*", "--format", "json"];
    let in_process = ends(&[&["check", "--adapter", "reference", "--in-process"], &case[..]].concat(), 0);
    assert_eq!(in_process.of_kind("header")[0]["memory_measured"], false);
    // The word for it is the driver's, not the embedded RP's.
    let program = this_program();
    let child = ends(&[&["check"], &case[..], &["--", &program, "adapter", "right"]].concat(), 0);
    assert_eq!(child.of_kind("header")[0]["memory_measured"], true);
}
