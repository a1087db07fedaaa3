//! Platform scenarios: each row of the platform data, by rule.
//!
//! A row in which nothing arrives becomes an abandoned ceremony. A response becomes a positive case; one that only a broken client
//! sends becomes a negative, whose twin is the same response with UV=1. Where a row requires verification, the same response with
//! UV=0 is a negative too, and once per environment and ceremony so is BS without BE (of an authentication, where the record has BE=0).

use relycheck_forge::{AuthenticatorDataDeviation, Deviation, Emission, Format};
use relycheck_judge::{Cell, Expectation, Role};
use relycheck_platforms as data;
use relycheck_platforms::{Environment, Outcome, Platforms, RequestRow, Response};
use relycheck_protocol::{Mediation, Stage, UserVerification};

use crate::build::{History, assertion, refused, registration, starting_registration, with_flags_departing};
use crate::builder::Builder;
use crate::case::{Case, Ground};
use crate::effect::{as_it_should_be, bypass, cannot, hygiene, lockout, unverified};
use crate::script::{Ceremony, Delivery, Departure, Kind, Script};

/// All scenarios of all rows.
pub(crate) fn build(platforms: &Platforms, into: &mut Builder) {
    for environment in &platforms.environments {
        let mut inconsistent = Vec::new();
        for row in &environment.requests {
            for (index, outcome) in row.outcomes.iter().enumerate() {
                let place = Place { platforms, environment, row, outcome, index };
                match outcome {
                    Outcome::Nothing { .. } => drop(into.positive(place.abandoned())),
                    Outcome::Response(response) => {
                        for (history, script) in place.scripts(response) {
                            // With BE in the record, clearing it would break two rules in an RP that compares it.
                            let breaks_one_rule = row.ceremony == data::Ceremony::Create || !response.be.value;
                            let first = !response.broken && breaks_one_rule && !inconsistent.contains(&row.ceremony);
                            place.respond(&history, script, response, first, into);
                            if first {
                                inconsistent.push(row.ceremony);
                            }
                        }
                    }
                }
            }
        }
    }
    availability_is_no_verification(into);
}

/// One outcome of one row.
#[derive(Clone, Copy)]
struct Place<'a> {
    platforms: &'a Platforms,
    environment: &'a Environment,
    row: &'a RequestRow,
    outcome: &'a Outcome,
    index: usize,
}

