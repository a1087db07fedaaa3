//! Runs and judgements to judge.

use relycheck_judge::{Attempt, Expectation, Expected, Fault, Observation, Role, Run};
use relycheck_protocol::{Stage, Stored};

/// The rows that stand for the four severities: one each of failure, warning, notice, recorded.
pub(crate) const FAILURE: &str = "reg-7";
pub(crate) const WARNING: &str = "reg-16n";
pub(crate) const NOTICE: &str = "none-3";
pub(crate) const RECORDED: &str = "auth-22";

pub(crate) fn accepted() -> Observation {
    Observation::Accepted(Stored::default())
}

pub(crate) fn rejected() -> Observation {
    Observation::Rejected { stage: None, detail: "its words".to_owned() }
}

pub(crate) fn rejected_at(stage: Stage) -> Observation {
    Observation::Rejected { stage: Some(stage), detail: "its words".to_owned() }
}

pub(crate) fn attempt(role: Role, outcome: Expected, requirement: &str, observation: Observation) -> Attempt {
    let expectation = Expectation { outcome, requirement: requirement.to_owned(), stage: None, remembered: None };
    Attempt { role, part: None, registration: true, expectation, observation }
}

pub(crate) fn subject(outcome: Expected, requirement: &str, observation: Observation) -> Attempt {
    attempt(Role::Subject, outcome, requirement, observation)
}

pub(crate) fn run(attempts: impl Into<Vec<Attempt>>) -> Run {
    Run { attempts: attempts.into(), ..Run::default() }
}

pub(crate) fn ended(attempts: impl Into<Vec<Attempt>>, fault: Fault) -> Run {
    Run { attempts: attempts.into(), fault: Some(fault), ..Run::default() }
}
