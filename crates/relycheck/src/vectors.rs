//! The catalogue as files that stand alone: what an RP is given, and apart from it what it is to do.

use std::collections::{BTreeMap, BTreeSet};

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use relycheck_cases::{Allow, Case, Ceremony, Kind, Offer, Script, respond};
use relycheck_forge::{Forge, Seed};
use relycheck_judge::{Effect, Expected, Role};
use relycheck_protocol::{Mediation, Policy, Stage, User, UserVerification};
use relycheck_spec::{class, requirement};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::text::Text;

/// The version of both formats.
pub const VECTORS_VERSION: u32 = 1;

/// How often a script is rendered anew where a deviation happens to change nothing under the challenge that it was given.
const ATTEMPTS: u32 = 16;

/// What an RP is given, and nothing of what it is to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Vector {
    /// [`VECTORS_VERSION`].
    pub version: u32,
    /// The case.
    pub case: String,
    /// The part of the case, where the case is a sweep.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub part: Option<String>,
    /// What the RP is to enforce, but for `user_verification`, which each ceremony has for itself.
    pub policy: Policy,
    /// In order. All credentials that an authentication needs are registered in earlier ones.
    pub ceremonies: Vec<VectorCeremony>,
}

/// One ceremony of a vector.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VectorCeremony {
    /// `create` or `get`.
    pub kind: String,
    /// Whose ceremony; the id is the user handle in base64url without padding. `null` where the user is not known beforehand.
    pub user: Option<User>,
    /// The `userVerification` of the options; `null` where they leave it out.
    pub user_verification: Option<UserVerification>,
    /// The `mediation` of the request.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub mediation: Option<Mediation>,
    /// The challenge that was issued, base64url without padding.
    pub challenge: String,
    /// Authentication: the ids in `allowCredentials`, base64url without padding; empty lists nothing.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub allow: Option<Vec<String>>,
    /// The ceremony, counted from 0, whose response has to have been accepted; where it was refused, this one does not take place.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub only_after: Option<usize>,
    /// What arrives, one after the other: JSON text as a browser would post it, well formed or not. Nothing arrives where it is empty.
    pub responses: Vec<Text>,
}

/// What an RP is to do with the vectors of a case, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Expectations {
    /// [`VECTORS_VERSION`].
    pub version: u32,
    /// The case.
    pub case: String,
    /// What happens in it.
    pub title: String,
    /// The rows of the standard that it exercises.
    pub requirements: Vec<String>,
    /// The documents' statements behind it.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub statements: Vec<String>,
    /// The grid scenarios that it belongs to.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub grid: Vec<String>,
    /// What its situation stems from: `standard`, `documented`, `observed` or `inferred`.
    pub ground: String,
    /// The classes of bugs that it shows.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub classes: Vec<String>,
    /// Public advisories on those classes.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub advisories: Vec<String>,
    /// The case that is this one without its deviation. Where an RP refuses that one too, a refusal here says nothing.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub twin: Option<String>,
    /// Whether a response may end or exhaust the process that reads it.
    pub hazard: bool,
    /// What the RP must be able to do.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub needs: Vec<String>,
    /// One per response, in order.
    pub responses: Vec<ExpectedResponse>,
    /// What follows where a response that is to be refused is accepted; absent where none is.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub if_accepted: Option<Effect>,
    /// What follows where a response that is to be accepted is refused; absent where none is.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub if_refused: Option<Effect>,
}

/// What is to be done with one response.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpectedResponse {
    /// The part of a sweep; its vector has a file of its own.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub part: Option<String>,
    /// The ceremony of the vector, counted from 0.
    pub ceremony: usize,
    /// `setup` for what the case starts from, `subject` for what it is about.
    pub role: Role,
    /// `accepted`, `rejected` or `either`.
    pub outcome: String,
    /// The row that says so.
    pub requirement: String,
    /// How grave it is to do otherwise: `failure`, `warning`, `notice` or `recorded`.
    pub severity: String,
    /// Where a refusal belongs.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub stage: Option<Stage>,
}

