//! Each member of the envelopes missing, of each wrong JSON type, or encoded otherwise.

use relycheck_forge::{Deviation, Emission, Encoding, EnvelopeDeviation as Envelope};
use relycheck_judge::Effect;
use relycheck_protocol::Stage;

use super::super::either;
use crate::Kind;
use crate::builder::{Builder, Demand, SweepPart};
use crate::effect::{as_it_should_be, bypass, cannot, hygiene};
use crate::recipe::Recipe;

/// A value of each type: the name of its part, the type, the JSON text.
const VALUES: &[(&str, &str, &str)] = &[
    ("null", "null", "null"),
    ("number", "number", "7"),
    ("boolean", "boolean", "true"),
    ("array", "array", "[]"),
    ("array-of-bytes", "array", "[1,2,3]"),
    ("object", "object", "{}"),
    ("text-of-another-kind", "text", "\"%\""),
];

pub(super) fn build(into: &mut Builder, kind: Kind) {
    needed(into, kind);
    identifying(into, kind);
    other(into, kind);
    unknown(into, kind);
    form(into, kind);
    ids(into, kind);
    if kind == Kind::Get {
        user_handle(into);
    }
}

fn part(name: impl Into<String>, deviation: Envelope, demand: Demand) -> SweepPart {
    SweepPart::deviating(name, Deviation::Envelope(deviation), demand)
}

/// The member with a value of each type but its own.
fn values(member: &'static str, own: &str, demand: impl Fn(&str) -> Demand) -> Vec<SweepPart> {
    let name = |value: &str| format!("{}-{value}", member.trim_start_matches("response.").to_lowercase());
    let others = VALUES.iter().filter(|(_, kind, _)| *kind != own);
    others.map(|(value, kind, text)| part(name(value), Envelope::Set(member, (*text).to_owned()), demand(kind))).collect()
}

fn ordinary(kind: Kind) -> Effect {
    cannot(kind, "an ordinary response")
}

/// What a step needs.
fn needed(into: &mut Builder, kind: Kind) {
    let row = either(kind, "json-1", "json-4");
    let demand = Demand::Refused(row, Stage::Parse);
    let members: &[&'static str] = match kind {
        Kind::Create => &["response.clientDataJSON", "response.attestationObject"],
        Kind::Get => &["response.clientDataJSON", "response.authenticatorData", "response.signature"],
    };
    let mut parts = Vec::new();
    for &member in members {
        let name = member.trim_start_matches("response.").to_lowercase();
        parts.push(part(format!("{name}-missing"), Envelope::Without(vec![member]), demand));
        parts.extend(values(member, "", |_| demand));
        let (empty, stage) = match (member, kind) {
            ("response.clientDataJSON", Kind::Create) => ("reg-6", Stage::Parse),
            ("response.clientDataJSON", Kind::Get) => ("auth-9", Stage::Parse),
            ("response.attestationObject", _) => ("reg-13", Stage::Parse),
            ("response.authenticatorData", _) => ("ad-1", Stage::Parse),
            // no ASN.1 sequence of two integers.
            _ => ("sig-1", Stage::Signature),
        };
        parts.push(part(format!("{name}-empty"), Envelope::Set(member, "\"\"".to_owned()), Demand::Refused(empty, stage)));
    }
    parts.push(part("response-missing", Envelope::Without(vec!["response"]), demand));
    parts.extend(values("response", "", |_| demand));
    if kind == Kind::Get {
        parts.push(part("id-and-rawid-missing", Envelope::Without(vec!["id", "rawId"]), demand));
    }
    parts.push(part("in-an-array", Envelope::Within("[", "]"), demand));
    parts.push(part("in-a-member", Envelope::Within("{\"credential\":", "}"), demand));
    parts.push(part("unclosed", Envelope::Unclosed, demand));
    parts.push(part("no-json", Envelope::Within("(", ")"), demand));
    let accepted = either(
        kind,
        hygiene("A message that lacks what has to be verified is taken for a registration."),
        bypass("A message that lacks what has to be verified signs somebody in."),
    );
    let title = "A member that a step needs is missing, of another type, or empty";
    into.sweep("envelope/needed-members", title, &Recipe::new(kind), parts, accepted, ordinary(kind)).showing(&["B76", "B85"]);
}

