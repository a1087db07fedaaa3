//! What the reference RP says of an input: for tests of what is reached, and for whoever asks what an input is.

use relycheck_reference::Reference;

use super::play::{Checks, Ended, Outcome, play};
use crate::opened::{Ceremony, Opened};
use crate::responses::Responses;
use crate::{Finding, Target, VerifyInput};

/// How one ceremony of an input ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Whether it was a registration.
    pub registration: bool,
    /// Whether the reference RP accepted it.
    pub accepted: bool,
    /// The ids of the checks that failed; none where it was accepted.
    pub failed: Vec<&'static str>,
    /// The ids of the checks that were reached and hold.
    pub passed: Vec<&'static str>,
    /// The attestation statement format of a registration, where there is one to be read.
    pub format: Option<String>,
}

/// What the reference RP says of an input of [`Target::VerifyRegistration`] or [`Target::VerifyAuthentication`]: one verdict for each
/// ceremony of the input that took place, none for another target's.
///
/// # Errors
/// Where an answer is none that the protocol has there.
pub fn verdicts(target: Target, input: &[u8]) -> Result<Vec<Verdict>, Finding> {
    let input = match target {
        Target::VerifyRegistration => VerifyInput::registration(input),
        Target::VerifyAuthentication => VerifyInput::authentication(input),
        Target::Parse(_) | Target::Differential => return Ok(Vec::new()),
    };
    let played = play(&mut Reference::new(), &Responses::new(input))?;
    let verdict = |ceremony| {
        let Ended { outcome, checks: Checks { failed, passed }, text } = played.of(ceremony).clone();
        let (registration, accepted) = (ceremony == Ceremony::Registration, outcome.is_accepted());
        let format = Opened::open(text.as_bytes(), ceremony).and_then(|artefact| artefact.format());
        (outcome != Outcome::NotAsked).then_some(Verdict { registration, accepted, failed, passed, format })
    };
    Ok([Ceremony::Registration, Ceremony::Authentication].into_iter().filter_map(verdict).collect())
}
