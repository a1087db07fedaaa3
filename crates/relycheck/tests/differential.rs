//! The embedded RP beside the reference RP over a seeded run of generated inputs: every divergence is a listed one.
#![cfg(feature = "webauthn-rs-core")]

#[path = "../../fuzzing/tests/ceremonies/client_outputs.rs"]
mod client_outputs;
#[path = "../../fuzzing/tests/ceremonies/generated.rs"]
mod generated;

use std::path::Path;

use client_outputs::{posting, tried};
use generated::{STARTS, generated};
use relycheck::embedded::find;
use relycheck_fuzzing::{ListedDivergence, Peers, Target};

/// An input of the target over peers.
fn differential(number: u32) -> Vec<u8> {
    let input = generated(11, number, &STARTS);
    let place = Target::ALL.iter().position(|target| *target == input.target).expect("one of all");
    [&[u8::try_from(place).expect("few")], &input.bytes[..]].concat()
}

/// A file of `corpus/regressions/differential/`.
fn regression(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/regressions/differential");
    std::fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn webauthn_rs_core_parts_with_the_reference_where_that_is_listed_only() {
    let mut core = (find("webauthn-rs-core").expect("it is embedded").make)();
    for number in 0..2000 {
        let mut peers = Peers { relying_parties: vec![("webauthn-rs-core", &mut *core)], ..Peers::default() };
        assert_eq!(Target::Differential.check(&differential(number), &mut peers), Ok(()), "input {number}");
    }
}

#[test]
fn under_another_name_the_same_rp_is_not_excused() {
    let mut core = (find("webauthn-rs-core").expect("it is embedded").make)();
    let mut check = |number| {
        let mut peers = Peers { relying_parties: vec![("another", &mut *core)], ..Peers::default() };
        Target::Differential.check(&differential(number), &mut peers)
    };
    assert!((0..2000).any(|number| check(number).is_err()));
}

#[test]
fn every_divergence_that_is_listed_is_real_and_no_other_explains_its_input() {
    let mut core = (find("webauthn-rs-core").expect("it is embedded").make)();
    assert!(ListedDivergence::all().any(|listed| listed.peer == "webauthn-rs-core"));
    assert_eq!(ListedDivergence::not_shown("webauthn-rs-core", &mut *core, regression), []);
}

#[test]
fn webauthn_rs_core_refuses_the_client_outputs_that_are_listed_and_takes_the_others() {
    let mut core = (find("webauthn-rs-core").expect("it is embedded").make)();
    let whole = regression("webauthn_rp-refuses-no-user-handle");
    for tried in tried("webauthn-rs-core") {
        let outputs = tried.taken.iter().map(|outputs| (outputs, true)).chain(tried.refused.iter().map(|outputs| (outputs, false)));
        for (outputs, is_taken) in outputs {
            let input = posting(&whole, tried.registration, outputs);
            let mut check = |name| {
                let mut peers = Peers { relying_parties: vec![(name, &mut *core)], ..Peers::default() };
                Target::Differential.check(&input, &mut peers)
            };
            assert_eq!(check("another").is_ok(), is_taken, "{}, {outputs}", tried.registration);
            assert_eq!(check("webauthn-rs-core"), Ok(()), "{}, {outputs}", tried.registration);
        }
    }
}
