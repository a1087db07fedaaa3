//! Credential public keys: <https://www.w3.org/TR/webauthn-3/#sctn-alg-identifier>.

mod points;
mod rsa;

use relycheck_forge::{Algorithm, Bytes, Deviation, KeyDeviation, KeyShape, Node};
use relycheck_judge::Effect;
use relycheck_protocol::Stage;

use super::algorithms::word;
use crate::Kind;
use crate::builder::{Builder, Demand, SweepPart};
use crate::effect::{cannot, hygiene, lockout};
use crate::recipe::Recipe;

const ES256: Algorithm = Algorithm::Es256;

/// The labels of a key: RFC 9052, section 7.1; RFC 9053, section 7; RFC 8230, section 4.
const KTY: i64 = 1;
const KID: i64 = 2;
const ALG: i64 = 3;
const KEY_OPS: i64 = 4;
const BASE_IV: i64 = 5;
const CRV: i64 = -1;
const X: i64 = -2;
const Y: i64 = -3;
const D: i64 = -4;
const N: i64 = -1;
const E: i64 = -2;
const PUB: i64 = -1;

pub(super) fn build(into: &mut Builder) {
    missing(into);
    of_the_wrong_type(into);
    other_type_or_curve(into);
    width(into);
    operations(into);
    beside(into);
    points::build(into);
    rsa::build(into);
}

/// A key that is not as its algorithm has it is stored.
fn unusable() -> Effect {
    lockout("A key that cannot be used is stored, and its owner cannot sign in.")
}

/// A key is used as what it does not say that it is.
fn confused() -> Effect {
    hygiene("What a key says is not what it is used as: another relying party, or a later version of this one, reads it otherwise.")
}

/// Refused at registration or at first use.
fn at_last(
    into: &mut Builder,
    id: &str,
    row: &str,
    algorithm: Algorithm,
    deviation: KeyDeviation,
    effect: Effect,
    classes: &[&str],
) {
    let recipe = Recipe::of_algorithm(Kind::Create, algorithm);
    into.refused_at_last(&format!("key/{id}"), (row, Stage::Key), &recipe, Deviation::Key(deviation), effect).showing(classes);
}

fn missing(into: &mut Builder) {
    for (algorithm, members) in [
        (ES256, [(KTY, "kty"), (ALG, "alg"), (CRV, "crv"), (X, "x"), (Y, "y")].as_slice()),
        (Algorithm::EdDsa, &[(KTY, "kty"), (CRV, "crv"), (X, "x")]),
        (Algorithm::Rs256, &[(KTY, "kty"), (N, "n"), (E, "e")]),
        (Algorithm::MlDsa44, &[(KTY, "kty"), (PUB, "pub")]),
    ] {
        for (label, name) in members {
            let id = if algorithm == ES256 { format!("without-{name}") } else { format!("{}/without-{name}", word(algorithm)) };
            let row = if *label == ALG { "cose-1" } else { "cose-3" };
            let classes: &[&str] = if *name == "crv" { &["B55"] } else { &[] };
            at_last(into, &id, row, algorithm, KeyDeviation::Without(*label), unusable(), classes);
        }
    }
}

fn of_the_wrong_type(into: &mut Builder) {
    let null = || Node::Simple(22);
    for (id, row, deviation) in [
        ("alg-text", "cose-1", KeyDeviation::With(ALG, Node::text("ES256"))),
        ("alg-null", "cose-1", KeyDeviation::With(ALG, null())),
        ("empty-map", "cose-1", KeyDeviation::Whole(Node::Map(Vec::new()))),
        ("array", "cose-1", KeyDeviation::Whole(Node::Array(vec![Node::integer(1), Node::integer(2)]))),
        ("null", "cose-1", KeyDeviation::Whole(null())),
        ("crv-text", "cose-3", KeyDeviation::With(CRV, Node::text("P-256"))),
        ("x-text", "cose-3", KeyDeviation::With(X, Node::text("x"))),
        ("x-null", "cose-3", KeyDeviation::With(X, null())),
        ("y-null", "cose-3", KeyDeviation::With(Y, null())),
        ("y-number", "cose-3", KeyDeviation::With(Y, Node::integer(1))),
    ] {
        let classes: &[&str] = if id == "alg-text" { &["B58"] } else { &[] };
        at_last(into, id, row, ES256, deviation, unusable(), classes);
    }
}

