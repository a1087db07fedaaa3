//! webauthn-rs-core: the entry points that its documentation shows and that read without verifying. The key of an attestation
//! object stays a tree of CBOR values there, since that type keeps its fields to itself.

use std::hint::black_box;

use webauthn_rs_core::internals::{AttestationObject, AuthenticatorData};
use webauthn_rs_core::proto::{
    Authentication, CollectedClientData, PublicKeyCredential, RegisterPublicKeyCredential, Registration,
};

use super::Parse;
use crate::inputs::Kind;

pub(super) fn parse(kind: Kind) -> Option<Parse> {
    Some(match kind {
        Kind::Attestation => |bytes| black_box(AttestationObject::<Registration>::try_from(bytes)).is_ok(),
        Kind::Assertion => |bytes| black_box(AuthenticatorData::<Authentication>::try_from(bytes)).is_ok(),
        Kind::ClientData => |bytes| black_box(serde_json::from_slice::<CollectedClientData>(bytes)).is_ok(),
        Kind::Registration => |bytes| black_box(serde_json::from_slice::<RegisterPublicKeyCredential>(bytes)).is_ok(),
        Kind::Authentication => |bytes| black_box(serde_json::from_slice::<PublicKeyCredential>(bytes)).is_ok(),
    })
}
