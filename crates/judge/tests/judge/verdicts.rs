//! Expectation and observation give a verdict: the truth table, and what decides where there is more than one attempt.

use relycheck_judge::{
    Attempt,
    Expected::{Accepted, Either, Rejected},
    Fault, Observation, Remembered, Role, Verdict, accepted_throughout, judge,
};
use relycheck_protocol::{Capability, Stage, Stored};
use relycheck_spec::{Severity, requirement, requirements};

use crate::runs::{FAILURE, NOTICE, RECORDED, WARNING, accepted, attempt, ended, rejected, rejected_at, run, subject};

#[test]
fn the_four_rows_have_the_severities_that_they_stand_for() {
    let severity = |id| requirement(id).expect("the row exists").severity();
    assert_eq!(
        [FAILURE, WARNING, NOTICE, RECORDED].map(severity),
        [Severity::Failure, Severity::Warning, Severity::Notice, Severity::Recorded]
    );
}

#[test]
fn outcome_expectation_and_severity_decide() {
    let table = [
        (Accepted, accepted(), FAILURE, Verdict::Pass),
        (Accepted, accepted(), WARNING, Verdict::Pass),
        (Accepted, accepted(), NOTICE, Verdict::Pass),
        (Accepted, accepted(), RECORDED, Verdict::Pass),
        (Accepted, rejected(), FAILURE, Verdict::Failure),
        (Accepted, rejected(), WARNING, Verdict::Warning),
        (Accepted, rejected(), NOTICE, Verdict::Notice),
        (Accepted, rejected(), RECORDED, Verdict::Observed),
        (Rejected, accepted(), FAILURE, Verdict::Failure),
        (Rejected, accepted(), WARNING, Verdict::Warning),
        (Rejected, accepted(), NOTICE, Verdict::Notice),
        (Rejected, accepted(), RECORDED, Verdict::Observed),
        (Rejected, rejected(), FAILURE, Verdict::Pass),
        (Rejected, rejected(), WARNING, Verdict::Pass),
        (Rejected, rejected(), NOTICE, Verdict::Pass),
        (Rejected, rejected(), RECORDED, Verdict::Pass),
        (Either, accepted(), FAILURE, Verdict::Observed),
        (Either, accepted(), RECORDED, Verdict::Observed),
        (Either, rejected(), FAILURE, Verdict::Observed),
        (Either, rejected(), RECORDED, Verdict::Observed),
    ];
    for (expected, observation, row, verdict) in table {
        // A twin that was accepted, and the lack of one, change nothing.
        for twin in [None, Some(true)] {
            let judgement = judge(&run([subject(expected, row, observation.clone())]), twin);
            assert_eq!(judgement.verdict, verdict, "{expected:?}, {observation:?}, {row}");
            assert_eq!(judgement.requirement.as_deref(), Some(row));
            assert_eq!(judgement.expected, Some(expected));
            assert_eq!(judgement.observation, observation.as_str());
            assert_eq!(judgement.reason.is_none(), verdict == Verdict::Pass, "{judgement:?}");
            assert!(!judgement.suspect && judgement.lacks.is_none());
        }
    }
}

#[test]
fn the_severity_of_a_mismatch_is_that_of_its_row_for_every_row() {
    assert_eq!(requirements().len(), 361);
    let verdict = |severity| match severity {
        Severity::Failure => Verdict::Failure,
        Severity::Warning => Verdict::Warning,
        Severity::Notice => Verdict::Notice,
        Severity::Recorded => Verdict::Observed,
    };
    for row in requirements() {
        for (registration, severity) in [(true, row.severity_at_registration()), (false, row.severity())] {
            for (expected, observation) in [(Accepted, rejected()), (Rejected, accepted())] {
                let met = Attempt { registration, ..subject(expected, &row.id, observation) };
                assert_eq!(judge(&run([met]), None).verdict, verdict(severity), "{}, registration {registration}", row.id);
            }
        }
    }
}

