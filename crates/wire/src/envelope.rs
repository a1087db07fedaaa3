//! The JSON in which a browser posts a credential: RegistrationResponseJSON and AuthenticationResponseJSON
//! (<https://www.w3.org/TR/webauthn-3/#iface-pkcredential>).

use std::borrow::Cow;

use data_encoding::{BASE64URL_NOPAD, DecodeKind};

use crate::json::{self, Kind, MemberFault, Members, Object, Reader, Slot, Value, Written};

/// Why a text is not an envelope. Members are named by their path, such as `response.clientDataJSON`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The text is not one JSON value.
    #[error("envelope: {0}")]
    Json(#[from] json::Error),
    /// The JSON value is not an object.
    #[error("envelope: the JSON value is not an object; write one")]
    NotAnObject,
    /// A required member is not there.
    #[error("envelope: member {member} is missing; add it")]
    Missing {
        /// The path of the member.
        member: &'static str,
    },
    /// A member has a value of another JSON type.
    #[error("envelope: member {member} is not of type {expected}; give it that type")]
    WrongType {
        /// The path of the member.
        member: &'static str,
        /// The JSON type that it should have.
        expected: &'static str,
    },
    /// A known member occurs more than once.
    #[error("envelope: member {member} occurs more than once; keep one of them")]
    Duplicate {
        /// The path of the member.
        member: &'static str,
    },
}

/// Why a text is not base64url without padding. Positions count bytes of the text from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Base64Error {
    /// There is a `=`.
    #[error("position {position}: padding; leave it out")]
    Padding {
        /// Where it is.
        position: usize,
    },
    /// There is `+` or `/`, of the standard alphabet.
    #[error("position {position}: a character of the standard alphabet; write - for + and _ for /")]
    StandardAlphabet {
        /// Where it is.
        position: usize,
    },
    /// There is a character of neither alphabet.
    #[error("position {position}: not a base64url character; remove it")]
    Symbol {
        /// Where it is.
        position: usize,
    },
    /// A length that no number of bytes encodes to, one more than a multiple of four.
    #[error("position {position}: a single character is left over; write the text in full")]
    Length {
        /// Where the last, incomplete group begins.
        position: usize,
    },
    /// The last character has bits set that encode nothing.
    #[error("position {position}: the unused bits are not zero; clear them")]
    TailBits {
        /// Where the character is.
        position: usize,
    },
}

/// Binary data as it stands in the JSON, decoded on demand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base64Url<'a>(
    /// The text, unescaped.
    pub Cow<'a, str>,
);

impl Base64Url<'_> {
    /// The bytes that the text encodes in base64url without padding (RFC 4648 §5).
    ///
    /// # Errors
    /// See [`Base64Error`]; padding and the standard alphabet are faults.
    pub fn decode(&self) -> Result<Vec<u8>, Base64Error> {
        let text = self.0.as_bytes();
        BASE64URL_NOPAD.decode(text).map_err(|error| {
            // A fault of a character is named before a fault of the length, which padding would otherwise turn into.
            if let Some(position) = text.iter().position(|byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))) {
                return match text[position] {
                    b'=' => Base64Error::Padding { position },
                    b'+' | b'/' => Base64Error::StandardAlphabet { position },
                    _ => Base64Error::Symbol { position },
                };
            }
            let position = error.position;
            match error.kind {
                DecodeKind::Length => Base64Error::Length { position },
                DecodeKind::Trailing => Base64Error::TailBits { position },
                DecodeKind::Padding => Base64Error::Padding { position },
                DecodeKind::Symbol => Base64Error::Symbol { position },
            }
        })
    }
}

/// An array of strings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Texts<'a>(Value<'a>);

impl<'a> Texts<'a> {
    /// The strings one by one, unescaped.
    pub fn iter(&self) -> impl Iterator<Item = Cow<'a, str>> + use<'a> {
        self.0.elements().into_iter().flatten().filter_map(|element| element.string())
    }
}

/// The members that both envelopes have outside `response`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential<'a> {
    /// `id`, the credential ID as text.
    pub id: Base64Url<'a>,
    /// `rawId`, the credential ID again.
    pub raw_id: Base64Url<'a>,
    /// `type`, `public-key` if honest.
    pub credential_type: Cow<'a, str>,
    /// `authenticatorAttachment`; `null` counts as absent.
    pub authenticator_attachment: Option<Cow<'a, str>>,
    /// `clientExtensionResults`, an object.
    pub client_extension_results: Value<'a>,
}

