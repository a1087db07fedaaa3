//! The reference RP against the catalogue: each negative breaks exactly the check that it declares, each twin none.

mod support;

use std::sync::{Arc, Mutex};

use relycheck_cases::catalogue;
use relycheck_judge::{Expected, Verdict};
use relycheck_protocol::{
    AuthenticationBegin, AuthenticationFinish, Begin, Finish, Identity, RegistrationBegin, RegistrationFinish, RelyingParty,
};
use relycheck_reference::{Reference, checks};
use relycheck_runner::{Driver, InProcess, schedule};
use support::{run_all, verdicts};

/// What failed in each ceremony that was finished, in order.
type Log = Arc<Mutex<Vec<Vec<&'static str>>>>;

/// The reference RP, with its violations written down.
struct Watched {
    reference: Reference,
    log: Log,
}

impl Watched {
    fn note(&self) {
        self.log.lock().expect("one thread").push(self.reference.last_violations().to_vec());
    }
}

impl RelyingParty for Watched {
    fn identity(&self) -> Identity {
        self.reference.identity()
    }
    fn begin_registration(&mut self, begin: RegistrationBegin) -> Begin {
        self.reference.begin_registration(begin)
    }
    fn finish_registration(&mut self, finish: RegistrationFinish) -> Finish {
        let outcome = self.reference.finish_registration(finish);
        self.note();
        outcome
    }
    fn begin_authentication(&mut self, begin: AuthenticationBegin) -> Begin {
        self.reference.begin_authentication(begin)
    }
    fn finish_authentication(&mut self, finish: AuthenticationFinish) -> Finish {
        let outcome = self.reference.finish_authentication(finish);
        self.note();
        outcome
    }
}

#[test]
fn a_negative_violates_its_declared_check_and_nothing_else() {
    let log = Log::default();
    let watched = log.clone();
    let driver = InProcess::new(move || {
        Box::new(Watched { reference: Reference::new(), log: watched.clone() }) as Box<dyn RelyingParty + Send>
    });
    // One driver, so the log is in the order of the schedule.
    run_all(vec![Box::new(driver) as Box<dyn Driver>], 1, 0);
    let mut log =
        Arc::try_unwrap(log).map_or_else(|log| log.lock().expect("one thread").clone(), |log| log.into_inner().expect("one"));
    log.reverse();
    let mut refused = 0;
    let everything: Vec<usize> = (0..catalogue().cases().len()).collect();
    for position in schedule(catalogue(), &everything, 1) {
        let case = &catalogue().cases()[position];
        for (ceremony, delivery) in case.script.ceremonies.iter().flat_map(|it| it.deliveries.iter().map(move |one| (it, one))) {
            // The reference RP refuses a bad key at once, so there is no later use of it.
            if ceremony.only_with.is_some() && delivery.expectation.outcome == Expected::Rejected {
                continue;
            }
            let violated = log.pop().expect("an entry per response");
            match delivery.expectation.outcome {
                Expected::Rejected => {
                    let row = delivery.expectation.requirement.as_str();
                    let by_row: Vec<&str> =
                        checks().iter().filter(|check| check.requirements.contains(&row)).map(|check| check.id).collect();
                    // A sweep goes through values that break several rules at once.
                    assert!(violated.len() == 1 || delivery.part.is_some(), "{}: {violated:?}", case.id);
                    assert!(
                        violated.iter().any(|violated| by_row.contains(violated)),
                        "{}: {row} is enforced by {by_row:?}, violated is {violated:?}",
                        case.id
                    );
                    refused += 1;
                }
                Expected::Accepted => assert!(violated.is_empty(), "{}: {violated:?}", case.id),
                // Its own affair, as any RP's; what it chooses to refuse is named in ARCHITECTURE.md.
                Expected::Either => {
                    let chosen = ["client-data/byte-order-mark-twice", "client-data/top-origin-own"];
                    assert!(violated.is_empty() || chosen.iter().any(|id| case.id.ends_with(id)), "{}: {violated:?}", case.id);
                }
            }
        }
    }
    assert!(log.is_empty());
    assert!(refused > 100, "{refused} negatives are suspiciously few");
}

#[test]
fn the_reference_has_no_finding() {
    let reference = relycheck::embedded::find("reference").expect("built in");
    for (id, verdict) in verdicts(run_all(vec![support::in_process(reference)], 1, 0)) {
        // What it keeps and what it offers is right too; only what is left to it is written down.
        let case = catalogue().get(id).expect("a case");
        let expected = if case.expected().contains(&Expected::Either) { Verdict::Observed } else { Verdict::Pass };
        assert_eq!(verdict, expected, "{id}");
    }
}
