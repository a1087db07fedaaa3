//! Authenticator data of both ceremonies.

use std::borrow::Cow;

use relycheck_wire::authenticator_data::{AttestedCredentialDataWriter, AuthenticatorDataWriter, Flags};
use sha2::{Digest, Sha256};

use crate::deviation::{AuthenticatorDataDeviation, CborPlace, Deviation};
use crate::emission::Emission;
use crate::rendered::Inputs;

/// Authenticator data; `attested` is the credential id and the CBOR of the key, for a registration.
pub(crate) fn authenticator_data(
    emission: &Emission,
    inputs: &Inputs<'_>,
    attested: Option<(&[u8], &[u8])>,
    deviation: Option<&Deviation>,
) -> Vec<u8> {
    let flag = |set: bool, bit: u8| if set { bit } else { 0 };
    let mut flags = flag(emission.up, Flags::UP)
        | flag(emission.uv, Flags::UV)
        | flag(emission.be, Flags::BE)
        | flag(emission.bs, Flags::BS)
        | flag(attested.is_some(), Flags::AT)
        | flag(emission.extensions.is_some(), Flags::ED);
    let mut rp_id = inputs.rp_id;
    let mut declared_length = None;
    let mut tail: &[u8] = &[];
    let cbor = deviation;
    let deviation = match deviation {
        Some(Deviation::AuthenticatorData(deviation)) => Some(deviation),
        _ => None,
    };
    match deviation {
        Some(AuthenticatorDataDeviation::RpIdHashOf(other)) => rp_id = other,
        Some(AuthenticatorDataDeviation::Flags(byte)) => flags = *byte,
        Some(AuthenticatorDataDeviation::UpCleared) => flags &= !Flags::UP,
        Some(AuthenticatorDataDeviation::UvCleared) => flags &= !Flags::UV,
        Some(AuthenticatorDataDeviation::BsWithoutBe) => flags = flags & !Flags::BE | Flags::BS,
        Some(AuthenticatorDataDeviation::BeFlipped) => flags ^= Flags::BE,
        Some(AuthenticatorDataDeviation::AtCleared) => flags &= !Flags::AT,
        Some(AuthenticatorDataDeviation::CredentialIdPastTheEnd) => declared_length = Some(u16::MAX),
        Some(AuthenticatorDataDeviation::TrailingByte) => tail = &[0],
        Some(AuthenticatorDataDeviation::ExtensionsMissing) => flags |= Flags::ED,
        Some(AuthenticatorDataDeviation::OneByteShort | AuthenticatorDataDeviation::CredentialIdLength(_)) | None => {}
    }
    let writer = AuthenticatorDataWriter {
        rp_id_hash: Cow::Owned(Sha256::digest(rp_id).to_vec()),
        flags: Flags(flags),
        sign_count: emission.sign_count,
        attested_credential_data: attested.map(|(id, key)| AttestedCredentialDataWriter {
            aaguid: Cow::Borrowed(&emission.aaguid),
            declared_length,
            credential_id: Cow::Borrowed(id),
            credential_public_key: Cow::Borrowed(key),
        }),
        extensions: emission
            .extensions
            .as_ref()
            .map(|outputs| Cow::Owned(Deviation::written(cbor, CborPlace::Extensions, outputs.clone()))),
        tail: Cow::Borrowed(tail),
    };
    let mut bytes = writer.encode();
    if deviation == Some(&AuthenticatorDataDeviation::OneByteShort) {
        bytes.truncate(36);
    }
    bytes
}
