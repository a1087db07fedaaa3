//! The oracles over whole ceremonies: the reference RP against itself and against the bytes, and beside other RPs.

mod answers;
mod beside;
mod client_outputs;
mod divergence;
mod facts;
mod fault;
mod flipped;
mod play;
mod property;
mod statements;
#[cfg(test)]
mod tests;
mod tolerated;
mod verdict;

use relycheck_protocol::RelyingParty;
use relycheck_reference::Reference;

pub use divergence::ListedDivergence;
pub use fault::{CONTROL, PLANTED_FAULTS, fault, mutant};
pub use verdict::{Verdict, verdicts};

use self::divergence::Divergences;
use crate::responses::Responses;
use crate::{Finding, VerifyInput};

/// A registration by the reference RP.
pub(crate) fn registration(input: &[u8]) -> Result<(), Finding> {
    alone(&Responses::new(VerifyInput::registration(input)))
}

/// A registration and an authentication by the reference RP.
pub(crate) fn authentication(input: &[u8]) -> Result<(), Finding> {
    alone(&Responses::new(VerifyInput::authentication(input)))
}

/// A registration by the reference RP and by others.
pub(crate) fn registration_beside(input: &[u8], others: &mut [(&'static str, &mut dyn RelyingParty)]) -> Result<(), Finding> {
    beside::check(&Responses::new(VerifyInput::registration(input)), others, Divergences::known())
}

/// Both by the reference RP and by others.
pub(crate) fn authentication_beside(input: &[u8], others: &mut [(&'static str, &mut dyn RelyingParty)]) -> Result<(), Finding> {
    beside::check(&Responses::new(VerifyInput::authentication(input)), others, Divergences::known())
}

fn alone(responses: &Responses<'_>) -> Result<(), Finding> {
    let mut reference = Reference::new();
    let played = play::play(&mut reference, responses)?;
    facts::check(responses, &played)?;
    flipped::check(&mut reference, responses, &played)?;
    tolerated::check(&mut reference, responses, &played)
}
