//! The assertion's signature: <https://www.w3.org/TR/webauthn-3/#sctn-signature-attestation-types>.

mod ecdsa;
mod others;

use relycheck_forge::{Algorithm, ClientDataShape, Deviation, Emission, SignatureDeviation};
use relycheck_judge::Effect;
use relycheck_protocol::Stage;

use super::algorithms::word;
use crate::Kind;
use crate::builder::Builder;
use crate::effect::bypass;
use crate::recipe::Recipe;

pub(super) fn build(into: &mut Builder) {
    for algorithm in Algorithm::ALL {
        of_every_algorithm(into, algorithm);
    }
    ecdsa::build(into);
    others::build(into);
    let spaced = ClientDataShape { white_space: true, ..Emission::default().client_data };
    let id = "signature/hash-of-reserialised-client-data";
    let deviation = Deviation::HashOfReserialisedClientData;
    into.refused(id, ("auth-20", Stage::Signature), &Recipe::client_data(Kind::Get, spaced), deviation, forged())
        .exercising(&["cd-4"])
        .showing(&["B78"]);
}

fn forged() -> Effect {
    bypass("A login that the credential's key did not sign is accepted.")
}

/// The place in ids: ES256 is the ordinary one.
fn id(algorithm: Algorithm, what: &str) -> String {
    match algorithm {
        Algorithm::Es256 => format!("signature/{what}"),
        _ => format!("signature/{}/{what}", word(algorithm)),
    }
}

/// An authentication whose signature deviates, and is refused.
fn refused(into: &mut Builder, algorithm: Algorithm, what: &str, row: &str, deviation: SignatureDeviation, classes: &[&str]) {
    let recipe = Recipe::of_algorithm(Kind::Get, algorithm);
    let deviation = Deviation::Signature(deviation);
    into.refused(&id(algorithm, what), (row, Stage::Signature), &recipe, deviation, forged()).showing(classes);
}

fn of_every_algorithm(into: &mut Builder, algorithm: Algorithm) {
    use Algorithm::{Ed25519, EdDsa, Es256, Es384, Es512, Esp256, Esp384, Esp512, MlDsa65, MlDsa87};
    // what is no signature of the algorithm by its form, where a row says so.
    let form = match algorithm {
        Es256 | Es384 | Es512 => "sig-1",
        EdDsa => "sig-5",
        _ => "auth-21",
    };
    refused(into, algorithm, "bit-flipped", "auth-21", SignatureDeviation::BitFlipped(0), &["B01"]);
    refused(into, algorithm, "by-another-key", "auth-21", SignatureDeviation::ByAnotherKey, &["B01"]);
    // what differs in nothing but its number or its size is not asked again.
    if matches!(algorithm, Esp256 | Esp384 | Esp512 | Ed25519 | MlDsa65 | MlDsa87) {
        return;
    }
    refused(into, algorithm, "empty", form, SignatureDeviation::Empty, &["B01"]);
    refused(into, algorithm, "one-byte-short", form, SignatureDeviation::OneByteShort, &["B01"]);
}
