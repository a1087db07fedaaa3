//! Authenticator data, field by field: <https://www.w3.org/TR/webauthn-3/#sctn-authenticator-data>.

use relycheck_forge::{AuthenticatorDataDeviation, Deviation, Node};
use relycheck_judge::Effect;
use relycheck_protocol::Stage;

use super::cbor::with_extension_data;
use super::{BOTH, either};
use crate::Kind;
use crate::builder::{Builder, Demand, SweepPart};
use crate::case::Case;
use crate::effect::{as_it_should_be, bypass, hygiene};
use crate::recipe::Recipe;
use crate::script::{ORIGIN, RP_ID};

pub(super) fn build(into: &mut Builder) {
    for kind in BOTH {
        rp_id_hash(into, kind);
        rp_id_of_the_session(into, kind);
        cut(into, kind);
        extension_data(into, kind);
        trailing(into, kind);
    }
    let at0 = AuthenticatorDataDeviation::AtCleared;
    refused(into, &Recipe::new(Kind::Create), "at0", ("ad-5", Stage::AuthData), at0, unreadable());
    let attested = AuthenticatorDataDeviation::AttestedCredentialData(attested_credential_data());
    let effect = hygiene("An assertion that carries another key passes for one that carries none.");
    refused(into, &Recipe::new(Kind::Get), "attested-credential-data", ("ad-6", Stage::AuthData), attested, effect);
}

fn refused<'b>(
    into: &'b mut Builder,
    recipe: &Recipe,
    id: &str,
    target: (&str, Stage),
    deviation: AuthenticatorDataDeviation,
    effect: Effect,
) -> &'b mut Case {
    into.refused(&format!("authenticator-data/{id}"), target, recipe, Deviation::AuthenticatorData(deviation), effect)
}

fn swept(
    into: &mut Builder,
    recipe: &Recipe,
    id: &str,
    title: &str,
    parts: Vec<(String, AuthenticatorDataDeviation, Demand)>,
    if_accepted: Effect,
    class: &str,
) {
    let part = |(name, deviation, demand)| SweepPart::deviating(name, Deviation::AuthenticatorData(deviation), demand);
    let parts = parts.into_iter().map(part).collect();
    into.sweep(&format!("authenticator-data/{id}"), title, recipe, parts, if_accepted, as_it_should_be()).showing(&[class]);
}

fn unreadable() -> Effect {
    hygiene("Authenticator data that is not whole is taken for an authenticator's.")
}

fn of_another_site(kind: Kind) -> Effect {
    either(
        kind,
        bypass("A credential that belongs to another site is registered here."),
        bypass("A login for another site is accepted here."),
    )
}

fn rp_id_hash(into: &mut Builder, kind: Kind) {
    let target = (either(kind, "reg-14", "auth-15"), Stage::AuthData);
    let of = |text: &str| AuthenticatorDataDeviation::RpIdHashOf(text.to_owned());
    let recipe = Recipe::new(kind);
    refused(into, &recipe, "rp-id-hash-other", target, of("example.net"), of_another_site(kind)).showing(&["B24"]);
    let texts = [
        ("the-origin", ORIGIN),
        ("parent-domain", "org"),
        ("sub-domain", "www.example.org"),
        ("upper-case", "EXAMPLE.ORG"),
        ("trailing-dot", "example.org."),
        ("with-port", "example.org:443"),
        ("prefix", "example.or"),
        ("suffix", "xample.org"),
        ("empty", ""),
    ];
    let texts = texts.map(|(name, text)| (name.to_owned(), of(text)));
    // A comparison that stops early is found by the bytes behind; where the comparison stands is the same in both ceremonies.
    let bits: Vec<u8> = either(kind, (0..32).map(|byte| byte * 8 + byte % 8).collect(), vec![0, 255]);
    let bits = bits.into_iter().map(|bit| (format!("bit-{bit}"), AuthenticatorDataDeviation::RpIdHashBitFlipped(bit)));
    let all = texts.into_iter().chain([("zeros".to_owned(), AuthenticatorDataDeviation::RpIdHashZero)]).chain(bits);
    let parts = all.map(|(name, deviation)| (name, deviation, Demand::Refused(target.0, target.1))).collect();
    let title = either(kind, "A registration with the hash of something else", "An authentication with the hash of something else");
    swept(into, &recipe, "rp-id-hash", title, parts, of_another_site(kind), "B24");
}

/// An RP ID other than that of all other cases, which pages of this origin can use as a related origin.
fn rp_id_of_the_session(into: &mut Builder, kind: Kind) {
    const COMMON: &str = "example.com";
    let mut recipe = Recipe::new(kind);
    recipe.policy.rp_id = COMMON.to_owned();
    recipe.policy.origins = vec![format!("https://{COMMON}"), ORIGIN.to_owned()];
    let title = either(
        kind,
        "A registration from a related origin, for the RP ID that the origins have in common",
        "An authentication from a related origin, for the RP ID that the origins have in common",
    );
    into.accepted("related-origin/common-rp-id", title, None, &recipe, "People on a related site").exercising(&["ro-2"]);
    let own = Deviation::AuthenticatorData(AuthenticatorDataDeviation::RpIdHashOf(RP_ID.to_owned()));
    let target = (either(kind, "reg-14", "auth-15"), Stage::AuthData);
    into.refused("related-origin/own-rp-id", target, &recipe, own, of_another_site(kind)).showing(&["B25"]);
}