#[test]
fn reasons_say_what_happened_in_the_words_of_the_rp() {
    let reason = |expected, observation| judge(&run([subject(expected, FAILURE, observation)]), None).reason;
    assert_eq!(reason(Rejected, accepted()).as_deref(), Some("accepted what has to be refused"));
    assert_eq!(reason(Accepted, rejected()).as_deref(), Some("refused what has to be accepted: its words"));
    assert_eq!(
        reason(Either, rejected()).as_deref(),
        Some("the standard leaves it to the relying party, which refused: its words")
    );
    assert_eq!(reason(Either, accepted()).as_deref(), Some("the standard leaves it to the relying party, which accepted"));
}

#[test]
fn a_setup_that_is_refused_blocks_whatever_follows() {
    let setup = attempt(Role::Setup, Accepted, "reg-29", rejected());
    for attempts in [vec![setup.clone()], vec![setup, subject(Rejected, FAILURE, accepted())]] {
        let judgement = judge(&run(attempts), Some(true));
        assert_eq!(judgement.verdict, Verdict::Blocked);
        assert_eq!(judgement.requirement.as_deref(), Some("reg-29"));
        assert_eq!(judgement.observation, "rejected");
        assert_eq!(judgement.reason.as_deref(), Some("the ceremony that this case starts from was refused: its words"));
    }
    let fine = [attempt(Role::Setup, Accepted, "reg-29", accepted()), subject(Rejected, FAILURE, rejected())];
    assert_eq!(judge(&run(fine), None).verdict, Verdict::Pass);
}

#[test]
fn a_twin_that_was_not_accepted_blocks_a_refusal_and_does_not_excuse_an_acceptance() {
    let refused = run([subject(Rejected, FAILURE, rejected())]);
    let judgement = judge(&refused, Some(false));
    assert_eq!(judgement.verdict, Verdict::Blocked);
    assert_eq!((judgement.requirement.as_deref(), judgement.observation), (Some(FAILURE), "rejected"));
    assert_eq!(judge(&refused, Some(true)).verdict, Verdict::Pass);
    assert_eq!(judge(&refused, None).verdict, Verdict::Pass);
    let accepted = run([subject(Rejected, FAILURE, accepted())]);
    assert_eq!(judge(&accepted, Some(false)).verdict, Verdict::Failure);
    assert_eq!(judge(&run([]), Some(false)).verdict, Verdict::Blocked);
}

#[test]
fn a_run_in_which_nothing_was_delivered_is_no_pass() {
    for twin in [None, Some(true)] {
        let judgement = judge(&run([]), twin);
        assert_eq!(judgement.verdict, Verdict::Blocked);
        assert_eq!(judgement.reason.as_deref(), Some("no response was delivered, so nothing can be said"));
    }
}

#[test]
fn a_twin_is_accepted_throughout_only_if_every_attempt_is_and_nothing_broke() {
    let good = subject(Accepted, FAILURE, accepted());
    let bad = subject(Accepted, FAILURE, rejected());
    assert!(accepted_throughout(&run([good.clone(), good.clone()])));
    assert!(!accepted_throughout(&run([bad.clone(), good.clone()])));
    assert!(!accepted_throughout(&run([good.clone(), bad])));
    assert!(!accepted_throughout(&ended([good], Fault::Crashed { detail: String::new() })));
    assert!(!accepted_throughout(&run([])), "a twin in which nothing was delivered shows nothing");
}

#[test]
fn a_fault_outweighs_what_was_seen_before() {
    let detail = || "what broke".to_owned();
    let lacking = |capability| Fault::NotApplicable { detail: detail(), capability };
    let table = [
        (Fault::Crashed { detail: detail() }, Verdict::Crashed, "crashed", None),
        (Fault::TimedOut { detail: detail() }, Verdict::TimedOut, "timed_out", None),
        (Fault::Protocol { detail: detail() }, Verdict::ProtocolError, "protocol_error", None),
        (lacking(None), Verdict::NotApplicable, "not_applicable", None),
        (lacking(Some(Capability::Clock)), Verdict::NotApplicable, "not_applicable", Some(Capability::Clock)),
    ];
    for (fault, verdict, word, lacks) in table {
        for twin in [None, Some(true), Some(false)] {
            let setup = attempt(Role::Setup, Accepted, FAILURE, rejected());
            let judgement = judge(&ended([setup], fault.clone()), twin);
            assert_eq!((judgement.verdict, judgement.observation, judgement.lacks), (verdict, word, lacks));
            assert_eq!(judgement.reason.as_deref(), Some("what broke"));
            assert_eq!((judgement.requirement, judgement.expected), (None, None));
        }
    }
}

