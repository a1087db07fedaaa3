//! Whose credential it is, and what is registered already: <https://www.w3.org/TR/webauthn-3/#credential-record>.

use relycheck_forge::{Deviation, Emission, EnvelopeDeviation, Forge, Seed};
use relycheck_judge::Role;
use relycheck_protocol::{Stage, UserVerification};

use crate::Kind;
use crate::build::{assertion, registration, starting_registration};
use crate::builder::{Builder, case};
use crate::effect::{as_it_should_be, bypass, lockout};
use crate::recipe::Recipe;
use crate::script::{Allow, Ceremony, Departure, Script};

const ASKED: Option<UserVerification> = Some(UserVerification::Preferred);

pub(super) fn build(into: &mut Builder) {
    credential_ids(into);
    user_handles(into);
    accounts(into);
}

/// A second registration, for the same user or another.
fn second_registration(second_user: u32) -> Script {
    let emission = Emission::default();
    let mut script = Script::new("");
    let first = registration(0, ASKED, None, &emission, Role::Setup);
    script.ceremonies.push(Ceremony::create(0, ASKED).deliver(first));
    let second = registration(1, ASKED, None, &emission, Role::Subject);
    script.ceremonies.push(Ceremony::create(second_user, ASKED).deliver(second));
    script
}

fn credential_ids(into: &mut Builder) {
    let title = "A second credential for a user who has one";
    let effect = lockout("People cannot add a second device to their account.");
    let id = "registration/records/second-credential".to_owned();
    into.positive(case(id, title, &["reg-29"], second_registration(0), as_it_should_be(), effect));
    for (id, user, class) in [("same-user", 0, "B45"), ("other-user", 1, "B44")] {
        let effect = bypass("Somebody else's credential id is registered a second time, and one record hides the other.");
        let (id, target) = (format!("records/credential-id-taken-{id}"), ("reg-26", Stage::State));
        into.departing(&id, Kind::Create, target, second_registration(user), Departure::Credential(0), effect).showing(&[class]);
    }
}

fn user_handles(into: &mut Builder) {
    let title = "The user is known and the response has no user handle";
    let without = Recipe::emitting(Kind::Get, Emission { user_handle: false, ..Emission::default() });
    let who = "People with a security key that stores nothing";
    into.accepted("user-handle/absent-user-known", title, Some("auth-6a"), &without, who);
    let discoverable = Recipe { allow: Allow::Nobody, ..Recipe::new(Kind::Get) };
    let title = "The user is not known, and the user handle names the account";
    let who = "People who sign in without a user name";
    into.accepted("user-handle/names-the-account", title, Some("auth-6b"), &discoverable, who);

    let effect = || bypass("Somebody signs in to another person's account with a credential of their own.");
    // Any handle that is not the user's will do; it is the same for every seed.
    let stranger = Forge::new(Seed(0)).user_handle("authentication/accounts", 1).to_vec();
    let other = || EnvelopeDeviation::UserHandle(stranger.clone());
    for (id, row, recipe, deviation) in [
        ("of-another-user", "auth-6a", &Recipe::new(Kind::Get), other()),
        ("of-nobody", "auth-6b", &discoverable, other()),
        ("absent", "auth-6b", &discoverable, EnvelopeDeviation::WithoutUserHandle),
    ] {
        let id = format!("accounts/user-handle-{id}");
        into.refused(&id, (row, Stage::State), recipe, Deviation::Envelope(deviation), effect());
    }
}

fn accounts(into: &mut Builder) {
    // Two credentials; the login begins for user 0.
    let two = |second_owner: u32, allow: Allow| {
        let emission = Emission::default();
        let mut script = Script::new("");
        let mut history = starting_registration(&mut script, 0, 0, &emission);
        starting_registration(&mut script, 1, second_owner, &emission);
        let delivery = assertion(0, ASKED, None, &emission, &mut history);
        script.ceremonies.push(Ceremony { allow, ..Ceremony::get(0, ASKED).deliver(delivery) });
        script
    };
    let get = Kind::Get;
    let state = Stage::State;
    let effect =
        bypass("A credential that the login was not begun with is accepted, so a step-up can be answered by a weaker one.");
    let id = "accounts/not-in-allow-credentials";
    into.departing(id, get, ("auth-5", state), two(0, Allow::Only(vec![0])), Departure::Credential(1), effect).showing(&["B42"]);
    let effect = bypass("Somebody signs in to another person's account with a credential of their own.");
    let id = "accounts/credential-of-another-user";
    into.departing(id, get, ("auth-5", state), two(1, Allow::Account), Departure::Credential(1), effect).showing(&["B42"]);
    let nobody = Recipe { allow: Allow::Nobody, ..Recipe::new(get) };
    let unknown = Deviation::Envelope(EnvelopeDeviation::UnknownCredentialId);
    let lookup = bypass("A credential that nobody registered is taken for somebody's.");
    into.refused("accounts/credential-unknown", ("auth-6", state), &nobody, unknown, lookup);
}
