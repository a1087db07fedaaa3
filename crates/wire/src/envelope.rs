//! The JSON in which a browser posts a credential: RegistrationResponseJSON and AuthenticationResponseJSON
//! (<https://www.w3.org/TR/webauthn-3/#iface-pkcredential>).

use std::borrow::Cow;

use data_encoding::{BASE64URL_NOPAD, DecodeKind};

use crate::json::{self, MemberFault, Members, Object, Value, Written};

/// Why a text is not an envelope. Members are named by their path, such as `response.clientDataJSON`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
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
        // A fault of a character is named before a fault of the length, which padding would otherwise turn into.
        if let Some(position) = text.iter().position(|byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))) {
            return Err(match text[position] {
                b'=' => Base64Error::Padding { position },
                b'+' | b'/' => Base64Error::StandardAlphabet { position },
                _ => Base64Error::Symbol { position },
            });
        }
        BASE64URL_NOPAD.decode(text).map_err(|error| {
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

/// The members that both envelopes have outside `response`.
#[derive(Debug, Clone, PartialEq)]
pub struct Credential<'a> {
    /// `id`, the credential ID as text.
    pub id: Base64Url<'a>,
    /// `rawId`, the credential ID again.
    pub raw_id: Base64Url<'a>,
    /// `type`, `public-key` if honest.
    pub credential_type: Cow<'a, str>,
    /// `authenticatorAttachment`; `null` counts as absent.
    pub authenticator_attachment: Option<Cow<'a, str>>,
    /// The members of `clientExtensionResults`, in order.
    pub client_extension_results: Vec<(Cow<'a, str>, Value<'a>)>,
}

/// RegistrationResponseJSON (<https://www.w3.org/TR/webauthn-3/#dictdef-registrationresponsejson>). Unknown members are
/// tolerated.
#[derive(Debug, Clone, PartialEq)]
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
    pub transports: Option<Vec<Cow<'a, str>>>,
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
        let (mut members, mut response) = open(text)?;
        Ok(Self {
            client_data_json: binary(&mut response, "response.clientDataJSON")?,
            attestation_object: binary(&mut response, "response.attestationObject")?,
            authenticator_data: optional_string(&mut response, "response.authenticatorData")?.map(Base64Url),
            transports: transports(&mut response)?,
            public_key: optional_string(&mut response, "response.publicKey")?.map(Base64Url),
            public_key_algorithm: algorithm(&mut response)?,
            credential: credential(&mut members)?,
        })
    }
}

/// AuthenticationResponseJSON. Unknown members are tolerated.
#[derive(Debug, Clone, PartialEq)]
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
        let (mut members, mut response) = open(text)?;
        Ok(Self {
            client_data_json: binary(&mut response, "response.clientDataJSON")?,
            authenticator_data: binary(&mut response, "response.authenticatorData")?,
            signature: binary(&mut response, "response.signature")?,
            user_handle: optional_string(&mut response, "response.userHandle")?.map(Base64Url),
            credential: credential(&mut members)?,
        })
    }
}

fn open(text: &str) -> Result<(Members<'_>, Members<'_>), Error> {
    let Value::Object(members) = json::parse(text)? else { return Err(Error::NotAnObject) };
    let mut members = Members(members);
    let response = members.take_object("response").map_err(|fault| named("response", fault))?;
    let response = response.ok_or(Error::Missing { member: "response" })?;
    Ok((members, response))
}

fn credential<'a>(members: &mut Members<'a>) -> Result<Credential<'a>, Error> {
    let results = members.take_object("clientExtensionResults").map_err(|fault| named("clientExtensionResults", fault))?;
    let results = results.ok_or(Error::Missing { member: "clientExtensionResults" })?;
    Ok(Credential {
        id: binary(members, "id")?,
        raw_id: binary(members, "rawId")?,
        credential_type: string(members, "type")?,
        authenticator_attachment: optional_string(members, "authenticatorAttachment")?,
        client_extension_results: results.0,
    })
}

fn named(member: &'static str, fault: MemberFault) -> Error {
    match fault {
        MemberFault::Missing => Error::Missing { member },
        MemberFault::Duplicate => Error::Duplicate { member },
        MemberFault::WrongType(expected) => Error::WrongType { member, expected },
    }
}

/// The name of a member within its object.
fn name(path: &'static str) -> &'static str {
    path.strip_prefix("response.").unwrap_or(path)
}

fn string<'a>(members: &mut Members<'a>, path: &'static str) -> Result<Cow<'a, str>, Error> {
    let text = members.take_string(name(path)).and_then(|text| text.ok_or(MemberFault::Missing));
    text.map_err(|fault| named(path, fault))
}

fn binary<'a>(members: &mut Members<'a>, path: &'static str) -> Result<Base64Url<'a>, Error> {
    string(members, path).map(Base64Url)
}

fn optional_string<'a>(members: &mut Members<'a>, path: &'static str) -> Result<Option<Cow<'a, str>>, Error> {
    match members.take(name(path)).map_err(|fault| named(path, fault))? {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Error::WrongType { member: path, expected: "string" }),
    }
}

fn transports<'a>(response: &mut Members<'a>) -> Result<Option<Vec<Cow<'a, str>>>, Error> {
    let member = "response.transports";
    let wrong = Error::WrongType { member, expected: "array of strings" };
    match response.take(name(member)).map_err(|fault| named(member, fault))? {
        None => Ok(None),
        Some(Value::Array(elements)) => {
            let texts = elements.into_iter().map(|element| match element {
                Value::String(text) => Ok(text),
                _ => Err(wrong.clone()),
            });
            texts.collect::<Result<_, _>>().map(Some)
        }
        Some(_) => Err(wrong),
    }
}

fn algorithm(response: &mut Members<'_>) -> Result<Option<i64>, Error> {
    let member = "response.publicKeyAlgorithm";
    match response.take(name(member)).map_err(|fault| named(member, fault))? {
        None => Ok(None),
        Some(Value::Number(number)) => number.as_i64().map(Some).ok_or(Error::WrongType { member, expected: "integer" }),
        Some(_) => Err(Error::WrongType { member, expected: "integer" }),
    }
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
