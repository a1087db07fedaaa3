//! What is no item, what is not in canonical form, and where each part ends.

use relycheck_forge::{CborEdit as Edit, Flood, Node, Spelling, Width};
use relycheck_protocol::Stage;

use super::table::{CANONICAL, CUT_OFF, NOT_CANONICAL, NOT_WELL_FORMED};
use super::{Place, ambiguous, ordinary};
use crate::Kind;
use crate::builder::{Builder, Demand, SweepPart};
use crate::effect::{as_it_should_be, hygiene};

pub(super) fn build(into: &mut Builder) {
    for place in Place::ALL {
        not_well_formed(into, place);
        not_canonical(into, place);
    }
    cut(into);
    end_of_the_key(into);
    decoder_state(into);
    for place in [Place::AttestationObject, Place::Extensions(Kind::Create)] {
        further_entries(into, place);
    }
}

fn not_well_formed(into: &mut Builder, place: Place) {
    let demand = Demand::Refused(place.ill_formed(), Stage::Parse);
    // In the statement other bytes follow, which would be taken for the end that is missing.
    let cut_off: &[_] = if place == Place::AttestationStatement { &[] } else { CUT_OFF };
    let parts = NOT_WELL_FORMED.iter().chain(cut_off);
    let parts = parts.map(|(name, bytes)| place.part(*name, place.further_entry(Flood::of(bytes)), demand)).collect();
    let recipe = place.recipe();
    let id = format!("cbor/{}/not-well-formed", place.word());
    let accepted = hygiene("Bytes that are no CBOR are taken for a message.");
    let case = into.sweep(&id, "CBOR that is not well-formed", &recipe, parts, accepted, ordinary(recipe.kind));
    case.showing(&["B83", "B85"]).exercising(&["cbor-must-1"]);
}

fn not_canonical(into: &mut Builder, place: Place) {
    let refused = |row| Demand::Refused(row, Stage::Parse);
    let parts = spellings(place).into_iter().map(|(name, row, edit)| place.part(name, edit, refused(row))).collect();
    let recipe = place.recipe();
    let id = format!("cbor/{}/not-canonical", place.word());
    let title = "CBOR that is not in CTAP2 canonical form, or has a key twice";
    let case = into.sweep(&id, title, &recipe, parts, ambiguous(), ordinary(recipe.kind));
    case.showing(&["B52", "B81", "B82"]).exercising(&["conf-2", "cbor-c11"]);

    // A statement and a key are not to have other entries, and a signature is made for every authentication.
    let Some((number, recipe)) = place.with_further_entry() else { return };
    let value = |bytes| Edit::Value(number, Spelling::As(Flood::of(bytes)));
    let parts = NOT_CANONICAL.iter().map(|(name, row, bytes)| place.part(*name, value(bytes), refused(*row))).collect();
    let id = format!("cbor/{}/further-entry-not-canonical", place.word());
    let title = "The value of an entry that is not known is not in CTAP2 canonical form, or has a key twice";
    let case = into.sweep(&id, title, &recipe, parts, ambiguous(), ordinary(recipe.kind));
    case.showing(&["B52", "B81", "B82"]).exercising(&["conf-2", "cbor-c11"]);
}