#[test]
fn a_lack_that_is_declared_and_works_is_a_finding() {
    let fault = Fault::LackWorks { capability: Capability::Discoverable };
    let judgement = judge(&ended([subject(Accepted, FAILURE, accepted())], fault), None);
    assert_eq!((judgement.verdict, judgement.observation), (Verdict::Notice, "accepted"));
    assert_eq!(judgement.reason.as_deref(), Some("discoverable is declared as lacking, and it works"));
    assert_eq!((judgement.requirement, judgement.lacks), (None, None));
}

#[test]
fn a_refusal_elsewhere_than_the_deviation_is_a_suspect_pass() {
    let expected_at = |stage, observation| {
        let mut attempt = subject(Rejected, FAILURE, observation);
        attempt.expectation.stage = stage;
        judge(&run([attempt]), Some(true))
    };
    let elsewhere = expected_at(Some(Stage::AuthData), rejected_at(Stage::ClientData));
    assert_eq!((elsewhere.verdict, elsewhere.suspect), (Verdict::Pass, true));
    assert_eq!(elsewhere.reason.as_deref(), Some("refused at stage client-data, where the deviation is one of stage auth-data"));
    for (expected, observed) in [
        (Some(Stage::AuthData), rejected_at(Stage::AuthData)),
        (Some(Stage::AuthData), rejected()),
        (None, rejected_at(Stage::ClientData)),
        (None, rejected()),
    ] {
        let judgement = expected_at(expected, observed);
        assert_eq!((judgement.verdict, judgement.suspect, judgement.reason), (Verdict::Pass, false, None));
    }
    let accepted = expected_at(Some(Stage::AuthData), accepted());
    assert_eq!((accepted.verdict, accepted.suspect), (Verdict::Failure, false));
}

#[test]
fn the_first_of_the_gravest_attempts_is_named() {
    let deciding = |attempts: &[_]| {
        let judgement = judge(&run(attempts), None);
        (judgement.verdict, judgement.requirement.expect("a row decides"))
    };
    let pass = subject(Accepted, "reg-29", accepted());
    let warning = subject(Accepted, WARNING, rejected());
    let failure = subject(Rejected, FAILURE, accepted());
    let another = subject(Rejected, "reg-8", accepted());
    assert_eq!(deciding(&[pass.clone(), warning.clone(), pass.clone()]), (Verdict::Warning, WARNING.to_owned()));
    assert_eq!(deciding(&[warning.clone(), failure.clone()]), (Verdict::Failure, FAILURE.to_owned()));
    assert_eq!(deciding(&[failure.clone(), warning]), (Verdict::Failure, FAILURE.to_owned()));
    assert_eq!(deciding(&[failure.clone(), another.clone()]), (Verdict::Failure, FAILURE.to_owned()));
    assert_eq!(deciding(&[another, failure]), (Verdict::Failure, "reg-8".to_owned()));
    let setup = attempt(Role::Setup, Accepted, "reg-16n", accepted());
    assert_eq!(deciding(&[setup, pass]), (Verdict::Pass, "reg-29".to_owned()), "a subject before a setup");
}

#[test]
fn a_suspect_pass_is_named_before_a_plain_one() {
    let mut suspect = subject(Rejected, "reg-8", rejected_at(Stage::Parse));
    suspect.expectation.stage = Some(Stage::ClientData);
    let judgement = judge(&run([subject(Accepted, "reg-29", accepted()), suspect]), None);
    assert_eq!((judgement.verdict, judgement.suspect), (Verdict::Pass, true));
    assert_eq!(judgement.requirement.as_deref(), Some("reg-8"));
}

fn kept() -> Remembered {
    Remembered {
        credential_id: Some("aWQ".to_owned()),
        public_key: Some("a2V5".to_owned()),
        sign_count: Some(7),
        uv_initialized: Some(true),
        backup_eligible: Some(true),
        backup_state: Some(false),
        transports: Some(vec!["usb".to_owned(), "nfc".to_owned()]),
    }
}

