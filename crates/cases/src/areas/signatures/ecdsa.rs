//! Signatures of ECDSA: the numbers, and ASN.1 around them.

use relycheck_forge::{Algorithm, Deviation, Scalar, SignatureDeviation, SignatureShape};
use relycheck_protocol::Stage;

use super::{forged, id, refused};
use crate::Kind;
use crate::builder::{Builder, Demand, SweepPart};
use crate::effect::{cannot, hygiene};
use crate::recipe::Recipe;

pub(super) fn build(into: &mut Builder) {
    numbers(into);
    encodings(into);
    shapes(into);
    bits(into);
    // on the larger curves one of each kind: what reads the signature is the same.
    for algorithm in [Algorithm::Es384, Algorithm::Es512] {
        refused(into, algorithm, "r-and-s-zero", "sig-5", SignatureDeviation::Zero, &["B02"]);
        refused(into, algorithm, "r-plus-order", "sig-5", SignatureDeviation::R(Scalar::PlusOrder), &["B02"]);
        let recipe = Recipe::of_algorithm(Kind::Get, algorithm);
        encoding(into, algorithm, &recipe, ("raw", "sig-1", SignatureDeviation::Raw));
        encoding(into, algorithm, &recipe, ("trailing-byte", "sig-3", SignatureDeviation::TrailingByte));
        refused(into, algorithm, "over-another-hash", "cose-20", SignatureDeviation::OtherHash, &["B58"]);
        shape(into, algorithm, &HIGH_S);
    }
    shape(into, Algorithm::Es512, &SHORT_R);
    refused(into, Algorithm::Es256, "over-another-hash", "cose-20", SignatureDeviation::OtherHash, &["B58"]);
}

/// r and s have to lie between 1 and n - 1. With both 0 some verifiers take any message for signed.
fn numbers(into: &mut Builder) {
    use SignatureDeviation::{R, S, Zero};
    for (what, deviation) in [
        ("r-and-s-zero", Zero),
        ("r-zero", R(Scalar::Zero)),
        ("s-zero", S(Scalar::Zero)),
        ("r-order", R(Scalar::Order)),
        ("s-order", S(Scalar::Order)),
        ("r-plus-order", R(Scalar::PlusOrder)),
        ("s-plus-order", S(Scalar::PlusOrder)),
    ] {
        refused(into, Algorithm::Es256, what, "sig-5", deviation, &["B02"]);
    }
}

fn encodings(into: &mut Builder) {
    let algorithm = Algorithm::Es256;
    let mut recipe = Recipe::of_algorithm(Kind::Get, algorithm);
    for it in [
        ("raw", "sig-1", SignatureDeviation::Raw),
        ("third-integer", "sig-1", SignatureDeviation::ThirdInteger),
        ("zero-in-front", "sig-1", SignatureDeviation::ZeroInFront),
        ("wrapped", "sig-1", SignatureDeviation::Wrapped),
        ("integer-not-minimal", "sig-3", SignatureDeviation::IntegerNotMinimal),
        ("length-in-long-form", "sig-3", SignatureDeviation::LengthInLongForm),
        ("indefinite-length", "sig-3", SignatureDeviation::IndefiniteLength),
        ("trailing-byte", "sig-3", SignatureDeviation::TrailingByte),
    ] {
        encoding(into, algorithm, &recipe, it);
    }
    recipe.emission.signature = SignatureShape::HighestBitOfR;
    encoding(into, algorithm, &recipe, ("integer-negative", "sig-5", SignatureDeviation::IntegerNegative));
}

/// What the key has signed, written otherwise: nobody gets in by it who has not the key.
fn encoding(into: &mut Builder, algorithm: Algorithm, recipe: &Recipe, it: (&str, &str, SignatureDeviation)) {
    let (what, row, deviation) = it;
    let effect = hygiene("One signature has many encodings: whoever takes it for unique is mistaken.");
    let deviation = Deviation::Signature(deviation);
    into.refused(&id(algorithm, what), (row, Stage::Signature), recipe, deviation, effect).showing(&["B03"]);
}

/// A shape that valid signatures have once in two, or once in 256: name, title, row, shape.
type Shape = (&'static str, &'static str, Option<&'static str>, SignatureShape);

const HIGH_S: Shape = ("high-s", "An authentication with s in the upper half of the numbers", Some("sig-4"), SignatureShape::HighS);
const SHORT_R: Shape = ("short-r", "An authentication with an r that begins with a zero octet", None, SignatureShape::ShortR);
const SHORT_S: Shape = ("short-s", "An authentication with an s that begins with a zero octet", None, SignatureShape::ShortS);

fn shapes(into: &mut Builder) {
    for it in [HIGH_S, SHORT_R, SHORT_S] {
        shape(into, Algorithm::Es256, &it);
    }
}

fn shape(into: &mut Builder, algorithm: Algorithm, (what, title, row, shape): &Shape) {
    let mut recipe = Recipe::of_algorithm(Kind::Get, algorithm);
    recipe.emission.signature = *shape;
    into.accepted(&id(algorithm, what), title, *row, &recipe, "Everybody, now and then,");
}

/// Bits all over s, which are the last 32 bytes, but for the one that would make it negative.
fn bits(into: &mut Builder) {
    let recipe = Recipe::new(Kind::Get);
    let part = |before_the_last: u32| {
        let deviation = Deviation::Signature(SignatureDeviation::BitFlipped(before_the_last));
        SweepPart::deviating(format!("{before_the_last}"), deviation, Demand::Refused("auth-21", Stage::Signature))
    };
    let parts = (0..255).step_by(17).map(part).collect();
    let title = "An authentication whose signature has one bit flipped, this many before the last";
    into.sweep("signature/bits-flipped", title, &recipe, parts, forged(), cannot(Kind::Get, "an ordinary signature"))
        .showing(&["B01"]);
}
