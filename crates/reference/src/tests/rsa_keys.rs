//! RSA keys with which something can be computed: an odd modulus of 496 to 16384 bits, and an exponent that is no longer.

use crate::public_key::PublicKey;
use crate::reader::algorithm::Padding;

/// A modulus of this many octets, all bits set.
fn modulus(octets: usize) -> Vec<u8> {
    vec![0xff; octets]
}

fn is_computable(n: &[u8], e: &[u8]) -> bool {
    PublicKey::from_modulus(n, e, Padding::Pkcs1).is_some()
}

#[test]
fn a_modulus_is_odd_and_neither_too_short_nor_too_long() {
    let e = [1, 0, 1];
    for octets in [62, 256, 2048] {
        assert!(is_computable(&modulus(octets), &e), "{octets}");
        let even = [&modulus(octets - 1)[..], &[0xfe]].concat();
        assert!(!is_computable(&even, &e), "{octets}, even");
    }
    for octets in [0, 1, 61, 2049] {
        assert!(!is_computable(&modulus(octets), &e), "{octets}");
    }
    // Octets of zero in front are no bits.
    assert!(is_computable(&[&[0; 64][..], &modulus(62)].concat(), &e));
    assert!(!is_computable(&[&[0; 64][..], &modulus(61)].concat(), &e));
}

#[test]
fn an_exponent_is_no_longer_than_the_modulus() {
    assert!(is_computable(&modulus(62), &modulus(62)));
    assert!(!is_computable(&modulus(62), &[&[1][..], &[0; 62]].concat()));
}
