//! What becomes of whole runs: RPs that accept all, refuse all, remember, panic, lack something.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use relycheck_cases::{Case, Delivery, Departure, Kind, catalogue};
use relycheck_judge::{Expected, Role, Verdict};
use relycheck_protocol::{Capability, Finish, Lack};
use relycheck_runner::{CaseResult, Ended, Event, Plan, Report, run, schedule};
use relycheck_spec::{Severity, requirement};

use crate::parties::{Asked, Boxed, Party, accept, digest, drivers, everything, identity, party, reject, run_cases};

fn id(result: &CaseResult) -> &'static str {
    &catalogue().cases()[result.position].id
}

/// What it comes to where a response is not met as it should be.
fn weight(case: &Case, delivery: &Delivery) -> Verdict {
    let row = requirement(&delivery.expectation.requirement).expect("the row exists");
    let mut of_delivery = case.script.ceremonies.iter().filter(|ceremony| ceremony.deliveries.contains(delivery));
    let registered = of_delivery.any(|ceremony| ceremony.kind == Kind::Create);
    match if registered { row.severity_at_registration() } else { row.severity() } {
        Severity::Failure => Verdict::Failure,
        Severity::Warning => Verdict::Warning,
        Severity::Notice => Verdict::Notice,
        Severity::Recorded => Verdict::Observed,
    }
}

/// What an RP accepts says nothing about the options that it gives.
fn is_about_options(case: &Case) -> bool {
    case.script.ceremonies.iter().any(|ceremony| !ceremony.options.is_empty())
}

#[test]
fn who_accepts_all_fails_what_has_to_be_refused_and_nothing_else() {
    let report = run_cases(&everything(), drivers(1, || party(|_| accept())));
    assert_eq!(report.ended, Ended::Complete);
    assert_eq!(report.results.len(), catalogue().cases().len());
    for result in &report.results {
        let case = &catalogue().cases()[result.position];
        let of = |outcome| case.deliveries().filter(move |delivery| delivery.expectation.outcome == outcome);
        let gravest = of(Expected::Rejected).map(|delivery| weight(case, delivery)).max();
        let expected = match (gravest, of(Expected::Either).next()) {
            (Some(gravest), _) => gravest,
            (None, Some(_)) => Verdict::Observed,
            (None, None) => Verdict::Pass,
        };
        if !is_about_options(case) {
            assert_eq!(result.judgement.verdict, expected, "{}: {:?}", case.id, result.judgement);
        }
        let delivered = case.deliveries().count();
        assert_eq!(result.played.run.attempts.len(), delivered, "{}", case.id);
        assert_eq!(result.exchanges().len(), 1 + case.script.ceremonies.len() + delivered, "{}", case.id);
    }
}

#[test]
fn who_refuses_all_passes_no_negative() {
    let report = run_cases(&everything(), drivers(1, || party(|_| reject())));
    for result in &report.results {
        let case = &catalogue().cases()[result.position];
        let judgement = &result.judgement;
        let has_setup = case.deliveries().any(|delivery| delivery.role == Role::Setup);
        let accepting = case.deliveries().filter(|delivery| delivery.expectation.outcome == Expected::Accepted);
        // Journeys go over many rows, of which the gravest decides.
        let gravest = accepting.map(|delivery| weight(case, delivery)).max();
        let wrong_in_itself = gravest.filter(|verdict| verdict.is_finding() && !has_setup);
        let expected = match wrong_in_itself {
            Some(verdict) => verdict,
            None if has_setup || case.is_negative() => Verdict::Blocked,
            None => Verdict::Observed,
        };
        if !is_about_options(case) {
            assert_eq!(judgement.verdict, expected, "{}: {judgement:?}", case.id);
        }
    }
}

/// An RP that has room for one credential until it is told to forget. No two cases have an id or a user in common.
fn remembering(forgets: bool) -> Boxed {
    let mut full = false;
    party(move |asked| match asked {
        Asked::Reset if forgets => {
            full = false;
            accept()
        }
        Asked::Registration(_) if std::mem::replace(&mut full, true) => reject(),
        _ => accept(),
    })
}

