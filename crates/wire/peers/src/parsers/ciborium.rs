//! ciborium: the tree of values of the attestation object, and that of the key where the authenticator data has it. No field is
//! looked up but `authData`.

use std::hint::black_box;

use ciborium::Value;

use super::Parse;
use crate::inputs::Kind;

pub(super) fn parse(kind: Kind) -> Option<Parse> {
    match kind {
        Kind::Attestation => Some(|bytes| attestation(bytes).is_some()),
        Kind::Assertion | Kind::ClientData | Kind::Registration | Kind::Authentication => None,
    }
}

fn attestation(bytes: &[u8]) -> Option<()> {
    let object: Value = ciborium::from_reader(bytes).ok()?;
    let (_, auth_data) = object.as_map()?.iter().find(|(key, _)| key.as_text() == Some("authData"))?;
    let auth_data = auth_data.as_bytes()?;
    let length = u16::from_be_bytes(*auth_data.get(53..)?.first_chunk()?);
    let key: Value = ciborium::from_reader(auth_data.get(55 + usize::from(length)..)?).ok()?;
    black_box((key, &object));
    Some(())
}
