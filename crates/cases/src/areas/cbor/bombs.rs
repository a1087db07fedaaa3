//! Lengths that no memory holds, nesting that no stack holds, and floods of items: hazards.
//! <https://www.rfc-editor.org/rfc/rfc8949#section-10>

use relycheck_forge::{CborEdit as Edit, Flood, Spelling};
use relycheck_protocol::Stage;

use super::table::HUGE;
use super::{Place, ambiguous, ordinary};
use crate::Kind;
use crate::builder::{Builder, Demand, SweepPart};
use crate::effect::hygiene;

/// How many items: as a message of some hundred kilobytes holds in one place, a tenth of it in the others, where they are read by the
/// same decoder.
fn many(place: Place) -> usize {
    if place == Place::AttestationObject { 100_000 } else { 10_000 }
}

pub(super) fn build(into: &mut Builder) {
    for place in Place::ALL {
        lengths(into, place);
        nesting(into, place);
        if !matches!(place, Place::AttestationStatement | Place::Extensions(Kind::Get)) {
            floods(into, place);
        }
    }
}

/// The row for what does not fit.
fn bounded(place: Place) -> Demand {
    Demand::Refused(if let Place::Extensions(_) = place { "ad-9" } else { "cbor-must-4" }, Stage::Parse)
}

/// What is refused while it is read.
fn at_parse(demand: Demand) -> Demand {
    match demand {
        Demand::Refused(row, _) => Demand::Refused(row, Stage::Parse),
        other => other,
    }
}

fn unbounded() -> relycheck_judge::Effect {
    hygiene("A short message takes the memory or the stack of the process.")
}

fn lengths(into: &mut Builder, place: Place) {
    let demand = bounded(place);
    let mut parts: Vec<SweepPart> =
        HUGE.iter().map(|(name, bytes)| place.part(*name, place.further_entry(Flood::of(bytes)), demand)).collect();
    for (name, count) in [("2-31", 1_u64 << 31), ("2-32", 1 << 32), ("2-63", 1 << 63), ("2-64-1", u64::MAX)] {
        parts.push(place.part(format!("map-of-{name}"), Edit::Map(Spelling::Declared(count)), demand));
        parts.push(place.part(
            format!("key-of-{name}"),
            Edit::Key(if place == Place::CredentialPublicKey { 9 } else { 0 }, Spelling::Declared(count)),
            demand,
        ));
    }
    if place == Place::CredentialPublicKey {
        // Its keys are integers, which declare no length; its coordinates do.
        parts.retain(|part| !part.name.starts_with("key-of"));
        let declared = |count| Edit::Value(3, Spelling::Declared(count));
        parts.extend(
            [("x-of-2-32", 1 << 32), ("x-of-2-64-1", u64::MAX)].map(|(name, count)| place.part(name, declared(count), demand)),
        );
    }
    let recipe = place.recipe();
    let id = format!("cbor/{}/huge-lengths", place.word());
    let title = "Declared lengths up to 2^64-1, with next to nothing behind them";
    let case = into.sweep(&id, title, &recipe, parts, unbounded(), ordinary(recipe.kind));
    case.showing(&["B80", "B85"]).exercising(&["cbor-must-4"]).as_hazard();
}

fn nesting(into: &mut Builder, place: Place) {
    let demand = bounded(place);
    let unclosed = |unit: &[u8], times| place.further_entry(Flood::repeating(unit, times, b""));
    // Something else than the map that belongs there, however deep it goes.
    let instead = |unit: &[u8], times| Edit::Map(Spelling::As(Flood::repeating(unit, times, b"\x80")));
    let no_map = match place {
        Place::CredentialPublicKey => Demand::Refused("cbor-must-3", Stage::Key),
        _ => demand,
    };
    let mut parts = Vec::new();
    for (name, times) in [("16", 16), ("100", 100), ("1000", 1_000), ("most", many(place))] {
        parts.push(place.part(format!("arrays-unclosed-{name}"), unclosed(b"\x81", times), demand));
        parts.push(place.part(format!("arrays-instead-{name}"), instead(b"\x81", times), no_map));
    }
    for (name, unit) in
        [("maps", &b"\xa1\x00"[..]), ("tags", b"\xc1"), ("indefinite-arrays", b"\x9f"), ("indefinite-maps", b"\xbf\x00")]
    {
        parts.push(place.part(format!("{name}-unclosed"), unclosed(unit, many(place)), demand));
    }
    parts.push(place.part("tags-instead", instead(b"\xc1", many(place)), at_parse(no_map)));
    let recipe = place.recipe();
    let id = format!("cbor/{}/nesting", place.word());
    let title = "Arrays, maps and tags within each other, thousands deep";
    let case = into.sweep(&id, title, &recipe, parts, unbounded(), ordinary(recipe.kind));
    case.showing(&["B79", "B85"]).exercising(&["cbor-must-4"]).as_hazard();
}

fn floods(into: &mut Builder, place: Place) {
    let refused = |row| Demand::Refused(row, Stage::Parse);
    let flood = |head: &[u8], unit: &[u8], times, tail: &[u8]| {
        place.further_entry(Flood { head: head.to_vec(), ..Flood::repeating(unit, times, tail) })
    };
    let many = many(place);
    let digits = u32::try_from(many).unwrap_or(u32::MAX).to_be_bytes();
    let half = u32::try_from(many / 2).unwrap_or(u32::MAX).to_be_bytes();
    // The first item is what the others refer to.
    let quarter = u32::try_from(many / 4 + 1).unwrap_or(u32::MAX).to_be_bytes();
    let bignum = |head: &[u8]| flood(&[head, &digits].concat(), b"\xff", many, b"");
    let parts = vec![
        place.part("empty-chunks", flood(b"\x5f", b"\x40", many, b"\xff"), refused("cbor-c3")),
        place.part("empty-chunks-of-text", flood(b"\x7f", b"\x60", many, b"\xff"), refused("cbor-c3")),
        place.part("indefinite-array", flood(b"\x9f", b"\x00", many, b"\xff"), refused("cbor-c3")),
        place.part(
            "one-key-again-and-again",
            flood(&[b"\xba", &half[..]].concat(), b"\x00\x00", many / 2, b""),
            refused("cbor-c5"),
        ),
        place.part("bignum", bignum(b"\xc2\x5a"), refused("cbor-c6")),
        place.part("negative-bignum", bignum(b"\xc3\x5a"), refused("cbor-c6")),
        place.part(
            "references-to-a-reference",
            flood(&[b"\x9a", &quarter[..], b"\xd8\x1c\x80"].concat(), b"\xd8\x1d\x00", many / 4, b""),
            refused("cbor-c6"),
        ),
    ];
    let recipe = place.recipe();
    let id = format!("cbor/{}/floods", place.word());
    let title = "Thousands of chunks, entries or digits in one item";
    let case = into.sweep(&id, title, &recipe, parts, ambiguous(), ordinary(recipe.kind));
    case.showing(&["B81", "B82"]).as_hazard();
}