#[test]
fn an_rp_that_remembers_is_told_to_forget_before_every_case() {
    let one_credential = |case: &Case| case.script.ceremonies.iter().filter(|ceremony| ceremony.kind == Kind::Create).count() == 1;
    let selected: Vec<usize> = (everything().into_iter())
        .filter(|&position| {
            let case = &catalogue().cases()[position];
            case.id.starts_with("authentication/client-data/") && one_credential(case)
        })
        .collect();
    let verdicts = |forgets| -> BTreeSet<Verdict> {
        let report = run_cases(&selected, drivers(1, move || remembering(forgets)));
        report.results.iter().map(|result| result.judgement.verdict).collect()
    };
    assert!(!verdicts(true).contains(&Verdict::Blocked));
    assert!(verdicts(false).contains(&Verdict::Blocked), "without `reset` the test would show nothing");
}

#[test]
fn a_panic_is_the_outcome_of_its_case_and_the_run_goes_on() {
    let make = || {
        party(|asked| {
            assert!(!asked.response().contains("\"transports\":[]"), "an empty list");
            accept()
        })
    };
    let selected: Vec<usize> = (everything().into_iter())
        .filter(|&position| catalogue().cases()[position].id.starts_with("registration/transports/"))
        .collect();
    let report = run_cases(&selected, drivers(1, make));
    assert_eq!(report.ended, Ended::Complete);
    let crashed: Vec<_> = report.results.iter().filter(|result| result.judgement.verdict == Verdict::Crashed).collect();
    assert_eq!(crashed.iter().map(|result| id(result)).collect::<Vec<_>>(), ["registration/transports/empty"]);
    assert_eq!(crashed[0].judgement.reason.as_deref(), Some("panicked: an empty list"));
    assert_eq!(crashed[0].exchanges().last().map(|exchange| exchange.answer.clone()), Some(None));
    assert_eq!(report.results.len(), selected.len());
}

/// Runs all cases against an RP that cannot be told what to do with attestation, and may say so.
fn lacking(documentation: Option<&'static str>, answer: fn() -> Finish) -> Vec<CaseResult> {
    let make = move || -> Boxed {
        let mut identity = identity();
        identity.settable.retain(|capability| *capability != Capability::Attestation);
        let declared = |words: &str| Lack { capability: Capability::Attestation, documentation: words.to_owned() };
        identity.lacks = documentation.map(declared).into_iter().collect();
        Box::new(Party { identity, judge: move |_| answer() })
    };
    let report = run_cases(&everything(), drivers(1, make));
    let needs = |result: &CaseResult| catalogue().cases()[result.position].needs().contains(&Capability::Attestation);
    let (needing, others): (Vec<_>, Vec<_>) = report.results.into_iter().partition(needs);
    assert!(others.iter().all(|result| !result.exchanges().is_empty()), "the other cases are played");
    let negative = |result: &&CaseResult| catalogue().cases()[result.position].is_negative();
    assert!(needing.iter().any(|result| negative(&result)) && !needing.iter().all(|result| negative(&result)));
    needing
}

#[test]
fn what_an_rp_lacks_does_not_apply_and_its_documentation_says_why() {
    for (documentation, words) in [
        (Some("Not before version 2."), "needs attestation: Not before version 2."),
        (None, "needs attestation: it is not among what the adapter says can be set"),
    ] {
        for result in lacking(documentation, || Finish::Unsupported(Capability::Attestation)) {
            let judgement = &result.judgement;
            assert_eq!((judgement.verdict, judgement.reason.as_deref()), (Verdict::NotApplicable, Some(words)));
            assert_eq!(judgement.lacks, Some(Capability::Attestation));
            let probed = documentation.is_some() && !catalogue().cases()[result.position].is_negative();
            assert_eq!(!result.exchanges().is_empty(), probed, "{}: only a declared lack is probed", id(&result));
        }
    }
}

#[test]
fn a_declared_lack_that_works_is_noticed_by_the_positive_cases() {
    for result in lacking(Some("Not before version 2."), accept) {
        let negative = catalogue().cases()[result.position].is_negative();
        let expected = if negative { Verdict::NotApplicable } else { Verdict::Notice };
        assert_eq!(result.judgement.verdict, expected, "{}", id(&result));
    }
    for result in lacking(None, accept).into_iter().chain(lacking(Some("Never."), reject)) {
        assert_eq!(result.judgement.verdict, Verdict::NotApplicable, "{}", id(&result));
    }
}

