//! The verdict on a case.

use relycheck_protocol::{Capability, Stored};
use relycheck_spec::{Severity, requirement};
use serde::{Deserialize, Serialize};

use crate::{Attempt, Expected, Fault, Observation, Role, Run, options};

/// The verdict on a case, from best to worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// As expected.
    Pass,
    /// Either is right, or the registry has no severity for it: written down.
    Observed,
    /// The RP lacks what the case needs, or its options do not request what the case is about.
    NotApplicable,
    /// The state that the case starts from, or its positive twin, was refused, or nothing was delivered: nothing can be said.
    Blocked,
    /// Otherwise than a note or a peer's rule suggests.
    Notice,
    /// Otherwise than the standard recommends.
    Warning,
    /// Otherwise than the standard demands.
    Failure,
    /// What came back was no answer of the protocol.
    ProtocolError,
    /// Nothing came back in time.
    TimedOut,
    /// The RP ended or panicked.
    Crashed,
}

impl Verdict {
    /// All, from best to worst.
    pub const ALL: [Self; 10] = [
        Self::Pass,
        Self::Observed,
        Self::NotApplicable,
        Self::Blocked,
        Self::Notice,
        Self::Warning,
        Self::Failure,
        Self::ProtocolError,
        Self::TimedOut,
        Self::Crashed,
    ];

    /// The word in results and tables.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Observed => "observed",
            Self::NotApplicable => "not_applicable",
            Self::Blocked => "blocked",
            Self::Notice => "notice",
            Self::Warning => "warning",
            Self::Failure => "failure",
            Self::ProtocolError => "protocol_error",
            Self::TimedOut => "timed_out",
            Self::Crashed => "crashed",
        }
    }

    /// Whether it is a finding about the RP.
    #[must_use]
    pub fn is_finding(self) -> bool {
        self >= Self::Notice
    }

    /// Whether a baseline may list it. What an RP decides can be known and left so; that it crashes, hangs or breaks the protocol
    /// cannot.
    #[must_use]
    pub fn is_listable(self) -> bool {
        matches!(self, Self::Notice | Self::Warning | Self::Failure)
    }
}

/// The verdict with what decided it.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// The verdict.
    pub verdict: Verdict,
    /// Refused, but elsewhere than the deviation is.
    pub suspect: bool,
    /// The row that decided it.
    pub requirement: Option<String>,
    /// What the deciding attempt was expected to bring.
    pub expected: Option<Expected>,
    /// What was seen: `accepted`, `rejected`, or the word for the fault.
    pub observation: &'static str,
    /// Why, in a sentence; absent for a plain pass.
    pub reason: Option<String>,
    /// Which capability is lacking.
    pub lacks: Option<Capability>,
    /// Of a sweep: its parts, in order, as far as it went.
    pub parts: Vec<Part>,
}

/// One part of a sweep: a case that asks the same of many neighbouring responses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// What sets it apart from the others.
    pub name: String,
    /// Its own verdict.
    pub verdict: Verdict,
    /// `accepted` or `rejected`.
    pub observation: String,
}

/// Judges a run. `twin_accepted` says of a negative whether its positive twin was accepted throughout; `None` for a case without
/// a twin. A response whose expectation was not met decides by severity; the first of the gravest is named. What was seen to be wrong
/// stays so, whether the twin was accepted or not and whether the RP went on or not.
#[must_use]
pub fn judge(run: &Run, twin_accepted: Option<bool>) -> Judgement {
    let parts = parts(&run.attempts);
    let seen = match run.attempts.iter().find(|attempt| attempt.role == Role::Setup && !was_accepted(attempt)) {
        Some(setup) => Judgement {
            reason: Some(format!("the ceremony that this case starts from was refused: {}", detail(&setup.observation))),
            ..of_attempt(setup, Verdict::Blocked)
        },
        None => match (of_options(run), run.attempts.is_empty()) {
            (Some(options), true) => options,
            (Some(options), false) => {
                let responses = of_attempts(&run.attempts);
                if responses.verdict > options.verdict { responses } else { options }
            }
            (None, _) => of_attempts(&run.attempts),
        },
    };
    let judgement = match of_fault(run.fault.as_ref()) {
        Some(fault) if seen.verdict.is_finding() && seen.verdict > fault.verdict => seen,
        Some(fault) => fault,
        None if twin_accepted == Some(false) && seen.verdict == Verdict::Pass => {
            let reason = "the same response without the deviation is refused, so a refusal here says nothing".to_owned();
            Judgement { verdict: Verdict::Blocked, suspect: false, reason: Some(reason), ..seen }
        }
        None => seen,
    };
    let reason = judgement.reason.map(|reason| with_parts(&parts, reason));
    Judgement { parts, reason, ..judgement }
}

