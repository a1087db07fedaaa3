//! What a ceremony is held to (`Policy`), and what an RP says about itself (`Identity`).

use serde::{Deserialize, Serialize};

/// `userVerification` as the standard's enumeration spells it.
/// <https://www.w3.org/TR/webauthn-3/#enum-userVerificationRequirement>
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum UserVerification {
    /// The RP fails the ceremony when UV is not set.
    Required,
    /// UV is wanted; UV=0 is no reason to fail.
    Preferred,
    /// UV is not wanted; UV=1 is no reason to fail.
    Discouraged,
}

impl UserVerification {
    /// The enumeration's string.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Preferred => "preferred",
            Self::Discouraged => "discouraged",
        }
    }
}

/// `mediation` of a credential request. Only `conditional` changes what an RP checks (registration: UP may be 0).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Mediation {
    /// The ordinary, modal dialogue.
    Optional,
    /// Autofill for authentication, automatic upgrade for registration.
    Conditional,
}

/// What the RP is asked to enforce in one ceremony. A member that the RP did not list in `settable` is fixed by the RP: the suite
/// reads it from the options or leaves the case out.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// The RP ID, a domain such as `example.org`.
    pub rp_id: String,
    /// The origins that the RP expects, as the client serialises them (`https://example.org`).
    pub origins: Vec<String>,
    /// Whether the RP expects to be used in a cross-origin iframe.
    pub cross_origin: bool,
    /// Which `topOrigin` values the RP expects where it expects framing.
    pub top_origins: TopOrigins,
    /// COSE algorithm identifiers, in order of preference, that registration offers.
    pub algorithms: Vec<i64>,
    /// The `userVerification` member of the options; `null` leaves it out, which means `preferred`.
    pub user_verification: Option<UserVerification>,
    /// Attestation: what is asked for, and what is done with the statement.
    pub attestation: AttestationPolicy,
    /// Whether backup eligibility and state are part of the RP's logic (step 19 of authentication is conditional on it).
    pub backup_state: BackupStatePolicy,
    /// Full JSON parsing of client data, or the limited verification algorithm.
    pub client_data: ClientDataPolicy,
}

/// Which top-level origins are expected around a framed ceremony.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum TopOrigins {
    /// Every value is expected.
    Any,
    /// Exactly these.
    Only(Vec<String>),
}

/// Attestation in the options and at the end of the ceremony.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AttestationPolicy {
    /// The `attestation` member of the options.
    pub conveyance: AttestationConveyance,
    /// Whether the RP uses attestation: identifies the format and verifies the statement (steps 21 to 24 of registration).
    pub verify: bool,
    /// The trust levels that the RP finds acceptable. Read only where `verify` is true.
    pub trust: Vec<AttestationTrust>,
    /// Trust anchors for [`AttestationTrust::Anchored`]: DER certificates, base64url without padding. Those of roots, of intermediate
    /// authorities that a statement need not enclose then, and of authenticators that are acceptable themselves.
    pub anchors: Vec<String>,
}

/// <https://www.w3.org/TR/webauthn-3/#enum-attestation-convey>
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum AttestationConveyance {
    /// No statement is wanted.
    None,
    /// A statement is wanted, the client may replace it.
    Indirect,
    /// The authenticator's own statement is wanted.
    Direct,
    /// A statement that may identify the device is wanted.
    Enterprise,
}

/// How far the outcome of attestation is trusted (step 24 of registration).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum AttestationTrust {
    /// No attestation at all.
    None,
    /// Signed with the credential's own key.
    #[serde(rename = "self")]
    SelfSigned,
    /// A certificate path that ends in an anchor.
    Anchored,
}

/// Whether BE and BS take part in the RP's logic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum BackupStatePolicy {
    /// The RP does not look at them, but for BE=0 with BS=1.
    Ignore,
    /// The RP compares BE with the stored record.
    Compare,
}

/// How client data is verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum ClientDataPolicy {
    /// UTF-8 decode and a JSON parser.
    Full,
    /// <https://www.w3.org/TR/webauthn-3/#clientdatajson-verification>
    Limited,
}

