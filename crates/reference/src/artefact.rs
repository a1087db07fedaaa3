//! Reads one artefact of each format on its own, so that other readers can be compared with the one that the checks use.
//!
//! No ceremony is behind these functions: they say whether the bytes are an artefact of the format, whole and nothing after it, and
//! what its fields hold. CBOR that is well-formed and not canonical is read, as the checks read it; the answer says so.

use data_encoding::BASE64URL_NOPAD;
use relycheck_protocol::Artefact;
use serde_json::Value;

use crate::cbor::{self, Item, OverlongBytes, Tree, check_canonical};
use crate::reader::attestation_object;
use crate::reader::authenticator_data::{Attested, Header, read_extensions, read_key};
use crate::reader::client_data::ClientDataText;
use crate::reader::envelope::Envelope;

/// Authenticator data: <https://www.w3.org/TR/webauthn-3/#sctn-authenticator-data>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthenticatorData {
    /// SHA-256 of the RP ID.
    pub rp_id_hash: [u8; 32],
    /// The flags byte, bit 0 the least significant.
    pub flags: u8,
    /// The signature counter.
    pub sign_count: u32,
    /// There where AT is set.
    pub attested: Option<AttestedCredentialData>,
    /// The bytes of the extensions map; there where ED is set.
    pub extensions: Option<Vec<u8>>,
    /// Whether key and extensions are in CTAP2 canonical form.
    pub canonical: bool,
}

/// Attested credential data: <https://www.w3.org/TR/webauthn-3/#sctn-attested-credential-data>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttestedCredentialData {
    /// The model of the authenticator.
    pub aaguid: [u8; 16],
    /// The credential ID, of any length.
    pub credential_id: Vec<u8>,
    /// The bytes of the one CBOR item that is the key, of whatever type.
    pub public_key: Vec<u8>,
}

/// An attestation object: <https://www.w3.org/TR/webauthn-3/#sctn-generating-an-attestation-object>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttestationObject {
    /// The attestation statement format identifier.
    pub fmt: String,
    /// The authenticator data, not read.
    pub authenticator_data: Vec<u8>,
    /// `attStmt` as a packed statement, or why it is none.
    pub packed: Result<Packed, String>,
    /// Whether the whole is in CTAP2 canonical form.
    pub canonical: bool,
}

/// A packed statement. <https://www.w3.org/TR/webauthn-3/#sctn-packed-attestation>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packed {
    /// The COSE algorithm identifier.
    pub algorithm: i64,
    /// The signature.
    pub signature: Vec<u8>,
    /// `x5c`, not parsed, at least one; `None` where it is not there.
    pub certificates: Option<Vec<Vec<u8>>>,
}

/// A credential public key by its labels: RFC 9052, section 7. What a key type does not have is `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoseKey {
    /// Label 1.
    pub kty: i64,
    /// Label 3.
    pub alg: Option<i64>,
    /// Label -1 of the types OKP and EC2.
    pub crv: Option<i64>,
    /// Label -2 of the types OKP and EC2.
    pub x: Option<Vec<u8>>,
    /// Label -3 of the type EC2.
    pub y: Option<Vec<u8>>,
    /// Label -1 of the type RSA.
    pub n: Option<Vec<u8>>,
    /// Label -2 of the type RSA.
    pub e: Option<Vec<u8>>,
    /// Whether the key is in CTAP2 canonical form.
    pub canonical: bool,
}

/// Client data: <https://www.w3.org/TR/webauthn-3/#dictionary-client-data>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientData {
    /// `type`.
    pub kind: String,
    /// `challenge`, as written.
    pub challenge: String,
    /// `origin`.
    pub origin: String,
    /// `crossOrigin`.
    pub cross_origin: Option<bool>,
    /// `topOrigin`.
    pub top_origin: Option<String>,
}

/// What both responses have: <https://www.w3.org/TR/webauthn-3/#iface-pkcredential>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// `rawId`, else `id`, as written.
    pub credential_id: String,
    /// `response.clientDataJSON`, decoded.
    pub client_data: Vec<u8>,
    /// `response.attestationObject` of a registration, `response.authenticatorData` of an authentication, decoded.
    pub authenticator: Vec<u8>,
    /// `response.signature` of an authentication, decoded.
    pub signature: Option<Vec<u8>>,
    /// `response.userHandle` of an authentication, as written.
    pub user_handle: Option<String>,
    /// Whether each binary member is base64url without padding, as the dictionaries want it, and not merely readable.
    pub exact_base64: bool,
}

