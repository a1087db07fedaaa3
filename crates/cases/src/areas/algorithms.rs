//! Every algorithm where it is offered, and keys of algorithms that are not: <https://www.w3.org/TR/webauthn-3/#sctn-alg-identifier>.

use relycheck_forge::{Algorithm, Deviation, Format, KeyDeviation, KeyShape, Node};
use relycheck_protocol::{AttestationConveyance, Stage};

use crate::Kind;
use crate::builder::{Builder, Demand, SweepPart};
use crate::effect::{bypass, cannot};
use crate::recipe::Recipe;

pub(super) fn build(into: &mut Builder) {
    for algorithm in Algorithm::ALL {
        offered(into, algorithm);
    }
    // a key of P-384 whose coordinate begins with a zero octet takes long to find.
    for algorithm in [Algorithm::Es256, Algorithm::Es512] {
        leading_zeros(into, algorithm);
    }
    let recipe = Recipe::of_algorithm(Kind::Create, Algorithm::Rs256);
    let larger = Deviation::Key(KeyDeviation::RsaBits(3072));
    into.tolerated("algorithm/rs256/3072-bits", "reg-29", &recipe, larger, "an RSA key of more than 2048 bits");
    one_of_several(into);
    not_offered(into);
    same_by_another_number(into);
}

/// The name in ids.
pub(super) fn word(algorithm: Algorithm) -> String {
    algorithm.name().to_lowercase()
}

fn offered(into: &mut Builder, algorithm: Algorithm) {
    let (name, word) = (algorithm.name(), word(algorithm));
    let who = format!("People whose authenticator makes {name} keys");
    // rows on what the numbers mean, which no refusal can show.
    let rows: &[&str] = match algorithm {
        Algorithm::Esp256 | Algorithm::Esp384 | Algorithm::Esp512 => &["cose-15"],
        Algorithm::Ed25519 => &["cose-15", "cose-16"],
        Algorithm::Ed448 => &["cose-16"],
        _ => &[],
    };
    let classes: &[&str] = match algorithm {
        Algorithm::Es256 | Algorithm::Es384 | Algorithm::Es512 | Algorithm::EdDsa | Algorithm::Rs256 | Algorithm::Ps256 => &[],
        _ => &["B96"],
    };
    let plain = Recipe::of_algorithm(Kind::Create, algorithm);
    let title = format!("A registration with a key of {name}, which is offered");
    into.accepted(&format!("algorithm/{word}"), &title, None, &plain, &who).exercising(rows).showing(classes);

    let title = format!("A registration with a key of {name}, and an authentication with it");
    into.used(&format!("algorithm/{word}/used"), &title, &plain, &who).exercising(rows).showing(classes);

    let mut attested = plain;
    attested.emission.format = Format::PackedSelf;
    attested.policy.attestation.conveyance = AttestationConveyance::Direct;
    attested.policy.attestation.verify = true;
    let title = format!("A registration with a key of {name}, which is offered, and self attestation by it");
    into.accepted(&format!("algorithm/{word}/packed-self"), &title, None, &attested, &who).exercising(rows).showing(classes);

    let title = format!("An authentication with a key of {name}");
    into.accepted(&format!("algorithm/{word}"), &title, None, &Recipe::of_algorithm(Kind::Get, algorithm), &who)
        .exercising(rows)
        .showing(classes);
}

/// One key in 128 has a coordinate that begins with a zero octet. RFC 9053, section 7.1.1 keeps it.
fn leading_zeros(into: &mut Builder, algorithm: Algorithm) {
    for (shape, member) in [(KeyShape::ShortX, "x"), (KeyShape::ShortY, "y")] {
        for kind in super::BOTH {
            let id = format!("algorithm/{}/{member}-with-leading-zero", word(algorithm));
            let title = super::either(
                kind,
                format!("A registration with a key whose {member} begins with a zero octet"),
                format!("An authentication with a key whose {member} begins with a zero octet"),
            );
            let who = format!("The one in 256 whose {member} begins with a zero octet");
            into.accepted(&id, &title, None, &Recipe::with_key(kind, algorithm, shape), &who);
        }
    }
}

