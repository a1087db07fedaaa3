//! Adapters that keep the protocol and judge wrongly, or say wrongly what they can: which cases tell, and which say nothing.

use std::collections::BTreeSet;

use relycheck_cases::{Case, Departure, Kind, catalogue};
use relycheck_judge::{Expected, Role};

use crate::Test;
use crate::parties::ROOM;
use crate::runs::{check, few_in_order, ran, word};

pub(crate) fn tests() -> Vec<Test> {
    vec![
        crate::test("accepts", one_that_accepts_everything_passes_the_positives_only),
        crate::test("rejects", one_that_rejects_everything_passes_what_stands_alone),
        crate::test("inverts", one_that_inverts_passes_nothing),
        crate::test("other-stage", refusals_elsewhere_are_suspect),
        crate::test("leaks", what_leaks_from_case_to_case_shows),
        crate::test("claims-and-refuses", a_claim_that_is_none_is_a_breach),
        crate::test("lacks-what-works", a_lack_that_is_none_is_a_notice),
        crate::test("cannot-do-anything", a_lack_beside_the_point_is_a_breach),
        crate::test("where_nothing_applies_nothing_ran", where_nothing_applies_nothing_ran),
    ]
}

/// The ids of the cases for which this holds.
fn ids(holds: impl Fn(&Case) -> bool) -> BTreeSet<String> {
    catalogue().cases().iter().filter(|case| holds(case)).map(|case| case.id.clone()).collect()
}

fn all_are(case: &Case, expected: Expected) -> bool {
    case.deliveries().all(|delivery| delivery.expectation.outcome == expected)
}

fn any_is(case: &Case, expected: Expected) -> bool {
    case.deliveries().any(|delivery| delivery.expectation.outcome == expected)
}

/// What an RP asks for is judged whatever it does with responses.
fn but_for_options(mut ids: BTreeSet<String>) -> BTreeSet<String> {
    ids.retain(|id| !id.starts_with("options/"));
    ids
}

fn one_that_accepts_everything_passes_the_positives_only() {
    let ran = check(&[], &["accepts"]);
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    ran.assert_complete();
    // It says of itself what the reference RP says, which can do everything.
    assert_eq!(ran.with_verdict("not_applicable"), BTreeSet::new());
    let accepted = |case: &Case| all_are(case, Expected::Accepted) && case.deliveries().next().is_some();
    let positives = but_for_options(ids(accepted));
    let passed = but_for_options(ran.with_verdict("pass"));
    let otherwise: Vec<&String> = passed.symmetric_difference(&positives).collect();
    assert!(otherwise.is_empty(), "{otherwise:?}");
    assert!(positives.iter().all(|id| catalogue().get(id).is_some_and(|case| case.twin.is_none())), "a negative passes");
    let cases = ran.cases();
    for id in ids(|case| any_is(case, Expected::Rejected)) {
        let line = &cases[&id];
        assert_eq!(line["observation"], "accepted", "{id}");
        assert_eq!(line["expected"], "rejected", "{id}");
        let said = ["accepted what has to be refused", "accepted what should be refused"];
        assert!(said.iter().any(|said| word(line, "reason").ends_with(said)), "{id}: {}", word(line, "reason"));
    }
    // The answer to the first challenge must not be one to the second.
    let abandoned = ids(|case| case.deliveries().any(|delivery| matches!(delivery.departure, Some(Departure::ChallengeOf(_)))));
    assert!(!abandoned.is_empty() && abandoned.is_subset(&ran.with_verdict("failure")));
    assert_eq!(ran.with_verdict("blocked"), BTreeSet::new());
}

fn one_that_rejects_everything_passes_what_stands_alone() {
    let ran = check(&[], &["rejects"]);
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    ran.assert_complete();
    let has_setup = |case: &Case| case.deliveries().any(|delivery| delivery.role == Role::Setup);
    let says_nothing = |case: &Case| has_setup(case) || (case.twin.is_some() && all_are(case, Expected::Rejected));
    // Every negative has a twin, or begins with a registration: there is none that stands alone, and so nothing passes.
    assert_eq!(
        but_for_options(ran.with_verdict("pass")),
        ids(|case| all_are(case, Expected::Rejected) && !says_nothing(case) && case.deliveries().next().is_some())
    );
    assert_eq!(but_for_options(ran.with_verdict("pass")), BTreeSet::new());
    assert_eq!(ran.with_verdict("not_applicable"), BTreeSet::new());
    assert_eq!(ran.with_verdict("blocked"), ids(says_nothing));
    let cases = ran.cases();
    for id in ids(|case| any_is(case, Expected::Accepted) && !says_nothing(case)) {
        assert!(word(cases[&id], "reason").ends_with(" be accepted: no"), "{id}");
    }
}

fn one_that_inverts_passes_nothing() {
    let ran = check(&["--case", "registration/*", "--case", "authentication/*"], &["inverts"]);
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    ran.assert_complete();
    assert_eq!(ran.with_verdict("pass"), BTreeSet::new());
    let cases = ran.cases();
    let refused = &cases["registration/user-verification/required-uv1"];
    assert_eq!((word(refused, "verdict"), word(refused, "observation")), ("failure", "rejected"));
    let accepted = &cases["registration/user-verification/required-uv0"];
    assert_eq!((word(accepted, "verdict"), word(accepted, "observation")), ("failure", "accepted"));
}

