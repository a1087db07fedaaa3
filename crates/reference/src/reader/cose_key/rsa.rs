//! RSA keys: RFC 8230, section 4.

use super::{LABEL_E, LABEL_KTY, LABEL_N};
use crate::cbor::Item;
use crate::check::Id;
use crate::findings::Findings;
use crate::mutant::Tolerance;
use crate::public_key::PublicKey;
use crate::reader::algorithm::Padding;

/// The fewest bits of a modulus: RFC 8230, section 2, and RFC 8812, section 2.
const FEWEST_BITS: usize = 2048;

pub(super) fn read(findings: &mut Findings, root: Item<'_, '_>, padding: Padding) -> Option<PublicKey> {
    let bytes = |label| root.at_label(label).and_then(Item::bytes);
    let numbers = bytes(LABEL_N).zip(bytes(LABEL_E));
    let complete = numbers.filter(|_| root.at_label(LABEL_KTY).is_some());
    let strict = complete.ok_or_else(|| "the key has no kty (label 1), n (label -1) or e (label -2); add all three".to_owned());
    let (n, e) = findings.gate(Id::Cose3, strict, || numbers)?;

    for id in [Id::Cose10, Id::Cose5, Id::Cose11, Id::Cose12] {
        findings.not_there(id);
    }
    findings.tolerate(Tolerance::ModulusOfMoreBits, bits(n) > FEWEST_BITS);
    let key = || PublicKey::from_modulus(n, e, padding).unwrap_or(PublicKey::Unusable);
    let strict = fault(n, e).map_or_else(|| Ok(key()), Err);
    findings.gate(Id::Cose14, strict, || Some(key()))
}

/// What is wrong with an RSA public key: RFC 8017, section 3.1.
fn fault(n: &[u8], e: &[u8]) -> Option<String> {
    let is_odd = |number: &[u8]| number.last().is_some_and(|last| last & 1 == 1);
    if bits(n) < FEWEST_BITS {
        Some(format!("the modulus has {} bits, fewer than {FEWEST_BITS}; make a larger key", bits(n)))
    } else if !is_odd(n) {
        Some("the modulus is even, so it is no product of odd primes; make another key".to_owned())
    } else if !is_odd(e) || bits(e) < 2 {
        Some("the public exponent is even or less than 3; make another key".to_owned())
    } else if bits(e) > bits(n) {
        Some("the public exponent is greater than the modulus; make another key".to_owned())
    } else {
        None
    }
}

/// How many bits a number has, without leading zeros.
fn bits(number: &[u8]) -> usize {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    let first = number.get(zeros).map_or(0, |byte| byte.leading_zeros() as usize);
    (number.len() - zeros) * 8 - first
}
