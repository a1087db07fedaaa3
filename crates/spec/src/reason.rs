//! Why something documented or required has no case of its own.

use serde::{Deserialize, Serialize};

/// The kinds of reason. A row that demands refusal or acceptance may only say the first two or `service`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReasonKind {
    /// Other rows, which have cases, say it piece by piece.
    UmbrellaOf,
    /// Another row, which has cases, asks for the same check.
    SameCheckAs,
    /// Only the client sees it.
    ClientOnly,
    /// Only the authenticator or client is bound, and no message shows it.
    PeerOnly,
    /// No message carries it.
    NoMessage,
    /// Only a live service shows it.
    Service,
    /// A bug class outside what this suite tests.
    Outside,
}

impl ReasonKind {
    /// The word in the data and in listings.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::UmbrellaOf => "umbrella-of",
            Self::SameCheckAs => "same-check-as",
            Self::ClientOnly => "client-only",
            Self::PeerOnly => "peer-only",
            Self::NoMessage => "no-message",
            Self::Service => "service",
            Self::Outside => "outside",
        }
    }
}

/// A reason with its words.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// Which kind.
    pub kind: ReasonKind,
    /// The rows meant by `umbrella-of` and `same-check-as`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ids: Vec<String>,
    /// Why, in a sentence.
    pub text: String,
}