/// Reads the bytes as what they are said to be, and says no more than whether that goes.
///
/// # Errors
/// As the function of the artefact; CBOR by itself has to be valid.
pub(crate) fn read(target: Artefact, bytes: &[u8]) -> Result<(), String> {
    let text = || str::from_utf8(bytes).map_err(|error| format!("the response is no UTF-8: {error}; post UTF-8"));
    match target {
        Artefact::Cbor if cbor::classify(bytes).valid => Ok(()),
        Artefact::Cbor => Err("not one valid item of CBOR; send one".to_owned()),
        Artefact::AuthenticatorData => authenticator_data(bytes).map(drop),
        Artefact::AttestationObject => attestation_object(bytes).map(drop),
        Artefact::CoseKey => cose_key(bytes).map(drop),
        Artefact::ClientData => client_data(bytes).map(drop),
        Artefact::RegistrationResponse => registration_response(text()?).map(drop),
        Artefact::AuthenticationResponse => authentication_response(text()?).map(drop),
    }
}

/// Reads authenticator data. Bits that are reserved are not judged.
///
/// # Errors
/// Which part is cut short or of another type, or that bytes are left over.
pub fn authenticator_data(bytes: &[u8]) -> Result<AuthenticatorData, String> {
    let header = Header::read(bytes)?;
    let (mut rest, mut canonical) = (header.rest, true);
    let mut attested = None;
    if header.flags.attested_credential_data() {
        let credential = Attested::read(rest)?;
        let key = read_key(credential.rest)?;
        (rest, canonical) = (key.rest, key.canonical.is_ok());
        attested = Some(AttestedCredentialData {
            aaguid: credential.aaguid,
            credential_id: credential.credential_id.to_vec(),
            public_key: key.encoding.to_vec(),
        });
    }
    let mut extensions = None;
    if header.flags.extension_data() {
        let part = read_extensions(rest)?;
        if part.encoding.first().map(|initial| initial >> 5) != Some(5) {
            return Err("the extension data is no map; send one or clear ED".to_owned());
        }
        (rest, canonical) = (part.rest, canonical && part.canonical.is_ok());
        extensions = Some(part.encoding.to_vec());
    }
    if !rest.is_empty() {
        return Err(format!("{} bytes follow the last part of the authenticator data; send none", rest.len()));
    }
    let (rp_id_hash, flags, sign_count) = (header.rp_id_hash, header.flags.byte(), header.sign_count);
    Ok(AuthenticatorData { rp_id_hash, flags, sign_count, attested, extensions, canonical })
}

/// Reads an attestation object.
///
/// # Errors
/// That there is no well-formed map, which member is missing or of another type, or that bytes are left over.
pub fn attestation_object(bytes: &[u8]) -> Result<AttestationObject, String> {
    let object = attestation_object::AttestationObject::read(bytes, OverlongBytes::Refuse)?;
    if object.trailing != 0 {
        return Err(format!("{} bytes follow the attestation object; send none", object.trailing));
    }
    Ok(AttestationObject {
        fmt: object.fmt,
        authenticator_data: object.authenticator_data,
        packed: object.statement.packed.map(|packed| Packed {
            algorithm: packed.algorithm,
            signature: packed.signature,
            certificates: packed.certificates,
        }),
        canonical: object.canonical.is_ok(),
    })
}

/// Reads a credential public key by its labels alone: which of them an algorithm asks for is not judged.
///
/// # Errors
/// That the bytes are not one well-formed map, that it has no `kty`, or which label has a value of another type.
pub fn cose_key(bytes: &[u8]) -> Result<CoseKey, String> {
    let tree = Tree::read(bytes, OverlongBytes::Refuse).map_err(|fault| format!("the key is not well-formed CBOR: {fault}"))?;
    if tree.len() != bytes.len() {
        return Err(format!("{} bytes follow the key; send none", bytes.len() - tree.len()));
    }
    let root = tree.root();
    if !root.is_map() {
        return Err("the key is no map; send the one that the authenticator made".to_owned());
    }
    let kty = integer(root, 1)?.ok_or("the key has no kty (label 1); add it")?;
    let (is_okp, is_ec2, is_rsa) = (kty == 1, kty == 2, kty == 3);
    let number = |there: bool, label| if there { integer(root, label) } else { Ok(None) };
    let string = |there: bool, label| if there { byte_string(root, label) } else { Ok(None) };
    Ok(CoseKey {
        kty,
        alg: integer(root, 3)?,
        crv: number(is_okp || is_ec2, -1)?,
        x: string(is_okp || is_ec2, -2)?,
        y: string(is_ec2, -3)?,
        n: string(is_rsa, -1)?,
        e: string(is_rsa, -2)?,
        canonical: check_canonical(root).is_ok(),
    })
}