/// A case that cannot be rendered: the suite is at fault.
#[derive(Debug, thiserror::Error)]
#[error("{case}: {fault}")]
pub struct VectorError {
    case: String,
    fault: String,
}

/// The vectors of a case, one for each part of a sweep, else one.
///
/// # Errors
/// Where a deviation changes nothing, however often the case is rendered anew.
pub fn vectors(forge: &Forge, case: &Case) -> Result<Vec<Vector>, VectorError> {
    case.script.parts().iter().map(|script| vector(forge, case, script)).collect()
}

/// The forge that all vectors are made with.
#[must_use]
pub fn forge() -> Forge {
    Forge::new(Seed(0))
}

fn part_of(script: &Script) -> Option<String> {
    script.ceremonies.iter().flat_map(|ceremony| &ceremony.deliveries).find_map(|delivery| delivery.part.clone())
}

fn vector(forge: &Forge, case: &Case, script: &Script) -> Result<Vector, VectorError> {
    let mut fault = String::new();
    for attempt in 0..ATTEMPTS {
        match ceremonies(forge, script, attempt) {
            Ok(ceremonies) => {
                let (case, policy) = (case.id.clone(), script.policy.clone());
                return Ok(Vector { version: VECTORS_VERSION, case, part: part_of(script), policy, ceremonies });
            }
            Err(why) => fault = why,
        }
    }
    Err(VectorError { case: case.id.clone(), fault })
}

/// A credential that a vector registers.
struct Registered {
    user: u32,
    slot: u32,
    id: String,
    ceremony: usize,
}

fn ceremonies(forge: &Forge, script: &Script, attempt: u32) -> Result<Vec<VectorCeremony>, String> {
    let handle = |user: u32| forge.user_handle(&script.label, user).to_vec();
    let offers: Vec<Offer> = (0..script.ceremonies.len())
        .map(|number| {
            let place = [(number as u64).to_be_bytes(), u64::from(attempt).to_be_bytes()].concat();
            let challenge: [u8; 32] = forge.seed().derive(&[b"vector challenge", script.label.as_bytes(), &place]);
            Offer { challenge: challenge.to_vec(), ..Offer::default() }
        })
        .collect();
    let mut registered: Vec<Registered> = Vec::new();
    let mut rendered = Vec::new();
    for (number, ceremony) in script.ceremonies.iter().enumerate() {
        let mut responses = Vec::new();
        let allow = allowed(ceremony, &registered);
        for (place, delivery) in ceremony.deliveries.iter().enumerate() {
            let response = respond(forge, script, (number, place), &offers, handle).map_err(|error| error.to_string())?;
            if ceremony.kind == Kind::Create {
                let id = BASE64URL_NOPAD.encode(&response.credential_id);
                registered.push(Registered { user: ceremony.user, slot: delivery.credential, id, ceremony: number });
            }
            responses.push(Text::new(response.response));
        }
        let known = ceremony.kind == Kind::Create || ceremony.allow != Allow::Nobody;
        rendered.push(VectorCeremony {
            kind: ceremony.kind.as_str().to_owned(),
            user: known.then(|| user(&handle(ceremony.begun_for()))),
            user_verification: ceremony.user_verification,
            mediation: ceremony.mediation,
            challenge: BASE64URL_NOPAD.encode(&offers[number].challenge),
            allow,
            only_after: ceremony.only_with.and_then(|slot| registered.iter().find(|it| it.slot == slot).map(|it| it.ceremony)),
            responses,
        });
    }
    Ok(rendered)
}