/// kty, crv and the form of the point have to be the algorithm's.
fn other_type_or_curve(into: &mut Builder) {
    use Algorithm::{Ed448, Ed25519, EdDsa, Es384, Es512, Esp256, Esp384, Esp512, Rs256};
    let number = |label, number| KeyDeviation::With(label, Node::integer(number));
    let pair = KeyDeviation::PairOf;
    for (id, row, algorithm, deviation, classes) in [
        ("okp-key", "cose-17", ES256, pair(EdDsa), ["B54"].as_slice()),
        ("rsa-key", "cose-17", ES256, pair(Rs256), &["B54"]),
        ("kty-okp", "cose-17", ES256, number(KTY, 1), &["B54"]),
        ("kty-text", "cose-17", ES256, KeyDeviation::With(KTY, Node::text("EC2")), &[]),
        ("eddsa/ec2-key", "cose-17", EdDsa, pair(ES256), &["B54"]),
        ("rs256/ec2-key", "cose-17", Rs256, pair(ES256), &["B54"]),
        ("p384-key", "cose-5", ES256, pair(Es384), &["B55"]),
        ("curve-other", "cose-5", ES256, number(CRV, 2), &["B55"]),
        ("compressed", "cose-5", ES256, KeyDeviation::Compressed, &["B56"]),
        ("es384/p256-key", "cose-6", Es384, pair(ES256), &["B55"]),
        ("es384/compressed", "cose-6", Es384, KeyDeviation::Compressed, &["B56"]),
        ("es512/p384-key", "cose-7", Es512, pair(Es384), &["B55"]),
        ("es512/compressed", "cose-7", Es512, KeyDeviation::Compressed, &["B56"]),
        ("esp256/p384-key", "cose-8", Esp256, pair(Es384), &["B55"]),
        ("esp256/compressed", "cose-8", Esp256, KeyDeviation::Compressed, &["B56"]),
        ("esp384/compressed", "cose-8", Esp384, KeyDeviation::Compressed, &["B56"]),
        ("esp512/compressed", "cose-8", Esp512, KeyDeviation::Compressed, &["B56"]),
        ("eddsa/ed448-key", "cose-9", EdDsa, pair(Ed448), &["B55"]),
        ("curve-of-okp", "cose-10", ES256, number(CRV, 6), &["B55"]),
        ("curve-unknown", "cose-10", ES256, number(CRV, 99), &["B55"]),
        ("eddsa/curve-of-ec2", "cose-10", EdDsa, number(CRV, 1), &["B55"]),
        ("ed25519/curve-x25519", "cose-10", Ed25519, number(CRV, 4), &["B55"]),
    ] {
        at_last(into, id, row, algorithm, deviation, confused(), classes);
    }
}