/// The place's own entries, written otherwise; what they mean stays.
fn spellings(place: Place) -> Vec<(&'static str, &'static str, Edit)> {
    let wide = Spelling::Wide;
    let mut all = vec![
        ("map-length-in-two-bytes", "cbor-c2", Edit::Map(wide(Width::One))),
        ("map-length-in-nine-bytes", "cbor-c2", Edit::Map(wide(Width::Eight))),
        ("map-indefinite", "cbor-c3", Edit::Map(Spelling::Indefinite)),
        ("map-self-described", "cbor-c6", Edit::Map(Spelling::Tagged(55_799))),
        ("first-entries-swapped", "cbor-c4", Edit::Swapped(0, 1)),
    ];
    match place {
        Place::AttestationObject => all.extend([
            ("key-length-in-two-bytes", "cbor-c2", Edit::Key(0, wide(Width::One))),
            ("fmt-length-in-three-bytes", "cbor-c2", Edit::Value(0, wide(Width::Two))),
            ("statement-length-in-two-bytes", "cbor-c2", Edit::Value(1, wide(Width::One))),
            ("auth-data-length-in-three-bytes", "cbor-c2", Edit::Value(2, wide(Width::Two))),
            ("auth-data-length-in-five-bytes", "cbor-c2", Edit::Value(2, wide(Width::Four))),
            ("key-indefinite", "cbor-c3", Edit::Key(2, Spelling::Indefinite)),
            ("fmt-indefinite", "cbor-c3", Edit::Value(0, Spelling::Indefinite)),
            ("statement-indefinite", "cbor-c3", Edit::Value(1, Spelling::Indefinite)),
            ("auth-data-indefinite", "cbor-c3", Edit::Value(2, Spelling::Indefinite)),
            ("auth-data-first", "cbor-c4", Edit::Swapped(0, 2)),
            ("statement-twice", "cbor-c5", Edit::Twice(1)),
            ("auth-data-twice", "cbor-c5", Edit::Twice(2)),
            ("fmt-twice-first-other", "cbor-c5", Edit::Entry(0, Node::text("fmt"), Flood::of(b"\x66packed"))),
            ("fmt-twice-last-other", "cbor-c5", Edit::Entry(1, Node::text("fmt"), Flood::of(b"\x66packed"))),
            ("auth-data-twice-first-other", "cbor-c5", Edit::Entry(2, Node::text("authData"), Flood::of(b"\x40"))),
            ("auth-data-twice-last-other", "cbor-c5", Edit::Entry(3, Node::text("authData"), Flood::of(b"\x40"))),
            ("auth-data-embedded", "cbor-c6", Edit::Value(2, Spelling::Tagged(24))),
        ]),
        Place::AttestationStatement => all.extend([
            ("alg-in-two-bytes", "cbor-c1", Edit::Value(0, wide(Width::One))),
            ("alg-in-nine-bytes", "cbor-c1", Edit::Value(0, wide(Width::Eight))),
            ("key-length-in-two-bytes", "cbor-c2", Edit::Key(1, wide(Width::One))),
            ("signature-length-in-three-bytes", "cbor-c2", Edit::Value(1, wide(Width::Two))),
            ("key-indefinite", "cbor-c3", Edit::Key(0, Spelling::Indefinite)),
            ("signature-indefinite", "cbor-c3", Edit::Value(1, Spelling::Indefinite)),
        ]),
        Place::CredentialPublicKey => all.extend([
            ("label-in-two-bytes", "cbor-c1", Edit::Key(0, wide(Width::One))),
            ("kty-in-two-bytes", "cbor-c1", Edit::Value(0, wide(Width::One))),
            ("alg-in-two-bytes", "cbor-c1", Edit::Value(1, wide(Width::One))),
            ("alg-in-nine-bytes", "cbor-c1", Edit::Value(1, wide(Width::Eight))),
            ("x-length-in-three-bytes", "cbor-c2", Edit::Value(3, wide(Width::Two))),
            ("x-indefinite", "cbor-c3", Edit::Value(3, Spelling::Indefinite)),
            ("coordinates-swapped", "cbor-c4", Edit::Swapped(3, 4)),
            ("x-twice", "cbor-c5", Edit::Twice(3)),
            ("x-embedded", "cbor-c6", Edit::Value(3, Spelling::Tagged(24))),
        ]),
        Place::Extensions(_) => all.extend([
            ("key-length-in-two-bytes", "cbor-c2", Edit::Key(0, wide(Width::One))),
            ("key-indefinite", "cbor-c3", Edit::Key(1, Spelling::Indefinite)),
            ("first-entry-twice", "cbor-c5", Edit::Twice(0)),
            ("last-entry-twice", "cbor-c5", Edit::Twice(1)),
            ("value-tagged", "cbor-c6", Edit::Value(1, Spelling::Tagged(24))),
        ]),
    }
    match place {
        Place::Extensions(Kind::Create) => all.extend([
            ("output-in-two-bytes", "cbor-c1", Edit::Value(0, wide(Width::One))),
            ("output-twice-first-other", "cbor-c5", Edit::Entry(0, Node::text("credProtect"), Flood::of(b"\x03"))),
            ("output-twice-last-other", "cbor-c5", Edit::Entry(1, Node::text("credProtect"), Flood::of(b"\x03"))),
        ]),
        Place::Extensions(Kind::Get) => all.extend([
            ("output-length-in-two-bytes", "cbor-c2", Edit::Value(0, wide(Width::One))),
            ("output-indefinite", "cbor-c3", Edit::Value(1, Spelling::Indefinite)),
        ]),
        _ => {}
    }
    all
}

