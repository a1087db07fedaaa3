//! What crosses the line in a registration and in an authentication, written by wire's own writers.

use std::borrow::Cow;

use relycheck_wire::attestation_object::{attestation_object, packed_statement};
use relycheck_wire::authenticator_data::{AttestedCredentialDataWriter, AuthenticatorDataWriter, Flags};
use relycheck_wire::cbor::Node;
use relycheck_wire::client_data::ClientDataWriter;
use relycheck_wire::cose_key::CoseKeyWriter;
use relycheck_wire::envelope::{assertion_response, attestation_response, base64url, envelope};
use relycheck_wire::json::Written;

/// What the bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An attestation object.
    Attestation,
    /// The authenticator data of an assertion.
    Assertion,
    /// CollectedClientData of a registration.
    ClientData,
    /// RegistrationResponseJSON.
    Registration,
    /// AuthenticationResponseJSON.
    Authentication,
}

impl Kind {
    /// What the bytes are written in.
    pub(crate) fn format(self) -> &'static str {
        match self {
            Self::Attestation | Self::Assertion => "CBOR and authenticator data",
            Self::ClientData | Self::Registration | Self::Authentication => "JSON",
        }
    }
}

/// One artefact.
pub(crate) struct Input {
    /// What the table calls it.
    pub(crate) name: &'static str,
    /// What it is.
    pub(crate) kind: Kind,
    /// The bytes.
    pub(crate) bytes: Vec<u8>,
}

/// The base point of P-256 (FIPS 186-4, D.1.2.3), as a point that every parser takes for a key.
const X: [u8; 32] = [
    0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5, 0x63, 0xa4, 0x40, 0xf2, 0x77, 0x03, 0x7d, 0x81, 0x2d,
    0xeb, 0x33, 0xa0, 0xf4, 0xa1, 0x39, 0x45, 0xd8, 0x98, 0xc2, 0x96,
];
const Y: [u8; 32] = [
    0x4f, 0xe3, 0x42, 0xe2, 0xfe, 0x1a, 0x7f, 0x9b, 0x8e, 0xe7, 0xeb, 0x4a, 0x7c, 0x0f, 0x9e, 0x16, 0x2b, 0xce, 0x33, 0x57, 0x6b,
    0x31, 0x5e, 0xce, 0xcb, 0xb6, 0x40, 0x68, 0x37, 0xbf, 0x51, 0xf5,
];

/// What stands in front of the point in a DER SubjectPublicKeyInfo of P-256 (RFC 5480).
const P256_SPKI: [u8; 27] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03,
    0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
];

const CREDENTIAL_ID: [u8; 32] = [0xc1; 32];
const USER_HANDLE: [u8; 16] = [0x75; 16];

/// The artefacts, in the order of the table.
pub(crate) fn inputs() -> Vec<Input> {
    let es256 = CoseKeyWriter::ec2(-7, 1, &X, &Y);
    let mut modulus = [0xb7; 256];
    modulus[0] = 0xc3;
    let rs256 = CoseKeyWriter::rsa(-257, &modulus, &[1, 0, 1]);
    let extensions = Node::Map(vec![(Node::text("credProtect"), Node::Unsigned(2))]).encode();

    let plain = registration_data(&es256, None);
    let none = |auth_data: &[u8]| attestation_object("none", Node::Map(Vec::new()), auth_data).encode();
    let packed = attestation_object("packed", packed_statement(-7, &signature(), None), &plain).encode();
    let object = none(&plain);
    let input = |name, kind, bytes| Input { name, kind, bytes };
    vec![
        input("attestation object: none, ES256", Kind::Attestation, object.clone()),
        input("attestation object: packed self, ES256", Kind::Attestation, packed),
        input("attestation object: none, RS256", Kind::Attestation, none(&registration_data(&rs256, None))),
        input(
            "attestation object: none, ES256, extensions",
            Kind::Attestation,
            none(&registration_data(&es256, Some(&extensions))),
        ),
        input("authenticator data of an assertion", Kind::Assertion, assertion_data()),
        input("client data", Kind::ClientData, client_data("webauthn.create")),
        input("registration response", Kind::Registration, registration(&object, &plain)),
        input("authentication response", Kind::Authentication, authentication()),
    ]
}

fn registration_data(key: &CoseKeyWriter, extensions: Option<&[u8]>) -> Vec<u8> {
    let key = key.encode().unwrap_or_default();
    let extension_flag = if extensions.is_some() { Flags::ED } else { 0 };
    AuthenticatorDataWriter {
        rp_id_hash: Cow::Borrowed(&[0x49; 32]),
        flags: Flags(Flags::UP | Flags::UV | Flags::BE | Flags::BS | Flags::AT | extension_flag),
        sign_count: 0,
        attested_credential_data: Some(AttestedCredentialDataWriter {
            aaguid: Cow::Borrowed(&[0; 16]),
            declared_length: None,
            credential_id: Cow::Borrowed(&CREDENTIAL_ID),
            credential_public_key: Cow::Owned(key),
        }),
        extensions: extensions.map(Cow::Borrowed),
        tail: Cow::Borrowed(&[]),
    }
    .encode()
}

fn assertion_data() -> Vec<u8> {
    AuthenticatorDataWriter {
        rp_id_hash: Cow::Borrowed(&[0x49; 32]),
        flags: Flags(Flags::UP | Flags::UV | Flags::BE | Flags::BS),
        sign_count: 0,
        attested_credential_data: None,
        extensions: None,
        tail: Cow::Borrowed(&[]),
    }
    .encode()
}

/// An ECDSA signature by its shape: nobody verifies it here.
fn signature() -> Vec<u8> {
    let mut der = vec![0x30, 0x44, 0x02, 0x20];
    der.extend([0x31; 32]);
    der.extend([0x02, 0x20]);
    der.extend([0x32; 32]);
    der
}

fn client_data(ceremony: &str) -> Vec<u8> {
    // 16 bytes of a challenge are 22 characters; the last has to leave its unused bits at zero.
    ClientDataWriter::new(ceremony, "dGhlIGNoYWxsZW5nZSBvZg", "https://login.example.com", false, None).encode()
}

fn registration(object: &[u8], auth_data: &[u8]) -> Vec<u8> {
    let mut response = attestation_response(&client_data("webauthn.create"), object);
    response.push("authenticatorData", base64url(auth_data));
    response.push("transports", Written::Texts(vec!["hybrid".to_owned(), "internal".to_owned()]));
    response.push("publicKey", base64url(&[&P256_SPKI[..], &X, &Y].concat()));
    response.push("publicKeyAlgorithm", Written::raw("-7"));
    written(&envelope(&CREDENTIAL_ID, response, Some("platform")))
}

fn authentication() -> Vec<u8> {
    let response = assertion_response(&client_data("webauthn.get"), &assertion_data(), &signature(), Some(&USER_HANDLE));
    written(&envelope(&CREDENTIAL_ID, response, Some("platform")))
}

fn written(object: &relycheck_wire::json::Object) -> Vec<u8> {
    let mut text = Vec::new();
    object.write(&mut text);
    text
}
