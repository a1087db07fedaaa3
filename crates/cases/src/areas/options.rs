//! The options that an RP gives the client, with a challenge and a user handle of its own making:
//! <https://www.w3.org/TR/webauthn-3/#dictionary-makecredentialoptions>.

use relycheck_forge::Emission;
use relycheck_judge::OptionRule::{self, *};
use relycheck_judge::Role;
use relycheck_protocol::UserVerification;

use super::BOTH;
use crate::Kind;
use crate::build::{registration, starting_registration};
use crate::builder::{Builder, case};
use crate::case::Case;
use crate::effect::as_it_should_be;
use crate::script::{Allow, Ceremony, Script};

const ASKED: Option<UserVerification> = Some(UserVerification::Preferred);
/// How many options a rule on what has to differ is held against.
const DRAWS: u32 = 8;

pub(super) fn build(into: &mut Builder) {
    for kind in BOTH {
        let word = kind.as_str();
        let alone = |rules: &[OptionRule]| after_registration(kind, &[ceremony(kind, 0).looked_at(rules)]);
        let members = format!("options/{word}/members");
        let title = "Every member of the options is what the standard has there";
        look(into, &members, title, alone(&[RequiredMembers, Base64url, Enumerations, Timeout]));
        for asked in [UserVerification::Required, UserVerification::Preferred, UserVerification::Discouraged] {
            let asked_so = Ceremony { user_verification: Some(asked), ..ceremony(kind, 0) };
            let script = after_registration(kind, &[asked_so.looked_at(&[AsAsked])]);
            let id = format!("options/{word}/as-asked-{}", asked.as_str());
            look(into, &id, "The options ask for what the response will be held to", script).showing(&["B94"]);
        }
        let drawn: Vec<Ceremony> = (0..DRAWS).map(|_| ceremony(kind, 0).looked_at(&[ChallengeLength, ChallengeOwn])).collect();
        let challenge = look(
            into,
            &format!("options/{word}/challenge"),
            "Eight challenges, long enough and all different",
            after_registration(kind, &drawn),
        );
        challenge.showing(&["B12"]);
    }
    let alone = |rules: &[OptionRule]| after_registration(Kind::Create, &[ceremony(Kind::Create, 0).looked_at(rules)]);
    let title = "What the creation options say of keys, hints and formats";
    look(into, "options/create/preferences", title, alone(&[ResidentKey, AttestationFormats, Algorithms, Hints]));
    user_ids(into);
    listed(into);
}

/// Nothing is delivered in what is looked at, so nothing is accepted or refused.
fn look<'b>(into: &'b mut Builder, id: &str, title: &str, script: Script) -> &'b mut Case {
    let mut rows: Vec<&str> = Vec::new();
    for ceremony in &script.ceremonies {
        for row in ceremony.options.iter().map(|rule| rule.requirement(ceremony.kind == Kind::Create)) {
            if !rows.contains(&row) {
                rows.push(row);
            }
        }
    }
    into.positive(case(id.to_owned(), title, &rows, script, as_it_should_be(), as_it_should_be()))
}

fn ceremony(kind: Kind, user: u32) -> Ceremony {
    match kind {
        Kind::Create => Ceremony::create(user, ASKED),
        Kind::Get => Ceremony::get(user, ASKED),
    }
}

/// These ceremonies; authentications of user 0, who has a credential.
fn after_registration(kind: Kind, ceremonies: &[Ceremony]) -> Script {
    let mut script = Script::new("");
    if kind == Kind::Get {
        starting_registration(&mut script, 0, 0, &Emission::default());
    }
    script.ceremonies.extend_from_slice(ceremonies);
    script
}

fn user_ids(into: &mut Builder) {
    for (id, title, rules, users) in [
        ("user-id", "The user handle has 1 to 64 bytes and does not hold the name", [UserIdLength, UserIdNameless].as_slice(), 1),
        ("user-id-of-64-bytes", "The user handle has 64 bytes, as is recommended", &[UserIdFull], 1),
        ("user-id-per-account", "Eight accounts have eight user handles", &[UserIdOwn], DRAWS),
    ] {
        let ceremonies: Vec<Ceremony> = (0..users).map(|user| ceremony(Kind::Create, user).looked_at(rules)).collect();
        look(into, &format!("options/create/{id}"), title, after_registration(Kind::Create, &ceremonies)).showing(&["B95"]);
    }
}

/// An account with two credentials, of different transports, beside another account with one.
fn listed(into: &mut Builder) {
    let accounts = || {
        let mut script = Script::new("");
        for (slot, user, transports) in [(0, 0, ["internal", "hybrid"]), (1, 0, ["usb", "nfc"]), (2, 1, ["ble", "usb"])] {
            let emission = Emission { transports: Some(transports.map(str::to_owned).to_vec()), ..Emission::default() };
            let delivery = registration(slot, ASKED, None, &emission, Role::Setup);
            script.ceremonies.push(Ceremony::create(user, ASKED).deliver(delivery));
        }
        script
    };
    for (id, title, kind, allow, rules) in [
        (
            "create/exclude-credentials",
            "An account with two credentials",
            Kind::Create,
            Allow::Account,
            [Excluded, Descriptors].as_slice(),
        ),
        ("get/allow-credentials", "A known user with two credentials", Kind::Get, Allow::Account, &[Allowed, Descriptors]),
        ("get/allow-credentials-user-not-known", "A user who is not known", Kind::Get, Allow::Nobody, &[Allowed]),
    ] {
        let mut script = accounts();
        script.ceremonies.push(Ceremony { allow, ..ceremony(kind, 0) }.looked_at(rules));
        look(into, &format!("options/{id}"), title, script);
    }
}
