//! One requirement of the standard, and the severity that follows from it.

use serde::{Deserialize, Serialize};

use crate::Reason;

/// How strongly the text binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub enum Level {
    /// Unconditional.
    #[serde(rename = "MUST")]
    Must,
    /// A MUST under the stated condition, which a case pins by its policy.
    #[serde(rename = "MUST-IF")]
    MustIf,
    /// SHOULD.
    #[serde(rename = "SHOULD")]
    Should,
    /// RECOMMENDED, which counts as SHOULD.
    #[serde(rename = "RECOMMENDED")]
    Recommended,
    /// MAY.
    #[serde(rename = "MAY")]
    May,
    /// OPTIONAL, which counts as MAY.
    #[serde(rename = "OPTIONAL")]
    Optional,
    /// The text leaves the outcome to the relying party.
    #[serde(rename = "POLICY")]
    Policy,
    /// Informative.
    #[serde(rename = "NOTE")]
    Note,
    /// Binds the authenticator or the client.
    #[serde(rename = "PEER")]
    Peer,
    /// Follows from a layout or from a step that cannot be done otherwise.
    #[serde(rename = "DERIVED")]
    Derived,
}

/// What may be asserted about a relying party that meets the situation of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub enum Verdict {
    /// It has to refuse.
    #[serde(rename = "R!")]
    RejectRequired,
    /// It should refuse; accepting is a finding, not a failure.
    #[serde(rename = "R?")]
    RejectRecommended,
    /// It has to accept.
    #[serde(rename = "A!")]
    AcceptRequired,
    /// It should accept.
    #[serde(rename = "A?")]
    AcceptRecommended,
    /// Either, by policy.
    #[serde(rename = "P")]
    Policy,
    /// Not to be seen from one message.
    #[serde(rename = "-")]
    Unobservable,
}

impl Verdict {
    /// Whether the row asks for a refusal, with whatever force.
    #[must_use]
    pub fn refuses(self) -> bool {
        matches!(self, Self::RejectRequired | Self::RejectRecommended)
    }

    /// Whether the row asks for acceptance, with whatever force.
    #[must_use]
    pub fn accepts(self) -> bool {
        matches!(self, Self::AcceptRequired | Self::AcceptRecommended)
    }
}

/// What it means when a relying party does otherwise than a row asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Either is right; what it did is written down.
    Recorded,
    /// A deviation from a recommendation or a note.
    Notice,
    /// A deviation from a SHOULD, or from a MUST that leaves room.
    Warning,
    /// Not conformant.
    Failure,
}

impl Severity {
    /// The word in results and tables.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Recorded => "recorded",
            Self::Notice => "notice",
            Self::Warning => "warning",
            Self::Failure => "failure",
        }
    }
}

/// A row of the registry.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// Stable; `reg-7` is step 7 of section 7.1.
    pub id: String,
    /// How strongly the text binds.
    pub level: Level,
    /// What may be asserted.
    pub verdict: Verdict,
    /// The section's number in the Candidate Recommendation; absent for notes on the text itself.
    pub section: Option<String>,
    /// The section's anchor.
    pub anchor: Option<String>,
    /// What is required, in a sentence.
    pub text: String,
    /// It binds the authenticator that makes a key: a key accepted at registration alone weighs no more than a notice, since the
    /// first use may still refuse it.
    #[serde(default)]
    pub binds_key_maker: bool,
    /// Why no case exercises this row, where none does.
    pub reason: Option<Reason>,
    /// Cases for this row are still to come.
    #[serde(default)]
    pub planned: bool,
}

impl Requirement {
    /// Failure for R! and A! at any level; for R? and A? a warning at MUST, MUST-IF, SHOULD and RECOMMENDED, else a notice;
    /// everything else is recorded.
    #[must_use]
    pub fn severity(&self) -> Severity {
        match self.verdict {
            Verdict::RejectRequired | Verdict::AcceptRequired => Severity::Failure,
            Verdict::RejectRecommended | Verdict::AcceptRecommended => match self.level {
                Level::Must | Level::MustIf | Level::Should | Level::Recommended => Severity::Warning,
                _ => Severity::Notice,
            },
            Verdict::Policy | Verdict::Unobservable => Severity::Recorded,
        }
    }

    /// The severity where the deviation was met at registration and no further.
    #[must_use]
    pub fn severity_at_registration(&self) -> Severity {
        if self.binds_key_maker { self.severity().min(Severity::Notice) } else { self.severity() }
    }

    /// The address of the section that says it; absent for notes on the text itself.
    #[must_use]
    pub fn url(&self) -> Option<String> {
        self.anchor.as_ref().map(|anchor| format!("{}#{anchor}", crate::SPECIFICATION))
    }
}