fn integer(root: Item<'_, '_>, label: i64) -> Result<Option<i64>, String> {
    let value = root.at_label(label).map(|item| item.integer().ok_or_else(|| another_type(label)));
    value.transpose()
}

fn byte_string(root: Item<'_, '_>, label: i64) -> Result<Option<Vec<u8>>, String> {
    let value = root.at_label(label).map(|item| item.bytes().map(<[u8]>::to_vec).ok_or_else(|| another_type(label)));
    value.transpose()
}

fn another_type(label: i64) -> String {
    format!("the value of label {label} is of another type; send what RFC 9053 says")
}

/// Reads client data after "UTF-8 decode", as <https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential> has it.
///
/// # Errors
/// That it is no JSON object and nothing else, or which member is missing, doubled or of another type.
pub fn client_data(bytes: &[u8]) -> Result<ClientData, String> {
    let parsed = ClientDataText::decode(bytes).parse()?;
    if parsed.has_trailing_text {
        return Err("text follows the client data; post the client's bytes alone".to_owned());
    }
    let data = parsed.object.ok_or("the client data is JSON but no object; send the client's bytes")?;
    if let Some(name) = data.repeated {
        return Err(format!("the member {name} stands more than once; write it once"));
    }
    let cross_origin = match data.cross_origin {
        None => None,
        Some(Value::Bool(value)) => Some(value),
        Some(_) => return Err("the member crossOrigin is no boolean; write one".to_owned()),
    };
    let required = |value, name: &str| text(value, name)?.ok_or_else(|| format!("the member {name} is missing; write it"));
    Ok(ClientData {
        kind: required(data.kind, "type")?,
        challenge: required(data.challenge, "challenge")?,
        origin: required(data.origin, "origin")?,
        cross_origin,
        top_origin: text(data.top_origin, "topOrigin")?,
    })
}

fn text(value: Option<Value>, name: &str) -> Result<Option<String>, String> {
    match value {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(format!("the member {name} is no string; write one")),
    }
}

/// Reads `RegistrationResponseJSON`: <https://www.w3.org/TR/webauthn-3/#dictdef-registrationresponsejson>
///
/// # Errors
/// That it is no JSON object, or which of the members that the ceremony reads is missing or cannot be decoded.
pub fn registration_response(json: &str) -> Result<Response, String> {
    let envelope = Envelope::read(json)?;
    let authenticator = envelope.bytes("attestationObject")?;
    let exact_base64 = exact(&envelope, &["clientDataJSON", "attestationObject"]);
    response(envelope, authenticator, None, exact_base64)
}

/// Reads `AuthenticationResponseJSON`: <https://www.w3.org/TR/webauthn-3/#iface-pkcredential>
///
/// # Errors
/// As [`registration_response`].
pub fn authentication_response(json: &str) -> Result<Response, String> {
    let envelope = Envelope::read(json)?;
    let authenticator = envelope.bytes("authenticatorData")?;
    let signature = envelope.bytes("signature")?;
    let exact_base64 = exact(&envelope, &["clientDataJSON", "authenticatorData", "signature"]);
    response(envelope, authenticator, Some(signature), exact_base64)
}

fn exact(envelope: &Envelope, names: &[&str]) -> bool {
    names.iter().all(|name| envelope.text(name).is_some_and(|text| BASE64URL_NOPAD.decode(text.as_bytes()).is_ok()))
}

fn response(
    envelope: Envelope,
    authenticator: Vec<u8>,
    signature: Option<Vec<u8>>,
    exact_base64: bool,
) -> Result<Response, String> {
    let credential_id = envelope.credential_id()?.to_owned();
    let user_handle = if signature.is_some() { envelope.user_handle() } else { None };
    Ok(Response { credential_id, client_data: envelope.client_data, authenticator, signature, user_handle, exact_base64 })
}
