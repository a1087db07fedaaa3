//! BE and BS, and what the record says of them: <https://www.w3.org/TR/webauthn-3/#sctn-credential-backup>.

use relycheck_forge::{AuthenticatorDataDeviation, Deviation, Emission};
use relycheck_protocol::{BackupStatePolicy, Stage};

use super::{BOTH, either};
use crate::Kind;
use crate::builder::Builder;
use crate::effect::hygiene;
use crate::recipe::Recipe;

pub(super) fn build(into: &mut Builder) {
    for (id, title, (be, bs), who) in [
        ("device-bound", "A device-bound credential: BE=0, BS=0", (false, false), "People with a device-bound passkey"),
        (
            "eligible-not-backed-up",
            "A credential that may be backed up and is not yet: BE=1, BS=0",
            (true, false),
            "People whose passkey has not been synced yet",
        ),
        ("backed-up", "A synced passkey: BE=1, BS=1", (true, true), "People with a synced passkey"),
    ] {
        let recipe = Recipe::emitting(Kind::Create, Emission { be, bs, ..Emission::default() });
        into.accepted(&format!("backup/{id}"), title, None, &recipe, who).exercising(&["reg-27", "bs-1"]);
    }
    for (id, title, before, now) in [
        ("stays-device-bound", "BE=0 before and now", (false, false), (false, false)),
        ("stays-backed-up", "BS=1 before and now", (true, true), (true, true)),
        ("becomes-backed-up", "BS=1 after BS=0: the passkey has been synced meanwhile", (true, false), (true, true)),
        ("is-no-longer-backed-up", "BS=0 after BS=1: sync has been turned off", (true, true), (true, false)),
    ] {
        let who = "People whose passkey is synced or is not";
        let rows = ["auth-24.2", "bs-1", "amb-2"];
        into.accepted(&format!("backup/{id}"), title, None, &history(before, now), who).exercising(&rows);
        // What is compared is BE: BS may change, and the record follows.
        if before.1 != now.1 {
            let mut compared = history(before, now);
            compared.policy.backup_state = BackupStatePolicy::Compare;
            let title = format!("{title}; the RP compares BE");
            into.accepted(&format!("backup/{id}-compared"), &title, None, &compared, who).exercising(&rows).showing(&["B33"]);
        }
    }
    eligibility_unregarded(into);
    for kind in BOTH {
        let effect = hygiene("A record says that the passkey is backed up and cannot be: policy built on it rests on nothing.");
        let deviation = Deviation::AuthenticatorData(AuthenticatorDataDeviation::BsWithoutBe);
        let target = (either(kind, "reg-17", "auth-18"), Stage::AuthData);
        into.refused("authenticator-data/bs-without-be", target, &Recipe::new(kind), deviation, effect).showing(&["B32"]);
    }
    for (id, row, before) in [("no-longer-eligible", "auth-19.1", true), ("newly-eligible", "auth-19.2", false)] {
        let mut recipe = history((before, false), (before, false));
        recipe.policy.backup_state = BackupStatePolicy::Compare;
        let deviation = Deviation::AuthenticatorData(AuthenticatorDataDeviation::BeFlipped);
        let effect =
            hygiene("A credential of another kind passes for the one that was registered, in an RP that builds policy on backup.");
        into.refused(&format!("backup/{id}"), (row, Stage::State), &recipe, deviation, effect).showing(&["B33"]);
    }
}

/// BE changes, and the RP has not been told to look at it: whether it does is its own affair.
fn eligibility_unregarded(into: &mut Builder) {
    for (id, before) in [("no-longer-eligible-unregarded", true), ("newly-eligible-unregarded", false)] {
        let deviation = Deviation::AuthenticatorData(AuthenticatorDataDeviation::BeFlipped);
        into.left_open(&format!("backup/{id}"), "ad-4", &history((before, false), (before, false)), deviation).showing(&["B33"]);
    }
}

/// An authentication with these BE and BS, after a registration with those.
fn history(before: (bool, bool), now: (bool, bool)) -> Recipe {
    Recipe {
        registered: Emission { be: before.0, bs: before.1, ..Emission::default() },
        ..Recipe::emitting(Kind::Get, Emission { be: now.0, bs: now.1, ..Emission::default() })
    }
}
