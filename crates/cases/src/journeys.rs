//! Journeys: one credential, or one user, going through several environments.
//!
//! The named ones stand in the platform data; the pairs are all those environments of the data that can share a credential.

use std::collections::BTreeMap;

use relycheck_judge::{Expectation, Expected, Role};
use relycheck_platforms as data;
use relycheck_platforms::{Environment, Journey, Outcome, Pair, Platforms, RequestRow, Response, pairs};

use crate::build::{History, assertion, registration};
use crate::builder::Builder;
use crate::case::{Case, Ground};
use crate::effect::{as_it_should_be, lockout};
use crate::platform::{asked, emission, ground, kind, next_count};
use crate::script::{Ceremony, Kind, Script};

/// All journeys.
pub(crate) fn build(platforms: &Platforms, into: &mut Builder) {
    for journey in &platforms.journeys {
        into.positive(named(platforms, journey));
    }
    for pair in pairs(platforms) {
        if let Some(case) = of_pair(platforms, &pair) {
            into.positive(case);
        }
    }
}

/// The pairs of environments that can share a credential, as `created in -> used in (pool)`, in the order of the data.
#[must_use]
pub fn pair_list(platforms: &Platforms) -> Vec<String> {
    pairs(platforms).iter().map(|pair| format!("{} -> {} ({})", pair.create.id, pair.get.id, pair.pool)).collect()
}

/// A journey of any length: each choice is one ceremony. A choice picks, out of all honest responses of all rows that are possible
/// at this point, one; whether a credential is made or one of those made so far is used follows from the row. The same choices give
/// the same journey.
#[must_use]
pub fn wander(platforms: &Platforms, choices: &[u32]) -> Case {
    let mut traveller = Traveller::new();
    let mut made: Vec<(String, &str)> = Vec::new();
    for &choice in choices {
        let mut possible = Vec::new();
        for environment in &platforms.environments {
            for row in &environment.requests {
                for response in row.outcomes.iter().filter_map(Outcome::honest_response) {
                    let pool = platforms.pool_of(response);
                    match kind(row.ceremony) {
                        // A case has at most eight keys.
                        Kind::Create if made.len() < 8 => possible.push((row, response, None)),
                        Kind::Create => {}
                        Kind::Get => {
                            let usable = made.iter().filter(|(_, lies_in)| Some(*lies_in) == pool);
                            possible.extend(usable.map(|(name, _)| (row, response, Some(name.clone()))));
                        }
                    }
                }
            }
        }
        if possible.is_empty() {
            break;
        }
        let (row, response, used) = possible.swap_remove(choice as usize % possible.len());
        let name = used.unwrap_or_else(|| {
            let name = format!("{}", made.len());
            made.push((name.clone(), platforms.pool_of(response).unwrap_or_default()));
            name
        });
        traveller.step(row, response, &name, 0, false);
    }
    let mut case = traveller.into_case("journey/wandering".to_owned(), "A journey of any length".to_owned(), Vec::new(), &[]);
    case.script.label.clone_from(&case.id);
    case
}

/// A traveller: what credentials there are, where, and what their records hold by now.
struct Traveller {
    script: Script,
    slots: BTreeMap<String, Made>,
    ground: Ground,
    requirements: Vec<String>,
    statements: Vec<String>,
}

/// A credential that was made on the way.
struct Made {
    slot: u32,
    history: History,
    /// BS as it was last.
    backup_state: bool,
    /// How its counter moves is the credential's own, wherever it is used.
    sign_count: data::SignCount,
}

impl Traveller {
    fn new() -> Self {
        Self {
            script: Script::new(""),
            slots: BTreeMap::new(),
            ground: Ground::Documented,
            requirements: Vec::new(),
            statements: Vec::new(),
        }
    }

