//! Attestation of the formats `none` and packed without certificates: <https://www.w3.org/TR/webauthn-3/#sctn-packed-attestation>.

use relycheck_forge::{AttestationDeviation, ClientDataShape, Deviation, Emission, Format};
use relycheck_protocol::{AttestationConveyance, AttestationTrust, Stage};

use crate::Kind;
use crate::build::refused;
use crate::builder::{Builder, case};
use crate::effect::{as_it_should_be, bypass, hygiene, lockout};
use crate::recipe::Recipe;

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
    trusted(into);
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
    into.accepted("attestation/none", title, Some("none-1"), &none, "People without attestation");

    let forged = || bypass("A statement that proves nothing is taken for an attestation.");
    let target = |row| (row, Stage::Attestation);
    for (id, row, deviation) in [
        ("format-unknown", "reg-21", AttestationDeviation::Format("relycheck-format")),
        ("format-other-case", "fmtid-1", AttestationDeviation::Format("Packed")),
        ("self-signature-flipped", "reg-22", AttestationDeviation::SignatureBitFlipped),
        ("self-alg-other", "pk-6", AttestationDeviation::StatementAlg(-35)),
    ] {
        let id = format!("attestation/{id}");
        into.refused(&id, target(row), &self_signed, Deviation::Attestation(deviation), forged());
    }
    let not_empty = Deviation::Attestation(AttestationDeviation::StatementInNone);
    let effect = hygiene("A statement that the format does not have passes unnoticed.");
    into.refused("attestation/none-with-statement", target("none-2"), &none, not_empty, effect).showing(&["B60"]);
    let shape = ClientDataShape { white_space: true, ..packed().client_data };
    let spaced = attested(&EITHER, Emission { client_data: shape, ..packed() });
    let id = "attestation/hash-of-reserialised-client-data";
    into.refused(id, target("reg-12"), &spaced, Deviation::HashOfReserialisedClientData, forged());
}

fn trusted(into: &mut Builder) {
    for (id, row, emission, trust) in [
        ("none-not-acceptable", "reg-24a", Emission::default(), [AttestationTrust::SelfSigned]),
        ("self-not-acceptable", "reg-24b", packed(), [AttestationTrust::None]),
    ] {
        let twin = attested(&EITHER, emission.clone()).script();
        let decided = twin.ceremonies[0].deliveries[0].expectation.requirement.clone();
        let mut script = attested(&trust, emission).script();
        script.ceremonies[0].deliveries[0].expectation = refused(row, Stage::Trust);
        let title = "A registration whose attestation is sound and not of a kind that policy accepts";
        let id = format!("registration/attestation/{id}");
        let untrusted = bypass("A credential without the attestation that policy demands is registered.");
        let ordinary = lockout("An ordinary registration is refused.");
        let twin_id = format!("{id}/twin");
        let twin = case(twin_id, "The same registration where policy accepts it", &[&decided], twin, as_it_should_be(), ordinary);
        into.negative(case(id, title, &[row], script, untrusted, as_it_should_be()), twin);
    }
}