#[test]
fn who_can_be_told_and_says_that_it_cannot_contradicts_itself_unless_the_case_asks_for_the_impossible() {
    let of = |id: &str| {
        let selected = [catalogue().position(id).unwrap_or_else(|| panic!("there is no case {id}"))];
        let report = run_cases(&selected, drivers(1, || party(|_| Finish::Unsupported(Capability::CrossOrigin))));
        let judgement = report.results[0].judgement.clone();
        (judgement.verdict, judgement.lacks, judgement.reason.unwrap_or_default())
    };
    let contradiction = "the adapter lists cross_origin as settable and answers `unsupported`".to_owned();
    let positive = of("registration/cross-origin/expected");
    assert_eq!(positive, (Verdict::ProtocolError, None, contradiction));
    let impossible = "needs cross_origin: the adapter can set it, and not to the value that this case asks for".to_owned();
    let negative = of("registration/client-data/top-origin-other");
    assert_eq!(negative, (Verdict::NotApplicable, Some(Capability::CrossOrigin), impossible));
    let beside_the_point = "the adapter answers `unsupported` for cross_origin, which was not asked for".to_owned();
    for id in ["registration/user-verification/omitted-uv1", "registration/client-data/origin-other"] {
        assert_eq!(of(id), (Verdict::ProtocolError, None, beside_the_point.clone()), "{id}");
    }
}

#[test]
fn hazards_are_played_only_where_that_is_wanted() {
    let hazards: Vec<usize> = everything().into_iter().filter(|&position| catalogue().cases()[position].hazard).collect();
    assert!(!hazards.is_empty());
    for wanted in [true, false] {
        let plan = Plan { hazards: wanted, ..Plan::new(catalogue(), &hazards, 5) };
        let report = run(&plan, drivers(1, || party(|_| accept())), &mut |_| ());
        assert_eq!(report.results.len(), hazards.len());
        for result in &report.results {
            assert_eq!(result.judgement.verdict == Verdict::NotApplicable, !wanted, "{}", id(result));
            assert_eq!(result.exchanges().is_empty(), !wanted, "{}", id(result));
        }
    }
}

#[test]
fn what_is_known_is_not_run_again_and_stands_for_the_twin() {
    let negative = catalogue().position("registration/client-data/origin-other").expect("the case exists");
    let twin = catalogue().cases()[negative].twin.as_deref().and_then(|twin| catalogue().position(twin)).expect("it has a twin");
    let selected = [twin, negative];
    for (accepted, verdict) in [(true, Verdict::Pass), (false, Verdict::Blocked)] {
        let known = BTreeMap::from([(twin, accepted)]);
        let plan = Plan { known: &known, ..Plan::new(catalogue(), &selected, 5) };
        let report = run(&plan, drivers(1, || party(|_| reject())), &mut |_| ());
        assert_eq!(report.ended, Ended::Complete);
        let verdicts: Vec<_> = report.results.iter().map(|result| (result.position, result.judgement.verdict)).collect();
        assert_eq!(verdicts, [(negative, verdict)]);
    }
}

#[test]
fn a_run_that_may_take_no_time_ends_before_its_first_case() {
    let selected = everything();
    let plan = Plan { limit: Some(Duration::ZERO), ..Plan::new(catalogue(), &selected, 5) };
    let report = run(&plan, drivers(2, || party(|_| accept())), &mut |_| ());
    assert_eq!((report.ended, report.results.len()), (Ended::OutOfTime(Duration::ZERO), 0));
}

/// A run without what passed, and the events that were told.
fn told<M: Fn() -> Boxed + Clone + Send + 'static>(count: usize, make: M) -> (Report, Vec<String>) {
    let selected = everything();
    let plan = Plan { challenges: 3, hazards: true, ..Plan::new(catalogue(), &selected, 11) };
    let mut events = Vec::new();
    let report = run(&plan, drivers(count, make), &mut |event| {
        events.push(match event {
            Event::Introduced(identity) => identity.name.clone(),
            Event::Judged(result) => format!("{} {:?}", id(result), result.judgement),
        });
    });
    (report, events)
}

