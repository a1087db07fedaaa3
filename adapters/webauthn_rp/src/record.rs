//! The record that an application keeps, and the same in the standard's terms.

use data_encoding::BASE64URL_NOPAD;
use relycheck_protocol::{Accepted, AccountRecord, Finish, Stored};
use serde::{Deserialize, Serialize};
use webauthn_rp::RegisteredCredential;
use webauthn_rp::bin::{Decode, Encode};
use webauthn_rp::request::register::UserHandle;
use webauthn_rp::response::register::{CompressedPubKey, DynamicState, StaticState, UncompressedPubKey};
use webauthn_rp::response::{AuthTransports, AuthenticatorTransport, Backup, CredentialId};

use crate::policy::USER_HANDLE_LEN;

/// A key as the library keeps it.
pub(crate) type Key = CompressedPubKey<[u8; 32], [u8; 32], [u8; 48], Vec<u8>>;

/// A row of the application's table: the parts that the library's documentation tells to store, each as it encodes itself; bytes
/// in base64url without padding.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Record {
    static_state: String,
    dynamic_state: String,
    transports: u8,
}

impl Record {
    /// Reads a record of the application's table.
    ///
    /// # Errors
    /// Which one is not of the form that [`accepted`] returns.
    pub(crate) fn read(record: &AccountRecord) -> Result<Self, String> {
        serde_json::from_value(record.record.clone()).map_err(|error| foreign(record, error))
    }

    /// The two states that an authentication needs.
    ///
    /// # Errors
    /// As [`Record::read`].
    pub(crate) fn states(&self, record: &AccountRecord) -> Result<(StaticState<Key>, DynamicState), String> {
        let fixed = decode(record, &self.static_state)?;
        let changing = decode(record, &self.dynamic_state)?;
        let changing = <[u8; 7]>::try_from(changing).map_err(|_| foreign(record, "the dynamic state is not 7 bytes long"))?;
        Ok((
            StaticState::decode(&fixed).map_err(|error| foreign(record, error))?,
            DynamicState::decode(changing).map_err(|error| foreign(record, error))?,
        ))
    }

    /// The hints for `allowCredentials`.
    ///
    /// # Errors
    /// As [`Record::read`].
    pub(crate) fn transports(&self, record: &AccountRecord) -> Result<AuthTransports, String> {
        AuthTransports::decode(self.transports).map_err(|error| foreign(record, error))
    }

    /// The acceptance of an authentication: `dynamic_state` is the only part that it changes. The library keeps the key
    /// compressed, which is no COSE_Key, and names no transports here.
    ///
    /// # Errors
    /// `Failed` where the record does not serialise.
    pub(crate) fn updated(mut self, id: CredentialId<&[u8]>, dynamic: DynamicState) -> Result<Accepted, Finish> {
        let Ok(bytes) = dynamic.encode();
        self.dynamic_state = BASE64URL_NOPAD.encode(&bytes);
        let stored = Stored { credential_id: Some(BASE64URL_NOPAD.encode(id.as_ref())), ..of_dynamic(dynamic) };
        Ok(Accepted { record: serde_json::to_value(self).map_err(unwritable)?, stored })
    }
}

/// The acceptance of a registration with the record to keep from now on.
///
/// # Errors
/// `Failed` where the record does not serialise.
pub(crate) fn accepted(credential: &RegisteredCredential<'_, USER_HANDLE_LEN>) -> Result<Accepted, Finish> {
    let (id, transports, _, fixed, dynamic, _) = credential.as_parts();
    let (Ok(static_state), Ok(dynamic_state), Ok(encoded_transports)) = (fixed.encode(), dynamic.encode(), transports.encode());
    let record = Record {
        static_state: BASE64URL_NOPAD.encode(&static_state),
        dynamic_state: BASE64URL_NOPAD.encode(&dynamic_state),
        transports: encoded_transports,
    };
    let stored = Stored {
        credential_id: Some(BASE64URL_NOPAD.encode(id.as_ref())),
        public_key: cose_key(fixed.credential_public_key).map(|key| BASE64URL_NOPAD.encode(&key)),
        transports: Some(transports.into_iter().map(name).map(str::to_owned).collect()),
        ..of_dynamic(dynamic)
    };
    Ok(Accepted { record: serde_json::to_value(record).map_err(unwritable)?, stored })
}

