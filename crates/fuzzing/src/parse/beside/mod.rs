//! wire beside other readers of the same bytes: the reference RP's, ciborium, serde_json, and the decoders that are given.

mod ciborium;
mod fields;
mod reference;
mod serde_json;
mod wire;

use crate::divergence::{self, Disagreement};
use crate::verdict::ACCEPTED;
use crate::{Decoded, Decoder, Finding, Format, verdict};

/// Runs all readers of the format over an input.
///
/// # Errors
/// The first disagreement with wire that the list of known divergences does not have.
pub(crate) fn beside(format: Format, input: &[u8], decoders: &[&dyn Decoder]) -> Result<(), Finding> {
    let unexplained = disagreements(format, input, decoders).into_iter().find(|one| divergence::known().explains(one).is_none());
    unexplained.map_or(Ok(()), |one| Err(Finding { oracle: "parse::beside", detail: one.to_string() }))
}

/// Where other readers disagree with wire on an input, known or not.
pub(crate) fn disagreements(format: Format, input: &[u8], decoders: &[&dyn Decoder]) -> Vec<Disagreement> {
    let of =
        |peer: &'static str, (ours, theirs, words): (String, String, String)| Disagreement { peer, format, ours, theirs, words };
    let mut found = Vec::new();
    found.extend(fields::compare(&wire::read(format, input), &reference::read(format, input)).map(|pair| of("reference", pair)));
    match format {
        Format::Cbor | Format::CoseKey | Format::AttestationObject => {
            found.extend(ciborium::compare(input).map(|pair| of("ciborium", pair)));
        }
        Format::ClientData | Format::RegistrationResponse | Format::AuthenticationResponse => {
            found.extend(serde_json::compare(format, input).map(|pair| of("serde_json", pair)));
        }
        Format::AuthenticatorData => {}
    }
    let ours = if decoders.is_empty() { String::new() } else { verdict::of(format, input) };
    for decoder in decoders {
        let pair = match decoder.decode(format, input) {
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
