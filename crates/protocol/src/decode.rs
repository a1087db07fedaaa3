//! The one message of decoders: what can be made of the bytes of one artefact, outside of any ceremony.

use serde::{Deserialize, Serialize};

/// Read an artefact. A program that only decodes answers `hello`, this and `bye`; an RP need not know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Decode {
    /// What the bytes are to be read as.
    pub target: Artefact,
    /// The bytes, base64url without padding. They may be anything.
    pub bytes: String,
}

/// What bytes are to be read as. The names are those of the fuzz targets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Artefact {
    /// One item of CBOR: RFC 8949.
    Cbor,
    /// <https://www.w3.org/TR/webauthn-3/#sctn-authenticator-data>
    AuthenticatorData,
    /// <https://www.w3.org/TR/webauthn-3/#sctn-generating-an-attestation-object>
    AttestationObject,
    /// A credential public key: <https://www.w3.org/TR/webauthn-3/#sctn-alg-identifier>.
    CoseKey,
    /// The bytes of `clientDataJSON`: <https://www.w3.org/TR/webauthn-3/#dictionary-client-data>.
    ClientData,
    /// <https://www.w3.org/TR/webauthn-3/#dictdef-registrationresponsejson>
    RegistrationResponse,
    /// `AuthenticationResponseJSON`: <https://www.w3.org/TR/webauthn-3/#iface-pkcredential>.
    AuthenticationResponse,
}

impl Artefact {
    /// All of them, the binary ones first.
    pub const ALL: [Self; 7] = [
        Self::Cbor,
        Self::AuthenticatorData,
        Self::AttestationObject,
        Self::CoseKey,
        Self::ClientData,
        Self::RegistrationResponse,
        Self::AuthenticationResponse,
    ];

    /// The name on the line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cbor => "cbor",
            Self::AuthenticatorData => "authenticator_data",
            Self::AttestationObject => "attestation_object",
            Self::CoseKey => "cose_key",
            Self::ClientData => "client_data",
            Self::RegistrationResponse => "registration_response",
            Self::AuthenticationResponse => "authentication_response",
        }
    }
}

/// What a decoder made of an artefact; `result` says which.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum Decoded {
    /// It was read. What it was read as is not told.
    Accepted,
    /// It was not.
    Refused {
        /// The decoder's own words.
        detail: String,
    },
    /// There is nothing here that reads such an artefact.
    Unsupported,
}
