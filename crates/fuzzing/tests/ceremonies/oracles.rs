//! The reference RP holds what the oracles ask.

use relycheck_fuzzing::Peers;

use crate::generated::{STARTS, generated};

#[test]
fn a_seeded_run_finds_nothing_in_the_reference() {
    for number in 0..2000 {
        let input = generated(1, number, &STARTS);
        let found = input.target.check(&input.bytes, &mut Peers::default());
        assert_eq!(found, Ok(()), "input {number}");
    }
}
