//! Adapters that break the protocol in a case: an outcome of that case, and never the end of the run.

use std::collections::BTreeSet;

use crate::Test;
use crate::runs::{ran, thirds, word};

/// The adapters that break it in each third case, with what the reason has to say.
const IN_THE_THIRD: [(&str, &str); 8] = [
    ("huge-line", "a line is longer than 1048576 bytes"),
    ("array", "not an answer of the protocol"),
    ("unknown-outcome", "unknown variant `undecided`"),
    ("answer-to-something-else", "the end of a ceremony was answered by begun"),
    ("no-challenge", "the options cannot be answered: they have no `challenge`"),
    ("invalid-utf8", "its output cannot be read: invalid utf-8"),
    ("nul-byte", "in the line \"\\0{"),
    ("nested", "it nests 200001 levels deep, and an answer may nest 100"),
];

/// The adapters that break it in every case.
const ALWAYS: [(&str, &str); 3] = [
    ("noise-in-cases", "in the line \"Listening on port 8080\""),
    ("wrong-seq", "the answer's seq is \"another\""),
    ("answers-twice", "the answer's seq is "),
];

pub(crate) fn tests() -> Vec<Test> {
    let third = IN_THE_THIRD
        .into_iter()
        .map(|(name, words)| -> Test { (name, Box::new(move || third_cases_are("protocol_error", name, words))) });
    let always = ALWAYS.into_iter().map(|(name, words)| -> Test { (name, Box::new(move || every_case_is_a_breach(name, words))) });
    third.chain(always).collect()
}

/// Each third case has this verdict and these words in its reason; all others are as if nothing had happened, but for those
/// whose twin was such a third.
pub(crate) fn third_cases_are(verdict: &str, name: &str, words: &str) {
    let ran = ran(name);
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    ran.assert_complete();
    let (thirds, orphans) = thirds();
    assert!(!thirds.is_empty() && !orphans.is_empty(), "the selection has no such cases: {thirds:?}, {orphans:?}");
    assert_eq!(ran.with_verdict(verdict), thirds);
    assert_eq!(ran.with_verdict("blocked"), orphans);
    let cases = ran.cases();
    let passed: BTreeSet<String> = cases.keys().filter(|&id| !thirds.contains(id) && !orphans.contains(id)).cloned().collect();
    assert_eq!(ran.with_verdict("pass"), passed);
    for id in thirds {
        let reason = word(cases[&id], "reason");
        assert!(reason.contains(words), "{id}: {reason}");
        assert!(reason.len() < 8192, "{id}: a reason of {} bytes", reason.len());
    }
}

fn every_case_is_a_breach(name: &str, words: &str) {
    let ran = ran(name);
    assert_eq!(ran.code, Some(1), "protocol errors are no deaths: {}", ran.stderr);
    ran.assert_complete();
    let cases = ran.cases();
    assert!(cases.len() > 3);
    for (id, line) in cases {
        assert_eq!(line["verdict"], "protocol_error", "{id}");
        assert!(word(line, "reason").contains(words), "{id}: {}", word(line, "reason"));
    }
}
