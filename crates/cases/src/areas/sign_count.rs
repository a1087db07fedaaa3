//! The signature counter: <https://www.w3.org/TR/webauthn-3/#sctn-sign-counter>.

use relycheck_forge::Emission;
use relycheck_judge::Expected;

use crate::Kind;
use crate::builder::{Builder, case};
use crate::effect::as_it_should_be;
use crate::recipe::Recipe;

pub(super) fn build(into: &mut Builder) {
    let used = Recipe::emitting(Kind::Create, Emission { sign_count: 0x8000_0000, ..Emission::default() });
    let title = "The signature counter starts above zero";
    into.accepted("sign-count/not-zero", title, None, &used, "People with a security key that has been used before")
        .exercising(&["reg-27"]);
    for (id, title, row, (before, now), who) in [
        ("both-zero", "signCount 0 after 0: there is no counter", "sc-1", (0, 0), "People with a passkey without a counter"),
        ("from-zero", "signCount 1 after 0", "sc-3", (0, 1), "People with a security key"),
        (
            "by-a-million",
            "signCount jumps by a million, as a clock does",
            "sc-3",
            (1, 1_000_001),
            "People whose counter is a clock",
        ),
        (
            "above-2-31",
            "signCount 2^31 after 2^31 - 1: it is unsigned",
            "ad-10",
            (0x7fff_ffff, 0x8000_0000),
            "People whose counter is large",
        ),
    ] {
        into.accepted(&format!("sign-count/{id}"), title, Some(row), &counted(before, now), who).exercising(&["auth-24.1"]);
    }
    for (id, title, before, now) in [("equal", "signCount 5 after 5", 5, 5), ("lower", "signCount 4 after 5", 5, 4)] {
        let mut script = counted(before, now).script();
        let expectation = &mut script.ceremonies[1].deliveries[0].expectation;
        expectation.outcome = Expected::Either;
        "auth-22".clone_into(&mut expectation.requirement);
        expectation.remembered = None;
        let id = format!("authentication/sign-count/{id}");
        into.positive(case(id, title, &["auth-22"], script, as_it_should_be(), as_it_should_be()));
    }
}

/// An authentication with this counter, after a registration with that.
fn counted(before: u32, now: u32) -> Recipe {
    Recipe {
        registered: Emission { sign_count: before, ..Emission::default() },
        ..Recipe::emitting(Kind::Get, Emission { sign_count: now, ..Emission::default() })
    }
}
