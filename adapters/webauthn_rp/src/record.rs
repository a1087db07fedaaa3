//! The record that an application keeps, and the same in the standard's terms.

use relycheck_adapter_helper::{Kept, OrRefusal, Refusal, cose, decode, encode};
use relycheck_protocol::Stored;
use serde::{Deserialize, Serialize};
use webauthn_rp::RegisteredCredential;
use webauthn_rp::bin::{Decode, Encode};
use webauthn_rp::request::register::UserHandle;
use webauthn_rp::response::register::{CompressedPubKey, DynamicState, StaticState, UncompressedPubKey as Key};
use webauthn_rp::response::{AuthTransports, Backup, CredentialId};

/// Bytes of a user handle. An application chooses one length, which is a parameter of the library's types.
pub(crate) const LEN: usize = 32;

pub(crate) type Handle = UserHandle<LEN>;

/// A key as the library keeps it.
type KeptKey = CompressedPubKey<[u8; 32], [u8; 32], [u8; 48], Vec<u8>>;

/// The parts that the library's documentation tells to store; the states as they encode themselves, base64url without padding.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Record {
    static_state: String,
    dynamic_state: String,
    pub(crate) transports: AuthTransports,
}

impl Record {
    pub(crate) fn of(credential: &RegisteredCredential<'_, LEN>) -> Result<Kept, Refusal> {
        let (id, transports, _, fixed, dynamic, _) = credential.as_parts();
        let (static_state, dynamic_state) = (encode(fixed.encode()?), encode(dynamic.encode()?));
        let stored = Stored {
            public_key: cose_key(fixed.credential_public_key),
            transports: serde_json::from_value(serde_json::to_value(transports)?)?,
            ..stored(id, dynamic)
        };
        Kept::new(Self { static_state, dynamic_state, transports }, stored)
    }

    /// The two states that an authentication needs.
    pub(crate) fn states(&self) -> Result<(StaticState<KeptKey>, DynamicState), Refusal> {
        let dynamic = <[u8; 7]>::try_from(decode("record: dynamic_state", &self.dynamic_state)?.as_slice()).or_failed("record")?;
        Ok((StaticState::decode(&decode("record: static_state", &self.static_state)?)?, DynamicState::decode(dynamic)?))
    }

    /// `dynamic_state` is all that an authentication changes. The library keeps the key compressed, which is no COSE_Key, and names no
    /// transports here.
    pub(crate) fn updated(self, id: CredentialId<&[u8]>, dynamic: DynamicState) -> Result<Kept, Refusal> {
        Kept::new(Self { dynamic_state: encode(dynamic.encode()?), ..self }, stored(id, dynamic))
    }
}

fn stored(id: CredentialId<&[u8]>, dynamic: DynamicState) -> Stored {
    Stored {
        credential_id: Some(encode(id)),
        sign_count: Some(dynamic.sign_count),
        uv_initialized: Some(dynamic.user_verified),
        backup_eligible: Some(dynamic.backup != Backup::NotEligible),
        backup_state: Some(dynamic.backup == Backup::Exists),
        ..Stored::default()
    }
}

/// `None` for RSA, whose exponent the library keeps as a number.
fn cose_key(key: Key<'_>) -> Option<String> {
    match key {
        Key::Ed25519(key) => Some(cose::okp(-8, 6, key.into_inner())),
        Key::P256(key) => Some(cose::ec2(-7, 1, key.x(), key.y())),
        Key::P384(key) => Some(cose::ec2(-35, 2, key.x(), key.y())),
        Key::Rsa(_) => None,
    }
}
