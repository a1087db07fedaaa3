//! What the adapter wants back at the end of a ceremony: the policy and the library's own state.

use data_encoding::BASE64URL_NOPAD;
use relycheck_protocol::{Finish, Policy};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A ceremony between its two messages.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Session {
    /// What `verify` is called with.
    pub(crate) policy: Policy,
    /// Which of the library's states it is.
    pub(crate) kind: Kind,
    /// The output of the state's `encode`, base64url without padding.
    state: String,
}

/// The library's states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    /// `RegistrationServerState`.
    Registration,
    /// `DiscoverableAuthenticationServerState`.
    Discoverable,
    /// `NonDiscoverableAuthenticationServerState`.
    NonDiscoverable,
}

impl Session {
    /// A session with a state that was encoded.
    pub(crate) fn new(policy: &Policy, kind: Kind, state: &[u8]) -> Self {
        Self { policy: policy.clone(), kind, state: BASE64URL_NOPAD.encode(state) }
    }

    /// Reads a session back.
    ///
    /// # Errors
    /// `Failed` where it is none that `begin_…` returned.
    pub(crate) fn read(session: Value) -> Result<Self, Finish> {
        serde_json::from_value(session).map_err(foreign)
    }

    /// The bytes of the state.
    ///
    /// # Errors
    /// `Failed` where they are not what [`Session::new`] wrote.
    pub(crate) fn state(&self) -> Result<Vec<u8>, Finish> {
        BASE64URL_NOPAD.decode(self.state.as_bytes()).map_err(foreign)
    }
}

/// The session is not this ceremony's.
pub(crate) fn foreign(error: impl std::fmt::Display) -> Finish {
    Finish::Failed(format!("session: not one that this ceremony's begin returned ({error}); hand it back unchanged"))
}
