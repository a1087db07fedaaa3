//! What was seen of an RP while it went through a case.

use relycheck_protocol::{Capability, Stage, Stored};
use serde::{Deserialize, Serialize};

use crate::{Expectation, Offered};

/// What an RP did with one response.
#[derive(Clone, Debug, PartialEq)]
pub enum Observation {
    /// It accepted, and this is what it remembers.
    Accepted(Stored),
    /// It refused.
    Rejected {
        /// Where, if it can tell.
        stage: Option<Stage>,
        /// In its own words.
        detail: String,
    },
}

impl Observation {
    /// The word in results, tables and baselines.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Accepted(_) => "accepted",
            Self::Rejected { .. } => "rejected",
        }
    }
}

/// Why a case did not come to its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum Fault {
    /// The RP's process ended or panicked.
    Crashed {
        /// The exit status, and the end of its standard error.
        detail: String,
    },
    /// The RP's processes held more memory than they may, and the suite ended them.
    OutOfMemory {
        /// How much, and the limit.
        detail: String,
    },
    /// No answer came within the limit.
    TimedOut {
        /// Which message, and the limit.
        detail: String,
    },
    /// What came was no answer of the protocol, or the adapter says that it failed.
    Protocol {
        /// What it was.
        detail: String,
    },
    /// The RP says that it lacks what the case needs, and the case went through all the same.
    LackWorks {
        /// What is said to be lacking.
        capability: Capability,
    },
    /// The case needs what the RP lacks, or is about what its options do not request.
    NotApplicable {
        /// What is lacking or not requested, or which input makes the recipe void, and why.
        detail: String,
        /// The capability, where it is one.
        capability: Option<Capability>,
    },
}

/// What an attempt is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// To bring about the state that the case starts from. If it is refused, the case is blocked.
    Setup,
    /// What the case is about.
    Subject,
}

/// One response that was delivered.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    /// What it is there for.
    pub role: Role,
    /// Which part of a sweep it is; `None` where the case is no sweep, and for what a sweep starts from.
    pub part: Option<String>,
    /// Whether it was a registration.
    pub registration: bool,
    /// What was expected.
    pub expectation: Expectation,
    /// What was seen.
    pub observation: Observation,
}

/// A whole case, as far as it went.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Run {
    /// The responses that were delivered, in order.
    pub attempts: Vec<Attempt>,
    /// The options that were looked at, in order.
    pub offered: Vec<Offered>,
    /// Why it ended early, if it did.
    pub fault: Option<Fault>,
}
