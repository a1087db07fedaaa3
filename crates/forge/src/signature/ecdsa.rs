//! ECDSA by RFC 6979, in the shape that the recipe asks for.

use ecdsa::EcdsaCurve;
use p256::elliptic_curve::array::ArraySize;
use p256::elliptic_curve::ops::Reduce;
use p256::elliptic_curve::{CurveArithmetic, FieldBytes, NonZeroScalar};
use sha2::digest::common::BlockSizeUser;
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::{Making, der, numbers};
use crate::algorithm::{Algorithm, Hash};
use crate::deviation::{Scalar, SignatureDeviation};
use crate::emission::SignatureShape;
use crate::key::Pair;

/// r and s, each as wide as the order of the curve, big-endian.
type Numbers = (Vec<u8>, Vec<u8>);

/// The DER of a signature. k is given by RFC 6979; with its section 3.6 the additional data runs through nothing, 0, 1, 2 … until r and s
/// have the shape. One signature in 128 would be shorter than others, and an RP that mishandles those would give another verdict in one
/// run of many. `neutral` makes one that verifies under a key that is taken for the point at infinity.
pub(super) fn sign(pair: &Pair, algorithm: Algorithm, parts: &[&[u8]], making: Making, neutral: bool) -> Vec<u8> {
    let ordinary = algorithm.hash().unwrap_or(Hash::Sha256);
    let hash = if making.deviation == Some(SignatureDeviation::OtherHash) { ordinary.other() } else { ordinary };
    let order = order(pair);
    let prehash = hash.digest(parts);
    let (r, s) = match pair {
        Pair::P256(key) if neutral => under_infinity(key, &prehash),
        _ => shaped(pair, &prehash, &order, making.shape),
    };
    let number = |right: Vec<u8>, instead: Scalar| match instead {
        Scalar::Zero => vec![0],
        Scalar::Order => order.clone(),
        Scalar::PlusOrder => numbers::sum(&right, &order),
    };
    let (r, s) = match making.deviation {
        Some(SignatureDeviation::R(instead)) => (number(r, instead), s),
        Some(SignatureDeviation::S(instead)) => (r, number(s, instead)),
        Some(SignatureDeviation::Zero) => (vec![0], vec![0]),
        Some(SignatureDeviation::Raw) => return [r, s].concat(),
        _ => (r, s),
    };
    der::signature(&r, &s, making.deviation)
}

fn shaped(pair: &Pair, prehash: &[u8], order: &[u8], shape: SignatureShape) -> Numbers {
    let mut candidate = once(pair, prehash, &[]);
    let mut additional = 0_u32;
    loop {
        let (r, s) = candidate;
        // s and n - s are equally right: which half of the numbers it falls into is a matter of shape, too.
        let negated = numbers::difference(order, &s);
        let (low, high) = if s < negated { (s, negated) } else { (negated, s) };
        let s = if shape == SignatureShape::HighS { high } else { low };
        if has(shape, &r, &s) {
            return (r, s);
        }
        candidate = once(pair, prehash, &additional.to_be_bytes());
        additional += 1;
    }
}

fn has(shape: SignatureShape, r: &[u8], s: &[u8]) -> bool {
    // the lower half of the 521 bits of P-521 leaves the first of 66 octets empty.
    let first_of_s = usize::from(s.len() == 66 && shape != SignatureShape::HighS);
    let (full_r, full_s) = (r[0] != 0, s[first_of_s] != 0);
    match shape {
        SignatureShape::Ordinary | SignatureShape::HighS => full_r && full_s,
        SignatureShape::HighestBitOfR => r[0] & 0x80 != 0 && full_s || r.len() == 66 && full_r && full_s,
        SignatureShape::ShortR => !full_r && full_s,
        SignatureShape::ShortS => full_r && !full_s,
    }
}

fn once(pair: &Pair, prehash: &[u8], additional: &[u8]) -> Numbers {
    match pair {
        Pair::P256(key) => by::<p256::NistP256, Sha256>(key.as_nonzero_scalar(), prehash, additional),
        Pair::P384(key) => by::<p384::NistP384, Sha384>(key.as_nonzero_scalar(), prehash, additional),
        Pair::P521(key) => by::<p521::NistP521, Sha512>(key.as_nonzero_scalar(), prehash, additional),
        _ => (Vec::new(), Vec::new()),
    }
}

fn by<C, D>(secret: &NonZeroScalar<C>, prehash: &[u8], additional: &[u8]) -> Numbers
where
    C: EcdsaCurve + CurveArithmetic,
    ecdsa::SignatureSize<C>: ArraySize,
    D: Digest + BlockSizeUser,
{
    let (r, s) = ecdsa::hazmat::sign_prehashed_rfc6979::<C, D>(secret, prehash, additional).0.split_bytes();
    (r.to_vec(), s.to_vec())
}

/// With the point at infinity as the key, a signature verifies where r is the x coordinate of (z / s) G: for s = z / k that is kG. The
/// pair's own secret serves as k, and its own x as r.
fn under_infinity(key: &p256::ecdsa::SigningKey, prehash: &[u8]) -> Numbers {
    let reduced = |bytes: &[u8]| {
        let mut field = FieldBytes::<p256::NistP256>::default();
        field.copy_from_slice(&bytes[..32]);
        <p256::Scalar as Reduce<FieldBytes<p256::NistP256>>>::reduce(&field)
    };
    let point = key.verifying_key().to_sec1_point(false);
    let r = reduced(&point.as_bytes()[1..33]);
    // a secret is never 0.
    let s = reduced(prehash) * key.as_nonzero_scalar().invert().unwrap_or(p256::Scalar::ONE);
    (r.to_bytes().to_vec(), s.to_bytes().to_vec())
}

/// The order n of the base point: SP 800-186, section 3.2.1.
fn order(pair: &Pair) -> Vec<u8> {
    match pair {
        Pair::P384(_) => numbers::hex::<48>(
            "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973",
        )
        .to_vec(),
        Pair::P521(_) => numbers::hex::<66>(
            "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409",
        )
        .to_vec(),
        _ => numbers::hex::<32>("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551").to_vec(),
    }
}
