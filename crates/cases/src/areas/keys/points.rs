//! Points that lie on no curve, or are no points that anybody could have a secret for.

use relycheck_forge::{Algorithm, Bytes, Deviation, KeyDeviation, Node};
use relycheck_protocol::Stage;

use super::{ALG, CRV, ES256, KTY, X, Y};
use crate::Kind;
use crate::areas::algorithms::word;
use crate::builder::{Builder, Demand, SweepPart};
use crate::effect::{bypass, cannot};
use crate::recipe::Recipe;

/// A key of P-256 whose x is 5 + p: whoever reduces it finds the point (5, y), which lies on the curve (SEC 1, section 2.3.4, wants a
/// coordinate to be less than p).
fn of_a_point_plus_p() -> Node {
    const X_PLUS_P: [u8; 32] =
        [0xff, 0xff, 0xff, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4];
    const Y_OF_5: [u8; 32] = [
        0x45, 0x92, 0x43, 0xb9, 0xaa, 0x58, 0x18, 0x06, 0xfe, 0x91, 0x3b, 0xce, 0x99, 0x81, 0x7a, 0xde, 0x11, 0xca, 0x50, 0x3c,
        0x64, 0xd9, 0xa3, 0xc5, 0x33, 0x41, 0x5c, 0x08, 0x32, 0x48, 0xfb, 0xcc,
    ];
    let (x, y) = (Node::bytes(&X_PLUS_P), Node::bytes(&Y_OF_5));
    let number = Node::integer;
    Node::Map(vec![
        (number(KTY), number(2)),
        (number(ALG), number(ES256.id())),
        (number(CRV), number(1)),
        (number(X), x),
        (number(Y), y),
    ])
}

pub(super) fn build(into: &mut Builder) {
    let demand = Demand::Refused("cose-12", Stage::Key);
    let part = |name: &str, deviation| SweepPart::deviating(name, Deviation::Key(deviation), demand);
    let effect = || super::unusable();
    for algorithm in [ES256, Algorithm::Es384, Algorithm::Es512] {
        let mut parts = vec![
            part("off-the-curve", KeyDeviation::Bytes(Y, Bytes::LastBitFlipped)),
            part("x-zero", KeyDeviation::Bytes(X, Bytes::Zeros)),
            part("y-zero", KeyDeviation::Bytes(Y, Bytes::Zeros)),
            part("both-zero", KeyDeviation::Neutral),
            part("x-at-least-p", KeyDeviation::Bytes(X, Bytes::Ones)),
            part("y-at-least-p", KeyDeviation::Bytes(Y, Bytes::Ones)),
        ];
        if algorithm == ES256 {
            parts.push(part("x-of-a-point-plus-p", KeyDeviation::Whole(of_a_point_plus_p())));
        }
        let recipe = Recipe::of_algorithm(Kind::Create, algorithm);
        let id = format!("key/{}/no-point", word(algorithm));
        let title = "A key whose coordinates are of no point on its curve";
        into.sweep(&id, title, &recipe, parts, effect(), cannot(Kind::Create, "an ordinary key")).showing(&["B56"]);
    }
    // nobody has a secret for it, and where it is taken for the point at infinity everybody can sign.
    let anybody = bypass("Whoever knows of the credential signs in with it: its key needs no secret.");
    let recipe = Recipe::of_algorithm(Kind::Create, ES256);
    let deviation = Deviation::Key(KeyDeviation::Neutral);
    let neutral = into.refused_at_last("key/both-zero", ("cose-12", Stage::Key), &recipe, deviation, anybody);
    // Where the key was taken, what it verifies is no valid signature.
    "auth-21".clone_into(&mut neutral.script.ceremonies[1].deliveries[0].expectation.requirement);
    neutral.showing(&["B56", "B02"]).exercising(&["auth-21"]);

    // y = 2, of which x would be no element of the field.
    let mut two = vec![0; 32];
    two[0] = 2;
    let parts = vec![part("off-the-curve", KeyDeviation::With(X, Node::Bytes(two)))];
    let recipe = Recipe::of_algorithm(Kind::Create, Algorithm::EdDsa);
    let title = "A key whose octets encode no point of its curve";
    into.sweep("key/eddsa/no-point", title, &recipe, parts, effect(), cannot(Kind::Create, "an ordinary key")).showing(&["B56"]);
    // RFC 8032 does not have a verifier look for it.
    into.left_open("key/eddsa/identity", "cose-12", &recipe, Deviation::Key(KeyDeviation::Neutral)).showing(&["B02"]);
}