/// How many parts of a sweep a reason can name before it only counts them.
const PARTS_NAMED: usize = 6;

/// The reason, with the parts that are findings in front.
fn with_parts(parts: &[Part], reason: String) -> String {
    let names: Vec<&str> = parts.iter().filter(|part| part.verdict.is_finding()).map(|part| part.name.as_str()).collect();
    if names.is_empty() {
        return reason;
    }
    let more = if names.len() > PARTS_NAMED { ", …" } else { "" };
    let named = names[..names.len().min(PARTS_NAMED)].join(", ");
    format!("{} of {} parts ({named}{more}): {reason}", names.len(), parts.len())
}

fn parts(attempts: &[Attempt]) -> Vec<Part> {
    let part = |attempt: &Attempt| {
        let name = attempt.part.clone()?;
        let observation = attempt.observation.as_str().to_owned();
        Some(Part { name, verdict: judge_attempt(attempt).verdict, observation })
    };
    attempts.iter().filter_map(part).collect()
}

/// What the options of the run come to; `None` where the case is not about options.
fn of_options(run: &Run) -> Option<Judgement> {
    let (row, verdict, reason) = options::look(&run.offered)?;
    Some(Judgement { requirement: Some(row.to_owned()), observation: "begun", reason, ..bare(verdict) })
}

/// The first of the gravest, those that the case is about before those that it starts from.
fn of_attempts(attempts: &[Attempt]) -> Judgement {
    let judgements: Vec<(Role, Judgement)> = attempts.iter().map(|attempt| (attempt.role, judge_attempt(attempt))).collect();
    let gravity = |judgement: &Judgement| (judgement.verdict, judgement.suspect);
    let gravest = judgements.iter().map(|(_, judgement)| gravity(judgement)).max();
    let mut deciding = judgements.into_iter().filter(|(_, judgement)| Some(gravity(judgement)) == gravest).peekable();
    let first = deciding.peek().map(|(_, judgement)| judgement.clone());
    let first_subject = deciding.find(|(role, _)| *role == Role::Subject).map(|(_, judgement)| judgement);
    first_subject.or(first).unwrap_or_else(|| Judgement {
        reason: Some("no response was delivered, so nothing can be said".to_owned()),
        ..bare(Verdict::Blocked)
    })
}

/// Whether every response of a run was accepted, of which there is at least one: what a twin has to show.
#[must_use]
pub fn accepted_throughout(run: &Run) -> bool {
    run.fault.is_none() && !run.attempts.is_empty() && run.attempts.iter().all(was_accepted)
}

fn was_accepted(attempt: &Attempt) -> bool {
    matches!(attempt.observation, Observation::Accepted(_))
}

fn detail(observation: &Observation) -> &str {
    match observation {
        Observation::Accepted(_) => "accepted",
        Observation::Rejected { detail, .. } => detail,
    }
}

fn bare(verdict: Verdict) -> Judgement {
    Judgement {
        verdict,
        suspect: false,
        requirement: None,
        expected: None,
        observation: verdict.as_str(),
        reason: None,
        lacks: None,
        parts: Vec::new(),
    }
}

