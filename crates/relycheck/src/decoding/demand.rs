//! What the standards demand of whoever decodes an input.
//!
//! The words of wire decide, never those of a decoder. *Must accept* is kept narrow, so that a refusal is a fault whatever else a
//! decoder checks while it reads: the item is valid and in the one form that all encoders are held to, its members are those of the
//! standard, keys are of the algorithms that every relying party is told to support. *Must refuse* is kept to what no reading exists of:
//! the bytes end too early, or are not well-formed. All else is left to the decoder. `corpus/README.md` has the table.

mod authenticator;
mod item;
mod json;
mod key;
mod responses;

use std::fmt;

use relycheck_protocol::Artefact;
use serde::{Deserialize, Serialize};

/// What a decoder has to do with an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Demanded {
    /// The input is valid, and of the format.
    Accept,
    /// The input is not well-formed.
    Refuse,
    /// Either is right.
    Either,
}

impl Demanded {
    /// The word in results.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Refuse => "refuse",
            Self::Either => "either",
        }
    }
}

/// What a decoder has to do with an input, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demand {
    /// What.
    pub demanded: Demanded,
    /// The fault, or what leaves it open; empty where the input is to be accepted.
    pub reason: String,
}

impl Demand {
    fn accept() -> Self {
        Self { demanded: Demanded::Accept, reason: String::new() }
    }

    fn refuse(fault: impl fmt::Display) -> Self {
        Self { demanded: Demanded::Refuse, reason: without_remedy(&fault) }
    }

    fn either(why: impl fmt::Display) -> Self {
        Self { demanded: Demanded::Either, reason: without_remedy(&why) }
    }

    /// The demand on what has this inside. Whether a part can be read is asked of its own format: whoever reads the whole may leave it
    /// as it is.
    fn within(self, part: &str) -> Self {
        Self::either(format_args!("{part}: {}", self.reason))
    }
}

/// Errors of wire name the remedy behind a semicolon. Here it is not the writer who reads them.
fn without_remedy(fault: &impl fmt::Display) -> String {
    let mut text = fault.to_string();
    text.truncate(text.find("; ").unwrap_or(text.len()));
    text
}

/// What a decoder has to do with these bytes, where it is asked to read them as `target`.
#[must_use]
pub fn demand(target: Artefact, bytes: &[u8]) -> Demand {
    let judged = match target {
        Artefact::Cbor => item::one(bytes).map(drop),
        Artefact::AuthenticatorData => authenticator::data(bytes).map(drop),
        Artefact::AttestationObject => authenticator::attestation_object(bytes).map(drop),
        Artefact::CoseKey => key::key(bytes).map(drop),
        Artefact::ClientData => responses::client_data(bytes).map(drop),
        Artefact::RegistrationResponse => responses::registration(bytes),
        Artefact::AuthenticationResponse => responses::authentication(bytes),
    };
    judged.err().unwrap_or_else(Demand::accept)
}
