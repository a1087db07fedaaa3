//! What a decoder did with an input, beside what it had to do.

use relycheck_judge::Fault;
use serde::{Deserialize, Serialize};

use super::Demanded;

/// What a decoder did with an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It accepted what it had to accept, or might.
    Accepted,
    /// It refused what it had to refuse, or might.
    Refused,
    /// It accepted what is not well-formed.
    WrongAccept,
    /// It refused what is valid.
    WrongRefuse,
    /// Its process ended.
    Crashed,
    /// It gave no answer within the limit.
    Hung,
    /// Its processes held more memory than they may.
    Grew,
    /// It broke the protocol, or said that it could not do what was asked.
    ProtocolError,
}

impl Outcome {
    /// Those that are findings, the gravest first.
    pub const FINDINGS: [Self; 6] =
        [Self::Crashed, Self::Hung, Self::Grew, Self::WrongAccept, Self::WrongRefuse, Self::ProtocolError];

    /// The outcome where it accepted.
    pub(super) fn of_accepted(demanded: Demanded) -> Self {
        if demanded == Demanded::Refuse { Self::WrongAccept } else { Self::Accepted }
    }

    /// The outcome where it refused.
    pub(super) fn of_refused(demanded: Demanded) -> Self {
        if demanded == Demanded::Accept { Self::WrongRefuse } else { Self::Refused }
    }

    /// The outcome where there was no answer, and why there was none.
    pub(super) fn of_fault(fault: Fault) -> (Self, String) {
        match fault {
            Fault::Crashed { detail } => (Self::Crashed, detail),
            Fault::TimedOut { detail } => (Self::Hung, detail),
            Fault::OutOfMemory { detail } => (Self::Grew, detail),
            Fault::Protocol { detail } | Fault::NotApplicable { detail, .. } => (Self::ProtocolError, detail),
            Fault::LackWorks { capability } => (Self::ProtocolError, capability.as_str().to_owned()),
        }
    }

    /// Whether it is other than it should be.
    #[must_use]
    pub fn is_finding(self) -> bool {
        Self::FINDINGS.contains(&self)
    }

    /// Whether the process ended, or had to be ended.
    #[must_use]
    pub fn is_death(self) -> bool {
        matches!(self, Self::Crashed | Self::Hung | Self::Grew)
    }

    /// The word in results.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::WrongAccept => "wrong_accept",
            Self::WrongRefuse => "wrong_refuse",
            Self::Crashed => "crashed",
            Self::Hung => "hung",
            Self::Grew => "grew",
            Self::ProtocolError => "protocol_error",
        }
    }

    /// The same for people.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::WrongAccept => "wrong accept",
            Self::WrongRefuse => "wrong refuse",
            Self::ProtocolError => "protocol error",
            other => other.as_str(),
        }
    }
}
