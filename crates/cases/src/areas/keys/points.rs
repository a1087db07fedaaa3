//! Points that lie on no curve, or are no points that anybody could have a secret for.

use relycheck_forge::{Algorithm, Bytes, Deviation, KeyDeviation, Node};
use relycheck_protocol::Stage;

use super::{ES256, X, Y};
use crate::Kind;
use crate::areas::algorithms::word;
use crate::builder::{Builder, Demand, SweepPart};
use crate::effect::{bypass, cannot};
use crate::recipe::Recipe;

pub(super) fn build(into: &mut Builder) {
    let demand = Demand::Refused("cose-12", Stage::Key);
    let part = |name: &str, deviation| SweepPart::deviating(name, Deviation::Key(deviation), demand);
    let effect = || super::unusable();
    for algorithm in [ES256, Algorithm::Es384, Algorithm::Es512] {
        let parts = vec![
            part("off-the-curve", KeyDeviation::Bytes(Y, Bytes::LastBitFlipped)),
            part("x-zero", KeyDeviation::Bytes(X, Bytes::Zeros)),
            part("y-zero", KeyDeviation::Bytes(Y, Bytes::Zeros)),
            part("both-zero", KeyDeviation::Neutral),
            part("x-at-least-p", KeyDeviation::Bytes(X, Bytes::Ones)),
            part("y-at-least-p", KeyDeviation::Bytes(Y, Bytes::Ones)),
        ];
        let recipe = Recipe::of_algorithm(Kind::Create, algorithm);
        let id = format!("key/{}/no-point", word(algorithm));
        let title = "A key whose coordinates are of no point on its curve";
        into.sweep(&id, title, &recipe, parts, effect(), cannot(Kind::Create, "an ordinary key")).showing(&["B56"]);
    }
    // nobody has a secret for it, and where it is taken for the point at infinity everybody can sign.
    let anybody = bypass("Whoever knows of the credential signs in with it: its key needs no secret.");
    let recipe = Recipe::of_algorithm(Kind::Create, ES256);
    let deviation = Deviation::Key(KeyDeviation::Neutral);
    into.refused_at_last("key/both-zero", ("cose-12", Stage::Key), &recipe, deviation, anybody).showing(&["B56", "B02"]);

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
