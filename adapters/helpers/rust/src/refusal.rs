//! Why a message does not end well, and the ways from other errors to it.

use std::error::Error;
use std::fmt::Display;

use relycheck_protocol::{Begin, Capability, Finish, Rejected};

/// Why a message does not end well.
///
/// Any error becomes [`Refusal::Unforeseen`] by `?`. A verification's own errors are refusals only by
/// [`Ceremony::judged`](crate::Ceremony::judged): what was forgotten there is a fault of the adapter, never a verdict on the library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Library or application refuse the response.
    Rejected(Rejected),
    /// The library lacks what was asked for.
    Unsupported(Capability),
    /// The request, or what was handed back, cannot be turned into a call of the library: place, fault and remedy.
    Failed(String),
    /// The library could not do something that is no judgement of a response: its words.
    Unforeseen(String),
}

impl<E: Error> From<E> for Refusal {
    fn from(error: E) -> Self {
        Self::Unforeseen(error.to_string())
    }
}

impl From<Refusal> for Begin {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Unsupported(capability) => Self::Unsupported(capability),
            Refusal::Rejected(Rejected { detail, .. }) | Refusal::Failed(detail) => Self::Failed(detail),
            Refusal::Unforeseen(words) => {
                Self::Failed(format!("the library cannot begin: {words}; see user and policy of the request"))
            }
        }
    }
}

impl From<Refusal> for Finish {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Unsupported(capability) => Self::Unsupported(capability),
            Refusal::Rejected(rejected) => Self::Rejected(rejected),
            Refusal::Failed(detail) => Self::Failed(detail),
            Refusal::Unforeseen(words) => Self::Failed(format!("{words}; this is no judgement of a response, so mend the adapter")),
        }
    }
}

/// Gives errors their place.
pub trait OrRefusal<T> {
    /// The request is at fault: `place` names its member, and after a semicolon the remedy if there is one to say.
    ///
    /// # Errors
    /// `Failed` for an error.
    fn or_failed(self, place: &str) -> Result<T, Refusal>;
}

impl<T, E: Display> OrRefusal<T> for Result<T, E> {
    fn or_failed(self, place: &str) -> Result<T, Refusal> {
        self.map_err(|error| {
            let (place, remedy) = place.split_once(';').unwrap_or((place, " give what the library takes"));
            Refusal::Failed(format!("{place}: {error};{remedy}"))
        })
    }
}
