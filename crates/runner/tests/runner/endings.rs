//! How runs end early: RPs that do not start, break the handshake, die, or do not come back, and who listens has enough.

use std::ops::ControlFlow;

use relycheck_cases::catalogue;
use relycheck_judge::{Fault, Verdict};
use relycheck_protocol::{Answer, Capability, Failed, Identity, Request, Unsupported};
use relycheck_runner::{Driver, Ended, Event, Plan, StartError, run, run_while};

use crate::parties::{accept, drivers, everything, identity, party, run_cases};

/// A driver that starts so many times and answers `hello` so.
struct Brittle {
    starts: usize,
    hello: Answer,
    then: Result<Answer, Fault>,
}

impl Driver for Brittle {
    fn start(&mut self) -> Result<(), StartError> {
        let Some(left) = self.starts.checked_sub(1) else {
            return Err(StartError::Spawn { program: "brittle".to_owned(), fault: "broken for good".to_owned() });
        };
        self.starts = left;
        Ok(())
    }

    fn call(&mut self, request: &Request) -> Result<Answer, Fault> {
        match request {
            Request::Hello(_) => Ok(self.hello.clone()),
            _ => self.then.clone(),
        }
    }
}

fn brittle(starts: usize, hello: Answer) -> Brittle {
    Brittle { starts, hello, then: Err(Fault::TimedOut { detail: "too slow".to_owned() }) }
}

fn introduced() -> Answer {
    Answer::Identity(Box::new(identity()))
}

#[test]
fn an_rp_that_does_not_start_or_does_not_say_who_it_is_is_not_run() {
    let spawn = StartError::Spawn { program: "brittle".to_owned(), fault: "broken for good".to_owned() };
    let handshake = |words: &str| StartError::Handshake(words.to_owned());
    let failed = Answer::Failed(Failed { detail: "another version".to_owned() });
    let rude = Answer::Failed(Failed { detail: "\u{1b}[2J\u{202e}no".to_owned() });
    let silent = Brittle { hello: Answer::Done, ..brittle(1, introduced()) };
    for (driver, error) in [
        (brittle(0, introduced()), spawn),
        (brittle(1, failed), handshake("`hello` was answered by failed: another version")),
        (brittle(1, rude), handshake("`hello` was answered by failed: \u{fffd}[2J\u{fffd}no")),
        (silent, handshake("`hello` was answered by done")),
    ] {
        let report = run_cases(&everything(), vec![Box::new(driver)]);
        assert_eq!(report.ended, Ended::NotStarted(error));
        assert!(report.identity.is_none() && report.results.is_empty());
    }
    let report = run_cases(&everything(), Vec::new());
    assert_eq!(report.ended, Ended::NotStarted(handshake("there is no driver")));
}

#[test]
fn a_second_driver_that_does_not_start_ends_the_run_before_it_begins() {
    let mut two = drivers(1, || party(|_| accept()));
    two.push(Box::new(brittle(0, introduced())));
    let report = run_cases(&everything(), two);
    assert!(matches!(report.ended, Ended::NotStarted(StartError::Spawn { .. })));
    assert!(report.results.is_empty());
}

#[test]
fn an_rp_that_does_not_come_back_keeps_the_verdict_of_the_case_in_which_it_died() {
    let report = run_cases(&everything(), vec![Box::new(brittle(1, introduced()))]);
    assert!(matches!(report.ended, Ended::NotStarted(StartError::Spawn { .. })), "{:?}", report.ended);
    assert_eq!(report.results.len(), 1);
    assert_eq!(report.results[0].judgement.verdict, Verdict::TimedOut);
    assert_eq!(report.results[0].judgement.reason.as_deref(), Some("too slow"));
}

#[test]
fn an_rp_that_always_dies_is_given_up_after_three_cases() {
    for count in [1, 2, 3] {
        let report = run_cases(&everything(), drivers(count, || party(|_| panic!("as always"))));
        assert_eq!(report.ended, Ended::Died("panicked: as always".to_owned()));
        assert_eq!(report.results.len(), 3);
        assert!(report.results.iter().all(|result| result.judgement.verdict == Verdict::Crashed));
        assert!(report.identity.is_some());
    }
}

/// A driver whose RP dies at the beginning of a case as planned, and else says that it cannot do what is asked.
struct Planned {
    dies: Vec<bool>,
    settable: Vec<Capability>,
}

impl Driver for Planned {
    fn start(&mut self) -> Result<(), StartError> {
        Ok(())
    }

    fn call(&mut self, request: &Request) -> Result<Answer, Fault> {
        match request {
            Request::Hello(_) => Ok(Answer::Identity(Box::new(Identity { settable: self.settable.clone(), ..identity() }))),
            Request::Reset if self.dies.is_empty() => Ok(Answer::Done),
            Request::Reset if self.dies.remove(0) => Err(Fault::Crashed { detail: "as planned".to_owned() }),
            Request::Reset => Ok(Answer::Done),
            _ => Ok(Answer::Unsupported(Unsupported { capability: Capability::Clock })),
        }
    }
}

#[test]
fn only_deaths_in_a_row_count() {
    let ended = |dies: &[bool]| {
        let driver = Planned { dies: dies.to_vec(), settable: identity().settable };
        let selected: Vec<usize> = everything()[..12].to_vec();
        let report = run_cases(&selected, vec![Box::new(driver)]);
        let crashed = report.results.iter().filter(|result| result.judgement.verdict == Verdict::Crashed).count();
        (report.ended, crashed)
    };
    let died = Ended::Died("as planned".to_owned());
    assert_eq!(ended(&[true, true, false, true, true, false]), (Ended::Complete, 4));
    assert_eq!(ended(&[true, false, true, true, true, false]), (died.clone(), 4));
    assert_eq!(ended(&[true; 12]), (died, 3));
}

#[test]
fn a_case_in_which_the_rp_is_not_asked_is_no_sign_of_life() {
    let mut between = 0;
    for seed in 0..20 {
        let driver = Planned { dies: vec![true; 12], settable: Vec::new() };
        let selected = everything();
        let plan = Plan::new(catalogue(), &selected, seed);
        let report = run(&plan, vec![Box::new(driver)], &mut |_| ());
        assert_eq!(report.ended, Ended::Died("as planned".to_owned()));
        let verdicts: Vec<Verdict> = report.results.iter().map(|result| result.judgement.verdict).collect();
        assert_eq!(verdicts.iter().filter(|verdict| **verdict == Verdict::Crashed).count(), 3, "{verdicts:?}");
        let first = verdicts.iter().position(|verdict| *verdict == Verdict::Crashed).expect("one crashed");
        between += verdicts[first..].iter().filter(|verdict| **verdict == Verdict::NotApplicable).count();
    }
    assert!(between > 0, "some seed puts a case that does not apply between two deaths");
}

#[test]
fn who_is_told_of_a_run_can_break_it_off() {
    for (count, wanted) in [(1, 0), (1, 1), (2, 5)] {
        let selected = everything();
        let mut judged = 0;
        let report = run_while(&Plan::new(catalogue(), &selected, 5), drivers(count, || party(|_| accept())), &mut |event| {
            judged += usize::from(matches!(event, Event::Judged(_)));
            if judged < wanted { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        assert_eq!((judged, report.results.len(), report.ended), (wanted, wanted, Ended::Stopped));
    }
}
