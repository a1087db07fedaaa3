//! Members that a step needs: missing, of another type, under another key.

use relycheck_forge::{CborEdit as Edit, Flood, Node, Spelling};
use relycheck_protocol::{AttestationConveyance, Stage};

use super::{Place, ordinary};
use crate::Kind;
use crate::builder::{Builder, Demand, SweepPart};
use crate::effect::hygiene;

/// Items of each type but that of the member: name, type, bytes.
const OTHERS: &[(&str, &str, &[u8])] = &[
    ("null", "null", b"\xf6"),
    ("undefined", "null", b"\xf7"),
    ("number", "number", b"\x01"),
    ("true", "boolean", b"\xf5"),
    ("float", "float", b"\xf9\x3e\x00"),
    ("empty-bytes", "bytes", b"\x40"),
    ("bytes-that-spell-none", "bytes", b"\x44none"),
    ("text", "text", b"\x64none"),
    ("array", "array", b"\x80"),
    ("map", "map", b"\xa0"),
];

pub(super) fn build(into: &mut Builder) {
    needed(into);
    attested(into);
    no_key(into);
}

/// The entry of an attestation object as anything but what it is.
fn of_another_type(number: usize, member: &str, kind: &str, demand: Demand) -> Vec<SweepPart> {
    let place = Place::AttestationObject;
    let mut parts = vec![place.part(format!("{member}-missing"), Edit::Without(number), demand)];
    for (name, _, bytes) in OTHERS.iter().filter(|(_, of, _)| *of != kind) {
        let edit = Edit::Value(number, Spelling::As(Flood::of(bytes)));
        parts.push(place.part(format!("{member}-is-{name}"), edit, demand));
    }
    parts
}

/// Without authenticator data there is no registration, whether attestation is used or not.
fn needed(into: &mut Builder) {
    let place = Place::AttestationObject;
    let demand = Demand::Refused("cbor-must-3", Stage::Parse);
    let mut parts = of_another_type(2, "auth-data", "bytes", demand);
    for (name, _, bytes) in OTHERS.iter().filter(|(_, of, _)| *of != "map") {
        parts.push(place.part(format!("object-is-{name}"), whole(bytes), demand));
    }
    parts.push(place.part("object-is-empty-map", whole(b"\xa0"), demand));
    parts.push(place.part("object-is-nothing", whole(b""), Demand::Refused("reg-13", Stage::Parse)));
    let accepted = hygiene("What is no attestation object is taken for one.");
    let title = "An attestation object without authenticator data, or that is no map";
    let case = into.sweep("cbor/attestation-object/needed", title, &place.recipe(), parts, accepted, ordinary(Kind::Create));
    case.showing(&["B85"]);
}

/// What attestation is verified by, where it is.
fn attested(into: &mut Builder) {
    let place = Place::AttestationObject;
    let mut recipe = place.recipe();
    recipe.policy.attestation.conveyance = AttestationConveyance::Direct;
    recipe.policy.attestation.verify = true;
    let demand = Demand::Refused("attobj-1", Stage::Parse);
    let mut parts = of_another_type(0, "fmt", "text", demand);
    parts.extend(of_another_type(1, "statement", "map", demand));
    let keys = [1, 2, 3].map(Node::integer).to_vec();
    parts.push(place.part("keys-are-the-integers-of-ctap", Edit::Keys(keys), Demand::Refused("attobj-4", Stage::Parse)));
    let keys = ["fmt", "attStmt", "authData"].map(|key| Node::bytes(key.as_bytes())).to_vec();
    parts.push(place.part("keys-are-byte-strings", Edit::Keys(keys), demand));
    let accepted = hygiene("What is no attestation object is taken for one.");
    let title = "An attestation object whose format or statement is missing or of another type, or whose keys are no text";
    into.sweep("cbor/attestation-object/members", title, &recipe, parts, accepted, ordinary(Kind::Create)).showing(&["B85"]);
}

fn no_key(into: &mut Builder) {
    let place = Place::CredentialPublicKey;
    let demand = Demand::Refused("cbor-must-3", Stage::Key);
    let parts = OTHERS
        .iter()
        .filter(|(_, of, _)| *of != "map")
        .map(|(name, _, bytes)| place.part(format!("key-is-{name}"), whole(bytes), demand))
        .collect();
    let accepted = hygiene("What is no key is stored as one.");
    let title = "A credential public key that is no map";
    into.sweep("cbor/credential-public-key/no-map", title, &place.recipe(), parts, accepted, ordinary(Kind::Create));
}

fn whole(bytes: &[u8]) -> Edit {
    Edit::Map(Spelling::As(Flood::of(bytes)))
}