fn stored() -> Stored {
    Stored {
        sign_count: Some(7),
        uv_initialized: Some(true),
        backup_eligible: Some(true),
        backup_state: Some(false),
        credential_id: Some("aWQ".to_owned()),
        public_key: Some("a2V5".to_owned()),
        // In another order, and one of them twice: transports are a set.
        transports: Some(["nfc", "usb", "nfc"].map(str::to_owned).to_vec()),
    }
}

/// The row and reason of a difference, or `None` for a plain pass.
fn difference(registration: bool, remembered: Remembered, stored: Stored) -> Option<(String, String)> {
    let mut attempt = subject(Accepted, FAILURE, Observation::Accepted(stored));
    attempt.registration = registration;
    attempt.expectation.remembered = Some(remembered);
    let judgement = judge(&run([attempt]), None);
    match judgement.verdict {
        Verdict::Pass => None,
        Verdict::Observed => judgement.requirement.zip(judgement.reason),
        other => panic!("a difference in a record has no severity, and is {other:?}"),
    }
}

#[test]
fn what_is_remembered_otherwise_is_observed_by_the_row_of_the_field() {
    let table = [
        (Stored { sign_count: Some(8), ..stored() }, "auth-24.1", "signCount is stored as 8, not 7"),
        (Stored { uv_initialized: Some(false), ..stored() }, "auth-24.3", "uvInitialized is stored as false, not true"),
        (Stored { backup_eligible: Some(false), ..stored() }, "ad-4", "backupEligible is stored as false, not true"),
        (Stored { backup_state: Some(true), ..stored() }, "auth-24.2", "backupState is stored as true, not false"),
        (Stored { credential_id: Some("b3Ro".to_owned()), ..stored() }, "auth-24", "id is stored as b3Ro, not aWQ"),
        (Stored { public_key: Some("b3Ro".to_owned()), ..stored() }, "auth-24", "publicKey is stored as b3Ro, not a2V5"),
        (Stored { transports: Some(Vec::new()), ..stored() }, "auth-24", "transports is stored as [], not [nfc, usb]"),
    ];
    for (stored, at_authentication, reason) in table {
        let expected = |row: &str| Some((row.to_owned(), reason.to_owned()));
        assert_eq!(difference(true, kept(), stored.clone()), expected("reg-27"));
        assert_eq!(difference(false, kept(), stored), expected(at_authentication));
    }
    let row = |id| requirement(id).expect("the row exists").severity();
    assert!(
        ["reg-27", "auth-24", "auth-24.1", "auth-24.2", "auth-24.3", "ad-4"].into_iter().all(|id| row(id) == Severity::Recorded)
    );
}

#[test]
fn fields_that_nobody_keeps_or_nobody_fixes_are_passed_over() {
    for registration in [true, false] {
        assert_eq!(difference(registration, kept(), stored()), None);
        assert_eq!(difference(registration, kept(), Stored::default()), None, "null is no difference");
        assert_eq!(difference(registration, Remembered::default(), stored()), None, "an open field is no difference");
    }
    let only = Stored { backup_state: Some(true), ..Stored::default() };
    assert!(difference(false, kept(), only).is_some(), "the fields behind a null are compared");
}

#[test]
fn verdicts_go_from_best_to_worst_and_findings_begin_at_notice() {
    assert!(Verdict::ALL.is_sorted());
    let words = Verdict::ALL.map(Verdict::as_str);
    assert_eq!(
        words,
        ["pass", "observed", "not_applicable", "blocked", "notice", "warning", "failure", "protocol_error", "timed_out", "crashed"]
    );
    for verdict in Verdict::ALL {
        assert_eq!(serde_json::to_value(verdict).expect("a verdict can be written"), verdict.as_str());
        let no_finding = [Verdict::Pass, Verdict::Observed, Verdict::NotApplicable, Verdict::Blocked].contains(&verdict);
        assert_eq!(verdict.is_finding(), !no_finding);
    }
}

