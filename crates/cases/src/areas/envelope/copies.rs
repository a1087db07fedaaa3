//! The unsigned copies beside the attestation object, where they lie.
//! <https://www.w3.org/TR/webauthn-3/#dictdef-registrationresponsejson>

use relycheck_forge::{Deviation, Emission, EnvelopeDeviation as Envelope, Format, SignatureDeviation};
use relycheck_protocol::{AttestationConveyance, Stage};

use crate::Kind;
use crate::builder::{Builder, Demand, SweepPart};
use crate::effect::{as_it_should_be, bypass};
use crate::recipe::Recipe;
use crate::script::Departure;

pub(super) fn build(into: &mut Builder) {
    let open = |name: &str, deviation| SweepPart::deviating(name, Deviation::Envelope(deviation), Demand::Either("json-2"));
    let parts = vec![
        open("authenticator-data", Envelope::BitFlipped("response.authenticatorData")),
        open("public-key", Envelope::BitFlipped("response.publicKey")),
        open("public-key-algorithm", Envelope::Set("response.publicKeyAlgorithm", "-257".to_owned())),
    ];
    let title = "A copy beside the attestation object that says something else than the object";
    let plain = Recipe::new(Kind::Create);
    into.sweep("envelope/copies-that-lie", title, &plain, parts, as_it_should_be(), as_it_should_be());

    let mut recipe = Recipe::new(Kind::Get);
    recipe.policy.attestation.conveyance = AttestationConveyance::Direct;
    recipe.policy.attestation.verify = true;
    recipe.registered = Emission { format: Format::PackedSelf, public_key_of_another: true, ..Emission::default() };
    let departure = Departure::Bytes(Deviation::Signature(SignatureDeviation::ByAnotherKey));
    let effect = bypass("Whoever puts another key beside an attested one signs in with it.");
    let target = ("json-2a", Stage::Signature);
    into.departing("envelope/signed-by-the-key-of-the-copy", Kind::Get, target, recipe.script(), departure, effect)
        .exercising(&["xcheck-4"]);
}
