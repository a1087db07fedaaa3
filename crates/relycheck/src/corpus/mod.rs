//! What fuzzers start from, made of the catalogue: seeds, dictionaries, archives.

mod archive;
mod dictionary;
mod minimise;
mod regressions;
mod rendered;
mod seeds;

use std::collections::BTreeMap;

use relycheck_cases::Case;
use relycheck_fuzzing::Target;

pub use archive::archive;
pub use minimise::{MinimiseError, kept, longest};
pub use regressions::regressions;
pub use seeds::{Seed, Seeds, name, within};

/// What a catalogue offers to fuzzers.
#[derive(Clone, Debug)]
pub struct Offered {
    /// By target, but for [`Target::Differential`], whose seeds are those that are kept of the others: see [`within`].
    pub seeds: BTreeMap<Target, Seeds>,
    /// By target, in libFuzzer's syntax.
    pub dictionaries: BTreeMap<Target, String>,
}

/// Renders all responses of these cases for the one session of [`relycheck_fuzzing::session`] and takes them apart.
#[must_use]
pub fn offered(cases: &[Case]) -> Offered {
    let responses = rendered::responses(cases);
    let vocabulary = dictionary::Vocabulary::of(&responses);
    let dictionaries = Target::ALL.into_iter().map(|target| (target, vocabulary.dictionary(target))).collect();
    Offered { seeds: seeds::seeds(&responses), dictionaries }
}
