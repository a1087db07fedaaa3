//! The reference RP holds what the oracles ask.

use relycheck_fuzzing::Peers;

use crate::generated::{STARTS, generated};

#[test]
fn a_seeded_run_finds_nothing_in_the_reference() {
    let count = std::env::var("COUNT").map_or(2000, |count| count.parse().expect("a number"));
    let run = std::env::var("RUN").map_or(1, |count| count.parse().expect("a number"));
    for number in 0..count {
        let input = generated(run, number, &STARTS);
        let found = input.target.check(&input.bytes, &mut Peers::default());
        assert_eq!(found, Ok(()), "input {number}");
    }
}
