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
    let mut rp_id_hash = Sha256::digest(inputs.rp_id).to_vec();
    let mut declared_length = None;
    let mut extensions = emission.extensions.clone().map(|outputs| Deviation::written(deviation, CborPlace::Extensions, outputs));
    let mut tail: &[u8] = &[];
    let mut end = usize::MAX;
    if let Some(Deviation::AuthenticatorData(deviation)) = deviation {
        match deviation {
            AuthenticatorDataDeviation::RpIdHashOf(other) => rp_id_hash = Sha256::digest(other).to_vec(),
            AuthenticatorDataDeviation::RpIdHashZero => rp_id_hash.fill(0),
            AuthenticatorDataDeviation::RpIdHashBitFlipped(bit) => rp_id_hash[usize::from(bit / 8)] ^= 0x80 >> (bit % 8),
            AuthenticatorDataDeviation::Flags(byte) => flags = *byte,
            AuthenticatorDataDeviation::UpCleared => flags &= !Flags::UP,
            AuthenticatorDataDeviation::UvCleared => flags &= !Flags::UV,
            AuthenticatorDataDeviation::BsWithoutBe => flags = flags & !Flags::BE | Flags::BS,
            AuthenticatorDataDeviation::BeFlipped => flags ^= Flags::BE,
            AuthenticatorDataDeviation::AtCleared => flags &= !Flags::AT,
            AuthenticatorDataDeviation::CredentialIdDeclared(length) => declared_length = Some(*length),
            AuthenticatorDataDeviation::Trailing(bytes) => tail = bytes,
            AuthenticatorDataDeviation::ExtensionsMissing => flags |= Flags::ED,
            AuthenticatorDataDeviation::ExtensionData(item) => {
                flags |= Flags::ED;
                extensions = Some(item.encode());
            }
            AuthenticatorDataDeviation::AttestedCredentialData(bytes) => {
                flags |= Flags::AT;
                extensions = Some([bytes.clone(), extensions.unwrap_or_default()].concat());
            }
            AuthenticatorDataDeviation::CutTo(length) => end = usize::from(*length),
            AuthenticatorDataDeviation::CredentialIdLength(_) => {}
        }
    }
    let writer = AuthenticatorDataWriter {
        rp_id_hash: Cow::Owned(rp_id_hash),
        flags: Flags(flags),
        sign_count: emission.sign_count,
        attested_credential_data: attested.map(|(id, key)| AttestedCredentialDataWriter {
            aaguid: Cow::Borrowed(&emission.aaguid),
            declared_length,
            credential_id: Cow::Borrowed(id),
            credential_public_key: Cow::Borrowed(key),
        }),
        extensions: extensions.map(Cow::Owned),
        tail: Cow::Borrowed(tail),
    };
    let mut bytes = writer.encode();
    bytes.truncate(end);
    bytes
}
