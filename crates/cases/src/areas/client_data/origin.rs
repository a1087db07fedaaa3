//! The origin: <https://www.w3.org/TR/webauthn-3/#sctn-validating-origin>.

use relycheck_forge::{ClientDataDeviation, ClientDataShape, Emission};
use relycheck_judge::Effect;

use super::{either, part, refuse, refused, swept};
use crate::Kind;
use crate::builder::{Builder, Demand, SweepPart};
use crate::effect::{as_it_should_be, bypass, hygiene};
use crate::recipe::Recipe;
use crate::script::ORIGIN;

/// An Android app and an app of Apple's systems, as their clients name them.
const ANDROID: &str = "android:apk-key-hash:cmVseWNoZWNrIGV4YW1wbGUgc2lnbmluZyBrZXkgMzI";
const APPLE: &str = "ios:bundle-id:org.example.Relycheck";

/// Where the first label is an internationalised one, in its A-form and in its U-form.
const A_LABEL: &str = "https://xn--bcher-kva.example.org";
const U_LABEL: &str = "https://b\u{fc}cher.example.org";

pub(super) fn build(into: &mut Builder, kind: Kind) {
    elsewhere(into, kind);
    other_spellings(into, kind);
    listed(into, kind);
    apps(into, kind);
}

fn of_another_site(kind: Kind) -> Effect {
    either(
        kind,
        bypass("A registration made on another site is accepted here."),
        bypass("A login made on another site, such as a phishing site, is accepted here."),
    )
}

fn origins(demand: Demand, origins: &[(&str, &str)]) -> Vec<SweepPart> {
    origins.iter().map(|(name, origin)| part(*name, ClientDataDeviation::Origin((*origin).to_owned()), demand)).collect()
}

fn elsewhere(into: &mut Builder, kind: Kind) {
    let plain = Recipe::new(kind);
    let row = either(kind, "reg-9", "auth-12");
    let other = ClientDataDeviation::Origin("https://example.net".to_owned());
    refused(into, "origin-other", row, &plain, other, of_another_site(kind)).showing(&["B13"]);
    for (id, title, class, demand, list) in [
        (
            "origin-suffix",
            "Origins that end as the expected one does",
            "B14",
            refuse("org-8"),
            &[
                ("no-dot", "https://evilexample.org"),
                ("hyphen", "https://evil-example.org"),
                ("in-a-path", "https://example.net/example.org"),
            ][..],
        ),
        (
            "origin-prefix",
            "Origins that begin as the expected one does",
            "B15",
            refuse("org-8"),
            &[
                ("further-labels", "https://example.org.evil.test"),
                ("longer-label", "https://example.organic"),
                ("as-user", "https://example.org@evil.test"),
                ("as-user-and-password", "https://example.org:443@evil.test"),
                ("dot-in-percent", "https://example.org%2eevil.test"),
            ],
        ),
        (
            "origin-scheme",
            "The expected host with another scheme, or with none",
            "B16",
            refuse("org-8"),
            &[
                ("http", "http://example.org"),
                ("wss", "wss://example.org"),
                ("extension", "chrome-extension://example.org"),
                ("host-alone", "example.org"),
                ("without-scheme", "//example.org"),
                ("ftp", "ftp://example.org"),
            ],
        ),
        (
            "origin-port",
            "The expected host at another port",
            "B17",
            refuse("org-8"),
            &[
                ("8443", "https://example.org:8443"),
                ("444", "https://example.org:444"),
                ("80", "https://example.org:80"),
                ("4430", "https://example.org:4430"),
            ],
        ),
        (
            "origin-subdomain",
            "Subdomains that nobody listed",
            "B18",
            // What is served on a subdomain is another page's; only the origin that is expected here is known.
            refuse(either(kind, "org-3", "org-4")),
            &[("sub", "https://sub.example.org"), ("www", "https://www.example.org"), ("two-labels", "https://a.b.example.org")],
        ),
        (
            "origin-parent",
            "The parent of the expected domain, and its siblings",
            "B18",
            refuse(row),
            &[("parent", "https://org"), ("first-label", "https://example"), ("sibling", "https://other.org")],
        ),
        (
            "origin-odd",
            "Origins that are no address, or one of something else",
            "B20",
            refuse(row),
            &[
                ("null", "null"),
                ("dot-behind", "https://example.org."),
                ("homograph", "https://ex\u{430}mple.org"),
                ("empty", ""),
                ("scheme-alone", "https://"),
                ("zero-between", "https://example.org\0.evil.test"),
                ("zero-in-percent", "https://example.org%00"),
                ("dot-in-front", "https://.example.org"),
                ("list", "https://example.org, https://example.net"),
                ("wildcard", "https://*.example.org"),
            ],
        ),
    ] {
        // A few of a kind are enough where each costs a signature.
        let list = &list[..either(kind, list.len(), list.len().min(4))];
        swept(into, id, title, &plain, origins(demand, list), of_another_site(kind)).showing(&[class]);
    }
}

