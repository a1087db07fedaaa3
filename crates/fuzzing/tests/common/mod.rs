//! Inputs from seeds: generated ones, and generated ones that were edited a few times.

use arbitrary::Unstructured;
use relycheck_fuzzing::mutate::mutate;
use relycheck_fuzzing::{Artefact, generate, stream};

/// Input number `seed` of an artefact: every second one is edited up to three times.
pub(crate) fn input(artefact: Artefact, seed: u64) -> Vec<u8> {
    let bytes = stream(seed, 256);
    let mut input = generate::encoded(artefact, &mut Unstructured::new(&bytes)).expect("generators take what bytes there are");
    if seed % 2 == 1 {
        for edit in 0..=seed / 2 % 3 {
            let edited = mutate(artefact, &input, 4096, (seed * 3 + edit) as u32);
            input = edited.unwrap_or(input);
        }
    }
    input
}
