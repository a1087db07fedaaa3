//! The oracles over one artefact: wire against itself, and beside other readers.

mod attestation_object;
mod authenticator_data;
mod beside;
mod cbor;
mod client_data;
mod cose_key;
mod envelope;
mod json;

use relycheck_wire::annotate::Range;

pub(crate) use beside::{beside, disagreements};

use crate::{Artefact, Finding};

/// wire against itself.
pub(crate) fn check(artefact: Artefact, input: &[u8]) -> Result<(), Finding> {
    match artefact {
        Artefact::Cbor => cbor::check(input),
        Artefact::AuthenticatorData => authenticator_data::check(input),
        Artefact::AttestationObject => attestation_object::check(input),
        Artefact::CoseKey => cose_key::check(input),
        Artefact::ClientData => client_data::check(input),
        Artefact::RegistrationResponse => envelope::check_registration(input),
        Artefact::AuthenticationResponse => envelope::check_authentication(input),
    }
}

/// A finding of `oracle` unless `holds`.
fn expect(oracle: &'static str, holds: bool, detail: impl FnOnce() -> String) -> Result<(), Finding> {
    if holds { Ok(()) } else { Err(Finding { oracle, detail: detail() }) }
}

/// That the ranges cover the input in order, without gap or overlap.
fn covers(oracle: &'static str, input: &[u8], ranges: &[Range]) -> Result<(), Finding> {
    let mut position = 0;
    for range in ranges {
        expect(oracle, range.start == position && range.end > position && range.end <= input.len(), || {
            format!(
                "the range {} is {}..{} and {position} of {} bytes are covered",
                range.name,
                range.start,
                range.end,
                input.len()
            )
        })?;
        position = range.end;
    }
    expect(oracle, position == input.len(), || format!("the ranges end at byte {position} of {}", input.len()))
}

/// Whether this input is one of those that the slower oracles see: one in `of`, a power of two. Its own bytes decide, so that a replay
/// decides the same.
fn is_sampled(input: &[u8], of: u8) -> bool {
    input.iter().fold(0_u8, |sum, byte| sum.wrapping_add(*byte)).is_multiple_of(of)
}

/// One in how many inputs is annotated: a text for each byte takes longer than all other oracles together.
const ANNOTATED: u8 = 64;

/// Where `part` lies in `whole`, of which it is a slice.
fn offset_in(whole: &[u8], part: &[u8]) -> Option<usize> {
    let offset = (part.as_ptr() as usize).checked_sub(whole.as_ptr() as usize)?;
    (offset + part.len() <= whole.len()).then_some(offset)
}

/// That `part` is the slice of `whole` that begins at `at`.
fn lies_at(oracle: &'static str, name: &str, whole: &[u8], part: &[u8], at: usize) -> Result<(), Finding> {
    let found = offset_in(whole, part);
    expect(oracle, found == Some(at), || format!("{name} is said to begin at {found:?}, and begins at {at}"))
}
