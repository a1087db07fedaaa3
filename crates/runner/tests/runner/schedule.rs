//! The order of cases: each once, with the twins that are needed, shuffled by the seed.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use relycheck_cases::catalogue;
use relycheck_runner::schedule;

use crate::parties::everything;

#[test]
fn all_cases_are_in_it_once_in_an_order_of_the_seed() {
    let all = everything();
    let order = schedule(catalogue(), &all, 1);
    let mut sorted = order.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, all);
    assert_eq!(order, schedule(catalogue(), &all, 1));
    assert_ne!(order, schedule(catalogue(), &all, 2));
    assert_ne!(order, all);
    let backwards: Vec<usize> = all.iter().rev().copied().collect();
    assert_eq!(order, schedule(catalogue(), &backwards, 1), "the order of the selection is of no account");
}

#[test]
fn positives_and_negatives_are_interleaved() {
    let order = schedule(catalogue(), &everything(), 1);
    let negative: Vec<bool> = order.iter().map(|&position| catalogue().cases()[position].is_negative()).collect();
    let longest = negative.chunk_by(|one, next| one == next).map(<[bool]>::len).max();
    assert!(longest < Some(60), "{longest:?} of one kind in a row");
}

#[test]
fn the_place_of_a_twin_tells_nothing() {
    let order = schedule(catalogue(), &everything(), 1);
    let place = |wanted: usize| order.iter().position(|&position| position == wanted).expect("each is in it");
    let pairs = order.iter().enumerate().filter_map(|(at, &position)| {
        let twin = catalogue().cases()[position].twin.as_deref()?;
        Some(place(catalogue().position(twin).expect("the twin is a case")) < at)
    });
    let (before, after): (Vec<bool>, Vec<bool>) = pairs.partition(|&before| before);
    assert!(before.len() > 40 && after.len() > 40, "{} before, {} after", before.len(), after.len());
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 128, rng_seed: RngSeed::Fixed(0x7275_6e6e), failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn a_selection_brings_the_twins_that_it_needs(
        selected in prop::collection::btree_set(0..catalogue().cases().len(), 0..60),
        seed: u64,
    ) {
        let selected: Vec<usize> = selected.into_iter().collect();
        let order = schedule(catalogue(), &selected, seed);
        let mut before = BTreeSet::new();
        let mut needed: BTreeSet<usize> = selected.iter().copied().collect();
        for &position in &order {
            if let Some(twin) = catalogue().cases()[position].twin.as_deref() {
                let twin = catalogue().position(twin).expect("the twin is a case");
                needed.insert(twin);
            }
            prop_assert!(before.insert(position), "each once");
        }
        prop_assert_eq!(before, needed);
    }
}
