//! The record that an application keeps, and the same in the standard's terms.

use std::convert::Infallible;

use data_encoding::BASE64URL_NOPAD;
use minicbor::Encoder;
use minicbor::encode::Error as EncodeError;
use relycheck_protocol::{Accepted, AccountRecord, Finish, Stored};
use webauthn_rs_core::proto::{COSEAlgorithm, COSEKey, COSEKeyType, Credential};

/// Reads a record of the application's table.
///
/// # Errors
/// Which one is not of the form that [`accepted`] returns.
pub(crate) fn credential(record: &AccountRecord) -> Result<Credential, String> {
    serde_json::from_value(record.record.clone()).map_err(|error| {
        format!(
            "record of credential {}: {error}; hand back what finish_registration or finish_authentication returned",
            record.credential_id
        )
    })
}

/// The acceptance of a ceremony with the credential to keep from now on.
///
/// # Errors
/// `Failed` where the credential does not serialise.
pub(crate) fn accepted(credential: &Credential) -> Result<Accepted, Finish> {
    let record =
        serde_json::to_value(credential).map_err(|error| Finish::Failed(format!("the library's `Credential`: {error}")))?;
    Ok(Accepted { record, stored: stored(credential) })
}

/// The credential record of <https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential>.
fn stored(credential: &Credential) -> Stored {
    Stored {
        credential_id: Some(BASE64URL_NOPAD.encode(credential.cred_id.as_ref())),
        public_key: cose_key(&credential.cred).map(|key| BASE64URL_NOPAD.encode(&key)),
        sign_count: Some(credential.counter),
        uv_initialized: Some(credential.user_verified),
        backup_eligible: Some(credential.backup_eligible),
        backup_state: Some(credential.backup_state),
        transports: credential
            .transports
            .as_ref()
            .map(|transports| transports.iter().map(|transport| transport.as_ref().to_owned()).collect()),
    }
}

/// The key as a COSE_Key in CTAP2 canonical CBOR. The library keeps it decoded; all that a COSE_Key holds is in documented fields,
/// whose documented discriminants are the registered identifiers. `None` for the pseudo-algorithm of the PIN/UV protocol, whose
/// number is documented as not the true one.
fn cose_key(key: &COSEKey) -> Option<Vec<u8>> {
    if key.type_ == COSEAlgorithm::PinUvProtocol {
        return None;
    }
    let mut encoder = Encoder::new(Vec::new());
    encode(key, &mut encoder).ok()?;
    Some(encoder.into_writer())
}

/// Writes the members in canonical order: 1 (kty), 3 (alg), -1, -2, -3.
fn encode(key: &COSEKey, encoder: &mut Encoder<Vec<u8>>) -> Result<(), EncodeError<Infallible>> {
    let alg = key.type_ as i32;
    match &key.key {
        COSEKeyType::EC_OKP(okp) => {
            encoder.map(4)?.i8(1)?.u8(1)?.i8(3)?.i32(alg)?;
            encoder.i8(-1)?.i32(okp.curve.clone() as i32)?.i8(-2)?.bytes(okp.x.as_ref())?;
        }
        COSEKeyType::EC_EC2(ec2) => {
            encoder.map(5)?.i8(1)?.u8(2)?.i8(3)?.i32(alg)?;
            encoder.i8(-1)?.i32(ec2.curve.clone() as i32)?.i8(-2)?.bytes(ec2.x.as_ref())?.i8(-3)?.bytes(ec2.y.as_ref())?;
        }
        COSEKeyType::RSA(rsa) => {
            encoder.map(4)?.i8(1)?.u8(3)?.i8(3)?.i32(alg)?;
            encoder.i8(-1)?.bytes(rsa.n.as_ref())?.i8(-2)?.bytes(&rsa.e)?;
        }
    }
    Ok(())
}
