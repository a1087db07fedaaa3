//! Feeds a decoder: one input after the other, and the next one whatever became of it.

use std::collections::BTreeMap;

use data_encoding::BASE64URL_NOPAD;
use relycheck_protocol::{Answer, Artefact, Decode, Decoded, Identity, Request};
use relycheck_runner::{Driver, StartError};

use super::{Demand, Input, Outcome, demand};

/// So many inputs in a row that end the process are taken for a decoder that cannot be run at all.
pub const DEATHS_IN_A_ROW: usize = 20;

/// One input that was fed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen<'a> {
    /// The input.
    pub input: &'a Input,
    /// What had to be done with it.
    pub demand: Demand,
    /// What was done.
    pub outcome: Outcome,
    /// The decoder's words where it refused, or how it ended.
    pub detail: String,
}

/// How feeding ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// With the last input.
    Complete,
    /// Started anew, it did not say who it is.
    NotStarted(StartError),
    /// [`DEATHS_IN_A_ROW`] inputs in a row ended it.
    Died,
}

/// What came of all inputs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fed<'a> {
    /// Who was fed.
    pub identity: Identity,
    /// What was fed, in order.
    pub seen: Vec<Seen<'a>>,
    /// The targets that the decoder has nothing for. None of their inputs is among those seen.
    pub unsupported: Vec<Artefact>,
    /// How it ended.
    pub ended: Ended,
}

/// Feeds all inputs to a decoder. `step` is told after each, also after those that the decoder has nothing for.
///
/// # Errors
/// Where it cannot be started, or does not say who it is.
pub fn feed<'a>(driver: &mut dyn Driver, inputs: &'a [Input], step: &mut dyn FnMut()) -> Result<Fed<'a>, StartError> {
    let identity = driver.introduce()?;
    let mut fed = Fed { identity, seen: Vec::new(), unsupported: Vec::new(), ended: Ended::Complete };
    // Whether a target has a reader, by its first answer.
    let mut supported: BTreeMap<Artefact, bool> = BTreeMap::new();
    let mut deaths = 0;
    for input in inputs {
        step();
        if supported.get(&input.target) == Some(&false) {
            continue;
        }
        let demand = demand(input.target, &input.bytes);
        let request = Request::Decode(Decode { target: input.target, bytes: BASE64URL_NOPAD.encode(&input.bytes) });
        let answer = driver.call(&request);
        let out_of_step = answer.is_err();
        let (outcome, detail) = match answer {
            Ok(Answer::Decoded(Decoded::Unsupported)) if *supported.entry(input.target).or_insert(false) => {
                (Outcome::ProtocolError, "unsupported, where an earlier input of the target was read".to_owned())
            }
            Ok(Answer::Decoded(Decoded::Unsupported)) => {
                fed.unsupported.push(input.target);
                continue;
            }
            Ok(Answer::Decoded(Decoded::Accepted)) => (Outcome::of_accepted(demand.demanded), String::new()),
            Ok(Answer::Decoded(Decoded::Refused { detail })) => (Outcome::of_refused(demand.demanded), detail),
            Ok(Answer::Failed(failed)) => (Outcome::ProtocolError, failed.detail),
            Ok(other) => (Outcome::ProtocolError, format!("`decode` was answered by {other:?}")),
            Err(fault) => Outcome::of_fault(fault),
        };
        supported.entry(input.target).or_insert(true);
        deaths = if outcome.is_death() { deaths + 1 } else { 0 };
        fed.seen.push(Seen { input, demand, outcome, detail });
        if deaths == DEATHS_IN_A_ROW {
            fed.ended = Ended::Died;
            break;
        }
        if out_of_step && let Err(error) = driver.introduce() {
            fed.ended = Ended::NotStarted(error);
            break;
        }
    }
    Ok(fed)
}