    /// One ceremony: `response` arrives in answer to `row`. A credential that is made gets the next slot.
    fn step(&mut self, row: &RequestRow, response: &Response, credential: &str, user: u32, policy: bool) {
        let (user_verification, mediation) = asked(row);
        let mut now = emission(response);
        let (begun, mut delivery) = match kind(row.ceremony) {
            Kind::Create => {
                let slot = u32::try_from(self.slots.len()).unwrap_or_default();
                let (history, sign_count) = (History::of_registration(&now), response.sign_count.value);
                let made = Made { slot, history, backup_state: now.bs, sign_count };
                self.slots.insert(credential.to_owned(), made);
                let delivery = registration(slot, user_verification, mediation, &now, Role::Subject);
                (Ceremony::create(user, user_verification), delivery)
            }
            Kind::Get => {
                let Some(made) = self.slots.get_mut(credential) else { return };
                now.sign_count = next_count(made.sign_count, made.history.sign_count);
                if std::mem::replace(&mut made.backup_state, now.bs) != now.bs {
                    // The step is about this change too.
                    self.ground = self.ground.max(ground(&response.bs.ground));
                }
                let delivery = assertion(made.slot, user_verification, mediation, &now, &mut made.history);
                (Ceremony::get(user, user_verification), delivery)
            }
        };
        if policy {
            delivery.expectation = Expectation { outcome: Expected::Either, remembered: None, ..delivery.expectation };
        }
        if !self.requirements.contains(&delivery.expectation.requirement) {
            self.requirements.push(delivery.expectation.requirement.clone());
        }
        for statement in &row.statements {
            if !self.statements.contains(statement) {
                self.statements.push(statement.clone());
            }
        }
        self.ground = self.ground.max(ground(&response.arrives)).max(ground(&response.uv.ground));
        self.script.ceremonies.push(Ceremony { mediation, ..begun }.deliver(delivery));
    }

    /// A ceremony in which nothing arrives.
    fn abandoned(&mut self, row: &RequestRow, user: u32) {
        let (user_verification, mediation) = asked(row);
        let begun = match kind(row.ceremony) {
            Kind::Create => Ceremony::create(user, user_verification),
            Kind::Get => Ceremony::get(user, user_verification),
        };
        self.script.ceremonies.push(Ceremony { mediation, ..begun });
    }

    fn into_case(self, id: String, title: String, grid: Vec<String>, statements: &[String]) -> Case {
        let mut all = statements.to_vec();
        for statement in self.statements {
            if !all.contains(&statement) {
                all.push(statement);
            }
        }
        Case {
            id,
            title,
            requirements: self.requirements,
            grid,
            statements: all,
            classes: Vec::new(),
            hazard: false,
            ground: self.ground,
            cell: None,
            script: self.script,
            twin: None,
            if_accepted: as_it_should_be(),
            if_refused: lockout("People are locked out when the same account meets another device, browser or lid."),
        }
    }
}

fn named(platforms: &Platforms, journey: &Journey) -> Case {
    let mut traveller = Traveller::new();
    for step in &journey.steps {
        let Some(place) = platforms.resolve(step) else { continue };
        match place.outcome {
            Outcome::Nothing { .. } => traveller.abandoned(place.request, step.user),
            Outcome::Response(response) => {
                traveller.step(place.request, response, &step.credential, step.user, step.policy);
            }
        }
    }
    let id = format!("journey/{}", journey.id);
    traveller.into_case(id, journey.title.clone(), journey.grid.clone(), &journey.statements)
}

/// Created in one environment, used in another under every request that the other answers, then used again in the first.
fn of_pair(platforms: &Platforms, pair: &Pair<'_>) -> Option<Case> {
    let mut traveller = Traveller::new();
    let (row, response) = answers(platforms, pair.create, data::Ceremony::Create, pair.pool).next()?;
    traveller.step(row, response, "a", 0, false);
    let there: Vec<_> = answers(platforms, pair.get, data::Ceremony::Get, pair.pool).collect();
    let back = answers(platforms, pair.create, data::Ceremony::Get, pair.pool).next().filter(|_| pair.create.id != pair.get.id);
    for (row, response) in there.into_iter().chain(back) {
        traveller.step(row, response, "a", 0, false);
    }
    let id = format!("journey/pair/{}/{}--{}", pair.pool, pair.create.id, pair.get.id);
    let title = format!("Registered with {}, used with {}", pair.create.title, pair.get.title);
    Some(traveller.into_case(id, title, Vec::new(), &[]))
}

/// The first honest response of each request of an environment that is made from a pool.
fn answers<'a>(
    platforms: &'a Platforms,
    environment: &'a Environment,
    ceremony: data::Ceremony,
    pool: &'a str,
) -> impl Iterator<Item = (&'a RequestRow, &'a Response)> {
    environment.requests.iter().filter(move |row| row.ceremony == ceremony).filter_map(move |row| {
        let honest = row.outcomes.iter().filter_map(Outcome::honest_response);
        honest.filter(|response| platforms.pool_of(response) == Some(pool)).map(|response| (row, response)).next()
    })
}
