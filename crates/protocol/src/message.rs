//! The messages, one JSON object a line.

use serde::{Deserialize, Serialize};

use crate::decode::{Decode, Decoded};
use crate::policy::{Capability, Identity, Mediation, Policy, Stage};
use crate::shared::Shared;

/// A request with the number that its answer repeats.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Envelope {
    /// Opaque; to be repeated as it is.
    pub seq: String,
    /// What is asked.
    #[serde(flatten)]
    pub request: Request,
}

/// An answer with the number of its request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reply {
    /// The `seq` of the request.
    pub seq: String,
    /// What came of it.
    #[serde(flatten)]
    pub answer: Answer,
}

/// What the suite asks; `op` says which.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "op", rename_all = "snake_case")]
pub enum Request {
    /// Who are you? The first request of every conversation. Answer: `identity`.
    Hello(Greeting),
    /// Make creation options. Answer: `begun` or `unsupported`.
    BeginRegistration(RegistrationBegin),
    /// Judge a registration response. Answer: `accepted`, `rejected` or `unsupported`.
    FinishRegistration(RegistrationFinish),
    /// Make request options. Answer: `begun` or `unsupported`.
    BeginAuthentication(AuthenticationBegin),
    /// Judge an authentication response. Answer: `accepted`, `rejected` or `unsupported`.
    FinishAuthentication(AuthenticationFinish),
    /// Read an artefact outside of any ceremony. Optional. Answer: `decoded`.
    Decode(Decode),
    /// Forget everything that earlier ceremonies left behind. Answer: `done`.
    Reset,
    /// The conversation is over. Answer: `done`, then the adapter ends.
    Bye,
}

/// What an RP answers; `outcome` says which.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Answer {
    /// To `hello`.
    Identity(Box<Identity>),
    /// To a `begin_…`.
    Begun(Begun),
    /// The ceremony succeeded.
    Accepted(Box<Accepted>),
    /// The ceremony failed.
    Rejected(Rejected),
    /// The RP has no such capability.
    Unsupported(Unsupported),
    /// The adapter, not the RP, could not do what was asked.
    Failed(Failed),
    /// To `decode`.
    Decoded(Decoded),
    /// To `reset` and `bye`.
    Done,
}

/// The suite's first words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Greeting {
    /// The suite's protocol version, see [`crate::VERSION`].
    pub protocol: u32,
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct User {
    /// The user handle (`user.id`), 1 to 64 bytes, base64url without padding. Absent: the RP makes one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// `user.name` and `user.displayName`.
    pub name: String,
}

/// A credential by id, as `excludeCredentials` lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Descriptor {
    /// The credential id, base64url without padding.
    pub id: String,
    /// The transports stored at registration.
    #[serde(default)]
    pub transports: Vec<String>,
}

/// One credential record of the application's table, with its owner.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AccountRecord {
    /// The owner's user handle, base64url without padding.
    pub user_id: String,
    /// The credential id, base64url without padding.
    pub credential_id: String,
    /// The record as the RP returned it last.
    #[cfg_attr(feature = "schema", schemars(with = "serde_json::Value"))]
    pub record: Shared,
}

/// Begin a registration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RegistrationBegin {
    /// Whose registration.
    pub user: User,
    /// What the ceremony is held to.
    pub policy: Policy,
    /// For `excludeCredentials`.
    pub exclude: Vec<Descriptor>,
    /// How the client is asked; absent means `optional`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mediation: Option<Mediation>,
    /// The challenge to use, base64url without padding; only for an RP with `challenge` among its `settable`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub challenge: Option<String>,
}

/// Finish a registration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RegistrationFinish {
    /// As `begun` returned it.
    #[cfg_attr(feature = "schema", schemars(with = "serde_json::Value"))]
    pub session: Shared,
    /// The text that a browser would post: a `RegistrationResponseJSON`, well formed or not.
    pub response: String,
    /// The application's table of credentials, for the uniqueness of the credential id.
    pub records: Vec<AccountRecord>,
}

/// Begin an authentication.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AuthenticationBegin {
    /// The user, where known beforehand. Absent: the user handle of the response decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<User>,
    /// The records to list in `allowCredentials`; empty for discoverable credentials.
    pub records: Vec<AccountRecord>,
    /// What the ceremony is held to.
    pub policy: Policy,
    /// How the client is asked; absent means `optional`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mediation: Option<Mediation>,
    /// The challenge to use, as in [`RegistrationBegin`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub challenge: Option<String>,
}

/// Finish an authentication.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AuthenticationFinish {
    /// As `begun` returned it.
    #[cfg_attr(feature = "schema", schemars(with = "serde_json::Value"))]
    pub session: Shared,
    /// The text that a browser would post: an `AuthenticationResponseJSON`, well formed or not.
    pub response: String,
    /// The application's table of credentials, of all accounts.
    pub records: Vec<AccountRecord>,
}

/// A ceremony has begun.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Begun {
    /// `PublicKeyCredentialCreationOptionsJSON` or `PublicKeyCredentialRequestOptionsJSON`: the object inside `publicKey`.
    #[cfg_attr(feature = "schema", schemars(with = "serde_json::Value"))]
    pub options: Shared,
    /// What the RP wants to get back at the end, of any form.
    #[cfg_attr(feature = "schema", schemars(with = "serde_json::Value"))]
    pub session: Shared,
}

/// The RP accepted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Accepted {
    /// The credential record to keep, of any form; the updated one after an authentication.
    #[cfg_attr(feature = "schema", schemars(with = "serde_json::Value"))]
    pub record: Shared,
    /// What of it the suite compares.
    pub stored: Stored,
}

/// The credential record in the standard's terms. A field that the RP does not keep is `null`, never guessed.
/// <https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential>
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Stored {
    /// The credential id, base64url without padding.
    pub credential_id: Option<String>,
    /// The COSE key, base64url without padding.
    pub public_key: Option<String>,
    /// The signature counter.
    pub sign_count: Option<u32>,
    /// Whether UV has been seen in a ceremony that counted.
    pub uv_initialized: Option<bool>,
    /// BE at registration.
    pub backup_eligible: Option<bool>,
    /// BS as last seen.
    pub backup_state: Option<bool>,
    /// The transports reported at registration.
    pub transports: Option<Vec<String>>,
}

/// The RP refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Rejected {
    /// Where; `null` where the adapter cannot tell.
    pub stage: Option<Stage>,
    /// The RP's own words.
    pub detail: String,
}

/// The RP has no such capability.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Unsupported {
    /// Which.
    pub capability: Capability,
}

/// The adapter could not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Failed {
    /// What went wrong, for the adapter's author.
    pub detail: String,
}
