//! From bytes to JSON: <https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential>, steps 5 and 6.

use relycheck_forge::{ClientDataDeviation, ClientDataShape, Deviation, Emission};
use relycheck_protocol::Stage;

use super::{either, part, refuse, swept};
use crate::Kind;
use crate::builder::{Builder, Demand, SweepPart};
use crate::effect::{as_it_should_be, bypass, cannot, hygiene};
use crate::recipe::Recipe;

/// The bytes of a string that no client needs.
const LARGE: usize = 10_000_000;

pub(super) fn build(into: &mut Builder, kind: Kind) {
    tolerances(into, kind);
    malformed(into, kind);
    no_json(into, kind);
    no_object(into, kind);
    limits_of_parsers(into, kind);
}

fn parse(row: &'static str) -> Demand {
    Demand::Refused(row, Stage::Parse)
}

fn tolerances(into: &mut Builder, kind: Kind) {
    let shape = || Emission::default().client_data;
    let marked = ClientDataShape { byte_order_mark: true, ..shape() };
    let title = "Client data begins with a byte order mark";
    let who = "People whose client writes a byte order mark";
    let row = either(kind, "reg-5", "auth-8");
    into.accepted("client-data/byte-order-mark", title, Some(row), &Recipe::client_data(kind, marked), who)
        .exercising(&["cd-3"])
        .showing(&["B77"]);
    let spaced = ClientDataShape { white_space: true, ..shape() };
    let title = "Client data has white space between its tokens";
    let who = "People whose client writes JSON with spaces";
    into.accepted("client-data/white-space", title, Some("cd-2a"), &Recipe::client_data(kind, spaced), who)
        .exercising(&["cd-4"])
        .showing(&["B77", "B78"]);

    let plain = Recipe::new(kind);
    let accepted = Demand::Accepted("cd-2a");
    let parts = vec![
        part("tabs", ClientDataDeviation::Spaced("\t"), accepted),
        part("lines", ClientDataDeviation::Spaced("\r\n"), accepted),
        part("before", ClientDataDeviation::Before(b"\n\t "), accepted),
        part("behind", ClientDataDeviation::Ending(b"}\n".to_vec()), accepted),
    ];
    let title = "White space of every kind, between tokens and around the object";
    let refused = cannot(kind, "a client that writes JSON with white space");
    into.sweep("client-data/white-space-kinds", title, &plain, parts, as_it_should_be(), refused).showing(&["B77", "B78"]);

    let row = either(kind, "reg-29", "auth-25");
    let parts = ["type", "challenge", "origin"]
        .map(|name| part(name, ClientDataDeviation::Escaped(name), Demand::Accepted(row)))
        .into_iter()
        .chain([part(
            "solidus",
            ClientDataDeviation::Member("origin", br#""https:\/\/example.org""#.to_vec()),
            Demand::Accepted(row),
        )])
        .collect();
    let title = "Strings written with escapes, which are the same strings";
    let refused = cannot(kind, "a client that escapes characters");
    into.sweep("client-data/escapes", title, &plain, parts, as_it_should_be(), refused).showing(&["B78"]);
}

/// What is no UTF-8, or half a character.
fn malformed(into: &mut Builder, kind: Kind) {
    let plain = Recipe::new(kind);
    let extra = |value: &[u8]| ClientDataDeviation::Member("relycheck_extra", value.to_vec());
    let accepted = Demand::Accepted("cd-5");
    let parts = vec![
        part("lone-byte", extra(b"\"\xff\""), accepted),
        part("character-cut-off", extra(b"\"\xe2\x82\""), accepted),
        part("half-a-character", extra(b"\"\xed\xa0\x80\""), accepted),
        part("overlong-form", extra(b"\"\xc0\xaf\""), accepted),
    ];
    let title = "Malformed UTF-8 in a member that the standard does not know";
    let refused = cannot(kind, "a client that adds a member in another encoding");
    into.sweep("client-data/malformed-utf8", title, &plain, parts, as_it_should_be(), refused).showing(&["B77"]);

    let origin = |value: &[u8]| ClientDataDeviation::Member("origin", value.to_vec());
    let row = either(kind, "reg-9", "auth-12");
    let parts = vec![
        part("lone-byte", origin(b"\"https://example.org\xff\""), refuse(row)),
        part("character-cut-off", origin(b"\"https://example.org\xe2\x82\""), refuse(row)),
        part("overlong-form", origin(b"\"https:\xc0\xaf/example.org\""), refuse(row)),
        part("half-a-character-escaped", origin(br#""https://example.org\ud800""#), refuse(row)),
    ];
    let title = "Malformed UTF-8 in the origin: dropped, it would be the expected one";
    let effect = bypass("A response from another origin is accepted here.");
    swept(into, "malformed-utf8-in-origin", title, &plain, parts, effect).showing(&["B77"]);
}

fn no_json(into: &mut Builder, kind: Kind) {
    let plain = Recipe::new(kind);
    let row = either(kind, "reg-6", "auth-9");
    let unreadable = || hygiene("Bytes that cannot be read are taken for client data.");
    let deviation = Deviation::ClientData(ClientDataDeviation::Ending(Vec::new()));
    into.refused("client-data/unclosed", (row, Stage::Parse), &plain, deviation, unreadable());

    let mut parts = vec![
        part("empty", ClientDataDeviation::Instead(b""), parse(row)),
        part("white-space", ClientDataDeviation::Instead(b" "), parse(row)),
        part("word", ClientDataDeviation::Instead(b"relycheck"), parse(row)),
        part("zero-in-front", ClientDataDeviation::Before(b"\0"), parse(row)),
        part("utf-16", ClientDataDeviation::InUtf16, parse(row)),
        part("cbor", ClientDataDeviation::Instead(&[0xa0]), parse(row)),
    ];
    if kind == Kind::Create {
        let from_start = [1, 2, 8, 24, 30].map(|at| (format!("cut-after-{at}"), ClientDataDeviation::EndsAfter(at)));
        let from_end = [2, 3, 8, 20, 30, 40].map(|by| (format!("short-by-{by}"), ClientDataDeviation::ShortBy(by)));
        parts.extend(from_start.into_iter().chain(from_end).map(|(name, deviation)| part(name, deviation, parse(row))));
    }
    let title = "Client data that is no JSON text, or only the beginning of one";
    swept(into, "no-json", title, &plain, parts, unreadable()).showing(&["B77"]);
    // UTF-8 decode takes one away, and RFC 8259, section 8.1, lets a parser ignore the other.
    let marks = Deviation::ClientData(ClientDataDeviation::Before(b"\xef\xbb\xbf\xef\xbb\xbf"));
    into.left_open("client-data/byte-order-mark-twice", row, &plain, marks).showing(&["B77"]);

    let trailing = |(name, bytes): (&str, &[u8])| -> SweepPart {
        part(name, ClientDataDeviation::Ending([b"}", bytes].concat()), parse("cd-9a"))
    };
    let parts = [("letter", &b"x"[..]), ("brace", b"}"), ("object", b" {}"), ("comma", b","), ("zero", b"\0"), ("comment", b"//")]
        .map(trailing)
        .to_vec();
    let title = "Something follows the object";
    let effect = hygiene("Two parsers may read the same client data differently.");
    swept(into, "trailing-text", title, &plain, parts, effect).showing(&["B77"]);
}

fn no_object(into: &mut Builder, kind: Kind) {
    let plain = Recipe::new(kind);
    let unreadable = || hygiene("Bytes that cannot be read are taken for client data.");
    let deviation = Deviation::ClientData(ClientDataDeviation::InAnArray);
    into.refused("client-data/array", ("cd-9", Stage::Parse), &plain, deviation, unreadable());
    let mut parts: Vec<SweepPart> = [
        ("null", &b"null"[..]),
        ("true", b"true"),
        ("zero", b"0"),
        ("empty-string", b"\"\""),
        ("string", b"\"webauthn.create\""),
        ("empty-array", b"[]"),
    ]
    .map(|(name, value)| part(name, ClientDataDeviation::Instead(value), parse("cd-9")))
    .to_vec();
    // It is an object, and lacks every member.
    parts.push(part("empty-object", ClientDataDeviation::Instead(b"{}"), refuse("cd-1")));
    swept(into, "no-object", "Client data that is JSON and no object", &plain, parts, unreadable()).showing(&["B77"]);
}

/// How deep and how long a text and how large a number may be, and what becomes of half a character, RFC 8259 leaves to the parser
/// (sections 6, 8.2 and 9): what counts is that the RP answers.
fn limits_of_parsers(into: &mut Builder, kind: Kind) {
    let plain = Recipe::new(kind);
    let row = either(kind, "reg-6", "auth-9");
    let extra = |value: &[u8]| Deviation::ClientData(ClientDataDeviation::Member("relycheck_extra", value.to_vec()));
    into.left_open("client-data/lone-surrogate", row, &plain, extra(br#""\ud800""#)).showing(&["B77"]);
    into.left_open("client-data/large-number", row, &plain, extra(b"123456789012345678901234567890e999")).showing(&["B77"]);
    let nested = Deviation::ClientData(ClientDataDeviation::Nested(100_000));
    into.left_open("client-data/nested-deeply", row, &plain, nested).showing(&["B77"]).as_hazard();
    if kind == Kind::Create {
        let large = Deviation::ClientData(ClientDataDeviation::Large(LARGE));
        into.left_open("client-data/large", row, &plain, large).showing(&["B77"]).as_hazard();
    }
}
