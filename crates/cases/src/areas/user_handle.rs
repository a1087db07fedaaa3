//! User handles, and the users whom they name: step 6 of <https://www.w3.org/TR/webauthn-3/#sctn-verifying-assertion>.

use relycheck_forge::{Deviation, Emission, EnvelopeDeviation};
use relycheck_judge::Effect;
use relycheck_protocol::{Stage, UserVerification};

use crate::Kind;
use crate::build::{assertion, starting_registration};
use crate::builder::Builder;
use crate::effect::bypass;
use crate::recipe::Recipe;
use crate::script::{Allow, Ceremony, Departure, Script};

const ASKED: Option<UserVerification> = Some(UserVerification::Preferred);
const STATE: Stage = Stage::State;
/// A user of whom the scripts here say nothing else.
const NOBODY: u32 = 7;

pub(super) fn build(into: &mut Builder) {
    accepted(into);
    user_known(into);
    user_not_known(into);
    nothing_listed(into);
}

fn into_anothers_account() -> Effect {
    bypass("Somebody signs in to another person's account with a credential of their own.")
}

fn unowned() -> Effect {
    bypass("A response that does not name the owner of its credential signs somebody in, perhaps to an account that is not theirs.")
}

fn accepted(into: &mut Builder) {
    let title = "The user is known and the response has no user handle";
    let without = Recipe::emitting(Kind::Get, Emission { user_handle: false, ..Emission::default() });
    let who = "People with a security key that stores nothing";
    into.accepted("user-handle/absent-user-known", title, Some("auth-6a"), &without, who);
    let title = "The user is not known, and the user handle names the account";
    let who = "People who sign in without a user name";
    into.accepted("user-handle/names-the-account", title, Some("auth-6b"), &discoverable(), who);
    let title = "The user is known, and no credential is listed";
    let unlisted = Recipe { allow: Allow::Only(Vec::new()), ..Recipe::new(Kind::Get) };
    let who = "People who give their name and choose a passkey on the device";
    into.accepted("user-handle/nothing-listed", title, Some("auth-6a"), &unlisted, who);
    // No client returns an empty handle where there is none; whether it counts as one is up to the RP.
    let empty = Deviation::Envelope(EnvelopeDeviation::UserHandle(Vec::new()));
    into.left_open("user-handle/empty-user-known", "auth-6a", &Recipe::new(Kind::Get), empty).showing(&["B87"]);
}

fn discoverable() -> Recipe {
    Recipe { allow: Allow::Nobody, ..Recipe::new(Kind::Get) }
}

/// Each user has one credential; the login is user 0's, with that user's own.
fn two_users(allow: Allow) -> Script {
    two_users_answering(allow, &Emission::default())
}

fn two_users_answering(allow: Allow, emission: &Emission) -> Script {
    let mut script = Script::new("");
    let mut history = starting_registration(&mut script, 0, 0, emission);
    starting_registration(&mut script, 1, 1, emission);
    let delivery = assertion(0, ASKED, None, emission, &mut history);
    script.ceremonies.push(Ceremony { allow, ..Ceremony::get(0, ASKED).deliver(delivery) });
    script
}

fn user_known(into: &mut Builder) {
    let get = Kind::Get;
    let target = ("auth-6a", STATE);
    let plain = Recipe::new(get).script();
    let id = "accounts/user-handle-of-another-user";
    into.departing(id, get, target, plain, Departure::UserHandleOf(NOBODY), unowned()).showing(&["B41"]);
    let two = two_users(Allow::Account);
    let id = "accounts/user-handle-of-another-account";
    into.departing(id, get, target, two, Departure::UserHandleOf(1), unowned()).showing(&["B41"]);
    // The credential is not among those that were listed; nothing signs the handle, so it may say anything, or nothing.
    let listed = ("auth-5", STATE);
    let id = "accounts/credential-of-another-user-under-the-handle";
    let departure = Departure::CredentialUnderTheHandle(1);
    into.departing(id, get, listed, two_users(Allow::Account), departure, into_anothers_account()).showing(&["B39", "B42"]);
    let id = "accounts/credential-of-another-user-without-handle";
    let silent = two_users_answering(Allow::Account, &Emission { user_handle: false, ..Emission::default() });
    into.departing(id, get, listed, silent, Departure::Credential(1), into_anothers_account()).showing(&["B39", "B42"]);
}

fn user_not_known(into: &mut Builder) {
    let get = Kind::Get;
    let target = ("auth-6b", STATE);
    let script = discoverable().script();
    let id = "accounts/user-handle-of-nobody";
    into.departing(id, get, target, script, Departure::UserHandleOf(NOBODY), unowned()).showing(&["B41"]);
    let id = "accounts/user-handle-of-another-account-user-not-known";
    let two = two_users(Allow::Nobody);
    into.departing(id, get, target, two, Departure::UserHandleOf(1), into_anothers_account()).showing(&["B39", "B41"]);
    for (id, deviation) in [
        ("absent", EnvelopeDeviation::WithoutUserHandle),
        ("empty", EnvelopeDeviation::UserHandle(Vec::new())),
        ("of-one-byte", EnvelopeDeviation::UserHandle(vec![0])),
        ("of-65-bytes", EnvelopeDeviation::UserHandle(vec![0; 65])),
    ] {
        let id = format!("accounts/user-handle-{id}");
        into.refused(&id, target, &discoverable(), Deviation::Envelope(deviation), unowned()).showing(&["B41"]);
    }
}

/// A user is known and nothing is listed: only the record's owner tells whose credential it is.
fn nothing_listed(into: &mut Builder) {
    let get = Kind::Get;
    let target = ("auth-6a", STATE);
    let unlisted = || Allow::Only(Vec::new());
    let id = "accounts/credential-of-another-user-nothing-listed";
    let departure = Departure::Credential(1);
    into.departing(id, get, target, two_users(unlisted()), departure, into_anothers_account()).showing(&["B39"]);
    // Whoever looks at the handle alone finds what it expects.
    let departure = Departure::CredentialUnderTheHandle(1);
    let id = format!("{id}-under-the-handle");
    into.departing(&id, get, target, two_users(unlisted()), departure, into_anothers_account()).showing(&["B39"]);

    // Where nothing is listed, authenticators return a user handle, so there is no such case without one.
    let one = Recipe { allow: unlisted(), ..Recipe::new(get) }.script();
    let id = "accounts/user-without-credentials";
    into.departing(id, get, target, one, Departure::BegunFor(1), into_anothers_account()).showing(&["B40"]);
}
