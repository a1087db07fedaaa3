//! Client data: <https://www.w3.org/TR/webauthn-3/#dictionary-client-data>.

mod challenge;
mod encoding;
mod framing;
mod limited;
mod members;
mod origin;

use relycheck_forge::{ClientDataDeviation, Deviation};
use relycheck_judge::Effect;
use relycheck_protocol::Stage;

use super::{BOTH, either};
use crate::Kind;
use crate::builder::{Builder, Demand, SweepPart};
use crate::case::Case;
use crate::effect::{as_it_should_be, bypass};
use crate::recipe::Recipe;

pub(super) fn build(into: &mut Builder) {
    for kind in BOTH {
        ceremony_type(into, kind);
        challenge::build(into, kind);
        origin::build(into, kind);
        framing::build(into, kind);
        members::build(into, kind);
        encoding::build(into, kind);
        limited::build(into, kind);
    }
}

/// A response with one deviation in client data, refused where its members are looked at.
fn refused<'c>(
    into: &'c mut Builder,
    id: &str,
    row: &str,
    recipe: &Recipe,
    deviation: ClientDataDeviation,
    effect: Effect,
) -> &'c mut Case {
    into.refused(&format!("client-data/{id}"), (row, Stage::ClientData), recipe, Deviation::ClientData(deviation), effect)
}

/// A part of a sweep.
fn part(name: impl Into<String>, deviation: ClientDataDeviation, demand: Demand) -> SweepPart {
    SweepPart::deviating(name, Deviation::ClientData(deviation), demand)
}

/// A sweep over responses that are all to be refused.
fn swept<'c>(
    into: &'c mut Builder,
    id: &str,
    title: &str,
    recipe: &Recipe,
    parts: Vec<SweepPart>,
    if_accepted: Effect,
) -> &'c mut Case {
    into.sweep(&format!("client-data/{id}"), title, recipe, parts, if_accepted, as_it_should_be())
}

/// What a row asks for where the members of client data are looked at.
fn refuse(row: &'static str) -> Demand {
    Demand::Refused(row, Stage::ClientData)
}

fn ceremony_type(into: &mut Builder, kind: Kind) {
    let plain = Recipe::new(kind);
    let (id, other) = either(kind, ("type-of-assertion", "webauthn.get"), ("type-of-registration", "webauthn.create"));
    let effect = || {
        either(
            kind,
            bypass("A login response is taken for a registration."),
            bypass("A registration response is taken for a login."),
        )
    };
    let row = either(kind, "reg-7", "auth-10");
    refused(into, id, row, &plain, ClientDataDeviation::Type(other), effect()).showing(&["B04"]);
    let (capital, capitals, space, longer) = either(
        kind,
        ("webauthn.Create", "WEBAUTHN.CREATE", "webauthn.create ", "webauthn.created"),
        ("webauthn.Get", "WEBAUTHN.GET", "webauthn.get ", "webauthn.getter"),
    );
    let parts = [
        ("capital", capital),
        ("capitals", capitals),
        ("space", space),
        ("longer", longer),
        ("payment", "payment.get"),
        ("prefix", "webauthn."),
        ("empty", ""),
    ]
    .map(|(name, other)| part(name, ClientDataDeviation::Type(other), refuse(row)))
    .to_vec();
    let title = either(kind, "Types that are almost `webauthn.create`", "Types that are almost `webauthn.get`");
    let effect = bypass("A response that was made for another purpose is accepted.");
    swept(into, "type-almost", title, &plain, parts, effect).showing(&["B04"]);
}