#[test]
fn a_lack_that_comes_up_later_does_not_hide_what_was_seen_before() {
    let lack = Fault::NotApplicable { detail: "no".to_owned(), capability: None };
    let wrong = ended([subject(Rejected, FAILURE, accepted())], lack.clone());
    assert_eq!(judge(&wrong, None).verdict, Verdict::Failure);
    let right = ended([subject(Rejected, FAILURE, rejected())], lack);
    assert_eq!(judge(&right, None).verdict, Verdict::NotApplicable);
}

#[test]
fn a_sweep_tells_its_parts_apart_and_is_as_good_as_its_worst() {
    let part =
        |name: &str, expected, observation| Attempt { part: Some(name.to_owned()), ..subject(expected, FAILURE, observation) };
    let setup = attempt(Role::Setup, Accepted, FAILURE, accepted());
    let judgement = judge(
        &run([
            setup.clone(),
            part("one", Rejected, rejected()),
            part("two", Rejected, accepted()),
            part("three", Accepted, rejected()),
        ]),
        Some(true),
    );
    assert_eq!((judgement.verdict, judgement.observation), (Verdict::Failure, "accepted"));
    let parts: Vec<_> = judgement.parts.iter().map(|part| (part.name.as_str(), part.verdict)).collect();
    assert_eq!(parts, [("one", Verdict::Pass), ("two", Verdict::Failure), ("three", Verdict::Failure)]);
    assert_eq!(judgement.reason.as_deref(), Some("2 of 3 parts (two, three): accepted what has to be refused"));

    let passed = judge(&run([setup, part("one", Rejected, rejected())]), Some(true));
    assert_eq!((passed.verdict, passed.reason), (Verdict::Pass, None));

    let six = (0..6).map(|number| part(&number.to_string(), Rejected, accepted())).collect::<Vec<_>>();
    let reason = judge(&run(six), Some(true)).reason;
    assert_eq!(reason.as_deref(), Some("6 of 6 parts (0, 1, 2, 3, 4, 5): accepted what has to be refused"));
    let many = (0..9).map(|number| part(&number.to_string(), Rejected, accepted())).collect::<Vec<_>>();
    let reason = judge(&run(many), Some(true)).reason;
    assert_eq!(reason.as_deref(), Some("9 of 9 parts (0, 1, 2, 3, 4, 5, …): accepted what has to be refused"));
}

#[test]
fn what_is_kept_of_a_response_that_is_left_open_is_written_down() {
    let mut open = subject(Either, FAILURE, Observation::Accepted(Stored { sign_count: Some(9), ..stored() }));
    open.expectation.remembered = Some(kept());
    let judgement = judge(&run([open]), None);
    let reason = "the standard leaves it to the relying party, which accepted; signCount is stored as 9, not 7";
    assert_eq!((judgement.verdict, judgement.reason.as_deref()), (Verdict::Observed, Some(reason)));
}

#[test]
fn a_refusal_that_says_nothing_is_blocked_for_that_reason_and_is_not_suspect() {
    let mut elsewhere = subject(Rejected, FAILURE, rejected_at(Stage::Parse));
    elsewhere.expectation.stage = Some(Stage::ClientData);
    assert!(judge(&run([elsewhere.clone()]), Some(true)).suspect);
    let blocked = judge(&run([elsewhere]), Some(false));
    assert_eq!((blocked.verdict, blocked.suspect), (Verdict::Blocked, false));
    let why = "the same response without the deviation is refused, so a refusal here says nothing";
    assert_eq!(blocked.reason.as_deref(), Some(why));
}

#[test]
fn where_both_are_as_grave_the_fault_is_named() {
    let notice = subject(Accepted, NOTICE, rejected());
    let judgement = judge(&ended([notice], Fault::LackWorks { capability: Capability::Clock }), None);
    assert_eq!(judgement.verdict, Verdict::Notice);
    assert_eq!(judgement.reason.as_deref(), Some("clock is declared as lacking, and it works"));
}

#[test]
fn expectations_have_the_words_of_the_results() {
    assert_eq!([Accepted, Rejected, Either].map(relycheck_judge::Expected::as_str), ["accepted", "rejected", "either"]);
}
