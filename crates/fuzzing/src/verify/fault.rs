//! Planted faults: the reference RP beside a mutant of it, as if that were another RP.

use relycheck_reference::{Mutant, Reference, mutants, planted};

use super::play::play;
use crate::opened::Ceremony;
use crate::responses::Responses;
use crate::{Finding, Target, VerifyInput};

/// The mutants of the reference RP that stand for faults of relying parties, by their id; each is a check that matters and is off, or a
/// thing that is not kept.
pub const PLANTED_FAULTS: [&str; 12] = [
    "lax/auth-21",                 // the signature
    "lax/auth-11",                 // the challenge
    "lax/auth-12",                 // the origin
    "lax/auth-15",                 // rpIdHash
    "lax/auth-16",                 // UP
    "lax/auth-17",                 // UV
    "lax/auth-6a",                 // whose the credential is
    "lax/auth-10",                 // type
    "lax/reg-17",                  // BS without BE
    "lax/reg-20",                  // alg
    "lax/reg-26",                  // the uniqueness of the credential id
    "state/sign-count-not-stored", // the counter
];

/// The mutant that does nothing: a run that finds a fault in it is broken.
pub const CONTROL: &str = "planted/does-nothing";

/// The mutant of this id: one of [`PLANTED_FAULTS`], [`CONTROL`], or any other of the reference RP.
#[must_use]
pub fn mutant(id: &str) -> Option<Mutant> {
    mutants().into_iter().chain([planted()]).find(|mutant| mutant.id == id)
}

/// Plays an input of [`Target::VerifyRegistration`] or [`Target::VerifyAuthentication`] by the reference RP and by a mutant of it.
///
/// # Errors
/// Where a ceremony ends otherwise, or something else is kept: the input shows the fault.
pub fn fault(target: Target, input: &[u8], mutant: &Mutant) -> Result<(), Finding> {
    let input = match target {
        Target::VerifyRegistration => VerifyInput::registration(input),
        Target::VerifyAuthentication => VerifyInput::authentication(input),
        Target::Parse(_) | Target::Differential => return Ok(()),
    };
    let responses = Responses::new(input);
    let right = play(&mut Reference::new(), &responses)?;
    let wrong = play(&mut Reference::mutated(mutant), &responses)?;
    for ceremony in [Ceremony::Registration, Ceremony::Authentication] {
        let (right, wrong) = (&right.of(ceremony).outcome, &wrong.of(ceremony).outcome);
        if right.is_accepted() != wrong.is_accepted() || right.stored() != wrong.stored() {
            return Err(Finding { oracle: "fault", detail: format!("{}: {ceremony:?}: {right:?}, and then {wrong:?}", mutant.id) });
        }
    }
    Ok(())
}