/// Ids and type that are there have to be right.
fn identifying(into: &mut Builder, kind: Kind) {
    let mut parts = Vec::new();
    for (member, row) in [("id", "xcheck-1"), ("rawId", "xcheck-1"), ("type", "xcheck-3")] {
        let of_another_type = values(member, "text", |_| Demand::Refused(row, Stage::Parse));
        // Whether null is there at all is the transport's.
        parts.extend(of_another_type.into_iter().filter(|part| !part.name.ends_with("-null")));
    }
    for (name, value) in [("password", "\"password\""), ("empty", "\"\""), ("other-case", "\"Public-Key\"")] {
        let demand = Demand::Refused("xcheck-3", Stage::Parse);
        parts.push(part(format!("type-{name}"), Envelope::Set("type", value.to_owned()), demand));
    }
    let accepted = hygiene("A message that contradicts itself passes unnoticed.");
    let title = "`id`, `rawId` or `type` is of another type, or `type` is not `public-key`";
    into.sweep("envelope/id-and-type", title, &Recipe::new(kind), parts, accepted, ordinary(kind)).showing(&["B46", "B76"]);
}

/// What no step needs is the transport's.
fn other(into: &mut Builder, kind: Kind) {
    let open = Demand::Either("json-1a");
    let mut parts = Vec::new();
    for member in ["id", "rawId", "type"] {
        let name = member.to_lowercase();
        parts.push(part(format!("{name}-missing"), Envelope::Without(vec![member]), open));
        parts.push(part(format!("{name}-null"), Envelope::Set(member, "null".to_owned()), open));
    }
    parts.extend(values("clientExtensionResults", "object", |_| open));
    parts.extend(values("authenticatorAttachment", "text", |_| open));
    if kind == Kind::Create {
        parts.push(part("id-and-rawid-missing", Envelope::Without(vec!["id", "rawId"]), open));
        for (member, own) in [
            ("response.authenticatorData", ""),
            ("response.publicKey", ""),
            ("response.publicKeyAlgorithm", "number"),
            ("response.transports", "array"),
        ] {
            let name = member.trim_start_matches("response.").to_lowercase();
            if ["response.authenticatorData", "response.publicKeyAlgorithm"].contains(&member) {
                parts.push(part(format!("{name}-missing"), Envelope::Without(vec![member]), open));
            }
            parts.extend(values(member, own, |_| open));
        }
        let mixed = Envelope::Set("response.transports", "[\"internal\",7,null]".to_owned());
        parts.push(part("transports-not-all-texts", mixed, open));
        let without = Deviation::Envelope(Envelope::Without(vec!["response.publicKey"]));
        into.tolerated("envelope/no-public-key", "json-3", &Recipe::new(kind), without, "an older browser");
    }
    let title = "A member that no step needs is missing or of another type";
    into.sweep("envelope/other-members", title, &Recipe::new(kind), parts, as_it_should_be(), ordinary(kind)).showing(&["B76"]);
}

/// What else a message may have is the transport's, too.
fn unknown(into: &mut Builder, kind: Kind) {
    let demand = Demand::Either("json-1a");
    let set = |name: &str, member, value: &str| part(name, Envelope::Set(member, value.to_owned()), demand);
    let parts = vec![
        set("number", "relycheck", "7"),
        set("object", "relycheck", "{\"a\":[null,true]}"),
        set("null", "relycheck", "null"),
        set("number-within-response", "response.relycheck", "7"),
        set("object-within-response", "response.relycheck", "{\"a\":[null,true]}"),
        set("prototype", "__proto__", "{\"type\":\"password\"}"),
        set("prototype-within-response", "response.__proto__", "{\"signature\":\"AA\"}"),
        set("constructor", "constructor", "{\"prototype\":{\"type\":\"password\"}}"),
        part("white-space-around", Envelope::Within(" \r\n\t", "\n"), demand),
    ];
    let title = "A member that the standard does not know, or white space around the message";
    into.sweep("envelope/unknown-members", title, &Recipe::new(kind), parts, as_it_should_be(), ordinary(kind)).showing(&["B76"]);
}