#[test]
fn three_drivers_give_the_results_of_one_in_the_same_order() {
    let make = || party(|asked| if digest(&asked).is_multiple_of(3) { reject() } else { accept() });
    let ((one, events), (three, same_events)) = (told(1, make), told(3, make));
    assert_eq!((&one.ended, one.results.len()), (&Ended::Complete, catalogue().cases().len()));
    assert_eq!(one.ended, three.ended);
    assert_eq!(events, same_events);
    assert_eq!(events.len(), 1 + one.results.len());
    for (one, three) in one.results.iter().zip(&three.results) {
        assert_eq!((one.position, &one.judgement, &one.played), (three.position, &three.judgement, &three.played));
    }
    assert!(one.results.iter().any(|result| result.judgement.verdict == Verdict::Blocked));
    assert!(one.results.iter().any(|result| result.judgement.verdict == Verdict::Pass));
}

#[test]
fn three_drivers_give_up_a_dying_rp_where_one_does() {
    let make = || {
        party(|asked| {
            assert!(digest(&asked) % 9 > 1, "a bad number");
            accept()
        })
    };
    let ((one, events), (three, same_events)) = (told(1, make), told(3, make));
    assert_eq!(one.ended, Ended::Died("panicked: a bad number".to_owned()));
    assert_eq!(one.ended, three.ended);
    assert_eq!(events, same_events);
    let count = one.results.len();
    assert!(count > 3 && count < catalogue().cases().len(), "{count}");
    let crashed = |result: &CaseResult| result.judgement.verdict == Verdict::Crashed;
    assert!(one.results[count - 3..].iter().all(crashed));
    // In the order of the schedule, where a negative that waits for its twin has no result yet and did not crash.
    let dead: BTreeSet<usize> = one.results.iter().filter(|result| crashed(result)).map(|result| result.position).collect();
    let order = schedule(catalogue(), &everything(), 11);
    let ends = order.windows(3).position(|three| three.iter().all(|position| dead.contains(position)));
    assert_eq!(ends.map(|place| order[place + 2]), Some(one.results[count - 1].position), "the first three in a row end it");
}

#[test]
fn challenges_are_given_where_they_can_be_and_each_series_has_its_own() {
    let selected = [catalogue().position("authentication/user-verification/required-uv1/registered-uv1").expect("the case exists")];
    let responses = |challenges, settable: bool| {
        let make = move || -> Boxed {
            let mut identity = identity();
            identity.settable.retain(|capability| settable || *capability != Capability::Challenge);
            Box::new(Party { identity, judge: |_| accept() })
        };
        let plan = Plan { challenges, ..Plan::new(catalogue(), &selected, 5) };
        let report = run(&plan, drivers(1, make), &mut |_| ());
        format!("{:?}", report.results[0].exchanges())
    };
    assert_eq!(responses(0, true), responses(0, true));
    assert_ne!(responses(0, true), responses(1, true));
    assert_eq!(responses(0, false), responses(1, false), "the RP's own challenge is what it is");
}

#[test]
fn nothing_that_an_rp_is_sent_names_the_case_or_what_is_expected() {
    let report = run_cases(&everything(), drivers(1, || party(|_| accept())));
    for result in &report.results {
        let case = &catalogue().cases()[result.position];
        for exchange in result.exchanges() {
            let line = serde_json::to_string(&exchange.request).expect("a request can be written");
            for secret in [&case.id, &case.script.label, &case.title] {
                assert!(!line.contains(secret.as_str()), "{}: {line}", case.id);
            }
            assert!(!line.contains("expect") && !line.contains("requirement"), "{}: {line}", case.id);
        }
    }
}

#[test]
fn a_late_answer_is_delivered_in_the_later_ceremony() {
    let of = |kind| {
        let mut cases = catalogue().cases().iter().enumerate();
        let found = cases.find(|(_, case)| {
            let mut late = case.script.ceremonies.iter().filter(|ceremony| ceremony.kind == kind);
            late.any(|ceremony| {
                ceremony.deliveries.iter().any(|delivery| matches!(delivery.departure, Some(Departure::ChallengeOf(_))))
            })
        });
        found.expect("there is such a case").0
    };
    for (kind, row) in [(Kind::Create, "reg-8"), (Kind::Get, "auth-11")] {
        let report = run_cases(&[of(kind)], drivers(1, || party(|_| accept())));
        let judgement = &report.results[0].judgement;
        assert_eq!((judgement.verdict, judgement.requirement.as_deref()), (Verdict::Failure, Some(row)));
    }
}
