//! What the adapter wants back at the end of a ceremony, and the way a given challenge gets into the library's state.

use data_encoding::BASE64URL_NOPAD;
use relycheck_protocol::{Finish, Policy};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use webauthn_rs_core::proto::{AuthenticationState, RegistrationState};

/// A registration between its two messages.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RegistrationSession {
    /// What the library is set up with again.
    pub(crate) policy: Policy,
    /// The library's own state.
    pub(crate) registration_state: RegistrationState,
}

/// An authentication between its two messages.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AuthenticationSession {
    /// What the library is set up with again.
    pub(crate) policy: Policy,
    /// The handle of the user known beforehand, base64url without padding.
    pub(crate) user_handle: Option<String>,
    /// Whether `allowCredentials` named credentials. If not, they are filled in when the user is identified.
    pub(crate) listed: bool,
    /// The library's own state.
    pub(crate) authentication_state: AuthenticationState,
}

/// Reads a session back.
///
/// # Errors
/// `Failed` where it is none that `begin_…` of the same ceremony returned.
pub(crate) fn read<S: DeserializeOwned>(session: Value) -> Result<S, Finish> {
    serde_json::from_value(session).map_err(|error| {
        Finish::Failed(format!("session: not one that this ceremony's begin returned ({error}); hand it back unchanged"))
    })
}

/// Decodes the challenge of a request.
///
/// # Errors
/// Where it is no base64url.
pub(crate) fn challenge(text: &str) -> Result<Vec<u8>, String> {
    BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|error| format!("challenge: {error}; give base64url without padding"))
}

/// A library state with another challenge. The library has no parameter for it, but documents that its states serialise.
///
/// # Errors
/// Where the serialised state has no challenge to replace: then it is another release than this adapter was written against.
pub(crate) fn with_challenge<S: Serialize + DeserializeOwned>(state: &S, challenge: &[u8]) -> Result<S, String> {
    let fault = |what: String| format!("library state: {what}; the adapter needs an update to this release of webauthn-rs-core");
    let mut state = serde_json::to_value(state).map_err(|error| fault(error.to_string()))?;
    let slot = state.get_mut("challenge").ok_or_else(|| fault("no member `challenge`".to_owned()))?;
    *slot = Value::String(BASE64URL_NOPAD.encode(challenge));
    serde_json::from_value(state).map_err(|error| fault(error.to_string()))
}
