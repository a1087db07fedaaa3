//! From bytes to artefacts: valid by default, with rare branches that are not.
//!
//! Where the bytes run out, [`arbitrary`] goes on with zeros; every choice here is made so that zeros mean the plain and valid one.

mod attestation_object;
mod authenticator_data;
mod cbor;
mod client_data;
mod cose_key;
mod envelope;
mod text;

use arbitrary::{Arbitrary, Result, Unstructured};

pub use attestation_object::AttestationObject;
pub use authenticator_data::AuthenticatorData;
pub use cbor::Item;
pub use client_data::ClientData;
pub use cose_key::CoseKey;
pub use envelope::{AuthenticationResponse, RegistrationResponse};

pub(crate) use cbor::{broken, item, number};
pub(crate) use text::{json_value, words};

use crate::Artefact;

/// An artefact, made from `u` and encoded.
///
/// # Errors
/// None of the generators fails for want of bytes; the error is that of [`arbitrary`]'s interface.
pub fn encoded(artefact: Artefact, u: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    Ok(match artefact {
        Artefact::Cbor => Item::arbitrary(u)?.encode(),
        Artefact::AuthenticatorData => AuthenticatorData::arbitrary(u)?.encode(),
        Artefact::AttestationObject => AttestationObject::arbitrary(u)?.encode(),
        Artefact::CoseKey => CoseKey::arbitrary(u)?.encode(),
        Artefact::ClientData => ClientData::arbitrary(u)?.encode(),
        Artefact::RegistrationResponse => RegistrationResponse::arbitrary(u)?.encode(),
        Artefact::AuthenticationResponse => AuthenticationResponse::arbitrary(u)?.encode(),
    })
}

/// True once in `of` times; false where the bytes have run out, unlike [`Unstructured::ratio`].
pub(crate) fn rare(u: &mut Unstructured<'_>, of: u16) -> Result<bool> {
    Ok(u.int_in_range(1..=of)? == of)
}

/// Some bytes, mostly few.
pub(crate) fn bytes(u: &mut Unstructured<'_>, most: usize) -> Result<Vec<u8>> {
    let length = u.int_in_range(0..=most)?;
    (0..length).map(|_| u.arbitrary()).collect()
}

/// Exactly `length` bytes.
pub(crate) fn filled(u: &mut Unstructured<'_>, length: usize) -> Result<Vec<u8>> {
    // One byte decides: content is rarely what a parser stumbles over.
    Ok(vec![u.arbitrary()?; length])
}

/// An index below `count`, which is at least 1.
pub(crate) fn place(u: &mut Unstructured<'_>, count: usize) -> Result<usize> {
    u.int_in_range(0..=count - 1)
}
