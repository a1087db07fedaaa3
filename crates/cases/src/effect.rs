//! What a wrong verdict means in the world, for the situations that recur.

use relycheck_judge::{Effect, Harm};

use crate::Kind;

/// Somebody gets in who should not.
pub(crate) fn bypass(sentence: impl Into<String>) -> Effect {
    Effect { harm: Harm::Bypass, sentence: sentence.into() }
}

/// Somebody does not get in who should.
pub(crate) fn lockout(sentence: impl Into<String>) -> Effect {
    Effect { harm: Harm::Lockout, sentence: sentence.into() }
}

/// A message or a record is wrong and nobody is harmed at once.
pub(crate) fn hygiene(sentence: impl Into<String>) -> Effect {
    Effect { harm: Harm::Hygiene, sentence: sentence.into() }
}

/// People with `who` cannot do what they came for.
pub(crate) fn cannot(kind: Kind, who: &str) -> Effect {
    match kind {
        Kind::Create => lockout(format!("People with {who} cannot register: their response is valid and is refused.")),
        Kind::Get => lockout(format!("People with {who} cannot sign in: their response is valid and is refused.")),
    }
}

/// UV=0 passes although verification was required.
pub(crate) fn unverified(kind: Kind) -> Effect {
    match kind {
        Kind::Create => bypass("A registration that required user verification is accepted from somebody who was not verified."),
        Kind::Get => bypass("Whoever holds the unlocked device signs in, although user verification was required."),
    }
}

/// A response that is accepted as it should be has no effect to name; this says so where a case can only go wrong the other way.
pub(crate) fn as_it_should_be() -> Effect {
    hygiene("The response is accepted.")
}
