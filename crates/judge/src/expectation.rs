//! What a case expects of one response.

use relycheck_protocol::{Stage, Stored};
use serde::{Deserialize, Serialize};

/// Whether a response is to be accepted. Which of the two follows from a row of the registry, named beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Expected {
    /// The RP is to accept.
    Accepted,
    /// The RP is to refuse.
    Rejected,
    /// Both are right; what it does is written down.
    Either,
}

impl Expected {
    /// The word in results and tables.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Either => "either",
        }
    }
}

/// The expectation of one response.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Expectation {
    /// What the RP is to do.
    pub outcome: Expected,
    /// The id of the row that says so; its severity is the finding's.
    pub requirement: String,
    /// Where a refusal belongs. A refusal elsewhere is suspect.
    pub stage: Option<Stage>,
    /// What an accepting RP is to remember.
    pub remembered: Option<Remembered>,
}

/// What is to be found in the credential record after acceptance. `None` leaves a field open: either the standard does, or no
/// document says what the value was.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Remembered {
    /// `id`, base64url without padding.
    pub credential_id: Option<String>,
    /// `publicKey`: the COSE key, base64url without padding.
    pub public_key: Option<String>,
    /// `signCount`.
    pub sign_count: Option<u32>,
    /// `uvInitialized`.
    pub uv_initialized: Option<bool>,
    /// `backupEligible`.
    pub backup_eligible: Option<bool>,
    /// `backupState`.
    pub backup_state: Option<bool>,
    /// `transports`, in any order.
    pub transports: Option<Vec<String>>,
}

impl Remembered {
    /// The first field of `stored` that says something else, as `(requirement, sentence)`. A field that the RP does not keep
    /// (`null`) is passed over.
    #[must_use]
    pub fn first_difference(&self, stored: &Stored, registration: bool) -> Option<(&'static str, String)> {
        let row = |at_authentication| if registration { "reg-27" } else { at_authentication };
        let differences = [
            (row("auth-24"), difference("id", self.credential_id.as_ref(), stored.credential_id.as_ref())),
            (row("auth-24"), difference("publicKey", self.public_key.as_ref(), stored.public_key.as_ref())),
            (row("auth-24.1"), difference("signCount", self.sign_count, stored.sign_count)),
            (row("auth-24.3"), difference("uvInitialized", self.uv_initialized, stored.uv_initialized)),
            (row("ad-4"), difference("backupEligible", self.backup_eligible, stored.backup_eligible)),
            (row("auth-24.2"), difference("backupState", self.backup_state, stored.backup_state)),
            (row("auth-24"), difference("transports", sorted(self.transports.as_ref()), sorted(stored.transports.as_ref()))),
        ];
        differences.into_iter().find_map(|(row, text)| Some((row, text?)))
    }
}

fn difference<T: PartialEq + std::fmt::Display>(name: &str, expected: Option<T>, stored: Option<T>) -> Option<String> {
    match (expected, stored) {
        (Some(expected), Some(stored)) if expected != stored => Some(format!("{name} is stored as {stored}, not {expected}")),
        _ => None,
    }
}

/// Transports are a set: clients sort them, and no step asks for an order.
fn sorted(transports: Option<&Vec<String>>) -> Option<String> {
    let mut names: Vec<&str> = transports?.iter().map(String::as_str).collect();
    names.sort_unstable();
    names.dedup();
    Some(format!("[{}]", names.join(", ")))
}

/// What happens in the world where an RP does otherwise than a case expects.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Effect {
    /// Who is harmed.
    pub harm: Harm,
    /// How, in a sentence.
    pub sentence: String,
}

/// Who is harmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Harm {
    /// Somebody gets in who should not.
    Bypass,
    /// Somebody who should get in does not.
    Lockout,
    /// Nobody at once, but the record or the message is wrong.
    Hygiene,
}