/// How bytes are padded, and which of two members counts, is the transport's.
fn form(into: &mut Builder, kind: Kind) {
    let open = Demand::Either("json-1a");
    // So many ones make sure that the two alphabets differ.
    let emission = either(
        kind,
        Emission { aaguid: [0xff; 16], ..Emission::default() },
        Emission { sign_count: u32::MAX, ..Emission::default() },
    );
    let member = either(kind, "response.attestationObject", "response.authenticatorData");
    let encoded = |name: &str, encoding| part(name, Envelope::Encoded(member, encoding), open);
    let twice = |name: &str, member| part(name, Envelope::Twice(member, "\"AAAA\"".to_owned()), open);
    let parts = vec![
        encoded("padded", Encoding::Padded),
        encoded("other-alphabet", Encoding::Standard),
        encoded("other-alphabet-padded", Encoding::StandardPadded),
        encoded("tail-bits", Encoding::TailBits),
        twice("id-twice", "id"),
        twice("response-member-twice", member),
        twice("type-twice", "type"),
        twice("client-data-twice", "response.clientDataJSON"),
    ];
    let title = "Another base64, or a member that stands twice";
    into.sweep("envelope/form", title, &Recipe::emitting(kind, emission), parts, as_it_should_be(), ordinary(kind))
        .showing(&["B76"]);
}

fn ids(into: &mut Builder, kind: Kind) {
    let refused = |row, stage| Demand::Refused(row, stage);
    let mut parts = vec![
        part("id-other", Envelope::BitFlipped("id"), refused("xcheck-1", Stage::Parse)),
        part("raw-id-other", Envelope::BitFlipped("rawId"), refused("xcheck-1", Stage::Parse)),
        part("id-empty", Envelope::Set("id", "\"\"".to_owned()), refused("xcheck-1", Stage::Parse)),
        part("raw-id-empty", Envelope::Set("rawId", "\"\"".to_owned()), refused("xcheck-1", Stage::Parse)),
    ];
    if kind == Kind::Create {
        parts.push(part("both-other", Envelope::UnknownCredentialId, refused("xcheck-2", Stage::AuthData)));
    }
    let accepted = either(
        kind,
        hygiene("Another id is stored than the one that was looked at, so that one account's may shadow another's."),
        hygiene("The credential that is looked up is another than the one that was allowed."),
    );
    let title = either(
        kind,
        "`id`, `rawId` and the credential id in authenticator data are not the same",
        "`id` and `rawId` are not the same",
    );
    into.sweep("envelope/ids", title, &Recipe::new(kind), parts, accepted, ordinary(kind))
        .showing(&["B46"])
        .exercising(&["amb-22"]);
}

/// A handle that is there has to be the account's, and what is no string is nobody's.
fn user_handle(into: &mut Builder) {
    let null = Deviation::Envelope(Envelope::Set("response.userHandle", "null".to_owned()));
    into.left_open("envelope/user-handle-null", "json-1a", &Recipe::new(Kind::Get), null);
    let parts = values("response.userHandle", "null", |_| Demand::Refused("auth-6a", Stage::State));
    let title = "`userHandle` is of another type than a string, or no base64url";
    let accepted = bypass("A user handle that was not compared names anybody.");
    let recipe = Recipe::new(Kind::Get);
    into.sweep("envelope/user-handle", title, &recipe, parts, accepted, ordinary(Kind::Get)).showing(&["B41", "B76"]);
}
