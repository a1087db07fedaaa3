//! The members of client data as JSON has them: there, of the right type, once, in any order.

use relycheck_forge::{ClientDataDeviation, ClientDataShape, Deviation, Emission, Second};

use super::{either, part, refuse, swept};
use crate::Kind;
use crate::builder::{Builder, Demand, SweepPart};
use crate::effect::{as_it_should_be, cannot, hygiene};
use crate::recipe::Recipe;

/// The members that have to be there.
const REQUIRED: [&str; 3] = ["type", "challenge", "origin"];

pub(super) fn build(into: &mut Builder, kind: Kind) {
    tolerances(into, kind);
    required(into, kind);
    repeated(into, kind);
    token_binding(into, kind);
}

fn member(name: &'static str, value: &str) -> ClientDataDeviation {
    ClientDataDeviation::Member(name, value.as_bytes().to_vec())
}

fn tolerances(into: &mut Builder, kind: Kind) {
    let shape = || Emission::default().client_data;
    for (id, title, row, shape, who) in [
        (
            "unknown-member",
            "Client data has a member that the standard does not know",
            "cd-2",
            ClientDataShape { extra_member: Some(("relycheck_extra".to_owned(), "{\"a\":[1,null]}".to_owned())), ..shape() },
            "People whose browser adds a member",
        ),
        (
            "cross-origin-absent",
            "Client data has no crossOrigin, as older browsers write it",
            "cd-6",
            ClientDataShape { cross_origin: None, ..shape() },
            "People with an older browser",
        ),
    ] {
        into.accepted(&format!("client-data/{id}"), title, Some(row), &Recipe::client_data(kind, shape), who);
    }
    let plain = Recipe::new(kind);
    let reversed = Deviation::ClientData(ClientDataDeviation::Reversed);
    into.tolerated("client-data/members-in-another-order", "cd-2a", &plain, reversed, "a client that orders members otherwise")
        .showing(&["B77"]);

    let unknown = [
        ("proto", member("__proto__", r#"{"origin":"https://evil.test","crossOrigin":true}"#)),
        ("constructor", member("constructor", r#"{"prototype":{"crossOrigin":true}}"#)),
        ("to-string", member("toString", "null")),
        ("origin-with-a-capital", member("Origin", r#""https://evil.test""#)),
        ("no-name", member("", "1")),
        ("nested-16-deep", ClientDataDeviation::Nested(16)),
    ];
    let parts = unknown.map(|(name, deviation)| part(name, deviation, Demand::Accepted("cd-2"))).to_vec();
    let title = "Members that the standard does not know and that a parser may stumble over";
    let refused = cannot(kind, "a browser that adds a member");
    into.sweep("client-data/unknown-members", title, &plain, parts, as_it_should_be(), refused).showing(&["B77"]);
}

fn required(into: &mut Builder, kind: Kind) {
    let plain = Recipe::new(kind);
    let refused = refuse("cd-1");
    let mut parts: Vec<SweepPart> = Vec::new();
    let values = [("null", "null"), ("true", "true"), ("zero", "0"), ("object", "{}"), ("empty", "\"\"")];
    for name in REQUIRED {
        parts.push(part(format!("{name}-missing"), ClientDataDeviation::Without(name), refused));
        parts.push(part(format!("{name}-in-an-array"), ClientDataDeviation::ValueInArray(name), refused));
        for (word, value) in &values[..either(kind, values.len(), 2)] {
            // An empty string is one, and not the value that its step compares with.
            let row = match (*word, name) {
                ("empty", "type") => either(kind, "reg-7", "auth-10"),
                ("empty", "challenge") => either(kind, "reg-8", "auth-11"),
                ("empty", _) => either(kind, "reg-9", "auth-12"),
                _ => "cd-1",
            };
            parts.push(part(format!("{name}-{word}"), member(name, value), refuse(row)));
        }
    }
    let title = "A required member is missing, or no string";
    let effect = hygiene("Client data that does not say what it is for, or where it is from, is taken for some that does.");
    swept(into, "required-members", title, &plain, parts, effect).showing(&["B77"]);

    let parts = vec![
        part("type-with-a-capital", ClientDataDeviation::Renamed("type", "Type"), refused),
        part("challenge-in-capitals", ClientDataDeviation::Renamed("challenge", "CHALLENGE"), refused),
        part("origin-with-a-capital", ClientDataDeviation::Renamed("origin", "Origin"), refused),
        part("all-within-proto", ClientDataDeviation::Within("__proto__"), refused),
    ];
    let title = "The required members have other names, or stand where a prototype is read";
    let effect = hygiene("What one parser reads as a member is none for another.");
    swept(into, "required-members-elsewhere", title, &plain, parts, effect).showing(&["B77"]);
}

/// Which of two members counts depends on the parser, so that neither can be relied on.
fn repeated(into: &mut Builder, kind: Kind) {
    let refused = Demand::Refused("cd-8", relycheck_protocol::Stage::Parse);
    let twice = |name, second| ClientDataDeviation::Twice(name, second);
    let type_of_other = either(kind, "\"webauthn.get\"", "\"webauthn.create\"");
    let mut parts = Vec::new();
    for (name, word, other) in [
        ("type", "type", type_of_other),
        ("challenge", "challenge", "\"AAAAAAAAAAAAAAAAAAAAAA\""),
        ("origin", "origin", "\"https://evil.test\""),
        ("crossOrigin", "cross-origin", "true"),
    ] {
        parts.push(part(format!("{word}-wrong-then-right"), twice(name, Second::Before(other)), refused));
        parts.push(part(format!("{word}-right-then-wrong"), twice(name, Second::After(other)), refused));
        if kind == Kind::Create {
            parts.push(part(format!("{word}-the-same"), twice(name, Second::Same), refused));
        }
    }
    let title = "A member that a step looks at stands twice";
    let effect = hygiene("Two parsers may read the same client data differently.");
    swept(into, "members-twice", title, &Recipe::new(kind), parts, effect).showing(&["B77"]);
}

/// Level 3 keeps the name only; Level 2 compared it with the connection.
fn token_binding(into: &mut Builder, kind: Kind) {
    let binding = |value: &'static str| member("tokenBinding", value);
    let plain = Recipe::new(kind);
    let accepted = Demand::Accepted("tb-1");
    let parts = vec![
        part("supported", binding(r#"{"status":"supported"}"#), accepted),
        // Of the first Level: the second has `present` and `supported` alone.
        part("not-supported", binding(r#"{"status":"not-supported"}"#), accepted),
    ];
    let title = "tokenBinding in client data, as clients of earlier Levels wrote it where there was none";
    let refused = cannot(kind, "a browser that still writes tokenBinding");
    into.sweep("client-data/token-binding", title, &plain, parts, as_it_should_be(), refused).showing(&["B23"]);

    let open = Demand::Either("tb-2");
    let parts = vec![
        part("present", binding(r#"{"status":"present","id":"cmVseWNoZWNr"}"#), open),
        part("present-without-id", binding(r#"{"status":"present"}"#), open),
        part("unknown-status", binding(r#"{"status":"relycheck"}"#), open),
        part("without-status", binding("{}"), open),
        part("string", binding(r#""unused""#), open),
        part("null", binding("null"), open),
    ];
    let title = "tokenBinding in client data that claims a binding, or that Level 2 did not know";
    let id = "client-data/token-binding-otherwise";
    into.sweep(id, title, &plain, parts, as_it_should_be(), as_it_should_be()).showing(&["B23"]);
}
