//! Which keys something can be computed with, and what is made of a key whose alg says nothing.

use crate::cbor::{OverlongBytes, Tree};
use crate::public_key::PublicKey;
use crate::reader::algorithm::{Curve, Hash, Padding, Scheme};
use crate::reader::cose_key::scheme_of_type;

/// kty and crv as RFC 9053, sections 7.1 and 7.2, and RFC 8230, section 4, number them.
#[test]
fn type_and_curve_alone_tell_a_scheme() {
    let scheme = |kty: u8, curve: u8| {
        let key = [0xa2, 0x01, kty, 0x20, curve];
        scheme_of_type(Tree::read(&key, OverlongBytes::Refuse).unwrap().root())
    };
    for (kty, curve, expected) in [
        (2, 1, Some(Scheme::Ecdsa(Curve::P256, Hash::Sha256))),
        (2, 2, Some(Scheme::Ecdsa(Curve::P384, Hash::Sha384))),
        (2, 3, Some(Scheme::Ecdsa(Curve::P521, Hash::Sha512))),
        (1, 6, Some(Scheme::EdDsa(Curve::Ed25519))),
        (1, 7, Some(Scheme::EdDsa(Curve::Ed448))),
        (3, 0, Some(Scheme::Rsa(Padding::Pkcs1))),
        (2, 6, None),
        (1, 1, None),
        (4, 1, None),
    ] {
        assert_eq!(scheme(kty, curve), expected, "kty {kty}, crv {curve}");
    }
}

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
    // 495 and 16385 bits.
    assert!(!is_computable(&[&[0x7f][..], &modulus(61)].concat(), &e));
    assert!(!is_computable(&[&[1][..], &modulus(2048)].concat(), &e));
    // Octets of zero in front are no bits.
    assert!(is_computable(&[&[0; 64][..], &modulus(62)].concat(), &e));
    assert!(!is_computable(&[&[0; 64][..], &modulus(61)].concat(), &e));
}

#[test]
fn an_exponent_is_no_longer_than_the_modulus() {
    assert!(is_computable(&modulus(62), &modulus(62)));
    assert!(!is_computable(&modulus(62), &[&[1][..], &[0; 62]].concat()));
}
