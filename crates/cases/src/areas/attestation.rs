//! Attestation of the formats `none` and packed: <https://www.w3.org/TR/webauthn-3/#sctn-packed-attestation>.

mod certified;

use relycheck_forge::{
    AttestationDeviation, CborEdit, CborPlace, ClientDataShape, Deviation, Emission, Flood, Format, Node, Scalar,
    SignatureDeviation, Spelling,
};
use relycheck_judge::Effect;
use relycheck_protocol::{AttestationConveyance, AttestationTrust, Stage};

use crate::build::refused;
use crate::builder::{Builder, Demand, SweepPart, case};
use crate::effect::{as_it_should_be, bypass, hygiene, lockout};
use crate::recipe::Recipe;
use crate::{Case, Kind};

const EITHER: [AttestationTrust; 2] = [AttestationTrust::None, AttestationTrust::SelfSigned];

pub(super) fn build(into: &mut Builder) {
    let title = "A packed self attestation although `none` was asked for";
    let unasked = Recipe::emitting(Kind::Create, packed());
    into.accepted(
        "attestation/self-not-asked-for",
        title,
        Some("none-3"),
        &unasked,
        "People whose client passes self attestation on",
    );
    verified(into);
    signatures(into);
    formats(into);
    statements(into);
    unverified(into);
    trusted(into);
    certified::build(into);
}

fn packed() -> Emission {
    Emission { format: Format::PackedSelf, ..Emission::default() }
}

/// The policy under which statements are verified and these kinds of attestation are acceptable.
fn attested(trust: &[AttestationTrust], emission: Emission) -> Recipe {
    let mut recipe = Recipe::emitting(Kind::Create, emission);
    recipe.policy.attestation.conveyance = AttestationConveyance::Direct;
    recipe.policy.attestation.verify = true;
    recipe.policy.attestation.trust = trust.to_vec();
    recipe
}

fn verified(into: &mut Builder) {
    let (self_signed, none) = (attested(&EITHER, packed()), attested(&EITHER, Emission::default()));
    let title = "A packed self attestation that verifies";
    into.accepted("attestation/packed-self", title, None, &self_signed, "People with self attestation");
    let title = "Attestation `none`, where that is acceptable";
    // What was asked for is `direct`.
    into.accepted("attestation/none", title, Some("none-1"), &none, "People without attestation").exercising(&["att-conv"]);

    let forged = || bypass("A statement that proves nothing is taken for an attestation.");
    let target = |row| (row, Stage::Attestation);
    for (id, row, deviation, classes) in [
        ("format-unknown", "reg-21", AttestationDeviation::Format("relycheck-format"), &["B61"]),
        ("format-other-case", "fmtid-1", AttestationDeviation::Format("Packed"), &["B61"]),
        ("self-signature-flipped", "reg-22", AttestationDeviation::SignatureBitFlipped, &["B01"]),
        ("self-alg-other", "pk-6", AttestationDeviation::StatementAlg(-35), &["B63"]),
    ] {
        let id = format!("attestation/{id}");
        into.refused(&id, target(row), &self_signed, Deviation::Attestation(deviation), forged()).showing(classes);
    }
    let not_empty = Deviation::Attestation(AttestationDeviation::StatementInNone);
    let effect = hygiene("A statement that the format does not have passes unnoticed.");
    into.refused("attestation/none-with-statement", target("none-2"), &none, not_empty, effect)
        .showing(&["B60"])
        .exercising(&["amb-4"]);
    let shape = ClientDataShape { white_space: true, ..packed().client_data };
    let spaced = attested(&EITHER, Emission { client_data: shape, ..packed() });
    let id = "attestation/hash-of-reserialised-client-data";
    into.refused(id, target("reg-12"), &spaced, Deviation::HashOfReserialisedClientData, forged());
}