impl Place<'_> {
    fn kind(&self) -> Kind {
        kind(self.row.ceremony)
    }

    fn asked(&self) -> (Option<UserVerification>, Option<Mediation>) {
        asked(self.row)
    }

    /// What arrives, and where the row has an earlier outcome alike, what sets this one apart from it.
    fn id(&self, rest: &str) -> String {
        let word = arrives(self.outcome).to_lowercase().replace('=', "");
        let mut id = format!("platform/{}/{word}", self.row.id);
        if let (Outcome::Response(response), Some(first)) = (self.outcome, self.alike()) {
            if response.authenticator != first.authenticator {
                id.push_str("-by-");
                id.push_str(&response.authenticator);
            }
            if response.bs.value != first.bs.value {
                id.push_str(if response.bs.value { "-bs1" } else { "-bs0" });
            }
        }
        id + rest
    }

    /// The first outcome of the row in which the same arrives, where that is not this one.
    fn alike(&self) -> Option<&Response> {
        match self.row.outcomes[..self.index].iter().find(|other| arrives(other) == arrives(self.outcome)) {
            Some(Outcome::Response(response)) => Some(response),
            _ => None,
        }
    }

    fn case(&self, id: String, title: String, script: Script, requirements: &[&str]) -> Case {
        let (user_verification, mediation) = (word_of(self.row), self.row.mediation);
        Case {
            id,
            title: format!("{}: {title}", self.environment.title),
            requirements: requirements.iter().map(|&row| row.to_owned()).collect(),
            grid: self.row.grid.clone(),
            statements: self.statements(),
            classes: Vec::new(),
            hazard: false,
            ground: self.ground(),
            cell: Some(Cell {
                environment: self.environment.id.clone(),
                title: self.environment.title.clone(),
                ceremony: self.kind().as_str().to_owned(),
                user_verification: match mediation {
                    data::Mediation::Optional => user_verification.to_owned(),
                    data::Mediation::Conditional => format!("{user_verification} (conditional)"),
                },
                arrives: arrives(self.outcome).to_owned(),
            }),
            script,
            twin: None,
            if_accepted: as_it_should_be(),
            if_refused: cannot(self.kind(), &self.environment.title),
        }
    }

    /// The statements of the row and of the environment.
    fn statements(&self) -> Vec<String> {
        let mut statements = self.row.statements.clone();
        for statement in &self.environment.statements {
            if !statements.contains(statement) {
                statements.push(statement.clone());
            }
        }
        statements
    }

    /// The weakest ground of what the scenario is about: that something arrives, UV, and where another authenticator or another BS is
    /// what sets it apart, the flags that tell.
    fn ground(&self) -> Ground {
        let response = match self.outcome {
            Outcome::Nothing { arrives, .. } => return ground(arrives),
            Outcome::Response(response) => response,
        };
        let about = ground(&response.arrives).max(ground(&response.uv.ground));
        match self.alike() {
            Some(first) if response.authenticator != first.authenticator => {
                about.max(ground(&response.be.ground)).max(ground(&response.bs.ground))
            }
            Some(first) if response.bs.value != first.bs.value => about.max(ground(&response.bs.ground)),
            _ => about,
        }
    }

    /// The scripts that lead to the response: a registration is the response itself; before an authentication the credential was
    /// registered with the same UV or, as the second script, with the other.
    fn scripts(&self, response: &Response) -> Vec<(String, Script)> {
        let (user_verification, mediation) = self.asked();
        let honest = Emission { uv: response.uv.value || response.broken, ..emission(response) };
        match self.kind() {
            Kind::Create => {
                let mut script = Script::new("");
                let delivery = registration(0, user_verification, mediation, &honest, Role::Subject);
                let ceremony = Ceremony { mediation, ..Ceremony::create(0, user_verification).deliver(delivery) };
                script.ceremonies.push(ceremony);
                vec![(String::new(), script)]
            }
            Kind::Get => [honest.uv, !honest.uv]
                .into_iter()
                .map(|registered_with_uv| {
                    let mut script = Script::new("");
                    let start = Emission { uv: registered_with_uv, ..honest.clone() };
                    let mut history = starting_registration(&mut script, 0, 0, &start);
                    let now = Emission { sign_count: next_count(response.sign_count.value, history.sign_count), ..honest.clone() };
                    let delivery = assertion(0, user_verification, mediation, &now, &mut history);
                    let ceremony = Ceremony { mediation, ..Ceremony::get(0, user_verification).deliver(delivery) };
                    script.ceremonies.push(ceremony);
                    (format!("/registered-uv{}", u8::from(registered_with_uv)), script)
                })
                .collect(),
        }
    }

    fn respond(&self, history: &str, script: Script, response: &Response, first: bool, into: &mut Builder) {
        let asks = format!("{} {}", self.kind().as_str(), word_of(self.row));
        let positive = |script: Script| {
            let requirement = decided_by(&script);
            self.case(self.id(history), format!("{asks} brings {}", arrives(self.outcome)), script, &[&requirement])
        };
        if response.broken {
            let twin = Case {
                id: format!("{}/twin", self.id(history)),
                title: format!("{}: {asks}, the response of a broken client as it would be with UV=1", self.environment.title),
                ground: Ground::Inferred,
                cell: None,
                ..positive(script.clone())
            };
            let negative = self.departing(self.id(history), "UV=0 from a broken client", &script, UV_CLEARED);
            into.negative(negative, twin);
            return;
        }
        let twin = positive(script.clone());
        into.positive(twin.clone());
        let required = self.row.user_verification == data::UserVerification::Required;
        let row_has_it = self.row.outcomes.iter().any(|outcome| matches!(outcome, Outcome::Response(other) if other.broken));
        if required && !row_has_it {
            let id = format!("{}/but-uv0", self.id(history));
            let negative = self.departing(id, "the same with UV=0", &script, UV_CLEARED);
            into.negative(Case { cell: None, ground: Ground::Inferred, ..negative }, twin.clone());
        }
        if first {
            let id = format!("{}/but-bs-without-be", self.id(history));
            let negative = self.departing(id, "the same with BS=1 and BE=0", &script, BS_WITHOUT_BE);
            let if_accepted =
                hygiene("A record says that the passkey is backed up and cannot be: policy built on it rests on nothing.");
            into.negative(Case { cell: None, ground: Ground::Inferred, if_accepted, ..negative }, twin);
        }
    }

    /// The case whose last ceremony departs in its flags.
    fn departing(&self, id: String, what: &str, script: &Script, deviation: AuthenticatorDataDeviation) -> Case {
        let mut script = script.clone();
        if let Some(last) = script.ceremonies.pop() {
            script.ceremonies.push(with_flags_departing(&last, Deviation::AuthenticatorData(deviation)));
        }
        let title = format!("{} {}, {what}", self.kind().as_str(), word_of(self.row));
        let requirement = decided_by(&script);
        Case { if_accepted: unverified(self.kind()), ..self.case(id, title, script, &[&requirement]) }
    }

    /// Nothing arrives: the ceremony is abandoned. A second one begins for the same user, and the answer to the first challenge is
    /// refused in it, which is that ceremony's end: "Otherwise, fail the registration ceremony." A third is answered as it should be.
    fn abandoned(&self) -> Case {
        let (user_verification, mediation) = self.asked();
        let retry = self.retry_emission();
        let mut script = Script::new("");
        let begun = match self.kind() {
            Kind::Create => Ceremony::create(0, user_verification),
            Kind::Get => Ceremony::get(0, user_verification),
        };
        let begun = Ceremony { mediation, ..begun };
        let own = match self.kind() {
            Kind::Create => registration(0, user_verification, mediation, &retry, Role::Subject),
            Kind::Get => {
                let mut history = starting_registration(&mut script, 0, 0, &retry);
                assertion(0, user_verification, mediation, &retry, &mut history)
            }
        };
        let abandoned = script.ceremonies.len();
        script.ceremonies.push(begun.clone());
        script.ceremonies.push(begun.clone().deliver(stale(&own, abandoned, self.kind())));
        script.ceremonies.push(begun.deliver(own));
        let (late, accepted) = match self.kind() {
            Kind::Create => ("reg-8", "reg-29"),
            Kind::Get => ("auth-11", "auth-25"),
        };
        let title = format!("{} {} brings nothing, then the user tries again", self.kind().as_str(), word_of(self.row));
        let who = format!("{}, after an attempt that ended in the client,", self.environment.title);
        Case {
            if_accepted: bypass("An answer to an earlier challenge is accepted, so one that was intercepted can be used later."),
            if_refused: lockout(format!("People on {who} cannot try again.")),
            ..self.case(self.id(""), title, script, &[late, accepted])
        }
    }

    /// The response of the attempt after the one that was abandoned: the environment's own authenticator or, where it has none
    /// that could answer, any; with UV=1.
    fn retry_emission(&self) -> Emission {
        let own = self.environment.authenticator.as_deref();
        let authenticator = self.platforms.authenticators.iter().find(|authenticator| Some(authenticator.id.as_str()) == own);
        authenticator.map_or_else(Emission::default, |authenticator| Emission {
            be: authenticator.be.value,
            bs: authenticator.bs.value,
            aaguid: authenticator.aaguid.value,
            transports: Some(authenticator.transports.value.clone()),
            attachment: authenticator.attachment.value.clone(),
            credential_id_length: usize::from(authenticator.credential_id_length.value),
            ..Emission::default()
        })
    }
}

