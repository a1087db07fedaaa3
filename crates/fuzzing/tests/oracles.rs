//! The oracles hold over seeded inputs, and they tell a right answer from a wrong one.

mod common;

use common::input;
use relycheck_fuzzing::decoders::{Coset, PasskeyTypes};
use relycheck_fuzzing::{Artefact, Decoded, Decoder, Peers, Target};

/// An input of the differential target that hands on one of an artefact.
fn differential(artefact: Artefact, input: &[u8]) -> Vec<u8> {
    let place = Target::ALL.iter().position(|target| *target == Target::Parse(artefact)).expect("a target");
    [&[u8::try_from(place).expect("few")], input].concat()
}

/// How many inputs of each artefact.
const INPUTS: u64 = 6000;

#[test]
fn wire_holds_over_seeded_inputs() {
    for artefact in Artefact::ALL {
        for seed in 0..INPUTS {
            let input = input(artefact, seed);
            let found = Target::Parse(artefact).check(&input, &mut Peers::default());
            assert_eq!(found, Ok(()), "{}, seed {seed}", Target::Parse(artefact).name());
        }
    }
}

#[test]
fn wire_and_the_built_in_readers_agree_but_for_what_is_listed() {
    for artefact in Artefact::ALL {
        for seed in INPUTS..INPUTS + INPUTS / 2 {
            let input = differential(artefact, &input(artefact, seed));
            let found = Target::Differential.check(&input, &mut Peers::default());
            assert_eq!(found, Ok(()), "{}, seed {seed}", Target::Parse(artefact).name());
        }
    }
}

#[test]
fn wire_and_the_decoders_from_outside_agree_but_for_what_is_listed() {
    for artefact in Artefact::ALL {
        for seed in 0..INPUTS {
            let input = differential(artefact, &input(artefact, seed));
            let mut peers = Peers { decoders: vec![&Coset, &PasskeyTypes], ..Peers::default() };
            let found = Target::Differential.check(&input, &mut peers);
            assert_eq!(found, Ok(()), "{}, seed {seed}", Target::Parse(artefact).name());
        }
    }
}

/// Says the same to whatever it is given.
struct Constant(Decoded);

impl Decoder for Constant {
    fn name(&self) -> &'static str {
        "constant"
    }

    fn decode(&self, _: Artefact, _: &[u8]) -> Decoded {
        self.0.clone()
    }
}

#[test]
fn a_decoder_that_says_otherwise_is_found() {
    let (item, none) = ([0x00], [0x1c]);
    let says = |decoded: Decoded, input: &[u8]| {
        let decoder = Constant(decoded);
        let mut peers = Peers { decoders: vec![&decoder], ..Peers::default() };
        let input = [&[0], input].concat();
        Target::Differential.check(&input, &mut peers).map_err(|finding| finding.to_string())
    };
    assert_eq!(says(Decoded::Accepted, &item), Ok(()));
    assert_eq!(says(Decoded::Refused("no".to_owned()), &none), Ok(()));
    assert_eq!(says(Decoded::Unsupported, &item), Ok(()));
    let refused = says(Decoded::Refused("no".to_owned()), &item).unwrap_err();
    assert_eq!(refused, "parse::beside: cbor: wire says `accepted`, constant says `refused` (no)");
    let accepted = says(Decoded::Accepted, &none).unwrap_err();
    assert_eq!(accepted, "parse::beside: cbor: wire says `ReservedAdditionalInfo`, constant says `accepted`");
}

#[test]
fn every_byte_string_has_an_answer() {
    // Short ones in full, since faults of bounds show there.
    for artefact in Artefact::ALL {
        for first in 0..=255 {
            for second in [0x00, 0x18, 0x3b, 0x5f, 0x7b, 0xa1, 0xff, b'"'] {
                for input in [&[][..], &[first], &[first, second]] {
                    assert_eq!(Target::Parse(artefact).check(input, &mut Peers::default()), Ok(()), "{input:02x?}");
                }
            }
        }
    }
}
