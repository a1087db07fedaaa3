//! Requirement cases of section 7.2: verifying an authentication assertion.

use relycheck_forge::{
    AuthenticatorDataDeviation, ClientDataDeviation, ClientDataShape, Deviation, Emission, EnvelopeDeviation, Forge, Seed,
};
use relycheck_judge::{Effect, Expected};
use relycheck_protocol::{BackupStatePolicy, Policy, Stage, TopOrigins, UserVerification};

use crate::build::{assertion, refused, starting_registration};
use crate::case::{Case, Ground};
use crate::catalogue::Builder;
use crate::effect::{as_it_should_be, bypass, hygiene, lockout};
use crate::registration::TOP_ORIGIN;
use crate::script::{Allow, Ceremony, Departure, Script};

/// All cases of the area.
pub(crate) fn build(into: &mut Builder) {
    user_verification(into);
    tolerances(into);
    counters_and_backup(into);
    envelope_and_encoding(into);
    client_data(into);
    authenticator_data(into);
    signature(into);
    accounts(into);
}

/// A registration and an authentication in the making.
#[derive(Clone)]
struct Recipe {
    policy: Policy,
    user_verification: Option<UserVerification>,
    allow: Allow,
    registered: Emission,
    emission: Emission,
}

impl Default for Recipe {
    fn default() -> Self {
        Self {
            policy: Script::new("").policy,
            user_verification: Some(UserVerification::Preferred),
            allow: Allow::Account,
            registered: Emission::default(),
            emission: Emission::default(),
        }
    }
}

impl Recipe {
    fn emitting(emission: Emission) -> Self {
        Self { emission, ..Self::default() }
    }

    fn client_data(shape: ClientDataShape) -> Self {
        Self::emitting(Emission { client_data: shape, ..Emission::default() })
    }

    fn script(&self) -> Script {
        let mut script = Script { policy: self.policy.clone(), ..Script::new("") };
        let mut history = starting_registration(&mut script, 0, 0, &self.registered);
        let delivery = assertion(0, self.user_verification, None, &self.emission, &mut history);
        let ceremony = Ceremony { allow: self.allow.clone(), ..Ceremony::get(0, self.user_verification).deliver(delivery) };
        script.ceremonies.push(ceremony);
        script
    }
}

fn case(id: &str, title: &str, requirements: &[&str], script: Script, if_accepted: Effect, if_refused: Effect) -> Case {
    Case {
        id: format!("authentication/{id}"),
        title: title.to_owned(),
        requirements: requirements.iter().map(|&row| row.to_owned()).collect(),
        grid: Vec::new(),
        statements: Vec::new(),
        classes: Vec::new(),
        hazard: false,
        ground: Ground::Standard,
        cell: None,
        script,
        twin: None,
        if_accepted,
        if_refused,
    }
}

/// A response that has to be accepted, by `requirement`, or by the rule on flags where that is `None`.
fn tolerated(into: &mut Builder, id: &str, title: &str, requirement: Option<&str>, recipe: &Recipe, who: &str) {
    let mut script = recipe.script();
    let expectation = &mut script.ceremonies[1].deliveries[0].expectation;
    if let Some(requirement) = requirement {
        requirement.clone_into(&mut expectation.requirement);
    }
    // What the record holds afterwards is compared in every case; the areas that are about it exercise the row.
    let recorded = match id.split('/').next() {
        Some("sign-count") => Some("auth-24.1"),
        Some("backup") => Some("auth-24.2"),
        Some("user-verification") => Some("auth-24.3"),
        _ => None,
    };
    let decided = expectation.requirement.clone();
    let requirements: Vec<&str> = [decided.as_str()].into_iter().chain(recorded).collect();
    into.positive(case(id, title, &requirements, script, as_it_should_be(), lockout(format!("{who} cannot sign in."))));
}

