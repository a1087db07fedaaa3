//! EdDSA: RFC 8032. R and S stand one after the other, lowest octet first.

use ed25519_dalek::Signer;
use ed25519_dalek::hazmat::ExpandedSecretKey;
use sha2::{Digest, Sha512};

use super::{Making, numbers};
use crate::deviation::{Scalar, SignatureDeviation};
use crate::key::Pair;

/// `neutral` makes a signature that verifies under a key that is the identity, whatever is signed.
pub(super) fn sign(pair: &Pair, parts: &[&[u8]], making: Making, neutral: bool) -> Vec<u8> {
    let message = parts.concat();
    let mut signature = match pair {
        Pair::Ed25519(key) if making.deviation == Some(SignatureDeviation::NeutralR) => with_neutral_r(key, &message),
        Pair::Ed25519(key) => key.sign(&message).to_bytes().to_vec(),
        Pair::Ed448(key) => key.sign_raw(&message).to_bytes().to_vec(),
        _ => Vec::new(),
    };
    let half = signature.len() / 2;
    if neutral {
        signature.fill(0);
        signature[0] = 1;
    }
    let s = &mut signature[half..];
    match making.deviation {
        Some(SignatureDeviation::S(Scalar::Zero)) => s.fill(0),
        Some(SignatureDeviation::S(Scalar::Order)) => write(s, &order(pair)),
        Some(SignatureDeviation::S(Scalar::PlusOrder)) => {
            let right: Vec<u8> = s.iter().rev().copied().collect();
            write(s, &numbers::sum(&right, &order(pair)));
        }
        Some(SignatureDeviation::Zero) => signature.fill(0),
        _ => {}
    }
    signature
}

/// Writes a big-endian number with its lowest octet first.
fn write(s: &mut [u8], number: &[u8]) {
    s.fill(0);
    s.iter_mut().zip(number.iter().rev()).for_each(|(place, octet)| *place = *octet);
}

/// R is the identity, which is what a secret number of 0 gives; then S is the hash times the secret key.
fn with_neutral_r(key: &ed25519_dalek::SigningKey, message: &[u8]) -> Vec<u8> {
    let mut r = [0; 32];
    r[0] = 1;
    let hash = Sha512::new().chain_update(r).chain_update(key.verifying_key().as_bytes()).chain_update(message).finalize();
    let hash = curve25519_dalek::Scalar::from_bytes_mod_order_wide(&hash.into());
    let s = hash * ExpandedSecretKey::from(key.as_bytes()).scalar;
    [r, s.to_bytes()].concat()
}

/// The order L of the base point: RFC 8032, sections 5.1 and 5.2.
fn order(pair: &Pair) -> Vec<u8> {
    match pair {
        Pair::Ed448(_) => numbers::hex::<56>(
            "3fffffffffffffffffffffffffffffffffffffffffffffffffffffff7cca23e9c44edb49aed63690216cc2728dc58f552378c292ab5844f3",
        )
        .to_vec(),
        _ => numbers::hex::<32>("1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed").to_vec(),
    }
}