const UV_CLEARED: AuthenticatorDataDeviation = AuthenticatorDataDeviation::UvCleared;
const BS_WITHOUT_BE: AuthenticatorDataDeviation = AuthenticatorDataDeviation::BsWithoutBe;

/// The answer to the abandoned ceremony's challenge, in the ceremony after it.
fn stale(own: &Delivery, abandoned: usize, kind: Kind) -> Delivery {
    let row = if kind == Kind::Create { "reg-8" } else { "auth-11" };
    let expectation: Expectation = refused(row, Stage::ClientData);
    Delivery { departure: Some(Departure::ChallengeOf(abandoned)), expectation, ..own.clone() }
}

/// That a verifying platform authenticator is available says nothing of a response: one with UV=0 leaves the record unverified, and
/// a later request that requires UV is not met by another.
fn availability_is_no_verification(into: &mut Builder) {
    let asked = Some(UserVerification::Preferred);
    let required = Some(UserVerification::Required);
    let unverified_emission = Emission { uv: false, be: true, bs: true, ..Emission::default() };
    let mut script = Script::new("");
    let delivery = registration(0, asked, None, &unverified_emission, Role::Subject);
    script.ceremonies.push(Ceremony::create(0, asked).deliver(delivery));
    let mut history = History::of_registration(&unverified_emission);
    let delivery = assertion(0, asked, None, &unverified_emission, &mut history);
    script.ceremonies.push(Ceremony::get(0, asked).deliver(delivery));
    let verified = Emission { uv: true, ..unverified_emission };
    let delivery = assertion(0, required, None, &verified, &mut history);
    script.ceremonies.push(Ceremony::get(0, required).deliver(delivery));

    let case = |id: &str, title: &str, script: Script, decided: &str| Case {
        id: format!("platform/is-uvpaa-true/{id}"),
        title: format!("isUserVerifyingPlatformAuthenticatorAvailable() says true: {title}"),
        requirements: ["reg-16n", "auth-17n", decided].map(str::to_owned).to_vec(),
        grid: vec!["G-17".to_owned()],
        statements: ["S-35", "S-40", "S-55", "S-60"].map(str::to_owned).to_vec(),
        classes: Vec::new(),
        hazard: false,
        // The statements are about what the method answers; none has a UV.
        ground: Ground::Inferred,
        cell: None,
        script,
        twin: None,
        if_accepted: unverified(Kind::Get),
        if_refused: lockout("People whose browser says that it can verify, and then does not, cannot sign in."),
    };
    let mut departing = script.clone();
    if let Some(last) = departing.ceremonies.pop() {
        departing.ceremonies.push(with_flags_departing(&last, Deviation::AuthenticatorData(UV_CLEARED)));
    }
    let title = "responses with UV=0, also where UV is then required";
    let negative = case("uv0-is-not-verified", title, departing, "auth-17");
    let title = "responses with UV=0, and with UV=1 where UV is then required";
    into.negative(negative, case("uv0-then-verified", title, script, "auth-25"));
}