/// A response with one departure, that has to be refused by `requirement` at `stage`.
fn departing(into: &mut Builder, id: &str, target: (&str, Stage), twin: Script, departure: Departure, if_accepted: Effect) {
    let (requirement, stage) = target;
    let mut script = twin.clone();
    let title = format!("An authentication in which {}", departure.sentence());
    if let Some(delivery) = script.ceremonies.last_mut().and_then(|ceremony| ceremony.deliveries.last_mut()) {
        delivery.expectation = refused(requirement, stage);
        delivery.departure = Some(departure);
    }
    let negative = case(id, &title, &[requirement], script, if_accepted, as_it_should_be());
    let decided = twin.ceremonies.last().map(|ceremony| ceremony.deliveries[0].expectation.requirement.clone()).unwrap_or_default();
    let refused = lockout("An ordinary login is refused.");
    let title = "The same authentication without the departure";
    into.negative(negative, case(&format!("{id}/twin"), title, &[&decided], twin, as_it_should_be(), refused));
}

fn deviating(into: &mut Builder, id: &str, target: (&str, Stage), recipe: &Recipe, deviation: Deviation, if_accepted: Effect) {
    departing(into, id, target, recipe.script(), Departure::Bytes(deviation), if_accepted);
}

/// UV over all requests, histories, set and not set: <https://www.w3.org/TR/webauthn-3/#enum-userVerificationRequirement>.
fn user_verification(into: &mut Builder) {
    for asked in [Some(UserVerification::Required), Some(UserVerification::Preferred), Some(UserVerification::Discouraged), None] {
        let word = asked.map_or("omitted", UserVerification::as_str);
        for registered in [true, false] {
            let recipe = |uv| Recipe {
                user_verification: asked,
                registered: Emission { uv: registered, ..Emission::default() },
                ..Recipe::emitting(Emission { uv, ..Emission::default() })
            };
            let before = format!("registered-uv{}", u8::from(registered));
            let title = |uv: u8| format!("userVerification {word}, registered with UV={}, and now UV={uv}", u8::from(registered));
            let who = "People whose device verified them";
            tolerated(into, &format!("user-verification/{word}-uv1/{before}"), &title(1), None, &recipe(true), who);
            let id = format!("user-verification/{word}-uv0/{before}");
            if asked == Some(UserVerification::Required) {
                let deviation = Deviation::AuthenticatorData(AuthenticatorDataDeviation::UvCleared);
                let effect = bypass("Whoever holds the unlocked device signs in, although user verification was required.");
                deviating(into, &id, ("auth-17", Stage::AuthData), &recipe(true), deviation, effect);
            } else {
                tolerated(into, &id, &title(0), None, &recipe(false), "People whose device cannot verify them now, and need not,");
            }
        }
    }
}

/// What an RP has to put up with.
fn tolerances(into: &mut Builder) {
    let shape = || Emission::default().client_data;
    let emission = Emission::default;
    let tolerated_data = [
        (
            "client-data/byte-order-mark",
            "Client data begins with a byte order mark",
            "auth-8",
            ClientDataShape { byte_order_mark: true, ..shape() },
            "People whose client writes a byte order mark",
        ),
        (
            "client-data/unknown-member",
            "Client data has a member that the standard does not know",
            "cd-2",
            ClientDataShape { extra_member: Some(("relycheck_extra".to_owned(), "{\"a\":[1,null]}".to_owned())), ..shape() },
            "People whose browser adds a member",
        ),
        (
            "client-data/cross-origin-absent",
            "Client data has no crossOrigin, as older browsers write it",
            "cd-6",
            ClientDataShape { cross_origin: None, ..shape() },
            "People with an older browser",
        ),
        (
            "client-data/white-space",
            "Client data has white space between its tokens",
            "cd-2a",
            ClientDataShape { white_space: true, ..shape() },
            "People whose client writes JSON with spaces",
        ),
    ];
    for (id, title, requirement, shape, who) in tolerated_data {
        tolerated(into, id, title, Some(requirement), &Recipe::client_data(shape), who);
    }
    let tolerated_emissions = [
        (
            "attachment/missing",
            "authenticatorAttachment is missing",
            "json-3",
            Emission { attachment: None, ..emission() },
            "People whose browser leaves the member out",
        ),
        (
            "attachment/cross-platform",
            "The passkey was used from another device",
            "att-2",
            Emission { attachment: Some("cross-platform".to_owned()), ..emission() },
            "People who use their phone beside the computer",
        ),
        (
            "attachment/unknown",
            "An authenticatorAttachment that the standard does not know",
            "att-1",
            Emission { attachment: Some("relycheck-attachment".to_owned()), ..emission() },
            "People with an attachment of tomorrow",
        ),
        (
            "extensions/no-results",
            "clientExtensionResults is missing",
            "auth-23",
            Emission { client_extension_results: false, ..emission() },
            "People whose client sends no extension results",
        ),
        (
            "user-handle/absent-user-known",
            "The user is known and the response has no user handle",
            "auth-6a",
            Emission { user_handle: false, ..emission() },
            "People with a security key that stores nothing",
        ),
    ];
    for (id, title, requirement, emission, who) in tolerated_emissions {
        tolerated(into, id, title, Some(requirement), &Recipe::emitting(emission), who);
    }
    let discoverable = Recipe { allow: Allow::Nobody, ..Recipe::default() };
    let title = "The user is not known, and the user handle names the account";
    tolerated(
        into,
        "user-handle/names-the-account",
        title,
        Some("auth-6b"),
        &discoverable,
        "People who sign in without a user name",
    );
    let framed = |top_origin: Option<&str>| {
        let shape = ClientDataShape { cross_origin: Some(true), top_origin: top_origin.map(str::to_owned), ..shape() };
        let mut recipe = Recipe::client_data(shape);
        recipe.policy.cross_origin = true;
        recipe.policy.top_origins = TopOrigins::Only(vec![TOP_ORIGIN.to_owned()]);
        recipe
    };
    let who = "People on a page that frames this one, as agreed,";
    tolerated(into, "cross-origin/expected", "crossOrigin is true and the RP expects it", Some("auth-13"), &framed(None), who);
    let title = "topOrigin is one that the RP expects";
    tolerated(into, "top-origin/expected", title, Some("auth-14.1"), &framed(Some(TOP_ORIGIN)), who);
}

