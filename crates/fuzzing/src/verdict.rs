//! What wire says to an input, by the names of its errors: the words in which divergences are listed and tests count.

use relycheck_wire::{attestation_object, authenticator_data, cbor, client_data, cose_key, envelope, json};

use crate::Artefact;

/// For an enum of errors, the name of a variant and the list of all. The match has no other arm, so that a variant that is not
/// listed breaks the build.
macro_rules! names {
    ($(#[$meta:meta])* $name:ident, $all:ident, $error:ty, $($variant:ident),+) => {
        $(#[$meta])*
        #[must_use]
        pub fn $name(error: &$error) -> &'static str {
            type Error = $error;
            match error {
                $(Error::$variant { .. } => stringify!($variant),)+
            }
        }

        /// Every name that the function before it gives.
        pub const $all: &[&str] = &[$(stringify!($variant)),+];
    };
}

names! {
    /// The name of an error of CBOR.
    cbor_error, CBOR_ERRORS, cbor::Error,
    UnexpectedEnd, LengthExceedsInput, ReservedAdditionalInfo, IndefiniteNotAllowed, UnexpectedBreak, OddMap, ChunkMismatch,
    ReservedSimple, TooDeep, TrailingBytes, InvalidUtf8, DuplicateKey, UnexpectedType, IndefiniteString, IntegerOutOfRange
}

names! {
    /// The name of a rule of the canonical form.
    rule, RULES, cbor::Rule,
    NotWellFormed, IntegerNotShortest, LengthNotShortest, IndefiniteLength, InvalidUtf8, DuplicateKey, KeyOrder, Tag
}

names! {
    /// The name of an error of authenticator data.
    authenticator_data_error, AUTHENTICATOR_DATA_ERRORS, authenticator_data::Error,
    TooShort, TruncatedAaguid, TruncatedCredentialIdLength, TruncatedCredentialId, PublicKey, MissingExtensions, ExtensionsNotAMap,
    Extensions, TrailingBytes
}

names! {
    /// The name of an error of attestation objects and statements.
    attestation_error, ATTESTATION_ERRORS, attestation_object::Error,
    Cbor, NotAMap, MissingKey, WrongType, DuplicateKey
}

names! {
    /// The name of an error of COSE keys.
    cose_key_error, COSE_KEY_ERRORS, cose_key::Error,
    Cbor, NotAMap, MissingKty, WrongType, DuplicateLabel
}

names! {
    /// The name of an error of client data.
    client_data_error, CLIENT_DATA_ERRORS, client_data::Error,
    Json, NotAnObject, Missing, WrongType, Duplicate
}

names! {
    /// The name of an error of JSON.
    json_error, JSON_ERRORS, json::Error,
    Syntax, LoneSurrogate, TooDeep, TrailingText
}

names! {
    /// The name of an error of envelopes.
    envelope_error, ENVELOPE_ERRORS, envelope::Error,
    Json, NotAnObject, Missing, WrongType, Duplicate
}

names! {
    /// The name of an error of base64url.
    base64_error, BASE64_ERRORS, envelope::Base64Error,
    Padding, StandardAlphabet, Symbol, Length, TailBits
}

/// An error as a refusal: its name, and in brackets that of the error within it or of the member that it is about.
pub(crate) trait Named {
    /// Such as `PublicKey(UnexpectedEnd)`.
    fn named(&self) -> String;
}

fn around(name: &str, within: &str) -> String {
    format!("{name}({within})")
}

impl Named for cbor::Error {
    fn named(&self) -> String {
        cbor_error(self).to_owned()
    }
}

impl Named for authenticator_data::Error {
    fn named(&self) -> String {
        let name = authenticator_data_error(self);
        match self {
            Self::PublicKey(error) | Self::Extensions(error) => around(name, cbor_error(error)),
            _ => name.to_owned(),
        }
    }
}

impl Named for attestation_object::Error {
    fn named(&self) -> String {
        let name = attestation_error(self);
        match self {
            Self::Cbor(error) => around(name, cbor_error(error)),
            Self::MissingKey { key } | Self::WrongType { key, .. } => around(name, key),
            _ => name.to_owned(),
        }
    }
}

impl Named for cose_key::Error {
    fn named(&self) -> String {
        let name = cose_key_error(self);
        match self {
            Self::Cbor(error) => around(name, cbor_error(error)),
            Self::WrongType { label, .. } => around(name, &label.to_string()),
            _ => name.to_owned(),
        }
    }
}

impl Named for json::Error {
    fn named(&self) -> String {
        json_error(self).to_owned()
    }
}

impl Named for client_data::Error {
    fn named(&self) -> String {
        let name = client_data_error(self);
        match self {
            Self::Json(error) => around(name, json_error(error)),
            Self::Missing { member } | Self::WrongType { member, .. } | Self::Duplicate { member } => around(name, member),
            Self::NotAnObject => name.to_owned(),
        }
    }
}

impl Named for envelope::Error {
    fn named(&self) -> String {
        let name = envelope_error(self);
        match self {
            Self::Json(error) => around(name, json_error(error)),
            Self::Missing { member } | Self::WrongType { member, .. } | Self::Duplicate { member } => around(name, member),
            Self::NotAnObject => name.to_owned(),
        }
    }
}

impl Named for envelope::Base64Error {
    fn named(&self) -> String {
        around("Base64", base64_error(self))
    }
}

/// What wire says to an input: `accepted`, or the name of the error, with the error within it in brackets. For CBOR validity is
/// asked for too, and for the responses that the binary members that every ceremony needs can be decoded.
#[must_use]
pub fn of(artefact: Artefact, input: &[u8]) -> String {
    let verdict = match artefact {
        Artefact::Cbor => cbor::validate(input).map_err(|error| error.named()),
        Artefact::AuthenticatorData => authenticator_data::AuthenticatorData::parse(input).map(drop).map_err(|error| error.named()),
        Artefact::AttestationObject => attestation_object::AttestationObject::parse(input).map(drop).map_err(|error| error.named()),
        Artefact::CoseKey => cose_key::CoseKey::parse(input).map(drop).map_err(|error| error.named()),
        Artefact::ClientData => client_data::ClientData::parse(input).map(drop).map_err(|error| error.named()),
        Artefact::RegistrationResponse => with_text(input, |text| {
            let response = envelope::RegistrationResponse::parse(text).map_err(|error| error.named())?;
            decoded(&[&response.client_data_json, &response.attestation_object])
        }),
        Artefact::AuthenticationResponse => with_text(input, |text| {
            let response = envelope::AuthenticationResponse::parse(text).map_err(|error| error.named())?;
            decoded(&[&response.client_data_json, &response.authenticator_data, &response.signature])
        }),
    };
    verdict.map_or_else(|name| name, |()| ACCEPTED.to_owned())
}

/// What [`of`] says to what is accepted.
pub const ACCEPTED: &str = "accepted";

/// A response is posted as text: what is no UTF-8 has no reader in wire.
fn with_text(input: &[u8], read: impl FnOnce(&str) -> Result<(), String>) -> Result<(), String> {
    str::from_utf8(input).map_err(|_| "NotText".to_owned()).and_then(read)
}

fn decoded(members: &[&envelope::Base64Url<'_>]) -> Result<(), String> {
    members.iter().try_for_each(|member| member.decode().map(drop)).map_err(|error| error.named())
}