/// Of the few cases.
const NEGATIVE_REGISTRATIONS: [&str; 2] =
    ["registration/client-data/origin-other", "registration/client-data/top-origin-unexpected"];
const NEGATIVE_AUTHENTICATION: &str = "authentication/authenticator-data/up0";

fn refusals_elsewhere_are_suspect() {
    let ran = ran("other-stage");
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    ran.assert_complete();
    let negatives = [&NEGATIVE_REGISTRATIONS[..], &[NEGATIVE_AUTHENTICATION]].concat();
    for (id, line) in ran.cases() {
        assert_eq!(line["verdict"], "pass", "{id}");
        assert_eq!(line["suspect"], negatives.contains(&id.as_str()), "{id}");
    }
    let reason = word(ran.cases()[NEGATIVE_AUTHENTICATION], "reason").to_owned();
    assert_eq!(reason, "refused at stage trust, where the deviation is one of stage auth-data");
    assert_eq!(ran.of_kind("footer")[0]["suspect"], negatives.len());
}

fn what_leaks_from_case_to_case_shows() {
    let ran = ran("leaks");
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    ran.assert_complete();
    let order = few_in_order();
    assert!(order.iter().all(|case| case.script.ceremonies.iter().filter(|ceremony| ceremony.kind == Kind::Create).count() == 1));
    let fits = |id: &str| order.iter().position(|case| case.id == id).is_some_and(|place| place < ROOM);
    let mut seen = BTreeSet::new();
    for (id, line) in ran.cases() {
        let case = catalogue().get(&id).expect("a case");
        let has_setup = case.deliveries().any(|delivery| delivery.role == Role::Setup);
        let kind = match case.twin.as_deref() {
            _ if has_setup && !fits(&id) => "setup refused",
            Some(twin) if !fits(twin) => "twin refused",
            Some(_) if !fits(&id) => "refused elsewhere",
            None if !fits(&id) => "refused",
            _ => "as it should be",
        };
        seen.insert(kind);
        let verdict = (word(line, "verdict"), line["suspect"] == true);
        match kind {
            "setup refused" => {
                assert_eq!(verdict, ("blocked", false), "{id}");
                assert_eq!(word(line, "reason"), "the ceremony that this case starts from was refused: the table is full", "{id}");
            }
            "twin refused" => assert_eq!(verdict, ("blocked", false), "{id}"),
            "refused elsewhere" => assert_eq!(verdict, ("pass", true), "{id}"),
            "refused" => {
                assert!(["notice", "warning", "failure"].contains(&verdict.0), "{id}: {verdict:?}");
                assert!(word(line, "reason").contains("be accepted: the table is full"), "{id}");
            }
            _ => assert_eq!(verdict, ("pass", false), "{id}"),
        }
    }
    let shown = ["setup refused", "twin refused", "refused", "as it should be"];
    assert!(shown.iter().all(|kind| seen.contains(kind)), "only {seen:?} are shown");
}

const TWIN: &str = "registration/client-data/top-origin-other/twin";
const NEGATIVE: &str = "registration/client-data/top-origin-other";
const POSITIVES: [&str; 5] = [
    "authentication/cross-origin/expected",
    "authentication/cross-origin/expected-and-false",
    TWIN,
    "registration/cross-origin/expected",
    "registration/cross-origin/expected-and-false",
];

fn a_claim_that_is_none_is_a_breach() {
    let ran = ran("claims-and-refuses");
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    ran.assert_complete();
    assert_eq!(ran.with_verdict("protocol_error"), POSITIVES.map(str::to_owned).into());
    let cases = ran.cases();
    for id in POSITIVES {
        assert_eq!(word(cases[id], "reason"), "the adapter lists cross_origin as settable and answers `unsupported`");
    }
    assert_eq!(word(cases[NEGATIVE], "verdict"), "not_applicable");
    assert!(word(cases[NEGATIVE], "reason").contains("needs cross_origin"));
}

fn a_lack_that_is_none_is_a_notice() {
    let ran = ran("lacks-what-works");
    assert_eq!(ran.code, Some(0), "a notice does not fail: {}", ran.stderr);
    ran.assert_complete();
    assert_eq!(ran.with_verdict("notice"), POSITIVES.map(str::to_owned).into());
    let cases = ran.cases();
    for id in POSITIVES {
        assert_eq!(word(cases[id], "reason"), "cross_origin is declared as lacking, and it works");
    }
    assert_eq!(word(cases[NEGATIVE], "verdict"), "not_applicable");
    assert_eq!(word(cases[NEGATIVE], "reason"), "needs cross_origin: Frames are not supported.");
}

/// What was not asked for is no excuse.
fn a_lack_beside_the_point_is_a_breach() {
    let ran = ran("cannot-do-anything");
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    ran.assert_complete();
    for (id, line) in ran.cases() {
        assert_eq!(word(line, "verdict"), "protocol_error", "{id}");
        assert_eq!(word(line, "reason"), "the adapter answers `unsupported` for clock, which was not asked for", "{id}");
    }
}

fn where_nothing_applies_nothing_ran() {
    let ran = check(&["--case", NEGATIVE], &["lacks-what-works"]);
    assert_eq!(ran.code, Some(3), "{}", ran.stderr);
    ran.assert_complete();
    assert_eq!(ran.with_verdict("not_applicable"), BTreeSet::from([NEGATIVE.to_owned()]));
}