/// Counters, and what a backup does to a credential.
fn counters_and_backup(into: &mut Builder) {
    let emission = Emission::default;
    let counted = |stored: u32, now: u32| Recipe {
        registered: Emission { sign_count: stored, ..emission() },
        ..Recipe::emitting(Emission { sign_count: now, ..emission() })
    };
    for (id, title, row, recipe, who) in [
        ("both-zero", "signCount 0 after 0: there is no counter", "sc-1", counted(0, 0), "People with a passkey without a counter"),
        ("from-zero", "signCount 1 after 0", "sc-3", counted(0, 1), "People with a security key"),
        (
            "by-a-million",
            "signCount jumps by a million, as a clock does",
            "sc-3",
            counted(1, 1_000_001),
            "People whose counter is a clock",
        ),
        (
            "above-2-31",
            "signCount 2^31 after 2^31 - 1: it is unsigned",
            "ad-10",
            counted(0x7fff_ffff, 0x8000_0000),
            "People whose counter is large",
        ),
    ] {
        tolerated(into, &format!("sign-count/{id}"), title, Some(row), &recipe, who);
    }
    for (id, title, stored, now) in [("equal", "signCount 5 after 5", 5, 5), ("lower", "signCount 4 after 5", 5, 4)] {
        let mut script = counted(stored, now).script();
        let expectation = &mut script.ceremonies[1].deliveries[0].expectation;
        expectation.outcome = Expected::Either;
        "auth-22".clone_into(&mut expectation.requirement);
        expectation.remembered = None;
        let id = format!("sign-count/{id}");
        into.positive(case(&id, title, &["auth-22"], script, as_it_should_be(), as_it_should_be()));
    }
    let backup = |stored: (bool, bool), now: (bool, bool)| Recipe {
        registered: Emission { be: stored.0, bs: stored.1, ..emission() },
        ..Recipe::emitting(Emission { be: now.0, bs: now.1, ..emission() })
    };
    for (id, title, before, now) in [
        ("stays-device-bound", "BE=0 before and now", (false, false), (false, false)),
        ("stays-backed-up", "BS=1 before and now", (true, true), (true, true)),
        ("becomes-backed-up", "BS=1 after BS=0: the passkey has been synced meanwhile", (true, false), (true, true)),
        ("is-no-longer-backed-up", "BS=0 after BS=1: sync has been turned off", (true, true), (true, false)),
    ] {
        tolerated(into, &format!("backup/{id}"), title, None, &backup(before, now), "People whose passkey is synced or is not");
    }
    let compare = |recipe: Recipe| {
        let mut recipe = recipe;
        recipe.policy.backup_state = BackupStatePolicy::Compare;
        recipe
    };
    let effect =
        || hygiene("A credential of another kind passes for the one that was registered, in an RP that builds policy on backup.");
    let flipped = || Deviation::AuthenticatorData(AuthenticatorDataDeviation::BeFlipped);
    let target = |row| (row, Stage::State);
    let eligible = compare(backup((true, false), (true, false)));
    deviating(into, "backup/no-longer-eligible", target("auth-19.1"), &eligible, flipped(), effect());
    let device_bound = compare(backup((false, false), (false, false)));
    deviating(into, "backup/newly-eligible", target("auth-19.2"), &device_bound, flipped(), effect());
}

