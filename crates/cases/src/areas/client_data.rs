//! Client data: <https://www.w3.org/TR/webauthn-3/#dictionary-client-data>.

use relycheck_forge::{ClientDataDeviation, ClientDataShape, Deviation, Emission};
use relycheck_judge::Effect;
use relycheck_protocol::Stage;

use super::{BOTH, either};
use crate::Kind;
use crate::builder::Builder;
use crate::effect::{bypass, hygiene};
use crate::recipe::{Recipe, TOP_ORIGIN};

pub(super) fn build(into: &mut Builder) {
    for kind in BOTH {
        tolerances(into, kind);
        type_challenge_origin(into, kind);
        framing(into, kind);
        encoding(into, kind);
    }
}

fn tolerances(into: &mut Builder, kind: Kind) {
    let shape = || Emission::default().client_data;
    for (id, title, row, shape, who) in [
        (
            "byte-order-mark",
            "Client data begins with a byte order mark",
            either(kind, "reg-5", "auth-8"),
            ClientDataShape { byte_order_mark: true, ..shape() },
            "People whose client writes a byte order mark",
        ),
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
        (
            "white-space",
            "Client data has white space between its tokens",
            "cd-2a",
            ClientDataShape { white_space: true, ..shape() },
            "People whose client writes JSON with spaces",
        ),
    ] {
        into.accepted(&format!("client-data/{id}"), title, Some(row), &Recipe::client_data(kind, shape), who);
    }
}

fn refused(into: &mut Builder, id: &str, row: &str, recipe: &Recipe, deviation: ClientDataDeviation, effect: Effect) {
    let id = format!("client-data/{id}");
    into.refused(&id, (row, Stage::ClientData), recipe, Deviation::ClientData(deviation), effect);
}

fn type_challenge_origin(into: &mut Builder, kind: Kind) {
    let plain = Recipe::new(kind);
    let (id, other) = either(kind, ("type-of-assertion", "webauthn.get"), ("type-of-registration", "webauthn.create"));
    let effect = either(
        kind,
        bypass("A login response is taken for a registration."),
        bypass("A registration response is taken for a login."),
    );
    refused(into, id, either(kind, "reg-7", "auth-10"), &plain, ClientDataDeviation::Type(other), effect);
    let effect = either(
        kind,
        bypass("A registration that was made for another ceremony is accepted in this one."),
        bypass("A login that was recorded earlier is accepted again."),
    );
    let deviation = ClientDataDeviation::ChallengeBitFlipped;
    refused(into, "challenge-other", either(kind, "reg-8", "auth-11"), &plain, deviation, effect);
    let effect = either(
        kind,
        bypass("A registration made on another site is accepted here."),
        bypass("A login made on another site, such as a phishing site, is accepted here."),
    );
    let deviation = ClientDataDeviation::Origin("https://example.net".to_owned());
    refused(into, "origin-other", either(kind, "reg-9", "auth-12"), &plain, deviation, effect);
}

fn framing(into: &mut Builder, kind: Kind) {
    let who = "People on a page that frames this one, as agreed,";
    let row = either(kind, "reg-10", "auth-13");
    let title = "crossOrigin is true and the RP expects it";
    into.accepted("cross-origin/expected", title, Some(row), &Recipe::framed(kind, None), who);
    let title = "topOrigin is one that the RP expects";
    let allowed = either(kind, "reg-11.1", "auth-14.1");
    into.accepted("top-origin/expected", title, Some(allowed), &Recipe::framed(kind, Some(TOP_ORIGIN)), who);

    let effect = || {
        either(
            kind,
            bypass("A page that frames this one can make its visitors register here."),
            bypass("A page that frames this one can make its visitors sign in here."),
        )
    };
    refused(into, "cross-origin-unexpected", row, &Recipe::new(kind), ClientDataDeviation::CrossOrigin, effect());
    // Without crossOrigin, only the step on topOrigin can refuse.
    let older = Recipe::client_data(kind, ClientDataShape::default());
    let top_origin = |origin: &str| ClientDataDeviation::TopOrigin(origin.to_owned());
    refused(into, "top-origin-unexpected", allowed, &older, top_origin(TOP_ORIGIN), effect());
    let row = either(kind, "reg-11.2", "auth-14.2");
    refused(into, "top-origin-other", row, &Recipe::framed(kind, None), top_origin("https://example.net"), effect());
}

fn encoding(into: &mut Builder, kind: Kind) {
    let unreadable = || hygiene("Bytes that cannot be read are taken for client data.");
    for (id, row, deviation) in [
        ("unclosed", either(kind, "reg-6", "auth-9"), ClientDataDeviation::Unclosed),
        ("array", "cd-9", ClientDataDeviation::InAnArray),
    ] {
        let (id, target) = (format!("client-data/{id}"), (row, Stage::Parse));
        into.refused(&id, target, &Recipe::new(kind), Deviation::ClientData(deviation), unreadable());
    }
}
