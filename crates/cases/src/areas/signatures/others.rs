//! Signatures of EdDSA and RSA.

use relycheck_forge::{Algorithm, Deviation, Scalar, SignatureDeviation};

use super::{id, refused};
use crate::Kind;
use crate::builder::Builder;
use crate::recipe::Recipe;

pub(super) fn build(into: &mut Builder) {
    for algorithm in [Algorithm::EdDsa, Algorithm::Ed25519] {
        eddsa(into, algorithm);
    }
    refused(into, Algorithm::Ed448, "zero", "auth-21", SignatureDeviation::Zero, &["B02"]);
    for algorithm in [Algorithm::Rs256, Algorithm::Ps256] {
        rsa(into, algorithm);
    }
}

fn eddsa(into: &mut Builder, algorithm: Algorithm) {
    for (what, row, deviation) in [
        ("zero", "auth-21", SignatureDeviation::Zero),
        ("s-zero", "auth-21", SignatureDeviation::S(Scalar::Zero)),
        ("s-order", "sig-5", SignatureDeviation::S(Scalar::Order)),
        ("s-plus-order", "sig-5", SignatureDeviation::S(Scalar::PlusOrder)),
        ("trailing-byte", "sig-5", SignatureDeviation::TrailingByte),
        ("wrapped", "sig-5", SignatureDeviation::Wrapped),
    ] {
        refused(into, algorithm, what, row, deviation, &["B02"]);
    }
    // only the key's owner can make it; RFC 8032 does not have a verifier look for it.
    let recipe = Recipe::of_algorithm(Kind::Get, algorithm);
    let deviation = Deviation::Signature(SignatureDeviation::NeutralR);
    into.left_open(&id(algorithm, "r-identity"), "sig-5", &recipe, deviation).showing(&["B02"]);
}

fn rsa(into: &mut Builder, algorithm: Algorithm) {
    for (what, row, deviation) in [
        ("other-padding", "sig-2", SignatureDeviation::OtherPadding),
        ("over-another-hash", "sig-2", SignatureDeviation::OtherHash),
        ("wrapped", "sig-2", SignatureDeviation::Wrapped),
        ("zero", "auth-21", SignatureDeviation::Zero),
        ("one", "auth-21", SignatureDeviation::One),
        ("modulus", "auth-21", SignatureDeviation::Modulus),
        ("zero-in-front", "auth-21", SignatureDeviation::ZeroInFront),
        ("trailing-byte", "auth-21", SignatureDeviation::TrailingByte),
    ] {
        refused(into, algorithm, what, row, deviation, &["B02"]);
    }
}
