//! Which keys something can be computed with, and what is made of a key whose alg says nothing.

use super::hand_made::*;
use crate::Reference;
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

/// Registers a key of an algorithm that alone is offered, and gives what failed.
fn violations(rp: &mut Reference, algorithm: i64, key: &[u8]) -> Vec<&'static str> {
    let policy = relycheck_protocol::Policy { algorithms: vec![algorithm], ..policy() };
    register(rp, &policy, |making| {
        making.with_none();
        making.key = key.to_vec();
    });
    rp.last_violations().to_vec()
}

fn rs256(n: &[u8], e: &[u8]) -> Vec<u8> {
    [b"\xa4\x01\x03\x03\x39\x01\x00\x20", &byte_string(n)[..], b"\x21", &byte_string(e)].concat()
}

#[test]
fn an_rsa_key_has_2048_bits_and_an_odd_exponent_of_3_or_more() {
    let modulus_of_more_bits = mutant("strict/modulus-of-more-bits").unwrap();
    for (n, e, fault, is_larger) in [
        (modulus(256), &modulus(256)[..], false, false),
        (modulus(256), &[&[1][..], &modulus(256)].concat(), true, false),
        (modulus(256), &[1, 0, 1], false, false),
        (modulus(256), &[3], false, false),
        (modulus(256), &[1], true, false),
        (modulus(256), &[4], true, false),
        (modulus(257), &[1, 0, 1], false, true),
        (modulus(255), &[1, 0, 1], true, false),
        ([&[0][..], &modulus(255)].concat(), &[1, 0, 1], true, false),
    ] {
        let mut rp = Reference::new();
        let expected: &[&str] = if fault { &["cose-14"] } else { &[] };
        assert_eq!(violations(&mut rp, -257, &rs256(&n, e)), expected, "{} bytes, exponent {e:?}", n.len());
        assert_eq!(rp.last_might_differ(&modulus_of_more_bits), is_larger, "{} bytes", n.len());
    }
}

/// The base point of Ed25519 (RFC 8032, section 5.1) under crv 7, that of Ed448: without cose-10 the length of x tells.
#[test]
fn a_curve_that_is_not_compared_is_told_by_the_length() {
    let x = [&[0x58][..], &[0x66; 31]].concat();
    let key = [b"\xa4\x01\x01\x03\x27\x20\x07\x21", &byte_string(&x)[..]].concat();
    assert_eq!(violations(&mut Reference::new(), -8, &key), ["cose-10"]);
    let lax = mutant("lax/cose-10").unwrap();
    assert!(violations(&mut Reference::mutated(&lax), -8, &key).is_empty());
}
