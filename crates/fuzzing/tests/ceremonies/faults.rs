//! Planted faults are found from artefacts that do not show them, and where there is none nothing is.

use std::collections::BTreeSet;

use relycheck_fuzzing::{CONTROL, PLANTED_FAULTS, Target, VerifyInput, fault, mutant};
use relycheck_reference::Mutant;

use crate::generated::{STARTS, generated};

fn planted(id: &str) -> Mutant {
    mutant(id).unwrap_or_else(|| panic!("{id} is no mutant"))
}

#[test]
fn no_start_shows_a_planted_fault() {
    for start in STARTS.iter() {
        let authentication = Some(start.authentication.as_bytes());
        let input =
            VerifyInput { registration: start.registration.as_bytes(), authentication, setting: start.setting, script: &[] };
        // what a counter comes to shows in a start whose counter grows, so that one is looked for without these.
        let counts = start.registration == STARTS[1].registration;
        for id in PLANTED_FAULTS.iter().filter(|id| !(counts && **id == "state/sign-count-not-stored")) {
            assert_eq!(fault(Target::VerifyAuthentication, &input.compose(), &planted(id)), Ok(()), "{id}");
        }
    }
}

#[test]
fn a_seeded_run_finds_each_planted_fault() {
    // none of these has a counter; in the last user verification is required.
    let starts = [STARTS[0].clone(), STARTS[STARTS.len() - 1].clone()];
    let mut missing: BTreeSet<&str> = PLANTED_FAULTS.into();
    for number in 0..10_000 {
        if missing.is_empty() {
            return;
        }
        let input = generated(3, number, &starts);
        missing.retain(|id| fault(input.target, &input.bytes, &planted(id)).is_ok());
    }
    panic!("not found: {missing:?}");
}

#[test]
fn the_control_is_not_found() {
    for number in 0..100 {
        let input = generated(3, number, &STARTS);
        assert_eq!(fault(input.target, &input.bytes, &planted(CONTROL)), Ok(()), "input {number}");
    }
}