/// The statement's signature in another form: <https://www.w3.org/TR/webauthn-3/#sctn-signature-attestation-types>.
fn signatures(into: &mut Builder) {
    use SignatureDeviation::{
        IndefiniteLength, IntegerNotMinimal, LengthInLongForm, R, Raw, S, ThirdInteger, TrailingByte, Wrapped, Zero, ZeroInFront,
    };
    let recipe = attested(&EITHER, packed());
    let mut sweep = |id, title, row, parts: &[(&str, SignatureDeviation)], effect, class| {
        let part = |(name, deviation): &(&str, SignatureDeviation)| {
            SweepPart::deviating(*name, Deviation::Signature(*deviation), Demand::Refused(row, Stage::Attestation))
        };
        let parts = parts.iter().map(part).collect();
        into.sweep(id, title, &recipe, parts, effect, lockout("An ordinary registration is refused.")).showing(&[class]);
    };
    // what is signed is signed in the first two, and written otherwise.
    let ambiguous = || hygiene("One statement has many encodings, and what refuses them in logins takes them here.");
    let parts = [
        ("integer-not-minimal", IntegerNotMinimal),
        ("length-in-long-form", LengthInLongForm),
        ("indefinite-length", IndefiniteLength),
        ("trailing-byte", TrailingByte),
    ];
    let title = "A packed statement signed in BER that is no DER";
    sweep("attestation/self-signature-in-ber", title, "sig-3", &parts, ambiguous(), "B03");
    let parts = [("raw", Raw), ("third-integer", ThirdInteger), ("zero-in-front", ZeroInFront), ("wrapped", Wrapped)];
    let title = "A packed statement whose signature is no sequence of two integers";
    sweep("attestation/self-signature-form", title, "sig-1", &parts, ambiguous(), "B03");
    let parts = [
        ("r-and-s-zero", Zero),
        ("r-zero", R(Scalar::Zero)),
        ("s-zero", S(Scalar::Zero)),
        ("r-plus-order", R(Scalar::PlusOrder)),
        ("s-plus-order", S(Scalar::PlusOrder)),
    ];
    let forged = bypass("A statement that proves nothing is taken for an attestation.");
    let title = "A packed statement whose signature has numbers that ECDSA has not";
    sweep("attestation/self-signature-numbers", title, "sig-5", &parts, forged, "B02");
}

