//! A client and an authenticator in one, for hand-made ceremonies. A change is applied before anything is signed.

use data_encoding::BASE64URL_NOPAD;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use relycheck_protocol::{
    AccountRecord, AttestationConveyance, AttestationPolicy, AttestationTrust, AuthenticationBegin, AuthenticationFinish,
    BackupStatePolicy, Begin, Begun, ClientDataPolicy, Finish, Mediation, Policy, RegistrationBegin, RegistrationFinish,
    RelyingParty, TopOrigins, User, UserVerification,
};
use serde_json::{Value, json};

use crate::authenticated::sha256;
use crate::{Mutant, Reference, mutants};

pub(super) const UP: u8 = 0x01;
pub(super) const UV: u8 = 0x04;
pub(super) const BE: u8 = 0x08;
pub(super) const BS: u8 = 0x10;
pub(super) const AT: u8 = 0x40;
pub(super) const ED: u8 = 0x80;

pub(super) const USER: &str = "dXNlci0x";
pub(super) const OTHER_USER: &str = "dXNlci0y";
pub(super) const CREDENTIAL_ID: [u8; 32] = [0xc1; 32];

pub(super) fn encode(bytes: &[u8]) -> String {
    BASE64URL_NOPAD.encode(bytes)
}

pub(super) fn policy() -> Policy {
    Policy {
        rp_id: "example.org".to_owned(),
        origins: vec!["https://example.org".to_owned()],
        cross_origin: false,
        top_origins: TopOrigins::Any,
        algorithms: vec![-7],
        user_verification: Some(UserVerification::Required),
        attestation: AttestationPolicy {
            conveyance: AttestationConveyance::Direct,
            verify: true,
            trust: vec![AttestationTrust::None, AttestationTrust::SelfSigned],
            anchors: Vec::new(),
        },
        backup_state: BackupStatePolicy::Compare,
        client_data: ClientDataPolicy::Full,
    }
}

pub(super) fn mutant(id: &str) -> Option<Mutant> {
    mutants().into_iter().find(|mutant| mutant.id == id)
}

pub(super) fn signing_key(number: u8) -> SigningKey {
    SigningKey::from_slice(&[number; 32]).unwrap()
}

/// x and y of the key's point.
pub(super) fn coordinates(key: &SigningKey) -> ([u8; 32], [u8; 32]) {
    let point = key.verifying_key().to_sec1_point(false);
    let bytes = point.as_bytes();
    (bytes[1..33].try_into().unwrap(), bytes[33..].try_into().unwrap())
}

pub(super) fn cose_key(key: &SigningKey) -> Vec<u8> {
    let (x, y) = coordinates(key);
    [b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20".as_slice(), &x, b"\x22\x58\x20", &y].concat()
}

/// A byte string with its head.
pub(super) fn byte_string(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).unwrap();
    let head = match length {
        0..24 => vec![0x40 | u8::try_from(length).unwrap()],
        24..256 => vec![0x58, u8::try_from(length).unwrap()],
        _ => [&[0x59], length.to_be_bytes().as_slice()].concat(),
    };
    [head, bytes.to_vec()].concat()
}

/// A text string of less than 24 bytes with its head.
pub(super) fn text_string(text: &str) -> Vec<u8> {
    [&[0x60 | u8::try_from(text.len()).unwrap()], text.as_bytes()].concat()
}

fn sign(key: &SigningKey, authenticator_data: &[u8], client_data: &[u8]) -> Vec<u8> {
    let message = [authenticator_data, &sha256(client_data)].concat();
    let signature: Signature = key.sign(&message);
    signature.to_der().as_bytes().to_vec()
}

