//! UV over all requests, histories, set and not set: <https://www.w3.org/TR/webauthn-3/#enum-userVerificationRequirement>.

use relycheck_forge::{AuthenticatorDataDeviation, Deviation, Emission};
use relycheck_protocol::{Mediation, Stage, UserVerification};

use super::{BOTH, either};
use crate::Kind;
use crate::builder::Builder;
use crate::effect::{bypass, unverified};
use crate::recipe::Recipe;
use crate::script::Allow;

const REQUESTS: [Option<UserVerification>; 4] =
    [Some(UserVerification::Required), Some(UserVerification::Preferred), Some(UserVerification::Discouraged), None];

pub(super) fn build(into: &mut Builder) {
    for asked in REQUESTS {
        verified_or_not(into, Kind::Create, asked, None);
        for registered in [true, false] {
            verified_or_not(into, Kind::Get, asked, Some(registered));
        }
    }
    let silent = Emission { up: false, uv: false, ..Emission::default() };
    let conditional = Recipe { mediation: Some(Mediation::Conditional), ..Recipe::emitting(Kind::Create, silent) };
    let title = "A conditional registration, in which UP may be 0";
    let who = "People whose password manager upgrades them silently";
    into.accepted("user-presence/conditional-up0", title, Some("reg-15"), &conditional, who).showing(&["B27"]);
    conditional_mediation(into);
    for kind in BOTH {
        let effect = either(
            kind,
            bypass("A registration is accepted although nobody was present."),
            bypass("A login is accepted although nobody was present."),
        );
        let up_cleared = Deviation::AuthenticatorData(AuthenticatorDataDeviation::UpCleared);
        let target = (either(kind, "reg-15", "auth-16"), Stage::AuthData);
        into.refused("authenticator-data/up0", target, &Recipe::new(kind), up_cleared, effect).showing(&["B27"]);
    }
}

/// What `mediation: "conditional"` does not change: verification that was required, and presence at authentication.
fn conditional_mediation(into: &mut Builder) {
    let asked = |kind, user_verification, emission| Recipe {
        mediation: Some(Mediation::Conditional),
        user_verification,
        allow: either(kind, Allow::Account, Allow::Nobody),
        ..Recipe::emitting(kind, emission)
    };
    let deviation = Deviation::AuthenticatorData;
    let present = Emission::default;
    let title = "A conditional registration in which the user was present and verified all the same";
    let create = asked(Kind::Create, Some(UserVerification::Preferred), present());
    into.accepted("user-presence/conditional-up1", title, None, &create, "People whose password manager asks them first");
    let silent = Emission { up: false, ..present() };
    let required = asked(Kind::Create, Some(UserVerification::Required), silent);
    let target = ("reg-16", Stage::AuthData);
    let uv_cleared = deviation(AuthenticatorDataDeviation::UvCleared);
    into.refused("user-verification/conditional-required-uv0", target, &required, uv_cleared, unverified(Kind::Create))
        .showing(&["B28"]);
    let get = asked(Kind::Get, Some(UserVerification::Preferred), present());
    let effect = bypass("A login from an autofill list is accepted although nobody was present.");
    let up_cleared = deviation(AuthenticatorDataDeviation::UpCleared);
    into.refused("user-presence/conditional-up0", ("auth-16", Stage::AuthData), &get, up_cleared, effect).showing(&["B27"]);
}

fn verified_or_not(into: &mut Builder, kind: Kind, asked: Option<UserVerification>, registered: Option<bool>) {
    let word = asked.map_or("omitted", UserVerification::as_str);
    let (history, before) = match registered.map(u8::from) {
        Some(uv) => (format!("/registered-uv{uv}"), format!(", registered with UV={uv}")),
        None => Default::default(),
    };
    let recipe = |uv| Recipe {
        user_verification: asked,
        registered: Emission { uv: registered.unwrap_or_default(), ..Emission::default() },
        ..Recipe::emitting(kind, Emission { uv, ..Emission::default() })
    };
    let title = |uv: u8| format!("userVerification {word}{before}, and the response has UV={uv}");
    let recorded = either(kind, "reg-27", "auth-24.3");
    let who = "People whose device verified them";
    let verified = into.accepted(&format!("user-verification/{word}-uv1{history}"), &title(1), None, &recipe(true), who);
    verified.exercising(&[recorded]).showing(&["B31"]);
    let id = format!("user-verification/{word}-uv0{history}");
    if asked == Some(UserVerification::Required) {
        let deviation = Deviation::AuthenticatorData(AuthenticatorDataDeviation::UvCleared);
        let target = (either(kind, "reg-16", "auth-17"), Stage::AuthData);
        into.refused(&id, target, &recipe(true), deviation, unverified(kind)).showing(&["B28"]);
    } else {
        let who = "People whose device cannot verify them now, and need not,";
        into.accepted(&id, &title(0), None, &recipe(false), who).exercising(&[recorded]).showing(&["B29", "B31"]);
    }
}