/// RFC 9053, section 7.1.1: coordinates keep their leading zeros.
fn width(into: &mut Builder) {
    for algorithm in [ES256, Algorithm::Es384, Algorithm::Es512] {
        let shapes: &[_] =
            if algorithm == Algorithm::Es384 { &[] } else { &[(KeyShape::ShortX, X, "x"), (KeyShape::ShortY, Y, "y")] };
        for (shape, label, name) in shapes.iter().copied() {
            let recipe = Recipe::with_key(Kind::Create, algorithm, shape);
            let id = format!("key/{}/{name}-without-leading-zero", word(algorithm));
            let deviation = Deviation::Key(KeyDeviation::Bytes(label, Bytes::WithoutFirst));
            into.refused_at_last(&id, ("cose-11", Stage::Key), &recipe, deviation, confused()).showing(&["B56"]);
        }
        for (change, name) in [(Bytes::ZeroInFront, "longer"), (Bytes::WithoutLast, "shorter"), (Bytes::Empty, "empty")] {
            let id = format!("{}/x-{name}", word(algorithm));
            at_last(into, &id, "cose-11", algorithm, KeyDeviation::Bytes(X, change), confused(), &["B56"]);
        }
    }
    for algorithm in [Algorithm::EdDsa, Algorithm::Ed448] {
        for (change, name) in [(Bytes::ZeroBehind, "longer"), (Bytes::WithoutLast, "shorter"), (Bytes::Empty, "empty")] {
            let id = format!("{}/x-{name}", word(algorithm));
            at_last(into, &id, "cose-13", algorithm, KeyDeviation::Bytes(X, change), confused(), &["B56"]);
        }
    }
}

/// RFC 9053, section 2: a key that says what it is for has to be for verifying.
fn operations(into: &mut Builder) {
    let list = |numbers: &[i64]| KeyDeviation::With(KEY_OPS, Node::Array(numbers.iter().copied().map(Node::integer).collect()));
    for (id, deviation) in [("key-ops-sign", list(&[1])), ("key-ops-encrypt", list(&[3, 4])), ("key-ops-none", list(&[]))] {
        at_last(into, id, "cose-18", ES256, deviation, confused(), &["B59"]);
    }
}

/// Members that the algorithm does not ask for, and members twice.
fn beside(into: &mut Builder) {
    let bytes = |length: usize| Node::Bytes(vec![7; length]);
    let part =
        |name: &str, row, stage, deviation| SweepPart::deviating(name, Deviation::Key(deviation), Demand::Refused(row, stage));
    let optional = |name: &str, label, value| part(name, "cose-2", Stage::Key, KeyDeviation::With(label, value));
    let ordinary = || cannot(Kind::Create, "an ordinary key");
    let stored = || hygiene("What the authenticator must not send is stored with the key: a secret, perhaps.");
    for (algorithm, secret) in [(ES256, ("d", D)), (Algorithm::EdDsa, ("d", D)), (Algorithm::Rs256, ("d", Y))] {
        let recipe = Recipe::of_algorithm(Kind::Create, algorithm);
        let parts = vec![
            optional("kid", KID, bytes(8)),
            optional("key-ops-verify", KEY_OPS, Node::Array(vec![Node::integer(2)])),
            optional("base-iv", BASE_IV, bytes(8)),
            optional(secret.0, secret.1, bytes(32)),
            optional("unassigned", -70_000, Node::text("")),
        ];
        let id = format!("key/{}/optional-members", word(algorithm));
        into.sweep(&id, "A key with a member that it is not to have", &recipe, parts, stored(), ordinary()).showing(&["B59"]);
    }

    let twice = |name: &str, deviation| part(name, "cose-19", Stage::Parse, deviation);
    let other = |label, second| KeyDeviation::TwiceDiffering(label, second);
    let parts = vec![
        twice("kty", KeyDeviation::Twice(KTY)),
        twice("alg", KeyDeviation::Twice(ALG)),
        twice("x", KeyDeviation::Twice(X)),
        twice("kty-second-other", other(KTY, Node::integer(1))),
        twice("alg-second-other", other(ALG, Node::integer(-257))),
        twice("crv-second-other", other(CRV, Node::integer(2))),
        twice("x-second-other", other(X, bytes(32))),
        twice("y-second-other", other(Y, bytes(32))),
    ];
    let recipe = Recipe::new(Kind::Create);
    let effect = hygiene("Two parsers read two keys in the same bytes: one is checked, and the other used.");
    into.sweep("key/labels-twice", "A key in which a label stands twice", &recipe, parts, effect, ordinary()).showing(&["B52"]);
}