fn envelope_and_encoding(into: &mut Builder) {
    let plain = Recipe::default();
    let unreadable = || hygiene("Bytes that cannot be read are taken for a login.");
    let parse = Stage::Parse;
    for (id, row, stage, deviation, effect) in [
        ("envelope/no-client-data", "json-4", parse, Deviation::Envelope(EnvelopeDeviation::WithoutClientData), unreadable()),
        (
            "envelope/no-authenticator-data",
            "json-4",
            parse,
            Deviation::Envelope(EnvelopeDeviation::WithoutAuthenticatorData),
            unreadable(),
        ),
        (
            "envelope/registration-instead",
            "auth-3",
            parse,
            Deviation::Envelope(EnvelopeDeviation::WithoutSignature),
            bypass("A message without a signature signs anybody in."),
        ),
        ("client-data/unclosed", "auth-9", parse, Deviation::ClientData(ClientDataDeviation::Unclosed), unreadable()),
        ("client-data/array", "cd-9", parse, Deviation::ClientData(ClientDataDeviation::InAnArray), unreadable()),
        (
            "authenticator-data/one-byte-short",
            "ad-1",
            parse,
            Deviation::AuthenticatorData(AuthenticatorDataDeviation::OneByteShort),
            unreadable(),
        ),
        (
            "authenticator-data/trailing-byte",
            "ad-8",
            Stage::AuthData,
            Deviation::AuthenticatorData(AuthenticatorDataDeviation::TrailingByte),
            hygiene("Bytes that belong to no field pass unnoticed."),
        ),
        (
            "authenticator-data/extensions-missing",
            "ad-7",
            parse,
            Deviation::AuthenticatorData(AuthenticatorDataDeviation::ExtensionsMissing),
            unreadable(),
        ),
    ] {
        deviating(into, id, (row, stage), &plain, deviation, effect);
    }
}

fn client_data(into: &mut Builder) {
    let plain = Recipe::default();
    let add = |into: &mut Builder, id: &str, row: &str, recipe: &Recipe, deviation: ClientDataDeviation, effect: Effect| {
        let id = format!("client-data/{id}");
        deviating(into, &id, (row, Stage::ClientData), recipe, Deviation::ClientData(deviation), effect);
    };
    let elsewhere = || bypass("A login made on another site, such as a phishing site, is accepted here.");
    let effect = bypass("A registration response is taken for a login.");
    add(into, "type-of-registration", "auth-10", &plain, ClientDataDeviation::Type("webauthn.create"), effect);
    let effect = bypass("A login that was recorded earlier is accepted again.");
    add(into, "challenge-other", "auth-11", &plain, ClientDataDeviation::ChallengeBitFlipped, effect);
    add(into, "origin-other", "auth-12", &plain, ClientDataDeviation::Origin("https://example.net".to_owned()), elsewhere());
    let framed = || bypass("A page that frames this one can make its visitors sign in here.");
    add(into, "cross-origin-unexpected", "auth-13", &plain, ClientDataDeviation::CrossOrigin, framed());
    // Without crossOrigin, only the step on topOrigin can refuse.
    let older = Recipe::client_data(ClientDataShape::default());
    let top_origin = |origin: &str| ClientDataDeviation::TopOrigin(origin.to_owned());
    add(into, "top-origin-unexpected", "auth-14.1", &older, top_origin(TOP_ORIGIN), framed());
    let mut expected = Recipe::client_data(ClientDataShape { cross_origin: Some(true), ..ClientDataShape::default() });
    expected.policy.cross_origin = true;
    expected.policy.top_origins = TopOrigins::Only(vec![TOP_ORIGIN.to_owned()]);
    add(into, "top-origin-other", "auth-14.2", &expected, top_origin("https://example.net"), framed());
}

