//! Members that a step needs: missing, of another type, under another key.

use relycheck_forge::{CborEdit as Edit, Flood, Node, Spelling};
use relycheck_protocol::Stage;

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
    let place = Place::AttestationObject;
    let demand = Demand::Refused("attobj-1", Stage::Parse);
    let mut parts: Vec<SweepPart> = Vec::new();
    for (number, (member, kind)) in [("fmt", "text"), ("statement", "map"), ("auth-data", "bytes")].into_iter().enumerate() {
        parts.push(place.part(format!("{member}-missing"), Edit::Without(number), demand));
        for (name, _, bytes) in OTHERS.iter().filter(|(_, of, _)| *of != kind) {
            let edit = Edit::Value(number, Spelling::As(Flood::of(bytes)));
            parts.push(place.part(format!("{member}-is-{name}"), edit, demand));
        }
    }
    for (name, _, bytes) in OTHERS.iter().filter(|(_, of, _)| *of != "map") {
        parts.push(place.part(format!("object-is-{name}"), whole(bytes), demand));
    }
    parts.push(place.part("object-is-empty-map", whole(b"\xa0"), demand));
    parts.push(place.part("object-is-nothing", whole(b""), Demand::Refused("reg-13", Stage::Parse)));
    let keys = [1, 2, 3].map(Node::integer).to_vec();
    parts.push(place.part("keys-are-the-integers-of-ctap", Edit::Keys(keys), Demand::Refused("attobj-4", Stage::Parse)));
    let keys = ["fmt", "attStmt", "authData"].map(|key| Node::bytes(key.as_bytes())).to_vec();
    parts.push(place.part("keys-are-byte-strings", Edit::Keys(keys), demand));
    let accepted = hygiene("What is no attestation object is taken for one.");
    let title = "An attestation object without a member, with one of another type, or that is no map";
    let case = into.sweep("cbor/attestation-object/members", title, &place.recipe(), parts, accepted, ordinary(Kind::Create));
    case.exercising(&["cbor-must-3"]).showing(&["B85"]);

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