/// What an RP says about itself in answer to `hello`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// The library's or service's name as its users know it.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The language it is written in.
    pub language: String,
    /// Where it lives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub homepage: Option<String>,
    /// Where its faults are reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issues: Option<String>,
    /// Who keeps the accounts.
    pub depth: Depth,
    /// What the suite may set; everything else is fixed and read from the options.
    pub settable: Vec<Capability>,
    /// COSE algorithm identifiers that the RP verifies.
    pub algorithms: Vec<i64>,
    /// Attestation statement format identifiers that the RP verifies.
    pub formats: Vec<String>,
    /// Extension identifiers that the RP processes.
    pub extensions: Vec<String>,
    /// What the RP says it cannot do, each with the words of its documentation.
    pub lacks: Vec<Lack>,
}

impl Identity {
    /// A capability that is said to be settable and to be lacking.
    #[must_use]
    pub fn contradiction(&self) -> Option<Capability> {
        self.lacks.iter().map(|lack| lack.capability).find(|capability| self.settable.contains(capability))
    }
}

/// Something a case may need and an RP may lack. The first group are the members of [`Policy`]; a fixed member means that a case
/// which needs another value does not apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Capability {
    /// `policy.rp_id`.
    RpId,
    /// `policy.origins`.
    Origins,
    /// `policy.cross_origin`: the RP can be told that it is framed.
    CrossOrigin,
    /// `policy.top_origins`.
    TopOrigins,
    /// `policy.algorithms`.
    Algorithms,
    /// `policy.user_verification`.
    UserVerification,
    /// `policy.attestation`: the RP can be told to verify statements and which trust is acceptable.
    Attestation,
    /// `policy.backup_state`: the RP can be told to compare BE with the record.
    BackupState,
    /// `policy.client_data`.
    ClientData,
    /// `mediation: conditional` at registration.
    ConditionalCreate,
    /// Authentication of a user who is not known beforehand (empty `allowCredentials`, the user handle decides).
    Discoverable,
    /// The comparison of `userHandle` with the account.
    UserHandle,
    /// The refusal of a credential id that is registered already.
    UniqueCredentialId,
    /// The challenge of the next ceremony can be given.
    Challenge,
    /// A record can be given that the RP did not write itself.
    Record,
    /// The clock can be given.
    Clock,
}

impl Capability {
    /// The name on the line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RpId => "rp_id",
            Self::Origins => "origins",
            Self::CrossOrigin => "cross_origin",
            Self::TopOrigins => "top_origins",
            Self::Algorithms => "algorithms",
            Self::UserVerification => "user_verification",
            Self::Attestation => "attestation",
            Self::BackupState => "backup_state",
            Self::ClientData => "client_data",
            Self::ConditionalCreate => "conditional_create",
            Self::Discoverable => "discoverable",
            Self::UserHandle => "user_handle",
            Self::UniqueCredentialId => "unique_credential_id",
            Self::Challenge => "challenge",
            Self::Record => "record",
            Self::Clock => "clock",
        }
    }
}

/// A capability that an RP says it does not have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Lack {
    /// What is lacking.
    pub capability: Capability,
    /// What the RP's documentation says about it, or where it is silent.
    pub documentation: String,
}

/// Who keeps the accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Depth {
    /// The RP hands session and record back and gets them again; the suite keeps the accounts, as an application would.
    Library,
    /// The RP keeps sessions and accounts itself.
    Service,
}

/// Where in a ceremony an RP refused. Adapters map their library's errors to it; a refusal for another reason than the case's
/// deviation is *suspect*.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// The response, the attestation object or one of their parts cannot be read.
    Parse,
    /// Type, challenge, origin, crossOrigin, topOrigin.
    ClientData,
    /// RP ID hash and flags.
    AuthData,
    /// The credential public key: algorithm, curve, encoding.
    Key,
    /// Attestation format and statement.
    Attestation,
    /// Whether the attestation is acceptable.
    Trust,
    /// The assertion's signature.
    Signature,
    /// What the RP remembers: allowed credentials, accounts, user handles, uniqueness, BE and signCount against the record.
    State,
}

impl Stage {
    /// The name on the line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Parse => "parse",
            Self::ClientData => "client-data",
            Self::AuthData => "auth-data",
            Self::Key => "key",
            Self::Attestation => "attestation",
            Self::Trust => "trust",
            Self::Signature => "signature",
            Self::State => "state",
        }
    }
}
