//! The oracle about flipped bits: after an acceptance, the same response with one bit of what is signed flipped is refused.

use std::ops::Range;

use data_encoding::BASE64URL_NOPAD;

use super::play::{Judge, Played, play_with};
use crate::Finding;
use crate::edit::flip;
use crate::opened::{Ceremony, Opened};
use crate::responses::Responses;
use crate::session::CREATION_CHALLENGE;

/// Flips the bit that the script says in each ceremony that was accepted.
///
/// # Errors
/// Where what was flipped is accepted.
pub(crate) fn check(judge: &mut dyn Judge, responses: &Responses<'_>, played: &Played) -> Result<(), Finding> {
    for ceremony in [Ceremony::Registration, Ceremony::Authentication] {
        if !played.of(ceremony).outcome.is_accepted() {
            continue;
        }
        let change =
            |this: Ceremony, text: Vec<u8>| if this == ceremony { flipped(responses, ceremony, &text) } else { Some(text) };
        let again = play_with(judge, responses, None, &change)?;
        if again.of(ceremony).outcome.is_accepted() {
            let detail = format!("{ceremony:?}: accepted with bit {} flipped: {}", responses.script.bit, again.of(ceremony).text);
            return Err(Finding { oracle: "flipped", detail });
        }
    }
    Ok(())
}

/// The response with the bit flipped: of authenticator data and client data together where both are signed, else of the challenge in
/// client data. `None` where neither can be told.
fn flipped(responses: &Responses<'_>, ceremony: Ceremony, text: &[u8]) -> Option<Vec<u8>> {
    let mut artefact = Opened::open(text, ceremony).filter(|artefact| !artefact.doubled)?;
    let bit = responses.script.bit;
    let is_signed = match ceremony {
        Ceremony::Authentication => true,
        // a statement that is not verified vouches for nothing.
        Ceremony::Registration => responses.input.setting.attestation != 0 && artefact.signature.is_some(),
    };
    let (data, client_data) = (artefact.authenticator_data.as_mut()?, artefact.client_data.as_mut()?);
    if is_signed {
        let bits = (data.len() + client_data.len()) * 8;
        let place = usize::try_from(bit).unwrap_or_default() % bits;
        match place.checked_sub(data.len() * 8) {
            None => flip(data, u32::try_from(place).unwrap_or_default()),
            Some(place) => flip(client_data, u32::try_from(place).unwrap_or_default()),
        }
    } else {
        let range = challenge(client_data)?;
        flip(&mut client_data[range], bit);
    }
    Some(artefact.close().encode())
}

/// Where the challenge stands in client data, if it does so once and as it is.
fn challenge(client_data: &[u8]) -> Option<Range<usize>> {
    let text = BASE64URL_NOPAD.encode(&CREATION_CHALLENGE);
    let mut places = client_data.windows(text.len()).enumerate().filter(|(_, window)| *window == text.as_bytes());
    let (start, _) = places.next()?;
    places.next().is_none().then_some(start..start + text.len())
}
