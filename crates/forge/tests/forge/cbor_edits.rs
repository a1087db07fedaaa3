//! Each edit of CBOR changes its place as it says, at each place, and what is signed is what is sent.

use relycheck_forge::{CborEdit as Edit, CborPlace as Place, Deviation, Emission, Flood, Format, Layer, Node, Spelling, Width};
use relycheck_wire::attestation_object::AttestationObject;
use relycheck_wire::cbor::{Rule, canonical, item_end, well_formed};

use crate::opened::Ceremony::{Assertion, Registration};
use crate::opened::{Ceremony, Setting};

fn extended() -> Emission {
    let outputs = Node::Map(vec![(Node::text("a"), Node::integer(1)), (Node::text("b"), Node::bytes(b"xyz"))]);
    Emission { format: Format::PackedSelf, extensions: Some(outputs), ..Emission::default() }
}

/// The bytes of a place, where they can still be found.
fn bytes(place: Place, ceremony: Ceremony, edit: Option<&Edit>) -> Vec<u8> {
    let deviation = edit.map(|edit| Deviation::Cbor(place, edit.clone()));
    let rendered = Setting::default().render(ceremony, &extended(), deviation.as_ref()).expect("it changes something");
    let key = 55 + 32;
    match (place, ceremony) {
        (Place::AttestationObject, _) => rendered.attestation_object.expect("a registration"),
        (Place::AttestationStatement, _) => {
            let object = rendered.attestation_object.expect("a registration");
            let start = b"\xa3\x63fmt\x66packed\x67attStmt".len();
            object[start..item_end(&object, start).expect("the statement has an end")].to_vec()
        }
        (Place::CredentialPublicKey, _) => {
            let end = item_end(&rendered.authenticator_data, key).expect("the key has an end");
            rendered.authenticator_data[key..end].to_vec()
        }
        (Place::Extensions, Registration) => {
            let end = item_end(&rendered.authenticator_data, key).expect("the key has an end");
            rendered.authenticator_data[end..].to_vec()
        }
        (Place::Extensions, Assertion) => rendered.authenticator_data[37..].to_vec(),
    }
}

const PLACES: [(Place, Ceremony); 5] = [
    (Place::AttestationObject, Registration),
    (Place::AttestationStatement, Registration),
    (Place::CredentialPublicKey, Registration),
    (Place::Extensions, Registration),
    (Place::Extensions, Assertion),
];

#[test]
fn a_spelling_breaks_its_rule_and_means_the_same() {
    for (place, ceremony) in PLACES {
        for (edit, rule) in [
            (Edit::Map(Spelling::Wide(Width::One)), Rule::LengthNotShortest),
            (Edit::Map(Spelling::Indefinite), Rule::IndefiniteLength),
            (Edit::Map(Spelling::Tagged(55_799)), Rule::Tag),
            (Edit::Swapped(0, 1), Rule::KeyOrder),
            (Edit::Twice(1), Rule::DuplicateKey),
            (Edit::Value(1, Spelling::Tagged(24)), Rule::Tag),
        ] {
            let it = bytes(place, ceremony, Some(&edit));
            assert_eq!(canonical(&it).map_err(|offence| offence.rule), Err(rule), "{place:?}, {edit:?}");
        }
    }
}

#[test]
fn entries_come_go_and_are_renamed() {
    for (place, ceremony) in PLACES {
        let twin = bytes(place, ceremony, None);
        let further = Edit::Entry(0, Node::integer(0), Flood::of(b"\x18\x18"));
        let it = bytes(place, ceremony, Some(&further));
        let expected = [&[twin[0] + 1], &b"\x00\x18\x18"[..], &twin[1..]].concat();
        // A signature of the statement is over other authenticator data where the edit is there.
        assert_eq!((it.len(), &it[..4]), (expected.len(), &expected[..4]), "{place:?}");
        let removed = bytes(place, ceremony, Some(&Edit::Without(1)));
        assert_eq!(removed[0], twin[0] - 1, "{place:?}");
        assert!(removed.len() < twin.len() && well_formed(&removed).is_ok(), "{place:?}");
    }
    let keys = [1, 2, 3].map(Node::integer).to_vec();
    let object = bytes(Place::AttestationObject, Registration, Some(&Edit::Keys(keys)));
    assert_eq!(object[..2], [0xa3, 0x01]);
    assert!(well_formed(&object).is_ok() && AttestationObject::parse(&object).is_err());
}

#[test]
fn a_flood_is_its_parts_in_order() {
    let flood = Flood { head: vec![0x5f], unit: vec![0x40], times: 3, tail: vec![0xff] };
    let edit = Edit::Value(0, Spelling::As(flood));
    let it = bytes(Place::Extensions, Assertion, Some(&edit));
    assert_eq!(it, b"\xa2\x61a\x5f\x40\x40\x40\xff\x61b\x43xyz");
    let it = bytes(Place::Extensions, Assertion, Some(&Edit::Map(Spelling::As(Flood::repeating(b"\x81", 4, b"\x80")))));
    assert_eq!(it, b"\x81\x81\x81\x81\x80");
}

#[test]
fn an_end_comes_early_or_late() {
    let twin = bytes(Place::Extensions, Assertion, None);
    assert_eq!(bytes(Place::Extensions, Assertion, Some(&Edit::Cut(3))), &twin[..3]);
    assert_eq!(bytes(Place::Extensions, Assertion, Some(&Edit::Followed(vec![7]))), [&twin[..], &[7]].concat());
}

#[test]
fn an_edit_of_what_is_not_there_is_inapplicable() {
    let bare = Emission::default();
    for (ceremony, emission, place, edit) in [
        (Registration, bare.clone(), Place::Extensions, Edit::Map(Spelling::Indefinite)),
        (Assertion, bare.clone(), Place::Extensions, Edit::Cut(0)),
        (Assertion, bare.clone(), Place::CredentialPublicKey, Edit::Twice(0)),
        (Assertion, bare.clone(), Place::AttestationObject, Edit::Twice(0)),
        (Registration, bare.clone(), Place::AttestationStatement, Edit::Without(0)),
        (Registration, bare.clone(), Place::AttestationObject, Edit::Without(3)),
        (Registration, bare.clone(), Place::CredentialPublicKey, Edit::Swapped(0, 5)),
        (Registration, bare, Place::AttestationObject, Edit::Cut(10_000)),
    ] {
        let deviation = Deviation::Cbor(place, edit);
        assert!(Setting::default().render(ceremony, &emission, Some(&deviation)).is_err(), "{}", deviation.sentence());
    }
}

#[test]
fn a_place_has_its_layer_and_an_edit_its_sentence() {
    let layer = |place| Deviation::Cbor(place, Edit::Without(0)).layer();
    assert_eq!(layer(Place::AttestationObject), Layer::Attestation);
    assert_eq!(layer(Place::AttestationStatement), Layer::Attestation);
    assert_eq!(layer(Place::CredentialPublicKey), Layer::Key);
    assert_eq!(layer(Place::Extensions), Layer::AuthenticatorData);
    let sentence = |edit| Deviation::Cbor(Place::AttestationObject, edit).sentence();
    let wide = sentence(Edit::Value(2, Spelling::Wide(Width::Eight)));
    assert_eq!(wide, "in the attestation object, the value of entry 2 is written with an argument of 8 bytes");
    let flood = Edit::Map(Spelling::As(Flood::repeating(b"\x81", 100_000, b"\x80")));
    assert_eq!(sentence(flood), "the attestation object is 100000 × 81 and 1 bytes more");
}