fn allowed(ceremony: &Ceremony, registered: &[Registered]) -> Option<Vec<String>> {
    let ids = |holds: &dyn Fn(&Registered) -> bool| registered.iter().filter(|it| holds(it)).map(|it| it.id.clone()).collect();
    (ceremony.kind == Kind::Get).then(|| match &ceremony.allow {
        Allow::Account => ids(&|it| it.user == ceremony.begun_for()),
        Allow::Only(slots) => ids(&|it| slots.contains(&it.slot)),
        Allow::Nobody => Vec::new(),
    })
}

fn user(handle: &[u8]) -> User {
    User { id: Some(BASE64URL_NOPAD.encode(handle)), name: format!("{}@example.org", HEXLOWER.encode(&handle[..4])) }
}

/// What is expected of the vectors of a case.
#[must_use]
pub fn expectations(case: &Case) -> Expectations {
    let advisories: BTreeSet<&String> =
        case.classes.iter().filter_map(|id| class(id)).flat_map(|class| &class.advisories).collect();
    let expected = case.expected();
    let expects = |outcome| expected.contains(&outcome);
    Expectations {
        version: VECTORS_VERSION,
        case: case.id.clone(),
        title: case.title.clone(),
        requirements: case.requirements.clone(),
        statements: case.statements.clone(),
        grid: case.grid.clone(),
        ground: case.ground.as_str().to_owned(),
        classes: case.classes.clone(),
        advisories: advisories.into_iter().cloned().collect(),
        twin: case.twin.clone(),
        hazard: case.hazard,
        needs: case.needs().iter().map(|need| need.as_str().to_owned()).collect(),
        responses: case.script.parts().iter().flat_map(expected_responses).collect(),
        if_accepted: expects(Expected::Rejected).then(|| case.if_accepted.clone()),
        if_refused: expects(Expected::Accepted).then(|| case.if_refused.clone()),
    }
}

fn expected_responses(script: &Script) -> Vec<ExpectedResponse> {
    let part = part_of(script);
    let of_ceremony = |(number, ceremony): (usize, &Ceremony)| -> Vec<ExpectedResponse> {
        let expected = ceremony.deliveries.iter().map(|delivery| {
            let expectation = &delivery.expectation;
            let severity = requirement(&expectation.requirement).map_or("failure", |row| {
                let severity = if ceremony.kind == Kind::Create { row.severity_at_registration() } else { row.severity() };
                severity.as_str()
            });
            ExpectedResponse {
                part: part.clone(),
                ceremony: number,
                role: delivery.role,
                outcome: expectation.outcome.as_str().to_owned(),
                requirement: expectation.requirement.clone(),
                severity: severity.to_owned(),
                stage: expectation.stage,
            }
        });
        expected.collect()
    };
    script.ceremonies.iter().enumerate().flat_map(of_ceremony).collect()
}

/// All files of a catalogue, by path within the corpus.
///
/// # Errors
/// Where a case cannot be rendered.
pub fn files(cases: &[Case]) -> Result<BTreeMap<String, String>, VectorError> {
    let forge = forge();
    let mut files = BTreeMap::new();
    // A vector has no part in what the RP's own options say.
    let rests_on_options =
        |case: &Case| case.script.ceremonies.iter().any(|ceremony| !ceremony.options.is_empty() || ceremony.without_outputs);
    for case in cases.iter().filter(|case| !rests_on_options(case)) {
        for vector in vectors(&forge, case)? {
            let part = vector.part.as_ref().map_or(String::new(), |part| format!("/{part}"));
            files.insert(format!("vectors/{}{part}.json", case.id), pretty(&vector));
        }
        files.insert(format!("expectations/{}.json", case.id), pretty(&expectations(case)));
    }
    files.insert("schemas/vector.schema.json".to_owned(), pretty(&schemars::schema_for!(Vector)));
    files.insert("schemas/expectations.schema.json".to_owned(), pretty(&schemars::schema_for!(Expectations)));
    Ok(files)
}

fn pretty(value: &impl Serialize) -> String {
    // These types have string keys only, which is all that can fail.
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}
