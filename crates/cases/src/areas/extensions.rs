//! Outputs of extensions, asked for or not: <https://www.w3.org/TR/webauthn-3/#sctn-extensions>.

use relycheck_forge::{Deviation, EnvelopeDeviation};

use super::cbor::with_extension_data;
use super::{BOTH, either};
use crate::Kind;
use crate::builder::Builder;
use crate::recipe::Recipe;

pub(super) fn build(into: &mut Builder) {
    for kind in BOTH {
        missing(into, kind);
        unasked(into, kind);
    }
}

/// The client or the authenticator knows nothing of what the options request.
fn missing(into: &mut Builder, kind: Kind) {
    let title = "The options request an extension, and the response has no output of it";
    let without_outputs = Recipe { without_outputs: true, ..Recipe::new(kind) };
    let who = "People whose browser or authenticator does not know the extension";
    into.accepted("extensions/requested-without-output", title, Some(either(kind, "reg-28", "auth-23")), &without_outputs, who)
        .exercising(&["ext-1"])
        .showing(&["B86", "B87"]);
    // Here the member itself is missing; how outputs get to the RP is not the standard's to say.
    let without = Deviation::Envelope(EnvelopeDeviation::Without(vec!["clientExtensionResults"]));
    into.left_open("extensions/no-results", "json-1a", &Recipe::new(kind), without);
}

/// Outputs as authenticators send them, asked for or not.
fn unasked(into: &mut Builder, kind: Kind) {
    let recipe = with_extension_data(kind);
    let title = either(
        kind,
        "The authenticator adds `credProtect` and `hmac-secret` of its own accord",
        "The authenticator adds `uvm` and `hmac-secret` of its own accord",
    );
    let who = "People whose authenticator adds extension data of its own accord";
    into.accepted("extensions/unasked-authenticator-outputs", title, recipe.accepted_by, &recipe, who)
        .exercising(&["prf-3", either(kind, "reg-28u", "auth-23u")]);
}
