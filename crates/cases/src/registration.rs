//! Requirement cases of section 7.1: registering a new credential.

use relycheck_forge::{
    AttestationDeviation, AuthenticatorDataDeviation, ClientDataDeviation, ClientDataShape, Deviation, Emission, EnvelopeDeviation,
    Format, KeyDeviation,
};
use relycheck_judge::{Effect, Role};
use relycheck_protocol::{AttestationConveyance, AttestationTrust, Mediation, Policy, Stage, TopOrigins, UserVerification};

use crate::build::{refused, registration};
use crate::case::{Case, Ground};
use crate::catalogue::Builder;
use crate::effect::{as_it_should_be, bypass, hygiene, lockout};
use crate::script::{Ceremony, Departure, Script};

/// All cases of the area.
pub(crate) fn build(into: &mut Builder) {
    user_verification(into);
    tolerances(into);
    envelope_and_encoding(into);
    client_data(into);
    authenticator_data(into);
    key(into);
    attestation(into);
    records(into);
}

/// A registration in the making.
struct Recipe {
    policy: Policy,
    user_verification: Option<UserVerification>,
    mediation: Option<Mediation>,
    emission: Emission,
}

impl Default for Recipe {
    fn default() -> Self {
        Self {
            policy: Script::new("").policy,
            user_verification: Some(UserVerification::Preferred),
            mediation: None,
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
        let delivery = registration(0, self.user_verification, self.mediation, &self.emission, Role::Subject);
        let ceremony = Ceremony { mediation: self.mediation, ..Ceremony::create(0, self.user_verification).deliver(delivery) };
        Script { policy: self.policy.clone(), ceremonies: vec![ceremony], ..Script::new("") }
    }
}

fn case(id: &str, title: &str, requirements: &[&str], script: Script, if_accepted: Effect, if_refused: Effect) -> Case {
    Case {
        id: format!("registration/{id}"),
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
    let expectation = &mut script.ceremonies[0].deliveries[0].expectation;
    if let Some(requirement) = requirement {
        requirement.clone_into(&mut expectation.requirement);
    }
    // What the record holds afterwards is compared in every case; the areas that are about it exercise the row.
    let recorded = match id.split('/').next() {
        Some("sign-count" | "backup" | "user-verification") => Some("reg-27"),
        // The row's verdict is on longer ids; that this length is to be accepted follows from all steps having passed.
        Some("credential-id") => Some("acd-2"),
        _ => None,
    };
    let decided = expectation.requirement.clone();
    let requirements: Vec<&str> = [decided.as_str()].into_iter().chain(recorded).collect();
    into.positive(case(id, title, &requirements, script, as_it_should_be(), lockout(format!("{who} cannot register."))));
}

/// A response with one deviation, that has to be refused by `requirement` at `stage`.
fn deviating(into: &mut Builder, id: &str, target: (&str, Stage), recipe: &Recipe, deviation: Deviation, if_accepted: Effect) {
    let (negative, twin) = with_deviation(id, target, recipe, deviation, if_accepted);
    into.negative(negative, twin);
}

/// The negative and its twin.
fn with_deviation(
    id: &str,
    (requirement, stage): (&str, Stage),
    recipe: &Recipe,
    deviation: Deviation,
    if_accepted: Effect,
) -> (Case, Case) {
    let twin = recipe.script();
    let mut script = twin.clone();
    let delivery = &mut script.ceremonies[0].deliveries[0];
    delivery.expectation = refused(requirement, stage);
    let title = format!("A registration in which {}", deviation.sentence());
    delivery.departure = Some(Departure::Bytes(deviation));
    (case(id, &title, &[requirement], script, if_accepted, as_it_should_be()), valid_twin(id, twin))
}

fn valid_twin(id: &str, script: Script) -> Case {
    let title = "The same registration without the deviation";
    let requirement =
        script.ceremonies.last().map(|ceremony| ceremony.deliveries[0].expectation.requirement.clone()).unwrap_or_default();
    let refused = lockout("An ordinary registration is refused.");
    case(&format!("{id}/twin"), title, &[&requirement], script, as_it_should_be(), refused)
}

/// UV over all requests, set and not set: <https://www.w3.org/TR/webauthn-3/#enum-userVerificationRequirement>.
fn user_verification(into: &mut Builder) {
    for asked in [Some(UserVerification::Required), Some(UserVerification::Preferred), Some(UserVerification::Discouraged), None] {
        let word = asked.map_or("omitted", UserVerification::as_str);
        let recipe = |uv| Recipe { user_verification: asked, ..Recipe::emitting(Emission { uv, ..Emission::default() }) };
        let title = |uv| format!("userVerification {word}, and the response has UV={uv}");
        let who = "People whose device verified them";
        tolerated(into, &format!("user-verification/{word}-uv1"), &title(1), None, &recipe(true), who);
        let id = format!("user-verification/{word}-uv0");
        if asked == Some(UserVerification::Required) {
            let deviation = Deviation::AuthenticatorData(AuthenticatorDataDeviation::UvCleared);
            let effect = bypass("A registration that required user verification is accepted from somebody who was not verified.");
            deviating(into, &id, ("reg-16", Stage::AuthData), &recipe(true), deviation, effect);
        } else {
            tolerated(into, &id, &title(0), None, &recipe(false), "People whose device could not verify them, and need not,");
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
            "reg-5",
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
        ("backup/device-bound", "A device-bound credential: BE=0, BS=0", None, emission(), "People with a device-bound passkey"),
        (
            "backup/eligible-not-backed-up",
            "A credential that may be backed up and is not yet: BE=1, BS=0",
            None,
            Emission { be: true, ..emission() },
            "People whose passkey has not been synced yet",
        ),
        (
            "backup/backed-up",
            "A synced passkey: BE=1, BS=1",
            None,
            Emission { be: true, bs: true, ..emission() },
            "People with a synced passkey",
        ),
        (
            "aaguid/set-with-none",
            "Attestation `none` with an AAGUID that is not zero, as Level 3 has it",
            Some("acd-5"),
            Emission { aaguid: *b"relycheck-aaguid", ..emission() },
            "People whose passkey provider names itself",
        ),
        (
            "transports/missing",
            "The response has no transports, as older browsers send it",
            Some("json-1a"),
            Emission { transports: None, ..emission() },
            "People with an older browser",
        ),
        (
            "transports/empty",
            "The list of transports is empty",
            None,
            Emission { transports: Some(Vec::new()), ..emission() },
            "People whose native app reports no transports",
        ),
        (
            "transports/unknown",
            "A transport that the standard does not know",
            Some("tr-1"),
            Emission { transports: Some(vec!["relycheck-transport".to_owned()]), ..emission() },
            "People with a transport of tomorrow",
        ),
        (
            "attachment/missing",
            "authenticatorAttachment is missing",
            Some("att-2"),
            Emission { attachment: None, ..emission() },
            "People whose browser leaves the member out",
        ),
        (
            "attachment/cross-platform",
            "The passkey was made on another device",
            Some("att-2"),
            Emission { attachment: Some("cross-platform".to_owned()), ..emission() },
            "People who use their phone beside the computer",
        ),
        (
            "attachment/unknown",
            "An authenticatorAttachment that the standard does not know",
            Some("att-1"),
            Emission { attachment: Some("relycheck-attachment".to_owned()), ..emission() },
            "People with an attachment of tomorrow",
        ),
        (
            "extensions/no-results",
            "clientExtensionResults is missing",
            Some("reg-28"),
            Emission { client_extension_results: false, ..emission() },
            "People whose client sends no extension results",
        ),
        (
            "credential-id/1023-bytes",
            "A credential id of 1023 bytes, the most that is allowed",
            None,
            Emission { credential_id_length: 1023, ..emission() },
            "People whose authenticator packs its key into the id",
        ),
        (
            "sign-count/not-zero",
            "The signature counter starts above zero",
            None,
            Emission { sign_count: 0x8000_0000, ..emission() },
            "People with a security key that has been used before",
        ),
        (
            "attestation/self-not-asked-for",
            "A packed self attestation although `none` was asked for",
            Some("none-3"),
            Emission { format: Format::PackedSelf, ..emission() },
            "People whose client passes self attestation on",
        ),
    ];
    for (id, title, requirement, emission, who) in tolerated_emissions {
        tolerated(into, id, title, requirement, &Recipe::emitting(emission), who);
    }
    let conditional =
        Recipe { mediation: Some(Mediation::Conditional), ..Recipe::emitting(Emission { up: false, uv: false, ..emission() }) };
    let id = "user-presence/conditional-up0";
    let title = "A conditional registration, in which UP may be 0";
    tolerated(into, id, title, Some("reg-15"), &conditional, "People whose password manager upgrades them silently");
    let framed = |top_origin: Option<&str>| {
        let shape = ClientDataShape { cross_origin: Some(true), top_origin: top_origin.map(str::to_owned), ..shape() };
        let mut recipe = Recipe::client_data(shape);
        recipe.policy.cross_origin = true;
        recipe.policy.top_origins = TopOrigins::Only(vec![TOP_ORIGIN.to_owned()]);
        recipe
    };
    let who = "People on a page that frames this one, as agreed,";
    tolerated(into, "cross-origin/expected", "crossOrigin is true and the RP expects it", Some("reg-10"), &framed(None), who);
    let title = "topOrigin is one that the RP expects";
    tolerated(into, "top-origin/expected", title, Some("reg-11.1"), &framed(Some(TOP_ORIGIN)), who);
}

/// A top-level origin that is expected where one is.
pub(crate) const TOP_ORIGIN: &str = "https://example.com";

fn envelope_and_encoding(into: &mut Builder) {
    let plain = Recipe::default();
    let confused = || hygiene("A message that is no registration is taken for one.");
    let unreadable = || hygiene("Bytes that cannot be read are taken for a registration.");
    let parse = [
        ("envelope/no-client-data", "json-1", Deviation::Envelope(EnvelopeDeviation::WithoutClientData), confused()),
        ("envelope/assertion-instead", "reg-3", Deviation::Envelope(EnvelopeDeviation::WithoutAttestationObject), confused()),
        ("client-data/unclosed", "reg-6", Deviation::ClientData(ClientDataDeviation::Unclosed), unreadable()),
        ("client-data/array", "cd-9", Deviation::ClientData(ClientDataDeviation::InAnArray), unreadable()),
        (
            "attestation-object/length-past-the-end",
            "reg-13",
            Deviation::Attestation(AttestationDeviation::AuthDataPastTheEnd),
            unreadable(),
        ),
        (
            "attestation-object/without-auth-data",
            "attobj-1",
            Deviation::Attestation(AttestationDeviation::WithoutAuthData),
            unreadable(),
        ),
        ("attestation-object/trailing-byte", "attobj-3", Deviation::Attestation(AttestationDeviation::TrailingByte), unreadable()),
    ];
    for (id, requirement, deviation, effect) in parse {
        deviating(into, id, (requirement, Stage::Parse), &plain, deviation, effect);
    }
    for (id, deviation) in [("nested-deeply", AttestationDeviation::DeepNesting), ("huge-length", AttestationDeviation::HugeLength)]
    {
        let (id, target) = (format!("attestation-object/{id}"), ("cbor-must-4", Stage::Parse));
        let (negative, twin) = with_deviation(&id, target, &plain, Deviation::Attestation(deviation), unreadable());
        into.negative(Case { hazard: true, ..negative }, twin);
    }
    let canonical = [
        ("length-not-shortest", AttestationDeviation::LengthNotShortest),
        ("indefinite-length", AttestationDeviation::IndefiniteLength),
        ("keys-out-of-order", AttestationDeviation::KeysOutOfOrder),
        ("key-twice", AttestationDeviation::KeyTwice),
    ];
    for (id, deviation) in canonical {
        let effect = hygiene("Two parsers may read the same registration differently.");
        let id = format!("attestation-object/{id}");
        deviating(into, &id, ("conf-2", Stage::Parse), &plain, Deviation::Attestation(deviation), effect);
    }
}

fn client_data(into: &mut Builder) {
    let plain = Recipe::default();
    let stage = Stage::ClientData;
    let add = |into: &mut Builder, id: &str, row: &str, recipe: &Recipe, deviation: ClientDataDeviation, effect: Effect| {
        deviating(into, &format!("client-data/{id}"), (row, stage), recipe, Deviation::ClientData(deviation), effect);
    };
    let elsewhere = || bypass("A registration made on another site is accepted here.");
    let effect = bypass("A login response is taken for a registration.");
    add(into, "type-of-assertion", "reg-7", &plain, ClientDataDeviation::Type("webauthn.get"), effect);
    let effect = bypass("A registration that was made for another ceremony is accepted in this one.");
    add(into, "challenge-other", "reg-8", &plain, ClientDataDeviation::ChallengeBitFlipped, effect);
    add(into, "origin-other", "reg-9", &plain, ClientDataDeviation::Origin("https://example.net".to_owned()), elsewhere());
    let framed = || bypass("A page that frames this one can make its visitors register here.");
    add(into, "cross-origin-unexpected", "reg-10", &plain, ClientDataDeviation::CrossOrigin, framed());
    // Without crossOrigin, only the step on topOrigin can refuse.
    let older = Recipe::client_data(ClientDataShape::default());
    let top_origin = |origin: &str| ClientDataDeviation::TopOrigin(origin.to_owned());
    add(into, "top-origin-unexpected", "reg-11.1", &older, top_origin(TOP_ORIGIN), framed());
    let mut expected = Recipe::client_data(ClientDataShape { cross_origin: Some(true), ..ClientDataShape::default() });
    expected.policy.cross_origin = true;
    expected.policy.top_origins = TopOrigins::Only(vec![TOP_ORIGIN.to_owned()]);
    add(into, "top-origin-other", "reg-11.2", &expected, top_origin("https://example.net"), framed());
}

fn authenticator_data(into: &mut Builder) {
    let plain = Recipe::default();
    let add = |into: &mut Builder, id: &str, (row, stage): (&str, Stage), deviation: AuthenticatorDataDeviation, effect: Effect| {
        let id = format!("authenticator-data/{id}");
        deviating(into, &id, (row, stage), &plain, Deviation::AuthenticatorData(deviation), effect);
    };
    let unreadable = || hygiene("Authenticator data that is not whole is taken for a registration.");
    let other = AuthenticatorDataDeviation::RpIdHashOf("example.net".to_owned());
    let effect = bypass("A credential that belongs to another site is registered here.");
    add(into, "rp-id-hash-other", ("reg-14", Stage::AuthData), other, effect);
    let effect = bypass("A registration is accepted although nobody was present.");
    add(into, "up0", ("reg-15", Stage::AuthData), AuthenticatorDataDeviation::UpCleared, effect);
    let effect = hygiene("A record says that the passkey is backed up and cannot be: policy built on it rests on nothing.");
    add(into, "bs-without-be", ("reg-17", Stage::AuthData), AuthenticatorDataDeviation::BsWithoutBe, effect);
    add(into, "at0", ("ad-5", Stage::AuthData), AuthenticatorDataDeviation::AtCleared, unreadable());
    add(into, "too-short", ("acd-1", Stage::Parse), AuthenticatorDataDeviation::CredentialIdPastTheEnd, unreadable());
    add(into, "extensions-missing", ("ad-7", Stage::Parse), AuthenticatorDataDeviation::ExtensionsMissing, unreadable());
    let effect = hygiene("Bytes that belong to no field pass unnoticed.");
    add(into, "trailing-byte", ("ad-8", Stage::AuthData), AuthenticatorDataDeviation::TrailingByte, effect);
    let effect = hygiene("A credential id that is longer than any may be is stored.");
    add(
        into,
        "credential-id-1024-bytes",
        ("reg-25", Stage::AuthData),
        AuthenticatorDataDeviation::CredentialIdLength(1024),
        effect,
    );
}

fn key(into: &mut Builder) {
    let plain = Recipe::default();
    let effect = || lockout("A key that cannot be used is stored, and its owner cannot sign in.");
    let add = |into: &mut Builder, id: &str, target: (&str, Stage), deviation: KeyDeviation, effect: Effect| {
        deviating(into, &format!("key/{id}"), target, &plain, Deviation::Key(deviation), effect);
    };
    let weaker = bypass("A credential of an algorithm that policy excludes is registered.");
    add(into, "algorithm-not-offered", ("reg-20", Stage::Key), KeyDeviation::Es384, weaker);
    add(into, "without-alg", ("cose-1", Stage::Key), KeyDeviation::WithoutAlg, effect());
    add(into, "curve-other", ("cose-5", Stage::Key), KeyDeviation::OtherCurve, effect());
    add(into, "without-y", ("cose-3", Stage::Key), KeyDeviation::WithoutY, effect());
    add(into, "entry-missing", ("acd-4", Stage::Parse), KeyDeviation::EntryMissing, effect());
}

/// The policy under which statements are verified and these trust levels are acceptable.
fn attested(trust: &[AttestationTrust], emission: Emission) -> Recipe {
    let mut recipe = Recipe::emitting(emission);
    recipe.policy.attestation.conveyance = AttestationConveyance::Direct;
    recipe.policy.attestation.verify = true;
    recipe.policy.attestation.trust = trust.to_vec();
    recipe
}

fn attestation(into: &mut Builder) {
    let either = [AttestationTrust::None, AttestationTrust::SelfSigned];
    let packed = Emission { format: Format::PackedSelf, ..Emission::default() };
    let verified = attested(&either, packed.clone());
    tolerated(
        into,
        "attestation/packed-self",
        "A packed self attestation that verifies",
        None,
        &verified,
        "People with self attestation",
    );
    let none = attested(&either, Emission::default());
    tolerated(
        into,
        "attestation/none",
        "Attestation `none`, where that is acceptable",
        Some("none-1"),
        &none,
        "People without attestation",
    );
    let forged = || bypass("A statement that proves nothing is taken for an attestation.");
    let add = |into: &mut Builder, id: &str, row: &str, recipe: &Recipe, deviation: Deviation| {
        deviating(into, &format!("attestation/{id}"), (row, Stage::Attestation), recipe, deviation, forged());
    };
    let unknown = Deviation::Attestation(AttestationDeviation::Format("relycheck-format"));
    add(into, "format-unknown", "reg-21", &verified, unknown);
    let other_case = Deviation::Attestation(AttestationDeviation::Format("Packed"));
    add(into, "format-other-case", "fmtid-1", &verified, other_case);
    let flipped = Deviation::Attestation(AttestationDeviation::SignatureBitFlipped);
    add(into, "self-signature-flipped", "reg-22", &verified, flipped);
    let other_alg = Deviation::Attestation(AttestationDeviation::StatementAlg(-35));
    add(into, "self-alg-other", "pk-6", &verified, other_alg);
    let not_empty = Deviation::Attestation(AttestationDeviation::StatementInNone);
    let effect = hygiene("A statement that the format does not have passes unnoticed.");
    deviating(into, "attestation/none-with-statement", ("none-2", Stage::Attestation), &none, not_empty, effect);
    let spaced = Emission { client_data: ClientDataShape { white_space: true, ..packed.client_data.clone() }, ..packed.clone() };
    let reserialised = attested(&either, spaced);
    add(into, "hash-of-reserialised-client-data", "reg-12", &reserialised, Deviation::HashOfReserialisedClientData);

    let untrusted = || bypass("A credential without the attestation that policy demands is registered.");
    for (id, row, emission, trust) in [
        ("none-not-acceptable", "reg-24a", Emission::default(), [AttestationTrust::SelfSigned]),
        ("self-not-acceptable", "reg-24b", packed, [AttestationTrust::None]),
    ] {
        let twin = attested(&either, emission.clone()).script();
        let mut script = attested(&trust, emission).script();
        script.ceremonies[0].deliveries[0].expectation = refused(row, Stage::Trust);
        let title = "A registration whose attestation is sound and not of a kind that policy accepts";
        let id = format!("attestation/{id}");
        into.negative(case(&id, title, &[row], script, untrusted(), as_it_should_be()), valid_twin(&id, twin));
    }
}

/// What is registered already.
fn records(into: &mut Builder) {
    let asked = Some(UserVerification::Preferred);
    let emission = Emission::default();
    let two = |second_user: u32, departure: Option<Departure>| {
        let mut script = Script::new("");
        let first = registration(0, asked, None, &emission, Role::Setup);
        script.ceremonies.push(Ceremony::create(0, asked).deliver(first));
        let mut second = registration(1, asked, None, &emission, Role::Subject);
        if departure.is_some() {
            second.expectation = refused("reg-26", Stage::State);
        }
        second.departure = departure;
        script.ceremonies.push(Ceremony::create(second_user, asked).deliver(second));
        script
    };
    let second = two(0, None);
    let title = "A second credential for a user who has one";
    let effect = lockout("People cannot add a second device to their account.");
    into.positive(case("records/second-credential", title, &["reg-29"], second, as_it_should_be(), effect));
    for (id, user, whom) in [("same-user", 0, "the same user"), ("other-user", 1, "another user")] {
        let script = two(user, Some(Departure::Credential(0)));
        let id = format!("records/credential-id-taken-{id}");
        let title = format!("A registration whose credential id is registered already, for {whom}");
        let effect = bypass("Somebody else's credential id is registered a second time, and one record hides the other.");
        into.negative(case(&id, &title, &["reg-26"], script, effect, as_it_should_be()), valid_twin(&id, two(user, None)));
    }
}
