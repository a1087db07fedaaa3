//! Framing, `crossOrigin` and `topOrigin`: <https://www.w3.org/TR/webauthn-3/#dictionary-client-data>.

use relycheck_forge::{ClientDataDeviation, ClientDataShape, Deviation};
use relycheck_judge::Effect;
use relycheck_protocol::TopOrigins;

use super::{either, part, refuse, refused, swept};
use crate::Kind;
use crate::builder::{Builder, Demand};
use crate::effect::{as_it_should_be, bypass};
use crate::recipe::{Recipe, TOP_ORIGIN};
use crate::script::ORIGIN;

pub(super) fn build(into: &mut Builder, kind: Kind) {
    expected(into, kind);
    unexpected(into, kind);
    left_open(into, kind);
}

fn framed_by_anybody(kind: Kind) -> Effect {
    either(
        kind,
        bypass("A page that frames this one can make its visitors register here."),
        bypass("A page that frames this one can make its visitors sign in here."),
    )
}

fn top_origin(origin: &str) -> ClientDataDeviation {
    ClientDataDeviation::TopOrigin(origin.to_owned())
}

fn expected(into: &mut Builder, kind: Kind) {
    let who = "People on a page that frames this one, as agreed,";
    let row = either(kind, "reg-10", "auth-13");
    let title = "crossOrigin is true and the RP expects it";
    into.accepted("cross-origin/expected", title, Some(row), &Recipe::framed(kind, None), who).showing(&["B21"]);
    let title = "topOrigin is one that the RP expects";
    let allowed = either(kind, "reg-11.1", "auth-14.1");
    into.accepted("top-origin/expected", title, Some(allowed), &Recipe::framed(kind, Some(TOP_ORIGIN)), who).showing(&["B22"]);
    let mut by_anybody = Recipe::framed(kind, Some("https://anybody.example.net"));
    by_anybody.policy.top_origins = TopOrigins::Any;
    let title = "topOrigin where the RP expects any";
    into.accepted("top-origin/any", title, Some(allowed), &by_anybody, who).exercising(&["org-7"]).showing(&["B22"]);
    // Whoever may be framed need not be.
    let mut unframed = Recipe::new(kind);
    unframed.policy = Recipe::framed(kind, None).policy;
    let title = "The page is not framed, though the RP expects that it may be";
    into.accepted("cross-origin/expected-and-false", title, Some("cd-6"), &unframed, "People who visit the page itself")
        .showing(&["B21"]);
}

fn unexpected(into: &mut Builder, kind: Kind) {
    let effect = || framed_by_anybody(kind);
    let row = either(kind, "reg-10", "auth-13");
    refused(into, "cross-origin-unexpected", row, &Recipe::new(kind), ClientDataDeviation::CrossOrigin, effect()).showing(&["B21"]);
    // Without crossOrigin, only the step on topOrigin can refuse.
    let older = Recipe::client_data(kind, ClientDataShape::default());
    let row = either(kind, "reg-11.1", "auth-14.1");
    refused(into, "top-origin-unexpected", row, &older, top_origin(TOP_ORIGIN), effect()).showing(&["B22"]);
    let title = "topOrigin, with crossOrigin false, where the RP expects no framing";
    let parts = vec![part("other", top_origin(TOP_ORIGIN), refuse(row))];
    swept(into, "top-origin-not-cross-origin", title, &Recipe::new(kind), parts, effect()).showing(&["B22"]);
    // Who does not want to be framed "might require topOrigin to exactly equal origin", so its own is up to the RP.
    let own = Deviation::ClientData(top_origin(ORIGIN));
    into.left_open("client-data/top-origin-own", "org-7", &Recipe::new(kind), own).showing(&["B22"]);

    let row = either(kind, "reg-11.2", "auth-14.2");
    let framed = Recipe::framed(kind, None);
    refused(into, "top-origin-other", row, &framed, top_origin("https://example.net"), effect()).showing(&["B22"]);
    let others = [
        ("further-labels", "https://example.com.evil.test"),
        ("no-dot", "https://evilexample.com"),
        ("scheme", "http://example.com"),
        ("port", "https://example.com:8443"),
        ("subdomain", "https://sub.example.com"),
        ("null", "null"),
        ("empty", ""),
    ];
    let mut parts: Vec<_> = others.map(|(name, other)| part(name, top_origin(other), refuse("org-7"))).to_vec();
    for (name, value) in [("number", "1"), ("boolean", "true"), ("object", "{}"), ("in-an-array", "[\"https://example.com\"]")] {
        parts.push(part(name, ClientDataDeviation::Member("topOrigin", value.as_bytes().to_vec()), refuse(row)));
    }
    let title = "Values of topOrigin that are almost the expected one, or no string";
    swept(into, "top-origin-values", title, &framed, parts, effect()).showing(&["B22"]);
}

fn left_open(into: &mut Builder, kind: Kind) {
    // A client writes a boolean; what an RP makes of anything else the standard does not say.
    let open = Demand::Either(either(kind, "reg-10", "auth-13"));
    let value =
        |(name, value): (&str, &str)| part(name, ClientDataDeviation::Member("crossOrigin", value.as_bytes().to_vec()), open);
    let parts = [
        ("string-true", "\"true\""),
        ("string-false", "\"false\""),
        ("one", "1"),
        ("zero", "0"),
        ("null", "null"),
        ("array", "[]"),
    ]
    .map(value)
    .to_vec();
    let title = "Values of crossOrigin that are no boolean";
    let id = "client-data/cross-origin-no-boolean";
    into.sweep(id, title, &Recipe::new(kind), parts, as_it_should_be(), as_it_should_be()).showing(&["B21"]);

    for (id, cross_origin) in [("top-origin/cross-origin-false", Some(false)), ("top-origin/cross-origin-absent", None)] {
        let mut recipe = Recipe::framed(kind, None);
        recipe.emission.client_data.cross_origin = cross_origin;
        into.left_open(id, "cd-7", &recipe, Deviation::ClientData(top_origin(TOP_ORIGIN))).showing(&["B22"]);
    }
}