/// What stands before attested credential data, and how long that is with a credential id of 32 bytes and an ES256 key.
const HEADER: u16 = 37;
const BEFORE_THE_ID: u16 = HEADER + 18;
const BEFORE_THE_KEY: u16 = BEFORE_THE_ID + 32;
const WHOLE: u16 = BEFORE_THE_KEY + 77;

fn cut(into: &mut Builder, kind: Kind) {
    let demand = |length: u16| match length {
        ..HEADER => Demand::Refused("ad-1", Stage::Parse),
        HEADER..BEFORE_THE_KEY => Demand::Refused("acd-1", Stage::Parse),
        _ => Demand::Refused("acd-4", Stage::Parse),
    };
    let lengths = either(kind, 0..WHOLE, 0..HEADER);
    let part = |length: u16| (format!("{length}-bytes"), AuthenticatorDataDeviation::CutTo(length), demand(length));
    let title =
        either(kind, "A registration cut off within authenticator data", "An authentication cut off within authenticator data");
    swept(into, &Recipe::new(kind), "cut", title, lengths.map(part).collect(), unreadable(), "B48");
    if kind == Kind::Get {
        let cut = AuthenticatorDataDeviation::CutTo(HEADER - 1);
        refused(into, &Recipe::new(kind), "one-byte-short", ("ad-1", Stage::Parse), cut, unreadable()).showing(&["B48"]);
    }
}

fn extension_data(into: &mut Builder, kind: Kind) {
    let plain = Recipe::new(kind);
    let missing = AuthenticatorDataDeviation::ExtensionsMissing;
    refused(into, &plain, "extensions-missing", ("ad-7", Stage::Parse), missing, unreadable()).showing(&["B49"]);
    let item = |name: &str, item| {
        (name.to_owned(), AuthenticatorDataDeviation::ExtensionData(item), Demand::Refused("ad-9", Stage::Parse))
    };
    let parts = vec![
        item("array", Node::Array(Vec::new())),
        item("integer", Node::integer(0)),
        item("bytes", Node::bytes(b"")),
        item("text", Node::text("credProtect")),
        item("null", Node::Raw(vec![0xf6])),
        item("integer-as-key", Node::Map(vec![(Node::integer(1), Node::integer(1))])),
    ];
    let title = either(
        kind,
        "A registration in which the extension data is no map of names",
        "An authentication in which the extension data is no map of names",
    );
    let effect = hygiene("Outputs that nobody can name are taken for extensions.");
    swept(into, &plain, "extensions-not-a-map", title, parts, effect, "B86");
}

fn trailing(into: &mut Builder, kind: Kind) {
    let unnoticed = || hygiene("Bytes that belong to no field pass unnoticed.");
    let bytes = |bytes: &[u8]| AuthenticatorDataDeviation::Trailing(bytes.to_vec());
    let target = ("ad-8", Stage::Parse);
    refused(into, &Recipe::new(kind), "trailing-byte", target, bytes(&[0]), unnoticed()).showing(&["B49"]);
    let extended = with_extension_data(kind);
    refused(into, &extended, "trailing-byte-after-extensions", target, bytes(&[0]), unnoticed()).showing(&["B49"]);
    let extensions = Node::Map(vec![(Node::text("credProtect"), Node::integer(1))]).encode();
    let parts = [("empty-map", vec![0xa0]), ("extensions-without-ed", extensions), ("a-thousand-bytes", vec![0; 1000])];
    let part = |(name, bytes): (&str, Vec<u8>)| {
        (name.to_owned(), AuthenticatorDataDeviation::Trailing(bytes), Demand::Refused(target.0, target.1))
    };
    let title = either(
        kind,
        "A registration with bytes behind the last field of authenticator data",
        "An authentication with bytes behind the last field of authenticator data",
    );
    swept(into, &Recipe::new(kind), "trailing", title, parts.into_iter().map(part).collect(), unnoticed(), "B49");
}

/// Well formed: no AAGUID, an id of 16 bytes, and as an ES256 key the generator of P-256 (SEC 2, section 2.4.2).
fn attested_credential_data() -> Vec<u8> {
    const X: &[u8; 32] = b"\x6b\x17\xd1\xf2\xe1\x2c\x42\x47\xf8\xbc\xe6\xe5\x63\xa4\x40\xf2\x77\x03\x7d\x81\x2d\xeb\x33\xa0\xf4\xa1\x39\x45\xd8\x98\xc2\x96";
    const Y: &[u8; 32] = b"\x4f\xe3\x42\xe2\xfe\x1a\x7f\x9b\x8e\xe7\xeb\x4a\x7c\x0f\x9e\x16\x2b\xce\x33\x57\x6b\x31\x5e\xce\xcb\xb6\x40\x68\x37\xbf\x51\xf5";
    let key = Node::Map(vec![
        (Node::integer(1), Node::integer(2)),
        (Node::integer(3), Node::integer(-7)),
        (Node::integer(-1), Node::integer(1)),
        (Node::integer(-2), Node::bytes(X)),
        (Node::integer(-3), Node::bytes(Y)),
    ]);
    [&[0; 16][..], &16_u16.to_be_bytes(), &[1; 16], &key.encode()].concat()
}