/// RegistrationResponseJSON (<https://www.w3.org/TR/webauthn-3/#dictdef-registrationresponsejson>). Unknown members are
/// tolerated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistrationResponse<'a> {
    /// The members outside `response`.
    pub credential: Credential<'a>,
    /// `response.clientDataJSON`.
    pub client_data_json: Base64Url<'a>,
    /// `response.attestationObject`.
    pub attestation_object: Base64Url<'a>,
    /// `response.authenticatorData`, a copy of what the attestation object holds.
    pub authenticator_data: Option<Base64Url<'a>>,
    /// `response.transports`.
    pub transports: Option<Texts<'a>>,
    /// `response.publicKey`, a copy of the key as DER SubjectPublicKeyInfo; `null` counts as absent.
    pub public_key: Option<Base64Url<'a>>,
    /// `response.publicKeyAlgorithm`, a COSE algorithm identifier.
    pub public_key_algorithm: Option<i64>,
}

impl<'a> RegistrationResponse<'a> {
    /// Reads the JSON text; base64url is decoded later, by [`Base64Url::decode`].
    ///
    /// # Errors
    /// See [`Error`].
    pub fn parse(text: &'a str) -> Result<Self, Error> {
        let names = ["clientDataJSON", "attestationObject", "authenticatorData", "transports", "publicKey", "publicKeyAlgorithm"];
        let (outside, response) = open(text, names)?;
        let [client_data, attestation_object, authenticator_data, transports, public_key, algorithm] = response;
        Ok(Self {
            client_data_json: binary(client_data, "response.clientDataJSON")?,
            attestation_object: binary(attestation_object, "response.attestationObject")?,
            authenticator_data: optional_string(authenticator_data, "response.authenticatorData")?.map(Base64Url),
            transports: texts(transports, "response.transports")?,
            public_key: optional_string(public_key, "response.publicKey")?.map(Base64Url),
            public_key_algorithm: integer(algorithm, "response.publicKeyAlgorithm")?,
            credential: credential(outside)?,
        })
    }
}

/// AuthenticationResponseJSON. Unknown members are tolerated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthenticationResponse<'a> {
    /// The members outside `response`.
    pub credential: Credential<'a>,
    /// `response.clientDataJSON`.
    pub client_data_json: Base64Url<'a>,
    /// `response.authenticatorData`.
    pub authenticator_data: Base64Url<'a>,
    /// `response.signature`.
    pub signature: Base64Url<'a>,
    /// `response.userHandle`; `null` counts as absent.
    pub user_handle: Option<Base64Url<'a>>,
}

impl<'a> AuthenticationResponse<'a> {
    /// Reads the JSON text; base64url is decoded later, by [`Base64Url::decode`].
    ///
    /// # Errors
    /// See [`Error`].
    pub fn parse(text: &'a str) -> Result<Self, Error> {
        let (outside, response) = open(text, ["clientDataJSON", "authenticatorData", "signature", "userHandle"])?;
        let [client_data, authenticator_data, signature, user_handle] = response;
        Ok(Self {
            client_data_json: binary(client_data, "response.clientDataJSON")?,
            authenticator_data: binary(authenticator_data, "response.authenticatorData")?,
            signature: binary(signature, "response.signature")?,
            user_handle: optional_string(user_handle, "response.userHandle")?.map(Base64Url),
            credential: credential(outside)?,
        })
    }
}

/// The members outside `response`: id, rawId, authenticatorAttachment, clientExtensionResults, type.
type Outside<'a> = [Slot<'a>; 5];

/// The members outside `response`, and those of `response` that have these names.
fn open<'a, const N: usize>(text: &'a str, names: [&'static str; N]) -> Result<(Outside<'a>, [Slot<'a>; N]), Error> {
    let mut reader = Reader::new(text);
    if reader.kind() != Some(Kind::Object) {
        reader.value()?;
        reader.finish()?;
        return Err(Error::NotAnObject);
    }
    let mut outside = Members::new(["id", "rawId", "authenticatorAttachment", "clientExtensionResults", "type"]);
    let mut inside = Members::new(names);
    let mut response = Response::Absent;
    reader.object(|reader, name| {
        if !name.is_string("response") {
            return outside.take(name, reader);
        }
        let is_object = reader.kind() == Some(Kind::Object);
        match response {
            Response::Absent if is_object => {
                response = Response::Object;
                inside.read(reader)
            }
            Response::Absent => {
                response = Response::Other;
                reader.value().map(drop)
            }
            _ => {
                response = Response::Many;
                reader.value().map(drop)
            }
        }
    })?;
    reader.finish()?;
    let member = "response";
    match response {
        Response::Absent => Err(Error::Missing { member }),
        Response::Other => Err(Error::WrongType { member, expected: "object" }),
        Response::Many => Err(Error::Duplicate { member }),
        Response::Object => Ok((outside.slots, inside.slots)),
    }
}

/// What stands under `response`.
#[derive(Clone, Copy)]
enum Response {
    Absent,
    Object,
    Other,
    Many,
}

fn credential<'a>([id, raw_id, attachment, results, credential_type]: Outside<'a>) -> Result<Credential<'a>, Error> {
    Ok(Credential {
        client_extension_results: results.required_object().map_err(|fault| named("clientExtensionResults", fault))?,
        id: binary(id, "id")?,
        raw_id: binary(raw_id, "rawId")?,
        credential_type: string(credential_type, "type")?,
        authenticator_attachment: optional_string(attachment, "authenticatorAttachment")?,
    })
}

