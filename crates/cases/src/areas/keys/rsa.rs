//! RSA keys that are too small, or none.

use relycheck_forge::{Algorithm, Bytes, Deviation, KeyDeviation, Node};
use relycheck_protocol::Stage;

use super::{E, N};
use crate::Kind;
use crate::areas::algorithms::word;
use crate::builder::{Builder, Demand, SweepPart};
use crate::effect::{bypass, cannot, hygiene};
use crate::recipe::Recipe;

pub(super) fn build(into: &mut Builder) {
    let factored = || bypass("Whoever factors the modulus, or needs not to, signs in as the credential's owner.");
    let target = ("cose-14", Stage::Key);
    for (algorithm, sizes) in [(Algorithm::Rs256, [512, 1024, 2047].as_slice()), (Algorithm::Ps256, &[1024, 2047])] {
        let recipe = Recipe::of_algorithm(Kind::Create, algorithm);
        for bits in sizes {
            let id = format!("key/{}/{bits}-bits", word(algorithm));
            let deviation = Deviation::Key(KeyDeviation::RsaBits(*bits));
            let effect =
                if *bits < 2047 { factored() } else { hygiene("A key that is shorter than the algorithm allows is stored.") };
            into.refused_at_last(&id, target, &recipe, deviation, effect).showing(&["B57"]);
        }
        let id = format!("key/{}/exponent-one", word(algorithm));
        into.refused_at_last(&id, target, &recipe, Deviation::Key(KeyDeviation::ExponentOne), factored()).showing(&["B57"]);
    }

    let recipe = Recipe::of_algorithm(Kind::Create, Algorithm::Rs256);
    let demand = Demand::Refused(target.0, target.1);
    let part = |name: &str, deviation| SweepPart::deviating(name, Deviation::Key(deviation), demand);
    let exponent = |number: &[u8]| KeyDeviation::With(E, Node::bytes(number));
    let parts = vec![
        part("n-empty", KeyDeviation::Bytes(N, Bytes::Empty)),
        part("n-zero", KeyDeviation::Bytes(N, Bytes::Zeros)),
        part("n-one", KeyDeviation::With(N, Node::bytes(&[1]))),
        part("n-even", KeyDeviation::Bytes(N, Bytes::LastBitFlipped)),
        part("e-empty", exponent(&[])),
        part("e-zero", exponent(&[0])),
        part("e-two", exponent(&[2])),
        part("e-even", exponent(&[1, 0, 0])),
        part("e-above-n", exponent(&[0xff; 257])),
    ];
    let title = "A key whose modulus or exponent is none";
    into.sweep("key/rs256/no-key", title, &recipe, parts, super::unusable(), cannot(Kind::Create, "an ordinary key"))
        .showing(&["B57"]);

    for (id, label) in [("n-with-leading-zero", N), ("e-with-leading-zero", E)] {
        let deviation = Deviation::Key(KeyDeviation::Bytes(label, Bytes::ZeroInFront));
        into.left_open(&format!("key/rs256/{id}"), "cose-14a", &recipe, deviation).showing(&["B57"]);
    }
    // an RP may well have a limit: a verification takes the longer the larger the modulus is.
    let deviation = Deviation::Key(KeyDeviation::With(N, Node::Bytes(vec![0xff; 2048])));
    into.left_open("key/rs256/16384-bits", "cose-14", &recipe, deviation).showing(&["B57"]);
}
