//! The signature counter: <https://www.w3.org/TR/webauthn-3/#sctn-sign-counter>.

use relycheck_forge::Emission;
use relycheck_judge::{Expected, Remembered};
use relycheck_protocol::UserVerification;

use crate::Kind;
use crate::build::{assertion, starting_registration};
use crate::builder::{Builder, case};
use crate::effect::{as_it_should_be, lockout};
use crate::recipe::Recipe;
use crate::script::{Ceremony, Script};

pub(super) fn build(into: &mut Builder) {
    let used = Recipe::emitting(Kind::Create, counting(0x8000_0000));
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
            "timestamp-from-zero",
            "signCount 1700000000 after 0, a time in seconds",
            "sc-3",
            (0, 1_700_000_000),
            "People whose counter is a clock",
        ),
        (
            "above-2-31",
            "signCount 2^31 after 2^31 - 1: it is unsigned",
            "ad-10",
            (0x7fff_ffff, 0x8000_0000),
            "People whose counter is large",
        ),
        ("above-2-31-from-zero", "signCount 2^31 after 0", "ad-10", (0, 0x8000_0000), "People whose counter is large"),
        ("largest", "signCount 2^32 - 1 after 2^31", "ad-10", (0x8000_0000, u32::MAX), "People whose counter is large"),
    ] {
        into.accepted(&format!("sign-count/{id}"), title, Some(row), &counted(before, now), who).exercising(&["auth-24.1"]);
    }
    for (id, title, row, before, now) in [
        ("equal", "signCount 5 after 5", "auth-22", 5, 5),
        ("lower", "signCount 4 after 5", "auth-22", 5, 4),
        ("back-to-zero", "signCount 0 after 5", "sc-2", 5, 0),
        ("back-from-the-largest", "signCount 0 after 2^32 - 1", "sc-2", u32::MAX, 0),
        ("lower-above-2-31", "signCount 2^31 - 1 after 2^31: it is unsigned", "sc-2", 0x8000_0000, 0x7fff_ffff),
    ] {
        let mut script = counted(before, now).script();
        leave_open(&mut script, 1, row);
        let id = format!("authentication/sign-count/{id}");
        into.positive(case(id, title, &[row], script, as_it_should_be(), as_it_should_be()))
            .exercising(&["sc-2"])
            .showing(&["B36"]);
    }
    afterwards(into);
}

/// What is stored shows in the next authentication.
fn afterwards(into: &mut Builder) {
    let title = "Two authentications, each with a higher signCount";
    let effect = lockout("People with a security key cannot sign in a second time.");
    let id = "authentication/sign-count/two-in-a-row".to_owned();
    into.positive(case(id, title, &["auth-25"], in_a_row(&[0, 1, 2]), as_it_should_be(), effect))
        .exercising(&["auth-24.1"])
        .showing(&["B35"]);

    // Whether 3 is refused and whether it is stored is the RP's choice; that 6 is more than either is not.
    let mut script = in_a_row(&[5, 3, 6]);
    leave_open(&mut script, 1, "amb-16");
    let title = "signCount 6 after 5 and, in between, 3";
    let effect = lockout("Whoever had one authentication with a lower counter cannot sign in with the right one any more.");
    let id = "authentication/sign-count/after-a-lower-one".to_owned();
    into.positive(case(id, title, &["amb-16", "auth-25"], script, as_it_should_be(), effect))
        .exercising(&["auth-24.1"])
        .showing(&["B37"]);
}

/// Whatever the RP does with the response of this ceremony is right; what it then keeps as counter is written down.
fn leave_open(script: &mut Script, ceremony: usize, row: &str) {
    let sent = &mut script.ceremonies[ceremony].deliveries[0];
    sent.expectation.outcome = Expected::Either;
    row.clone_into(&mut sent.expectation.requirement);
    let sign_count = Some(sent.emission.sign_count);
    sent.expectation.remembered = Some(Remembered { sign_count, ..Remembered::default() });
}

fn counting(sign_count: u32) -> Emission {
    Emission { sign_count, ..Emission::default() }
}

/// A registration with the first counter, and an authentication with each of the others.
fn in_a_row(counters: &[u32]) -> Script {
    let asked = Some(UserVerification::Preferred);
    let mut script = Script::new("");
    let mut history = starting_registration(&mut script, 0, 0, &counting(counters[0]));
    for &counter in &counters[1..] {
        let delivery = assertion(0, asked, None, &counting(counter), &mut history);
        script.ceremonies.push(Ceremony::get(0, asked).deliver(delivery));
    }
    script
}

/// An authentication with this counter, after a registration with that.
fn counted(before: u32, now: u32) -> Recipe {
    Recipe { registered: counting(before), ..Recipe::emitting(Kind::Get, counting(now)) }
}