/// The user handle of the protocol's text.
///
/// # Errors
/// Where it is no base64url, or of another length than this application's.
pub(crate) fn user_handle(place: &str, text: &str) -> Result<UserHandle<USER_HANDLE_LEN>, String> {
    let bytes =
        BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|error| format!("{place}: {error}; give base64url without padding"))?;
    let bytes = <[u8; USER_HANDLE_LEN]>::try_from(bytes).map_err(|bytes| {
        format!("{place}: {} bytes; the library fixes the length of user handles, here to {USER_HANDLE_LEN}", bytes.len())
    })?;
    Ok(UserHandle::from(bytes))
}

/// The credential id of the protocol's text.
///
/// # Errors
/// Where it is no base64url, or of a length that the library does not take.
pub(crate) fn credential_id(place: &str, text: &str) -> Result<CredentialId<Vec<u8>>, String> {
    let bytes =
        BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|error| format!("{place}: {error}; give base64url without padding"))?;
    CredentialId::try_from(bytes).map_err(|error| format!("{place}: {error}; give an id that the library returned"))
}

/// The library's word for a transport of the protocol; those that it has none for are no hint.
pub(crate) fn transports(names: &[String]) -> AuthTransports {
    AuthTransports::ALL
        .into_iter()
        .filter(|&transport| names.iter().any(|known| known == name(transport)))
        .fold(AuthTransports::NONE, AuthTransports::add)
}

/// <https://www.w3.org/TR/webauthn-3/#iface-authenticatorattestationresponse>
fn name(transport: AuthenticatorTransport) -> &'static str {
    match transport {
        AuthenticatorTransport::Ble => "ble",
        AuthenticatorTransport::Hybrid => "hybrid",
        AuthenticatorTransport::Internal => "internal",
        AuthenticatorTransport::Nfc => "nfc",
        AuthenticatorTransport::SmartCard => "smart-card",
        AuthenticatorTransport::Usb => "usb",
    }
}

fn of_dynamic(dynamic: DynamicState) -> Stored {
    Stored {
        sign_count: Some(dynamic.sign_count),
        uv_initialized: Some(dynamic.user_verified),
        backup_eligible: Some(dynamic.backup != Backup::NotEligible),
        backup_state: Some(dynamic.backup == Backup::Exists),
        ..Stored::default()
    }
}

/// The key as a COSE_Key in CTAP2 canonical CBOR, made of the parts that the library read: it shows which key was stored, not how
/// its bytes came. `None` for RSA, whose exponent the library keeps as a number.
fn cose_key(key: UncompressedPubKey<'_>) -> Option<Vec<u8>> {
    // A map; 1 (kty), 3 (alg), -1 (crv), then -2 (x) and -3 (y) as byte strings of one length byte.
    let (head, coordinates): (&[u8], Vec<&[u8]>) = match key {
        UncompressedPubKey::Ed25519(key) => (&[0xa4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06], vec![key.into_inner()]),
        UncompressedPubKey::P256(key) => (&[0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01], vec![key.x(), key.y()]),
        UncompressedPubKey::P384(key) => (&[0xa5, 0x01, 0x02, 0x03, 0x38, 0x22, 0x20, 0x02], vec![key.x(), key.y()]),
        UncompressedPubKey::Rsa(_) => return None,
    };
    let mut bytes = head.to_vec();
    for (label, coordinate) in [0x21, 0x22].into_iter().zip(coordinates) {
        bytes.extend([label, 0x58, u8::try_from(coordinate.len()).ok()?]);
        bytes.extend(coordinate);
    }
    Some(bytes)
}

fn decode(record: &AccountRecord, text: &str) -> Result<Vec<u8>, String> {
    BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|error| foreign(record, error))
}

fn foreign(record: &AccountRecord, error: impl std::fmt::Display) -> String {
    format!(
        "record of credential {}: {error}; hand back what finish_registration or finish_authentication returned",
        record.credential_id
    )
}

fn unwritable(error: impl std::fmt::Display) -> Finish {
    Finish::Failed(format!("the record cannot be written as JSON: {error}"))
}
