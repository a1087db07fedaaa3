//! passkey-types: its authenticator data within an attestation object that serde derives over ciborium, whose `Value` is that
//! package's type of a statement; its own serde types for the JSON.

use std::hint::black_box;

use ciborium::Value;
use passkey_types::ctap2::AuthenticatorData;
use passkey_types::webauthn::{AuthenticatedPublicKeyCredential, CollectedClientData, CreatedPublicKeyCredential};
use serde::Deserialize;

use super::Parse;
use crate::inputs::Kind;

/// The package reads the attestation object of CTAP2, with integers for keys; this is the one of WebAuthn, with text.
#[derive(Deserialize)]
struct AttestationObject {
    fmt: String,
    #[serde(rename = "attStmt")]
    att_stmt: Value,
    #[serde(rename = "authData")]
    auth_data: AuthenticatorData,
}

pub(super) fn parse(kind: Kind) -> Option<Parse> {
    Some(match kind {
        Kind::Attestation => |bytes| {
            black_box(ciborium::from_reader::<AttestationObject, _>(bytes)).is_ok_and(|object| {
                object.auth_data.attested_credential_data.is_some() && !object.fmt.is_empty() && object.att_stmt.is_map()
            })
        },
        Kind::Assertion => |bytes| black_box(AuthenticatorData::from_slice(bytes)).is_ok(),
        Kind::ClientData => |bytes| black_box(serde_json::from_slice::<CollectedClientData>(bytes)).is_ok(),
        Kind::Registration => |bytes| black_box(serde_json::from_slice::<CreatedPublicKeyCredential>(bytes)).is_ok(),
        Kind::Authentication => |bytes| black_box(serde_json::from_slice::<AuthenticatedPublicKeyCredential>(bytes)).is_ok(),
    })
}
