//! Whose credential it is, and what is registered already: <https://www.w3.org/TR/webauthn-3/#credential-record>.

use relycheck_forge::{Deviation, Emission, EnvelopeDeviation, SignatureDeviation};
use relycheck_judge::{Effect, Expectation, Role};
use relycheck_protocol::{Stage, UserVerification};

use crate::Kind;
use crate::build::{History, assertion, refused, registration, starting_registration};
use crate::builder::{Builder, case};
use crate::effect::{as_it_should_be, bypass, lockout};
use crate::recipe::Recipe;
use crate::script::{Allow, Ceremony, Departure, Script};

const ASKED: Option<UserVerification> = Some(UserVerification::Preferred);

pub(super) fn build(into: &mut Builder) {
    credential_ids(into);
    accounts(into);
    whole_record(into);
    refused_and_forgotten(into);
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
    into.positive(case(id, title, &["reg-29"], second_registration(0), as_it_should_be(), effect)).exercising(&["opt-17"]);
    let effect = || bypass("A credential id is registered a second time, and one record hides the other.");
    let target = ("reg-26", Stage::State);
    for (id, user, class) in [("same-user", 0, "B45"), ("other-user", 1, "B44")] {
        let id = format!("records/credential-id-taken-{id}");
        let rows: &[&str] = if user == 0 { &["amb-10"] } else { &[] };
        let script = || second_registration(user);
        into.departing(&id, Kind::Create, target, script(), Departure::Credential(0), effect()).exercising(rows).showing(&[class]);
        let id = format!("{id}-new-key");
        into.departing(&id, Kind::Create, target, script(), Departure::CredentialId(0), effect())
            .exercising(rows)
            .showing(&[class]);
    }
    // The account that had the id first goes on as before.
    let mut twin = second_registration(1);
    let mut history = History::of_registration(&Emission::default());
    let used = assertion(0, ASKED, None, &Emission::default(), &mut history);
    twin.ceremonies.push(Ceremony::get(0, ASKED).deliver(used));
    let mut script = twin.clone();
    depart(&mut script, 1, Departure::CredentialId(0), refused("reg-26", Stage::State));
    let title = "An authentication with a credential whose id somebody has tried to register anew";
    let id = "authentication/records/after-a-taken-credential-id";
    let negative = case(id.to_owned(), title, &["reg-26", "auth-25"], script, effect(), cannot_sign_in());
    let taken = into.negative(
        negative,
        case(
            format!("{id}/twin"),
            "The same with an id of its own",
            &["reg-29", "auth-25"],
            twin,
            as_it_should_be(),
            cannot_sign_in(),
        ),
    );
    taken.showing(&["B44"]);
}

/// The response of a ceremony departs, and this is expected of it.
fn depart(script: &mut Script, ceremony: usize, departure: Departure, expectation: Expectation) {
    let delivery = &mut script.ceremonies[ceremony].deliveries[0];
    delivery.departure = Some(departure);
    delivery.expectation = expectation;
}

fn cannot_sign_in() -> Effect {
    lockout("People cannot sign in with the credential that they registered.")
}

/// Every item of the record has a value that no RP could have guessed.
fn whole_record(into: &mut Builder) {
    let emission = Emission {
        be: true,
        bs: true,
        sign_count: 7,
        credential_id_length: 65,
        transports: Some(vec!["nfc".to_owned(), "usb".to_owned()]),
        ..Emission::default()
    };
    let title = "Every item of the credential record has a value of its own";
    let who = "People with a security key";
    let registered = Recipe::emitting(Kind::Create, emission.clone());
    into.accepted("records/all-items", title, None, &registered, who).exercising(&["reg-27", "rec-1", "rec-2", "bs-1"]);
    let used = Emission { bs: false, sign_count: 8, ..emission.clone() };
    let title = "Every item of the credential record has a value of its own, and two of them change";
    let used = Recipe { registered: emission, ..Recipe::emitting(Kind::Get, used) };
    into.accepted("records/all-items", title, None, &used, who).exercising(&[
        "auth-24",
        "auth-24.1",
        "auth-24.2",
        "rec-1",
        "rec-2",
        "bs-1",
    ]);
}

