//! wire beside other readers of the same bytes: the reference RP's, ciborium, serde_json, and the decoders that are given.

mod ciborium;
mod fields;
mod reference;
mod serde_json;
mod wire;

use crate::divergence::{self, Disagreement};
use crate::verdict::ACCEPTED;
use crate::{Artefact, Decoded, Decoder, Finding, verdict};

/// Runs all readers of the artefact over an input.
///
/// # Errors
/// The first disagreement with wire that the list of known divergences does not have.
pub(crate) fn beside(artefact: Artefact, input: &[u8], decoders: &[&dyn Decoder]) -> Result<(), Finding> {
    let unexplained = disagreements(artefact, input, decoders).into_iter().find(|one| divergence::known().explains(one).is_none());
    unexplained.map_or(Ok(()), |one| Err(Finding { oracle: "parse::beside", detail: one.to_string() }))
}

/// Where other readers disagree with wire on an input, known or not.
pub(crate) fn disagreements(artefact: Artefact, input: &[u8], decoders: &[&dyn Decoder]) -> Vec<Disagreement> {
    let of =
        |peer: &'static str, (ours, theirs, words): (String, String, String)| Disagreement { peer, artefact, ours, theirs, words };
    let mut found = Vec::new();
    found
        .extend(fields::compare(&wire::read(artefact, input), &reference::read(artefact, input)).map(|pair| of("reference", pair)));
    match artefact {
        Artefact::Cbor | Artefact::CoseKey | Artefact::AttestationObject => {
            found.extend(ciborium::compare(input).map(|pair| of("ciborium", pair)));
        }
        Artefact::ClientData | Artefact::RegistrationResponse | Artefact::AuthenticationResponse => {
            found.extend(serde_json::compare(artefact, input).map(|pair| of("serde_json", pair)));
        }
        Artefact::AuthenticatorData => {}
    }
    let ours = if decoders.is_empty() { String::new() } else { verdict::of(artefact, input) };
    for decoder in decoders {
        let pair = match decoder.decode(artefact, input) {
            Decoded::Accepted if ours != ACCEPTED => (ours.clone(), ACCEPTED.to_owned(), String::new()),
            Decoded::Refused(words) if ours == ACCEPTED => (ours.clone(), REFUSED.to_owned(), words),
            Decoded::Accepted | Decoded::Refused(_) | Decoded::Unsupported => continue,
        };
        found.push(of(decoder.name(), pair));
    }
    found
}

/// What a peer is said to say that refuses.
const REFUSED: &str = "refused";