fn of_attempt(attempt: &Attempt, verdict: Verdict) -> Judgement {
    Judgement {
        requirement: Some(attempt.expectation.requirement.clone()),
        expected: Some(attempt.expectation.outcome),
        observation: attempt.observation.as_str(),
        ..bare(verdict)
    }
}

fn of_fault(fault: Option<&Fault>) -> Option<Judgement> {
    let (verdict, reason, lacks) = match fault? {
        Fault::Crashed { detail } | Fault::OutOfMemory { detail } => (Verdict::Crashed, detail.clone(), None),
        Fault::TimedOut { detail } => (Verdict::TimedOut, detail.clone(), None),
        Fault::Protocol { detail } => (Verdict::ProtocolError, detail.clone(), None),
        Fault::NotApplicable { detail, capability } => (Verdict::NotApplicable, detail.clone(), *capability),
        Fault::LackWorks { capability } => {
            let reason = format!("{} is declared as lacking, and it works", capability.as_str());
            return Some(Judgement { reason: Some(reason), observation: "accepted", ..bare(Verdict::Notice) });
        }
    };
    Some(Judgement { reason: Some(reason), lacks, ..bare(verdict) })
}

fn judge_attempt(attempt: &Attempt) -> Judgement {
    let expectation = &attempt.expectation;
    match (expectation.outcome, &attempt.observation) {
        (Expected::Either, observation) => {
            let kept = match (observation, &expectation.remembered) {
                (Observation::Accepted(stored), Some(fields)) => fields.first_difference(stored, attempt.registration),
                _ => None,
            };
            let kept = kept.map_or(String::new(), |(_, text)| format!("; {text}"));
            Judgement {
                reason: Some(format!("the standard leaves it to the relying party, which {}{kept}", past(observation))),
                ..of_attempt(attempt, Verdict::Observed)
            }
        }
        (Expected::Accepted, Observation::Accepted(stored)) => remembered(attempt, stored),
        (Expected::Rejected, Observation::Rejected { stage, .. }) => {
            let elsewhere = expectation.stage.is_some() && stage.is_some() && expectation.stage != *stage;
            let reason = elsewhere.then(|| {
                let name = |stage: Option<relycheck_protocol::Stage>| stage.map_or("?", relycheck_protocol::Stage::as_str);
                format!("refused at stage {}, where the deviation is one of stage {}", name(*stage), name(expectation.stage))
            });
            Judgement { suspect: elsewhere, reason, ..of_attempt(attempt, Verdict::Pass) }
        }
        (_, observation) => {
            let severity = requirement(&expectation.requirement).map_or(Severity::Failure, |row| match attempt.registration {
                true => row.severity_at_registration(),
                false => row.severity(),
            });
            let verdict = match severity {
                Severity::Failure => Verdict::Failure,
                Severity::Warning => Verdict::Warning,
                Severity::Notice => Verdict::Notice,
                Severity::Recorded => Verdict::Observed,
            };
            let demand = if severity == Severity::Failure { "has to" } else { "should" };
            let reason = match observation {
                Observation::Accepted(_) => format!("accepted what {demand} be refused"),
                Observation::Rejected { detail, .. } => format!("refused what {demand} be accepted: {detail}"),
            };
            Judgement { reason: Some(reason), ..of_attempt(attempt, verdict) }
        }
    }
}

fn past(observation: &Observation) -> String {
    match observation {
        Observation::Accepted(_) => "accepted".to_owned(),
        Observation::Rejected { detail, .. } => format!("refused: {detail}"),
    }
}

/// What an RP remembers has no severity in the registry (no message shows it), so a difference is written down as observed.
fn remembered(attempt: &Attempt, stored: &Stored) -> Judgement {
    let remembered = attempt.expectation.remembered.as_ref();
    let difference = remembered.and_then(|fields| fields.first_difference(stored, attempt.registration));
    match difference {
        Some((row, text)) => {
            Judgement { requirement: Some(row.to_owned()), reason: Some(text), ..of_attempt(attempt, Verdict::Observed) }
        }
        None => of_attempt(attempt, Verdict::Pass),
    }
}