fn authenticator_data(into: &mut Builder) {
    let plain = Recipe::default();
    let other = AuthenticatorDataDeviation::RpIdHashOf("example.net".to_owned());
    for (id, row, deviation, effect) in [
        ("rp-id-hash-other", "auth-15", other, bypass("A login for another site is accepted here.")),
        ("up0", "auth-16", AuthenticatorDataDeviation::UpCleared, bypass("A login is accepted although nobody was present.")),
        (
            "bs-without-be",
            "auth-18",
            AuthenticatorDataDeviation::BsWithoutBe,
            hygiene("A record says that the passkey is backed up and cannot be: policy built on it rests on nothing."),
        ),
    ] {
        let id = format!("authenticator-data/{id}");
        deviating(into, &id, (row, Stage::AuthData), &plain, Deviation::AuthenticatorData(deviation), effect);
    }
}

fn signature(into: &mut Builder) {
    let plain = Recipe::default();
    let forged = || bypass("A login that the credential's key did not sign is accepted.");
    let stage = Stage::Signature;
    deviating(into, "signature/bit-flipped", ("auth-21", stage), &plain, Deviation::SignatureBitFlipped, forged());
    deviating(into, "signature/by-another-key", ("auth-21", stage), &plain, Deviation::SignedByAnotherKey, forged());
    let spaced = Recipe::client_data(ClientDataShape { white_space: true, ..Emission::default().client_data });
    let id = "signature/hash-of-reserialised-client-data";
    deviating(into, id, ("auth-20", stage), &spaced, Deviation::HashOfReserialisedClientData, forged());
}

/// Whose credential it is.
fn accounts(into: &mut Builder) {
    let asked = Some(UserVerification::Preferred);
    let emission = Emission::default();
    let state = Stage::State;
    // Two credentials; the login begins for user 0.
    let two = |second_owner: u32, allow: Allow| {
        let mut script = Script::new("");
        let mut history = starting_registration(&mut script, 0, 0, &emission);
        starting_registration(&mut script, 1, second_owner, &emission);
        let delivery = assertion(0, asked, None, &emission, &mut history);
        script.ceremonies.push(Ceremony { allow, ..Ceremony::get(0, asked).deliver(delivery) });
        script
    };
    let effect =
        bypass("A credential that the login was not begun with is accepted, so a step-up can be answered by a weaker one.");
    let one_of_two = two(0, Allow::Only(vec![0]));
    departing(into, "accounts/not-in-allow-credentials", ("auth-5", state), one_of_two, Departure::Credential(1), effect);
    let effect = || bypass("Somebody signs in to another person's account with a credential of their own.");
    let other_user = two(1, Allow::Account);
    departing(into, "accounts/credential-of-another-user", ("auth-5", state), other_user, Departure::Credential(1), effect());
    let unknown = Departure::Bytes(Deviation::Envelope(EnvelopeDeviation::UnknownCredentialId));
    let nobody = Recipe { allow: Allow::Nobody, ..Recipe::default() };
    let lookup = bypass("A credential that nobody registered is taken for somebody's.");
    departing(into, "accounts/credential-unknown", ("auth-6", state), nobody.script(), unknown, lookup);
    // Any handle that is not the user's will do; it is the same for every seed.
    let stranger = Forge::new(Seed(0)).user_handle("authentication/accounts", 1).to_vec();
    let handle = || Departure::Bytes(Deviation::Envelope(EnvelopeDeviation::UserHandle(stranger.clone())));
    let plain = Recipe::default().script();
    departing(into, "accounts/user-handle-of-another-user", ("auth-6a", state), plain, handle(), effect());
    departing(into, "accounts/user-handle-of-nobody", ("auth-6b", state), nobody.script(), handle(), effect());
    let absent = Departure::Bytes(Deviation::Envelope(EnvelopeDeviation::WithoutUserHandle));
    departing(into, "accounts/user-handle-absent", ("auth-6b", state), nobody.script(), absent, effect());
}
