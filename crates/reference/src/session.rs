//! What is remembered between the beginning and the end of a ceremony.

use relycheck_protocol::{Mediation, Policy};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Which ceremony a session belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Purpose {
    Create,
    Get,
}

/// A ceremony that has begun.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Session {
    pub(crate) purpose: Purpose,
    pub(crate) policy: Policy,
    /// Base64url without padding, as in the options.
    pub(crate) challenge: String,
    /// The user handle in base64url; absent where the response decides who it is.
    pub(crate) user_id: Option<String>,
    /// The credential ids of `allowCredentials`, base64url without padding.
    pub(crate) allowed: Vec<String>,
    pub(crate) conditional: bool,
}

impl Session {
    /// Reads the session that was handed out.
    ///
    /// # Errors
    /// Where it is none, or one of the other ceremony.
    pub(crate) fn read(value: &Value, purpose: Purpose) -> Result<Self, String> {
        let session = Self::deserialize(value)
            .map_err(|error| format!("the session is none that was handed out: {error}; hand back what begin returned"))?;
        if session.purpose == purpose {
            Ok(session)
        } else {
            Err("the session belongs to the other ceremony; hand back what this one's begin returned".to_owned())
        }
    }

    /// The value to hand out.
    pub(crate) fn to_value(&self) -> Result<Value, String> {
        serde_json::to_value(self)
            .map_err(|error| format!("the session cannot be written: {error}; this is a fault of the reference"))
    }
}

pub(crate) fn is_conditional(mediation: Option<Mediation>) -> bool {
    mediation == Some(Mediation::Conditional)
}