/// The row that decides the last response of a script.
fn decided_by(script: &Script) -> String {
    script
        .ceremonies
        .last()
        .and_then(|ceremony| ceremony.deliveries.last())
        .map(|delivery| delivery.expectation.requirement.clone())
        .unwrap_or_default()
}

pub(crate) fn kind(ceremony: data::Ceremony) -> Kind {
    match ceremony {
        data::Ceremony::Create => Kind::Create,
        data::Ceremony::Get => Kind::Get,
    }
}

/// `userVerification` and `mediation` of a request as the protocol says them.
pub(crate) fn asked(row: &RequestRow) -> (Option<UserVerification>, Option<Mediation>) {
    let user_verification = match row.user_verification {
        data::UserVerification::Required => Some(UserVerification::Required),
        data::UserVerification::Preferred => Some(UserVerification::Preferred),
        data::UserVerification::Discouraged => Some(UserVerification::Discouraged),
        data::UserVerification::Omitted => None,
    };
    let mediation = match row.mediation {
        data::Mediation::Optional => None,
        data::Mediation::Conditional => Some(Mediation::Conditional),
    };
    (user_verification, mediation)
}

fn word_of(row: &RequestRow) -> &'static str {
    asked(row).0.map_or("omitted", UserVerification::as_str)
}

fn arrives(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Nothing { .. } => "nothing",
        Outcome::Response(response) if response.uv.value => "UV=1",
        Outcome::Response(_) => "UV=0",
    }
}

/// The response of a row as the forge makes it, with the counter of a registration.
pub(crate) fn emission(response: &Response) -> Emission {
    Emission {
        up: response.up.value,
        uv: response.uv.value,
        be: response.be.value,
        bs: response.bs.value,
        aaguid: response.aaguid.value,
        // The client's part: every platform case asks for conveyance `none`, under which a statement is taken out, but for a self
        // attestation that names no model. <https://www.w3.org/TR/webauthn-3/#enum-attestation-convey>
        format: match response.fmt.value {
            data::Fmt::PackedSelf if response.aaguid.value == [0; 16] => Format::PackedSelf,
            data::Fmt::PackedSelf | data::Fmt::None => Format::None,
        },
        sign_count: response.sign_count.value.at_create,
        transports: Some(response.transports.value.clone()),
        attachment: response.attachment.value.clone(),
        credential_id_length: usize::from(response.credential_id_length.value),
        ..Emission::default()
    }
}

/// Seconds between two assertions whose counters are times.
const DAY: u32 = 86_400;

/// The counter of the next assertion.
pub(crate) fn next_count(sign_count: data::SignCount, before: u32) -> u32 {
    match sign_count.moves {
        data::SignCountMoves::Zero => 0,
        data::SignCountMoves::Increments => before + 1,
        data::SignCountMoves::UnixTime => before + DAY,
    }
}

/// The ground of a value as the catalogue names it.
pub(crate) fn ground(ground: &data::Ground) -> Ground {
    match ground {
        data::Ground::Documented(_) => Ground::Documented,
        data::Ground::Observed(_) => Ground::Observed,
        data::Ground::Inferred(_) => Ground::Inferred,
    }
}