/// A response that is refused leaves nothing behind: the one after it is judged, and kept, as if there had been none.
fn refused_and_forgotten(into: &mut Builder) {
    let effect = || bypass("Whoever cannot sign can still change what is kept of somebody's credential.");
    let registered = Emission { be: true, uv: false, sign_count: 5, ..Emission::default() };
    let claimed = Emission { uv: true, bs: true, sign_count: 6, ..registered.clone() };
    let now = Emission { sign_count: 7, ..registered.clone() };
    let mut twin = Script::new("");
    let mut history = starting_registration(&mut twin, 0, 0, &registered);
    for emission in [&claimed, &now] {
        let delivery = assertion(0, ASKED, None, emission, &mut history);
        twin.ceremonies.push(Ceremony::get(0, ASKED).deliver(delivery));
    }
    let mut script = twin.clone();
    depart(
        &mut script,
        1,
        Departure::Bytes(Deviation::Signature(SignatureDeviation::BitFlipped(0))),
        refused("auth-21", Stage::Signature),
    );
    // Nobody has been verified yet.
    let mut history = History::of_registration(&registered);
    script.ceremonies[2].deliveries[0].expectation = assertion(0, ASKED, None, &now, &mut history).expectation;
    let title = "An authentication after one whose signature was wrong and which claimed UV, BS and a higher signCount";
    let id = "authentication/records/after-a-wrong-signature";
    let negative = case(id.to_owned(), title, &["auth-21", "auth-17n"], script, effect(), cannot_sign_in());
    let twin = case(
        format!("{id}/twin"),
        "The same with a right signature",
        &["auth-25", "auth-17n"],
        twin,
        as_it_should_be(),
        cannot_sign_in(),
    );
    into.negative(negative, twin).exercising(&["auth-24"]).showing(&["B34"]);

    // The late answer has a counter that would make the timely one look like a clone's.
    let mut script = Script::new("");
    let mut history = starting_registration(&mut script, 0, 0, &registered);
    script.ceremonies.push(Ceremony::get(0, ASKED));
    let claimed = Emission { sign_count: 1000, ..claimed };
    let mut late = assertion(0, ASKED, None, &claimed, &mut history.clone());
    late.departure = Some(Departure::ChallengeOf(1));
    late.expectation = refused("auth-11", Stage::ClientData);
    let timely = assertion(0, ASKED, None, &Emission { sign_count: 6, ..now }, &mut history);
    // A refusal is the end of its ceremony, so the timely answer has one of its own.
    script.ceremonies.push(Ceremony::get(0, ASKED).deliver(late));
    script.ceremonies.push(Ceremony::get(0, ASKED).deliver(timely));
    let title = "An authentication after one that came too late and claimed UV, BS and a much higher signCount";
    let id = "authentication/records/after-a-late-answer".to_owned();
    let rows = ["auth-11", "auth-17n", "auth-24"];
    into.positive(case(id, title, &rows, script, effect(), cannot_sign_in())).showing(&["B34"]);
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
    let lookup = || bypass("A credential that nobody registered is taken for somebody's.");
    for (id, deviation) in [
        ("unknown", EnvelopeDeviation::UnknownCredentialId),
        ("unknown-of-0-bytes", EnvelopeDeviation::UnknownCredentialIdOf(0)),
        ("unknown-of-1024-bytes", EnvelopeDeviation::UnknownCredentialIdOf(1024)),
        ("unknown-of-65535-bytes", EnvelopeDeviation::UnknownCredentialIdOf(u16::MAX)),
    ] {
        let id = format!("accounts/credential-{id}");
        into.refused(&id, ("auth-6", state), &nobody, Deviation::Envelope(deviation), lookup()).showing(&["B43"]);
    }
    // Nothing signs the credential id: the wrong one leads to the wrong key, and no further.
    let effect = bypass("A signature by one key passes for one by another.");
    let id = "accounts/credential-id-of-another";
    let departure = Departure::CredentialId(1);
    into.departing(id, get, ("auth-21", Stage::Signature), two(0, Allow::Account), departure, effect).exercising(&["cid-2"]);
}