fn named(member: &'static str, fault: MemberFault) -> Error {
    match fault {
        MemberFault::Missing => Error::Missing { member },
        MemberFault::Duplicate => Error::Duplicate { member },
        MemberFault::WrongType(expected) => Error::WrongType { member, expected },
    }
}

fn string<'a>(slot: Slot<'a>, member: &'static str) -> Result<Cow<'a, str>, Error> {
    slot.required_string().map_err(|fault| named(member, fault))
}

fn binary<'a>(slot: Slot<'a>, member: &'static str) -> Result<Base64Url<'a>, Error> {
    string(slot, member).map(Base64Url)
}

/// `None` for `null` too.
fn optional_string<'a>(slot: Slot<'a>, member: &'static str) -> Result<Option<Cow<'a, str>>, Error> {
    match slot.value().map_err(|fault| named(member, fault))? {
        Some(value) if value.kind() != Kind::Null => slot.string().map_err(|fault| named(member, fault)),
        _ => Ok(None),
    }
}

fn texts<'a>(slot: Slot<'a>, member: &'static str) -> Result<Option<Texts<'a>>, Error> {
    let Some(value) = slot.value().map_err(|fault| named(member, fault))? else { return Ok(None) };
    let all = value.elements().is_some_and(|mut elements| elements.all(|element| element.kind() == Kind::String));
    if all { Ok(Some(Texts(value))) } else { Err(Error::WrongType { member, expected: "array of strings" }) }
}

fn integer(slot: Slot<'_>, member: &'static str) -> Result<Option<i64>, Error> {
    let Some(value) = slot.value().map_err(|fault| named(member, fault))? else { return Ok(None) };
    value.integer().map(Some).ok_or(Error::WrongType { member, expected: "integer" })
}

/// Bytes as a JSON string of base64url without padding.
#[must_use]
pub fn base64url(bytes: &[u8]) -> Written {
    Written::Text(BASE64URL_NOPAD.encode(bytes))
}

/// An envelope to be written, around `response`: `id` and `rawId` from the credential ID, an empty `clientExtensionResults`. The
/// order is fixed: id, rawId, response, authenticatorAttachment (if given), clientExtensionResults, type. Members may then be
/// set, doubled or removed.
#[must_use]
pub fn envelope(credential_id: &[u8], response: Object, authenticator_attachment: Option<&str>) -> Object {
    let mut envelope = Object::new([
        ("id", base64url(credential_id)),
        ("rawId", base64url(credential_id)),
        ("response", Written::Object(response)),
    ]);
    if let Some(attachment) = authenticator_attachment {
        envelope.push("authenticatorAttachment", Written::text(attachment));
    }
    envelope.push("clientExtensionResults", Written::Object(Object::default()));
    envelope.push("type", Written::text("public-key"));
    envelope
}

/// The `response` of a registration: clientDataJSON, attestationObject. Optional members are pushed in the order
/// authenticatorData, transports, publicKey, publicKeyAlgorithm.
#[must_use]
pub fn attestation_response(client_data_json: &[u8], attestation_object: &[u8]) -> Object {
    Object::new([("clientDataJSON", base64url(client_data_json)), ("attestationObject", base64url(attestation_object))])
}

/// The `response` of an authentication: clientDataJSON, authenticatorData, signature, and userHandle if given.
#[must_use]
pub fn assertion_response(client_data_json: &[u8], auth_data: &[u8], signature: &[u8], user_handle: Option<&[u8]>) -> Object {
    let mut response = Object::new([
        ("clientDataJSON", base64url(client_data_json)),
        ("authenticatorData", base64url(auth_data)),
        ("signature", base64url(signature)),
    ]);
    if let Some(user_handle) = user_handle {
        response.push("userHandle", base64url(user_handle));
    }
    response
}
