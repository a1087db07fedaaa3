//! Adapters that break the protocol in a case: an outcome of that case, and never the end of the run.

use std::collections::BTreeSet;

use crate::Test;
use crate::runs::{check, ran, thirds, word};

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
    let poor = crate::test("a_poor_challenge_is_the_fault_of_the_rp", a_poor_challenge_is_the_fault_of_the_rp);
    third.chain(always).chain([poor]).collect()
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

/// What cannot be said of the RP because of its challenge is a breach in that case, and the run goes on.
fn a_poor_challenge_is_the_fault_of_the_rp() {
    let cases = ["--case", "registration/client-data/challenge-*", "--case", "registration/attachment/*"];
    for (adapter, words, all) in
        [("constant-challenge", "came more than once", false), ("empty-challenge", "`challenge` is empty", true)]
    {
        let ran = check(&cases, &[adapter]);
        assert_eq!(ran.code, Some(1), "{}", ran.stderr);
        ran.assert_complete();
        let broken = ran.with_verdict("protocol_error");
        assert!(broken.contains("registration/client-data/challenge-encoding"), "{broken:?}");
        assert_eq!(broken.len() == ran.cases().len(), all, "{broken:?}");
        for id in broken {
            let said = ran.cases()[&id]["reason"].to_string();
            assert!(said.contains(words), "{id}: {said}");
        }
    }
}