/// "One of the items": not only the first, whatever the order.
fn one_of_several(into: &mut Builder) {
    let [es256, eddsa, rs256] = [Algorithm::Es256, Algorithm::EdDsa, Algorithm::Rs256];
    for (id, place, algorithm, offered) in [
        ("second-of-three", "second", es256, [eddsa, es256, rs256]),
        ("last-of-three", "last", es256, [rs256, eddsa, es256]),
        ("last-of-three/rs256", "last", rs256, [eddsa, es256, rs256]),
    ] {
        let mut recipe = Recipe::of_algorithm(Kind::Create, algorithm);
        recipe.policy.algorithms = offered.map(Algorithm::id).to_vec();
        let title = format!("A registration with a key of the {place} of three algorithms that are offered, and its use");
        let who = format!("People whose authenticator makes {} keys", algorithm.name());
        into.used(&format!("algorithm/{id}"), &title, &recipe, &who).exercising(&["reg-20"]).showing(&["B53"]);
    }
}

/// The RP offers ES256 alone.
fn not_offered(into: &mut Builder) {
    let plain = Recipe::new(Kind::Create);
    let weaker = || bypass("A credential of an algorithm that policy excludes is registered.");
    let demand = Demand::Refused("reg-20", Stage::Key);
    let part = |name: String, deviation| SweepPart::deviating(name, Deviation::Key(deviation), demand);

    let others = Algorithm::ALL.into_iter().filter(|other| *other != Algorithm::Es256);
    let parts = others.map(|other| part(word(other), KeyDeviation::Of(other))).collect();
    let title = "A registration with a sound key of an algorithm that was not offered";
    into.sweep("key/algorithm-not-offered", title, &plain, parts, weaker(), cannot(Kind::Create, "an ordinary key"))
        .showing(&["B53"]);

    // RS1 is the algorithm of old TPMs; -65536 to -1 hold no other that signs with SHA-1.
    let numbers = [
        ("rs1", Node::integer(-65_535)),
        ("reserved", Node::integer(0)),
        ("unassigned", Node::integer(-70_000)),
        ("es256-as-a-positive-number", Node::integer(7)),
        ("es256-modulo-2-to-32", Node::Negative((1 << 32) + 6)),
        ("above-63-bits", Node::Unsigned(1 << 63)),
        ("below-64-bits", Node::Negative(1 << 63)),
        ("greatest", Node::Unsigned(u64::MAX)),
        ("least", Node::Negative(u64::MAX)),
    ];
    let parts = numbers.into_iter().map(|(name, number)| part(name.to_owned(), KeyDeviation::With(3, number))).collect();
    let title = "A registration with a key whose `alg` nobody knows";
    into.sweep("key/algorithm-unknown", title, &plain, parts, weaker(), cannot(Kind::Create, "an ordinary key")).showing(&["B58"]);
}

/// The numbers that RFC 9864 gives to the same signatures match only where they were offered: the step compares numbers.
fn same_by_another_number(into: &mut Builder) {
    for (offered, said) in [
        (Algorithm::Es256, Algorithm::Esp256),
        (Algorithm::Esp256, Algorithm::Es256),
        (Algorithm::EdDsa, Algorithm::Ed25519),
        (Algorithm::Ed25519, Algorithm::EdDsa),
        (Algorithm::Rs256, Algorithm::Ps256),
    ] {
        let id = format!("key/{}-where-{}-is-offered", word(said), word(offered));
        let recipe = Recipe::of_algorithm(Kind::Create, offered);
        let deviation = Deviation::Key(KeyDeviation::With(3, Node::integer(said.id())));
        let weaker = bypass("A credential of an algorithm that was not asked for is registered.");
        let case = into.refused(&id, ("reg-20", Stage::Key), &recipe, deviation, weaker).showing(&["B53"]);
        if said != Algorithm::Ps256 {
            case.exercising(&["cose-15"]);
        }
    }
}
