//! From an artefact to another that is almost the same: decode, edit one item, encode again.
//!
//! A fuzzer that flips bytes seldom keeps lengths and base64 right, so what is inside them is reached by these.

mod authenticator_data;
mod cbor;
mod json;

use arbitrary::{Result, Unstructured};

use crate::{Artefact, stream};

/// One edit of `data`, chosen by `seed`; `None` where the bytes cannot be decoded or the result has more than `max_size` bytes. Fit for
/// a custom mutator of libFuzzer, which then mutates the bytes.
#[must_use]
pub fn mutate(artefact: Artefact, data: &[u8], max_size: usize, seed: u32) -> Option<Vec<u8>> {
    let bytes = stream(seed.into(), 192);
    let edited = edited(artefact, data, &mut Unstructured::new(&bytes)).ok().flatten();
    edited.filter(|edited| edited.len() <= max_size)
}

/// One edit of `data`, chosen by what `u` gives.
///
/// # Errors
/// As [`crate::generate::encoded`].
pub(crate) fn edited(artefact: Artefact, data: &[u8], u: &mut Unstructured<'_>) -> Result<Option<Vec<u8>>> {
    match artefact {
        Artefact::Cbor | Artefact::CoseKey => cbor::edited(data, u),
        Artefact::AttestationObject => cbor::edited_attestation_object(data, u),
        Artefact::AuthenticatorData => authenticator_data::edited(data, u),
        Artefact::ClientData => json::edited(data, u),
        Artefact::RegistrationResponse | Artefact::AuthenticationResponse => json::edited_envelope(data, u),
    }
}