fn client_data(kind: &str, begun: &Begun) -> Vec<u8> {
    let challenge = begun.options["challenge"].as_str().unwrap();
    format!(r#"{{"type":"{kind}","challenge":"{challenge}","origin":"https://example.org","crossOrigin":false}}"#).into_bytes()
}

pub(super) fn replaced(bytes: &mut Vec<u8>, old: &str, new: &str) {
    let text = String::from_utf8(std::mem::take(bytes)).unwrap();
    assert!(text.contains(old), "{text} has no {old}");
    *bytes = text.replace(old, new).into_bytes();
}

/// A registration in the making: what the authenticator will put together and sign.
pub(super) struct Making {
    pub(super) client_data: Vec<u8>,
    /// What the statement signs instead of the client data.
    pub(super) signed: Option<Vec<u8>>,
    pub(super) rp_id: &'static str,
    pub(super) flags: u8,
    pub(super) aaguid: [u8; 16],
    pub(super) id: Vec<u8>,
    pub(super) key: Vec<u8>,
    /// Follows the key.
    pub(super) after: Vec<u8>,
    /// Where the authenticator data is cut.
    pub(super) cut: Option<usize>,
    pub(super) fmt: &'static str,
    pub(super) statement: Statement,
    pub(super) edit_object: fn(&mut Vec<u8>),
    pub(super) edit_response: fn(&mut Value),
}

pub(super) enum Statement {
    /// With further members, encoded, after `alg` and `sig`.
    SelfSigned {
        alg: u8,
        more: Option<&'static [u8]>,
    },
    /// Signed with ES256 by this key, with these certificates.
    Certified {
        key: u8,
        alg: &'static [u8],
        certificates: Vec<Vec<u8>>,
    },
    Raw(Vec<u8>),
}

impl Making {
    fn new(begun: &Begun) -> Self {
        Self {
            client_data: client_data("webauthn.create", begun),
            signed: None,
            rp_id: "example.org",
            flags: UP | UV | BE | BS | AT,
            aaguid: [0xaa; 16],
            id: CREDENTIAL_ID.to_vec(),
            key: cose_key(&signing_key(7)),
            after: Vec::new(),
            cut: None,
            fmt: "packed",
            statement: Statement::SelfSigned { alg: 0x26, more: None },
            edit_object: |_| {},
            edit_response: |_| {},
        }
    }

    pub(super) fn with_none(&mut self) {
        self.fmt = "none";
        self.statement = Statement::Raw(vec![0xa0]);
    }

    fn response(&self) -> Value {
        let length = u16::try_from(self.id.len()).unwrap().to_be_bytes();
        let rp_id_hash = sha256(self.rp_id.as_bytes());
        let mut authenticator_data =
            [&rp_id_hash, [self.flags].as_slice(), &[0, 0, 0, 5], &self.aaguid, &length, &self.id, &self.key, &self.after].concat();
        authenticator_data.truncate(self.cut.unwrap_or(usize::MAX));
        let statement = match &self.statement {
            Statement::Raw(bytes) => bytes.clone(),
            Statement::Certified { key, alg, certificates } => {
                let signature = sign(&signing_key(*key), &authenticator_data, &self.client_data);
                let array = [0x80 | u8::try_from(certificates.len()).unwrap()];
                let certificates: Vec<u8> = certificates.iter().flat_map(|certificate| byte_string(certificate)).collect();
                [b"\xa3\x63alg".as_slice(), alg, b"\x63sig", &byte_string(&signature), b"\x63x5c", &array, &certificates].concat()
            }
            Statement::SelfSigned { alg, more } => {
                let signed = self.signed.as_ref().unwrap_or(&self.client_data);
                let signature = sign(&signing_key(7), &authenticator_data, signed);
                let head = 0xa2 + u8::from(more.is_some());
                [&[head], b"\x63alg".as_slice(), &[*alg], b"\x63sig", &byte_string(&signature), more.unwrap_or_default()].concat()
            }
        };
        let mut object = [
            b"\xa3\x63fmt".as_slice(),
            &text_string(self.fmt),
            b"\x67attStmt",
            &statement,
            b"\x68authData",
            &byte_string(&authenticator_data),
        ]
        .concat();
        (self.edit_object)(&mut object);
        let mut response = json!({
            "id": encode(&self.id),
            "rawId": encode(&self.id),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": { "largeBlob": { "supported": true } },
            "response": {
                "clientDataJSON": encode(&self.client_data),
                "attestationObject": encode(&object),
                "authenticatorData": encode(&authenticator_data),
                "transports": ["internal", "warp"],
            },
        });
        (self.edit_response)(&mut response);
        response
    }
}

pub(super) fn begin_create(rp: &mut Reference, policy: &Policy, mediation: Option<Mediation>) -> Begun {
    let user = User { id: Some(USER.to_owned()), name: "ada".to_owned() };
    let begin = RegistrationBegin { user, policy: policy.clone(), exclude: Vec::new(), mediation, challenge: None };
    match rp.begin_registration(begin) {
        Begin::Begun(begun) => begun,
        other => panic!("{other:?}"),
    }
}

/// The text of a registration response, and the session that it answers.
pub(super) fn created(
    rp: &mut Reference,
    policy: &Policy,
    mediation: Option<Mediation>,
    change: impl FnOnce(&mut Making),
) -> (Value, String) {
    let begun = begin_create(rp, policy, mediation);
    let mut making = Making::new(&begun);
    change(&mut making);
    (begun.session.into(), making.response().to_string())
}

/// A whole registration.
pub(super) fn register(rp: &mut Reference, policy: &Policy, change: impl FnOnce(&mut Making)) -> Finish {
    let (session, response) = created(rp, policy, None, change);
    rp.finish_registration(RegistrationFinish { session: session.into(), response, records: Vec::new() })
}

/// An assertion in the making.
pub(super) struct Getting {
    pub(super) client_data: Vec<u8>,
    /// What is signed instead of the client data.
    pub(super) signed: Option<Vec<u8>>,
    pub(super) rp_id: &'static str,
    pub(super) flags: u8,
    pub(super) counter: u32,
    /// Follows the counter.
    pub(super) after: Vec<u8>,
    pub(super) cut: Option<usize>,
    pub(super) key: SigningKey,
    pub(super) edit_response: fn(&mut Value),
}

impl Getting {
    fn new(begun: &Begun) -> Self {
        Self {
            client_data: client_data("webauthn.get", begun),
            signed: None,
            rp_id: "example.org",
            flags: UP | UV | BE | BS,
            counter: 6,
            after: Vec::new(),
            cut: None,
            key: signing_key(7),
            edit_response: |_| {},
        }
    }

    fn response(&self) -> Value {
        let rp_id_hash = sha256(self.rp_id.as_bytes());
        let mut authenticator_data = [&rp_id_hash, [self.flags].as_slice(), &self.counter.to_be_bytes(), &self.after].concat();
        authenticator_data.truncate(self.cut.unwrap_or(usize::MAX));
        let signature = sign(&self.key, &authenticator_data, self.signed.as_ref().unwrap_or(&self.client_data));
        let mut response = json!({
            "id": encode(&CREDENTIAL_ID),
            "rawId": encode(&CREDENTIAL_ID),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": { "largeBlob": {} },
            "response": {
                "clientDataJSON": encode(&self.client_data),
                "authenticatorData": encode(&authenticator_data),
                "signature": encode(&signature),
                "userHandle": USER,
            },
        });
        (self.edit_response)(&mut response);
        response
    }
}

/// The application's row for the credential of [`Making`].
pub(super) fn row(user: &str, change: impl FnOnce(&mut Value)) -> AccountRecord {
    let mut record = json!({
        "credential_id": encode(&CREDENTIAL_ID),
        "public_key": encode(&cose_key(&signing_key(7))),
        "sign_count": 5,
        "uv_initialized": true,
        "backup_eligible": true,
        "backup_state": true,
        "transports": ["internal"],
    });
    change(&mut record);
    AccountRecord { user_id: user.to_owned(), credential_id: encode(&CREDENTIAL_ID), record: record.into() }
}

/// How an authentication is asked for.
pub(super) struct Asked {
    pub(super) policy: Policy,
    pub(super) user: Option<&'static str>,
    pub(super) allowed: Vec<AccountRecord>,
    pub(super) table: Vec<AccountRecord>,
}

impl Asked {
    pub(super) fn new() -> Self {
        let table = vec![row(USER, |_| {})];
        Self { policy: policy(), user: Some(USER), allowed: table.clone(), table }
    }

    pub(super) fn of_nobody() -> Self {
        Self { user: None, allowed: Vec::new(), ..Self::new() }
    }
}

/// The text of an assertion, and the session that it answers.
pub(super) fn asserted(rp: &mut Reference, asked: &Asked, change: impl FnOnce(&mut Getting)) -> (Value, String) {
    let begin = AuthenticationBegin {
        user: asked.user.map(|id| User { id: Some(id.to_owned()), name: "ada".to_owned() }),
        records: asked.allowed.clone(),
        policy: asked.policy.clone(),
        mediation: None,
        challenge: None,
    };
    let Begin::Begun(begun) = rp.begin_authentication(begin) else { panic!("not begun") };
    let mut getting = Getting::new(&begun);
    change(&mut getting);
    (begun.session.into(), getting.response().to_string())
}

/// A whole authentication.
pub(super) fn authenticate(rp: &mut Reference, asked: &Asked, change: impl FnOnce(&mut Getting)) -> Finish {
    let (session, response) = asserted(rp, asked, change);
    rp.finish_authentication(AuthenticationFinish { session: session.into(), response, records: asked.table.clone() })
}