/// The attestation object ends after each of its bytes.
fn cut(into: &mut Builder) {
    let place = Place::AttestationObject;
    let recipe = place.recipe();
    // fmt none, a credential id of 32 bytes and an ES256 key make 194.
    let parts = (0..194)
        .map(|length| place.part(format!("{length}"), Edit::Cut(length), Demand::Refused("reg-13", Stage::Parse)))
        .collect();
    let accepted = hygiene("Half a message is taken for a whole one.");
    let title = "An attestation object that ends too early, after each of its bytes";
    let case = into.sweep("cbor/attestation-object/cut", title, &recipe, parts, accepted, ordinary(Kind::Create));
    case.showing(&["B83"]).exercising(&["cbor-must-1"]);

    let followed =
        |name: &str, bytes: &[u8]| place.part(name, Edit::Followed(bytes.to_vec()), Demand::Refused("attobj-3", Stage::Parse));
    let parts = vec![
        followed("zero-byte", b"\x00"),
        followed("break", b"\xff"),
        followed("no-item", b"\x1c"),
        followed("second-map", b"\xa0"),
        followed("second-object", b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x40"),
    ];
    let accepted = hygiene("Bytes that belong to nothing pass unnoticed.");
    let title = "An attestation object with something behind it";
    into.sweep("cbor/attestation-object/trailing", title, &recipe, parts, accepted, ordinary(Kind::Create)).showing(&["B51"]);
}

/// A key that is not canonical is longer or otherwise than the same key encoded anew, and extension data follows it.
fn end_of_the_key(into: &mut Builder) {
    let recipe = Place::Extensions(Kind::Create).recipe();
    let key = Place::CredentialPublicKey;
    let wide = Spelling::Wide;
    let part = |name: &str, edit| key.part(name, edit, Demand::Refused("conf-2", Stage::Parse));
    let parts = vec![
        part("alg-in-two-bytes", Edit::Value(1, wide(Width::One))),
        part("alg-in-nine-bytes", Edit::Value(1, wide(Width::Eight))),
        part("label-in-two-bytes", Edit::Key(0, wide(Width::One))),
        part("x-length-in-three-bytes", Edit::Value(3, wide(Width::Two))),
        part("map-length-in-two-bytes", Edit::Map(wide(Width::One))),
        part("map-indefinite", Edit::Map(Spelling::Indefinite)),
        part("y-indefinite", Edit::Value(4, Spelling::Indefinite)),
        part("unsorted", Edit::Swapped(0, 4)),
        part("a-label-twice", Edit::Twice(0)),
    ];
    let title = "A key that is not canonical, with extension data behind it: where the key ends is where its bytes end";
    let accepted = hygiene("Bytes of the key are read as extension data, or extension data as nothing.");
    let case = into.sweep("cbor/credential-public-key/end", title, &recipe, parts, accepted, ordinary(Kind::Create));
    case.showing(&["B50"]).exercising(&["cose-4"]);
}

/// What one message leaves in a decoder is not there for the next.
fn decoder_state(into: &mut Builder) {
    let place = Place::AttestationObject;
    let refused = Demand::Refused("cbor-c6", Stage::Parse);
    let with = |name: &str, bytes: &[u8]| place.part(name, place.further_entry(Flood::of(bytes)), refused);
    let parts = vec![
        with("a-shared-value", b"\xd8\x1c\x64none"),
        with("a-reference-to-it", b"\xd8\x1d\x00"),
        SweepPart::honest("nothing-of-the-kind", "reg-29"),
        with("strings-to-refer-to", b"\xd9\x01\x00\x81\x64none"),
        with("a-reference-to-a-string", b"\xd8\x19\x00"),
        SweepPart::honest("nothing-of-the-kind-again", "reg-29"),
    ];
    let recipe = place.recipe();
    let title = "Values to be shared in one message, references to them in the next, and an ordinary message";
    let accepted = hygiene("What one response carried turns up in the reading of another.");
    let case = into.sweep("cbor/attestation-object/decoder-state", title, &recipe, parts, accepted, ordinary(Kind::Create));
    case.showing(&["B84"]);
}

/// Well-formed and canonical, under a key that nobody knows.
fn further_entries(into: &mut Builder, place: Place) {
    let row = if place == Place::AttestationObject { "attobj-2" } else { "ext-2" };
    let mut parts: Vec<SweepPart> = CANONICAL
        .iter()
        .map(|(name, bytes)| place.part(*name, place.further_entry(Flood::of(bytes)), Demand::Either(row)))
        .collect();
    let nested = |depth: usize| place.further_entry(Flood::repeating(b"\x81", depth, b"\x00"));
    // The map itself is one level.
    parts.extend([4, 5, 8, 16].map(|depth| place.part(format!("depth{}", depth + 1), nested(depth), Demand::Either("cbor-c8"))));
    let id = format!("cbor/{}/further-entry", place.word());
    let title = "One more entry, well-formed and canonical, under a key that is not known";
    let case = into.sweep(&id, title, &place.recipe(), parts, as_it_should_be(), ordinary(Kind::Create));
    if let Place::Extensions(_) = place {
        case.exercising(&["cbor-c9"]);
    }
}