/// An RP may parse origins: whether these are the expected one is up to it.
fn other_spellings(into: &mut Builder, kind: Kind) {
    let plain = Recipe::new(kind);
    let list = [
        ("port", "https://example.org:443"),
        ("host-in-capitals", "https://EXAMPLE.org"),
        ("scheme-in-capitals", "HTTPS://example.org"),
        ("slash", "https://example.org/"),
        ("space-in-front", " https://example.org"),
        ("line-behind", "https://example.org\n"),
    ];
    let parts = origins(Demand::Either("org-2"), &list);
    let title = "Other spellings of the expected origin: port, capitals, slash, white space";
    let id = "client-data/origin-spelling";
    into.sweep(id, title, &plain, parts, as_it_should_be(), as_it_should_be()).showing(&["B17", "B20"]);

    let same = || hygiene("An address that no client sends as an origin is taken for the expected one.");
    let more = [
        ("user", "https://user@example.org"),
        ("path", "https://example.org/path"),
        ("query", "https://example.org?query"),
        ("fragment", "https://example.org#fragment"),
        // Who parses addresses as browsers do reads a path behind the host.
        ("backslash", "https://example.org\\@example.net"),
    ];
    let title = "The expected origin with what an origin does not have: user, path, query, fragment";
    swept(into, "origin-with-more", title, &plain, origins(refuse("org-3"), &more), same()).showing(&["B15"]);
    let parts = origins(refuse(either(kind, "reg-9", "auth-12")), &[("zero-behind", "https://example.org\0")]);
    let title = "The expected origin with a character U+0000 behind it";
    swept(into, "origin-zero-behind", title, &plain, parts, same()).showing(&["B20"]);

    let mut labelled = from(kind, A_LABEL);
    labelled.policy.origins = vec![A_LABEL.to_owned()];
    let parts = origins(Demand::Either("org-2"), &[("u-label", U_LABEL)]);
    let title = "An internationalised label in its other form";
    let id = "client-data/origin-label-form";
    into.sweep(id, title, &labelled, parts, as_it_should_be(), as_it_should_be()).showing(&["B20"]);
}

/// An honest response from this origin.
fn from(kind: Kind, origin: &str) -> Recipe {
    let shape = ClientDataShape { origin: Some(origin.to_owned()), ..Emission::default().client_data };
    let mut recipe = Recipe::client_data(kind, shape.clone());
    recipe.registered.client_data = shape;
    recipe
}

/// Several origins are expected.
fn listed(into: &mut Builder, kind: Kind) {
    let second = "https://login.example.org";
    let mut recipe = from(kind, second);
    recipe.policy.origins = vec![ORIGIN.to_owned(), second.to_owned()];
    let who = "People on the second of the site's addresses";
    into.accepted("client-data/origin-listed", "The second of two expected origins", None, &recipe, who).exercising(&["org-6"]);
    let list = [
        ("subdomain", "https://other.example.org"),
        ("both", "https://example.org,https://login.example.org"),
        ("other", "https://example.net"),
    ];
    let parts = origins(refuse(either(kind, "reg-9", "auth-12")), &list);
    let title = "Origins that are not among the two that are expected";
    swept(into, "origin-unlisted", title, &recipe, parts, of_another_site(kind)).exercising(&["org-6"]).showing(&["B18"]);
}

/// Native apps, whose origins are opaque and are compared as they are.
fn apps(into: &mut Builder, kind: Kind) {
    let row = either(kind, "reg-9", "auth-12");
    for (system, title, origin, others) in [
        (
            "android",
            "The origin of an Android app that is expected",
            ANDROID,
            [
                ("other-case", ANDROID.to_lowercase()),
                ("other-app", ANDROID.replace("cmVs", "cmVt")),
                ("prefix", ANDROID[..ANDROID.len() - 1].to_owned()),
                ("longer", format!("{ANDROID}A")),
                ("other-system", ANDROID.replace("android:apk-key-hash", "ios:bundle-id")),
            ],
        ),
        (
            "apple",
            "The origin of an app of Apple's systems that is expected",
            APPLE,
            [
                ("other-case", APPLE.to_lowercase()),
                ("other-app", APPLE.replace("Relycheck", "Relychecked")),
                ("prefix", APPLE[..APPLE.len() - 1].to_owned()),
                ("longer", format!("{APPLE}.evil")),
                ("other-system", APPLE.replace("ios:bundle-id", "android:apk-key-hash")),
            ],
        ),
    ] {
        let mut recipe = from(kind, origin);
        recipe.policy.origins = vec![ORIGIN.to_owned(), ANDROID.to_owned(), APPLE.to_owned()];
        let who = "People who use the site's own app";
        into.accepted(&format!("client-data/origin-of-app-{system}"), title, None, &recipe, who).exercising(&["org-6"]);
        let parts = others.into_iter().map(|(name, origin)| part(name, ClientDataDeviation::Origin(origin), refuse(row))).collect();
        let title = format!("Origins that are almost that of the {system} app");
        let effect = either(
            kind,
            bypass("A registration made in another app is accepted here."),
            bypass("A login made in another app is accepted here."),
        );
        swept(into, &format!("origin-of-another-app-{system}"), &title, &recipe, parts, effect).showing(&["B19"]);
    }
    // What is no web origin and was not expected.
    let effect = bypass("An app that nobody expects can make its users register or sign in here.");
    let parts = origins(refuse(row), &[("android", ANDROID), ("apple", APPLE)]);
    let title = "The origins of apps where no app is expected";
    swept(into, "origin-of-app-unexpected", title, &Recipe::new(kind), parts, effect).showing(&["B19"]);
}
