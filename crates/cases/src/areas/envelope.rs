//! The JSON envelope: <https://www.w3.org/TR/webauthn-3/#dictdef-registrationresponsejson>.

mod copies;
mod types;

use relycheck_forge::{Deviation, Emission, EnvelopeDeviation};
use relycheck_protocol::Stage;

use super::{BOTH, either};
use crate::Kind;
use crate::builder::Builder;
use crate::effect::{bypass, hygiene};
use crate::recipe::Recipe;

pub(super) fn build(into: &mut Builder) {
    for kind in BOTH {
        tolerances(into, kind);
        missing(into, kind);
        types::build(into, kind);
    }
    copies::build(into);
    transports(into);
}

fn missing(into: &mut Builder, kind: Kind) {
    let plain = Recipe::new(kind);
    let confused = || hygiene("A message that is not whole is taken for one that is.");
    let mut refused = |id: &str, row, deviation, effect| {
        into.refused(&format!("envelope/{id}"), (row, Stage::Parse), &plain, Deviation::Envelope(deviation), effect);
    };
    refused("no-client-data", either(kind, "json-1", "json-4"), EnvelopeDeviation::WithoutClientData, confused());
    match kind {
        Kind::Create => refused("assertion-instead", "reg-3", EnvelopeDeviation::WithoutAttestationObject, confused()),
        Kind::Get => {
            refused("no-authenticator-data", "json-4", EnvelopeDeviation::WithoutAuthenticatorData, confused());
            let effect = bypass("A message without a signature signs anybody in.");
            refused("registration-instead", "auth-3", EnvelopeDeviation::WithoutSignature, effect);
        }
    }
}

fn tolerances(into: &mut Builder, kind: Kind) {
    let emission = Emission::default;
    for (id, title, row, emission, who) in [
        (
            "attachment/missing",
            "authenticatorAttachment is missing",
            either(kind, "att-2", "json-3"),
            Emission { attachment: None, ..emission() },
            "People whose browser leaves the member out",
        ),
        (
            "attachment/cross-platform",
            either(kind, "The passkey was made on another device", "The passkey was used from another device"),
            "att-2",
            Emission { attachment: Some("cross-platform".to_owned()), ..emission() },
            "People who use their phone beside the computer",
        ),
        (
            "attachment/unknown",
            "An authenticatorAttachment that the standard does not know",
            "att-1",
            Emission { attachment: Some("relycheck-attachment".to_owned()), ..emission() },
            "People with an attachment of tomorrow",
        ),
    ] {
        let case = into.accepted(id, title, Some(row), &Recipe::emitting(kind, emission), who);
        if row == "att-1" {
            case.exercising(&["conf-3"]).showing(&["B87"]);
        }
    }
}

fn transports(into: &mut Builder) {
    // The member is required, and older browsers do not send it.
    let without = Deviation::Envelope(EnvelopeDeviation::Without(vec!["response.transports"]));
    into.left_open("transports/missing", "json-1a", &Recipe::new(Kind::Create), without);
    for (id, title, row, transports, who) in [
        ("empty", "The list of transports is empty", None, Vec::new(), "People whose native app reports no transports"),
        (
            "unknown",
            "A transport that the standard does not know",
            Some("tr-1"),
            vec!["relycheck-transport".to_owned()],
            "People with a transport of tomorrow",
        ),
    ] {
        let recipe = Recipe::emitting(Kind::Create, Emission { transports: Some(transports), ..Emission::default() });
        let case = into.accepted(&format!("transports/{id}"), title, row, &recipe, who);
        if row == Some("tr-1") {
            case.exercising(&["conf-3"]).showing(&["B87"]);
        }
    }
}
