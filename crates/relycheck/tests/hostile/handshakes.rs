//! Adapters that do not get as far as a case: exit code 5, no results, and a message that says what is wrong.

use std::time::Duration;

use crate::Test;
use crate::runs::{Ran, ends, ran, this_program};

/// The adapters, each with what the message has to say.
const WORDS: [(&str, &[&str]); 8] = [
    ("exits-at-once", &["exit status: 3", "standard error: I would rather not"]),
    ("other-version", &["`hello` was answered by failed: I speak protocol 7 only"]),
    ("not-json", &["not an answer of the protocol", "in the line \"Listening on port 8080\""]),
    ("noise", &["not an answer of the protocol", "in the line \"Listening on port 8080\""]),
    (
        "unknown-member",
        &[
            "not an answer of the protocol",
            "unknown field `colour`",
            "`lacks`; the schema of answers tells which member, in the line",
        ],
    ),
    ("contradicts", &["the identity has clock both in `settable` and in `lacks`; take it out of one"]),
    ("half-a-line", &["no answer within 0.7 s", "its last line breaks off after 20 bytes: \"{\\\"seq\\\":\\\""]),
    ("hangs-at-hello", &["no answer within 0.7 s (ended by the suite)"]),
];

pub(crate) fn tests() -> Vec<Test> {
    let mut tests: Vec<Test> =
        WORDS.into_iter().map(|(name, words)| -> Test { (name, Box::new(move || is_not_introduced(name, words))) }).collect();
    tests.push(crate::test("the_schema_is_named_where_lines_are_validated", the_schema_is_named_where_lines_are_validated));
    tests
}

fn is_not_introduced(name: &str, words: &[&str]) {
    let ran = ran(name);
    assert_eq!(ran.code, Some(5), "{}", ran.stderr);
    assert_eq!(ran.stdout, "", "nothing was found out");
    says(ran, &[&["the adapter broke the handshake: ", "remedy: "], words].concat());
    assert!(ran.took < Duration::from_secs(8), "{:?}", ran.took);
}

#[track_caller]
fn says(ran: &Ran, words: &[&str]) {
    for word in words {
        assert!(ran.stderr.contains(word), "it says {:?}, without {word:?}", ran.stderr);
    }
}

fn the_schema_is_named_where_lines_are_validated() {
    let program = this_program();
    let check = |adapter: &str, code| {
        ends(&["check", "--validate", "--case", "registration/attachment/*", "--", &program, "adapter", adapter], code)
    };
    let fault =
        r#"the adapter broke answer.schema.json at "": Additional properties are not allowed ('colour' was unexpected), in"#;
    says(&check("unknown-member", 5), &[fault]);
    let flags = ["--validate", "--jobs", "1", "--case", "registration/attachment/*"];
    let unknown = ends(&[&["check"], &flags[..], &["--", &program, "adapter", "unknown-outcome"]].concat(), 1).stdout;
    let unknown = unknown.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(unknown.contains(r#"answer.schema.json at "/outcome": "undecided" is none of accepted, begun, "#), "{unknown}");
    let right = check("right", 0);
    let without = ends(&["check", "--case", "registration/attachment/*", "--", &program, "adapter", "right"], 0);
    assert_eq!(right.stdout, without.stdout);
}
