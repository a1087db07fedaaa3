//! A client and an authenticator by hand: one ES256 key, attestation none, self or by a certificate, the JSON that a browser posts.

mod certificates;

use ciborium::Value as Cbor;
use data_encoding::BASE64URL_NOPAD;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

pub(crate) use certificates::{ANCHOR, OTHER_ANCHOR};
use certificates::{LEAF, LEAF_SEED};

pub(crate) const RP_ID: &str = "example.org";
pub(crate) const ORIGIN: &str = "https://example.org";

/// Flags of the authenticator data.
pub(crate) const UP: u8 = 0x01;
pub(crate) const UV: u8 = 0x04;
pub(crate) const BE: u8 = 0x08;
pub(crate) const BS: u8 = 0x10;
const AT: u8 = 0x40;

/// What becomes of the attestation statement.
#[derive(Clone, Copy)]
pub(crate) enum Statement {
    /// `none`.
    None,
    /// `packed`, signed with the credential's key.
    SelfSigned,
    /// The same with one bit of the signature flipped.
    SelfSignedBroken,
    /// The same with a signature that is no DER.
    SelfSignedUnreadable,
    /// `packed`, signed with the key of the certificate [`LEAF`].
    Certified,
}

pub(crate) struct Authenticator {
    key: SigningKey,
    pub(crate) credential_id: Vec<u8>,
}

impl Authenticator {
    pub(crate) fn new(seed: u8) -> Self {
        Self { key: key(seed), credential_id: vec![seed; 32] }
    }

    pub(crate) fn id(&self) -> String {
        BASE64URL_NOPAD.encode(&self.credential_id)
    }

    /// The COSE key: kty EC2, alg ES256, crv P-256, x, y.
    pub(crate) fn cose_key(&self) -> Vec<u8> {
        let point = self.key.verifying_key().to_sec1_point(false);
        let (x, y) = (&point.as_bytes()[1..33], &point.as_bytes()[33..]);
        cbor(&Cbor::Map(vec![
            (1.into(), 2.into()),
            (3.into(), (-7).into()),
            ((-1).into(), 1.into()),
            ((-2).into(), Cbor::Bytes(x.to_vec())),
            ((-3).into(), Cbor::Bytes(y.to_vec())),
        ]))
    }

    /// A `RegistrationResponseJSON` to these options.
    pub(crate) fn register(&self, options: &Value, flags: u8, statement: Statement) -> Value {
        let client_data = client_data("webauthn.create", options);
        let mut auth_data = auth_data(flags | AT, 0);
        auth_data.extend([0; 16]);
        auth_data.extend(u16::try_from(self.credential_id.len()).expect("a short id").to_be_bytes());
        auth_data.extend(&self.credential_id);
        auth_data.extend(self.cose_key());

        let mut signature = sign(&self.key, &auth_data, &client_data);
        let (fmt, statement) = match statement {
            Statement::None => ("none", Vec::new()),
            Statement::SelfSigned => ("packed", packed(signature)),
            Statement::SelfSignedBroken => {
                flip(&mut signature);
                ("packed", packed(signature))
            }
            Statement::SelfSignedUnreadable => ("packed", packed(vec![0; 3])),
            Statement::Certified => {
                let mut members = packed(sign(&key(LEAF_SEED), &auth_data, &client_data));
                let leaf = BASE64URL_NOPAD.decode(LEAF.as_bytes()).expect("base64url");
                members.push(("x5c".into(), Cbor::Array(vec![Cbor::Bytes(leaf)])));
                ("packed", members)
            }
        };
        let object = cbor(&Cbor::Map(vec![
            ("fmt".into(), fmt.into()),
            ("attStmt".into(), Cbor::Map(statement)),
            ("authData".into(), Cbor::Bytes(auth_data)),
        ]));
        json!({
            "id": self.id(), "rawId": self.id(), "type": "public-key", "clientExtensionResults": {},
            "response": {
                "clientDataJSON": BASE64URL_NOPAD.encode(&client_data),
                "attestationObject": BASE64URL_NOPAD.encode(&object),
                "transports": ["internal", "hybrid"],
            },
        })
    }

    /// An `AuthenticationResponseJSON` to these options.
    pub(crate) fn authenticate(&self, options: &Value, flags: u8, count: u32, user_handle: Option<&str>) -> Value {
        let client_data = client_data("webauthn.get", options);
        let auth_data = auth_data(flags, count);
        json!({
            "id": self.id(), "rawId": self.id(), "type": "public-key", "clientExtensionResults": {},
            "response": {
                "clientDataJSON": BASE64URL_NOPAD.encode(&client_data),
                "authenticatorData": BASE64URL_NOPAD.encode(&auth_data),
                "signature": BASE64URL_NOPAD.encode(&sign(&self.key, &auth_data, &client_data)),
                "userHandle": user_handle,
            },
        })
    }
}

fn key(seed: u8) -> SigningKey {
    SigningKey::from_slice(&[seed; 32]).expect("a scalar in range")
}

fn sign(key: &SigningKey, auth_data: &[u8], client_data: &[u8]) -> Vec<u8> {
    let message = [auth_data, Sha256::digest(client_data).as_slice()].concat();
    let signature: Signature = key.sign(&message);
    signature.to_der().as_bytes().to_vec()
}

/// Flips the lowest bit of s in the signature of an assertion.
pub(crate) fn flip_signature(response: &mut Value) {
    let slot = &mut response["response"]["signature"];
    let mut signature = BASE64URL_NOPAD.decode(slot.as_str().expect("a string").as_bytes()).expect("base64url");
    flip(&mut signature);
    *slot = BASE64URL_NOPAD.encode(&signature).into();
}

fn flip(signature: &mut [u8]) {
    *signature.last_mut().expect("a signature has bytes") ^= 1;
}

fn packed(signature: Vec<u8>) -> Vec<(Cbor, Cbor)> {
    vec![("alg".into(), (-7).into()), ("sig".into(), Cbor::Bytes(signature))]
}

fn client_data(ceremony: &str, options: &Value) -> Vec<u8> {
    json!({"type": ceremony, "challenge": options["challenge"], "origin": ORIGIN, "crossOrigin": false}).to_string().into_bytes()
}

fn auth_data(flags: u8, count: u32) -> Vec<u8> {
    let mut bytes = Sha256::digest(RP_ID.as_bytes()).to_vec();
    bytes.push(flags);
    bytes.extend(count.to_be_bytes());
    bytes
}

fn cbor(value: &Cbor) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).expect("writing to memory");
    bytes
}