/// `fmt` of a statement that verifies under its own name.
fn formats(into: &mut Builder) {
    let forged = || bypass("A statement that proves nothing is taken for an attestation.");
    let refused = || lockout("An ordinary registration is refused.");
    let named = |name: &str, bytes: Flood, row| {
        let edit = CborEdit::Value(0, Spelling::As(bytes));
        SweepPart::deviating(name, Deviation::Cbor(CborPlace::AttestationObject, edit), Demand::Refused(row, Stage::Attestation))
    };
    let text = |value: &str| Flood::of(&Node::text(value).encode());
    let of = |names: &[(&str, &str, &'static str)]| -> Vec<SweepPart> {
        names.iter().map(|(name, value, row)| named(name, text(value), row)).collect()
    };
    let mut parts = of(&[
        ("capital", "Packed", "fmtid-1"),
        ("capitals", "PACKED", "fmtid-1"),
        ("one-capital", "pacKed", "fmtid-1"),
        ("empty", "", "reg-21"),
        ("space-behind", "packed ", "reg-21"),
        ("space-in-front", " packed", "reg-21"),
        ("nul-behind", "packed\0", "reg-21"),
        ("beginning", "pack", "reg-21"),
        ("longer", "packed-self", "reg-21"),
        ("look-alike", "p\u{430}cked", "reg-21"),
    ]);
    // 4096 bytes, where an identifier has 32 at the most.
    let long = Flood { head: b"\x79\x10\x00".to_vec(), ..Flood::repeating(b"p", 4096, b"") };
    parts.push(named("four-kilobytes", long, "reg-21"));
    let title = "A packed statement under a name that is not quite the format's";
    let recipe = attested(&EITHER, packed());
    into.sweep("attestation/format-names", title, &recipe, parts, forged(), refused()).showing(&["B61"]);

    let none = attested(&EITHER, Emission::default());
    let parts = of(&[("capital", "None", "fmtid-1"), ("capitals", "NONE", "fmtid-1"), ("empty", "", "reg-21")]);
    let title = "No attestation under a name that is not quite `none`";
    into.sweep("attestation/none-names", title, &none, parts, forged(), refused()).showing(&["B61"]);
}

/// The syntax of a packed statement: <https://www.w3.org/TR/webauthn-3/#sctn-packed-attestation>.
fn statements(into: &mut Builder) {
    let part = |name: &str, row, edit| {
        let deviation = Deviation::Cbor(CborPlace::AttestationStatement, edit);
        // A key twice is met by whoever decodes or by whoever verifies, the rest by whoever verifies.
        let refused = match row {
            "cbor-must-2" => Demand::RefusedSomewhere(row),
            _ => Demand::Refused(row, Stage::Attestation),
        };
        SweepPart::deviating(name, deviation, refused)
    };
    let value = |number, bytes: &[u8]| CborEdit::Value(number, Spelling::As(Flood::of(bytes)));
    let further = |number, key: Node, bytes: &[u8]| CborEdit::Entry(number, key, Flood::of(bytes));
    let (alg, sig, x5c) = (Node::text("alg"), Node::text("sig"), Node::text("x5c"));
    let parts = vec![
        part("alg-missing", "pk-1", CborEdit::Without(0)),
        part("sig-missing", "pk-1", CborEdit::Without(1)),
        part("alg-is-text", "pk-1", value(0, b"\x65ES256")),
        part("alg-is-bytes", "pk-1", value(0, b"\x41\x26")),
        part("alg-is-null", "pk-1", value(0, b"\xf6")),
        part("alg-is-float", "pk-1", value(0, b"\xf9\xc7\x00")),
        part("alg-is-past-64-bits", "pk-1", value(0, b"\x3b\xff\xff\xff\xff\xff\xff\xff\xff")),
        part("sig-is-text", "pk-1", value(1, b"\x64none")),
        part("sig-is-null", "pk-1", value(1, b"\xf6")),
        part("sig-is-array", "pk-1", value(1, b"\x81\x01")),
        part("sig-is-empty", "reg-22", value(1, b"\x40")),
        part("x5c-is-empty", "pk-1", further(2, x5c.clone(), b"\x80")),
        part("x5c-is-bytes", "pk-1", further(2, x5c.clone(), b"\x40")),
        part("x5c-is-null", "pk-1", further(2, x5c.clone(), b"\xf6")),
        part("x5c-holds-no-bytes", "pk-1", further(2, x5c, b"\x81\x01")),
        part("statement-is-empty", "pk-1", CborEdit::Map(Spelling::As(Flood::of(b"\xa0")))),
    ];
    let recipe = attested(&EITHER, packed());
    let forged = bypass("A statement that is none is taken for an attestation.");
    let title = "A packed statement of another syntax";
    let ordinary = || lockout("An ordinary registration is refused.");
    into.sweep("attestation/self-syntax", title, &recipe, parts, forged, ordinary());
    let parts = vec![
        part("alg-twice", "cbor-must-2", CborEdit::Twice(0)),
        part("sig-twice", "cbor-must-2", CborEdit::Twice(1)),
        part("alg-twice-first-other", "cbor-must-2", further(0, alg.clone(), b"\x38\x22")),
        part("alg-twice-last-other", "cbor-must-2", further(1, alg, b"\x38\x22")),
        part("sig-twice-first-other", "cbor-must-2", further(1, sig.clone(), b"\x40")),
        part("sig-twice-last-other", "cbor-must-2", further(2, sig, b"\x40")),
    ];
    let effect = hygiene("Two parsers may read the same statement differently.");
    let title = "A packed statement that is no valid CBOR: a key twice";
    into.sweep("attestation/self-validity", title, &recipe, parts, effect, ordinary()).showing(&["B52"]);
}

/// Who asks for `none` and does not use attestation may leave statements unverified.
fn unverified(into: &mut Builder) {
    let open = |name: &str, deviation| SweepPart::deviating(name, Deviation::Attestation(deviation), Demand::Either("att-gate"));
    let parts = vec![
        open("signature-that-does-not-verify", AttestationDeviation::SignatureBitFlipped),
        open("other-algorithm", AttestationDeviation::StatementAlg(-35)),
        open("unknown-format", AttestationDeviation::Format("relycheck-format")),
        open("format-none-with-a-statement", AttestationDeviation::Format("none")),
    ];
    let title = "A statement that does not verify, where no attestation was asked for";
    let recipe = Recipe::emitting(Kind::Create, packed());
    into.sweep("attestation/unverified", title, &recipe, parts, as_it_should_be(), as_it_should_be()).exercising(&["amb-6"]);
}

fn trusted(into: &mut Builder) {
    for (id, row, emission, trust) in [
        ("none-not-acceptable", "reg-24a", Emission::default(), [AttestationTrust::SelfSigned]),
        ("self-not-acceptable", "reg-24b", packed(), [AttestationTrust::None]),
    ] {
        let accepting = attested(&EITHER, emission.clone());
        let title = "A registration whose attestation is sound and not of a kind that policy accepts";
        let untrusted = bypass("A credential without the attestation that policy demands is registered.");
        not_acceptable(into, id, title, row, (&accepting, &attested(&trust, emission)), untrusted).showing(&["B62"]);
    }
}

/// What one policy accepts and the other does not, by `row`.
fn not_acceptable<'b>(
    into: &'b mut Builder,
    id: &str,
    title: &str,
    row: &str,
    (accepting, refusing): (&Recipe, &Recipe),
    if_accepted: Effect,
) -> &'b mut Case {
    let twin = accepting.script();
    let decided = twin.ceremonies[0].deliveries[0].expectation.requirement.clone();
    let mut script = refusing.script();
    script.ceremonies[0].deliveries[0].expectation = refused(row, Stage::Trust);
    let id = format!("registration/attestation/{id}");
    let ordinary = lockout("An ordinary registration is refused.");
    let twin_id = format!("{id}/twin");
    let twin = case(twin_id, "The same registration where policy accepts it", &[&decided], twin, as_it_should_be(), ordinary);
    into.negative(case(id, title, &[row], script, if_accepted, as_it_should_be()), twin)
}
