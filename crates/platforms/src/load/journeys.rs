//! Reads journeys, and holds each step to the rows and to the steps before it.

use super::environments::mediation;
use super::reader::{Document, Table};
use super::references::{grid_ids, new_kebab_id, readings, short_title, statement_ids};
use crate::error::DataError;
use crate::model::*;

pub(super) fn journeys(document: &Document<'_>, platforms: &mut Platforms) -> Result<(), DataError> {
    for table in document.entries("journey")? {
        table.only(&["id", "title", "grid", "statements", "readings", "steps"])?;
        let mut entry = Journey {
            id: new_kebab_id(&table, |id| platforms.journey(id).is_some() || platforms.environment(id).is_some())?,
            title: short_title(&table)?,
            grid: grid_ids(&table, platforms)?,
            statements: statement_ids(&table, "statements", platforms)?,
            readings: readings(&table, platforms)?,
            steps: Vec::new(),
        };
        let mut made: Vec<Made<'_>> = Vec::new();
        for step_table in table.tables("steps")? {
            let step = step(&step_table, platforms)?;
            follow(&step_table, &step, platforms, &mut made)?;
            entry.steps.push(step);
        }
        if entry.steps.len() < 2 {
            return Err(table.error("a journey has at least two steps", "add steps, or leave it to the row"));
        }
        platforms.journeys.push(entry);
    }
    Ok(())
}

/// A credential made in the course of a journey.
struct Made<'a> {
    name: String,
    user: u32,
    response: &'a Response,
    replaced: bool,
}

fn step(table: &Table<'_>, platforms: &Platforms) -> Result<Step, DataError> {
    table.only(&[
        "environment",
        "ceremony",
        "user_verification",
        "mediation",
        "outcome",
        "credential",
        "user",
        "replaces",
        "policy",
    ])?;
    let step = Step {
        environment: table.text("environment")?,
        ceremony: table.need("ceremony")?.choice(Ceremony::NAMES)?,
        user_verification: table.need("user_verification")?.choice(UserVerification::NAMES)?,
        mediation: mediation(table)?,
        outcome: table.find("outcome").map_or(Ok(0), |node| node.number(0..=99))? as usize,
        credential: table.text("credential")?,
        user: table.find("user").map_or(Ok(0), |node| node.number(0..=99))?,
        replaces: table.find_text("replaces")?,
        policy: table.find_flag("policy")?.unwrap_or(false),
    };
    if platforms.environment(&step.environment).is_none() {
        return Err(table.need("environment")?.error(
            format!("no environment has the id `{}`", step.environment),
            "correct the id, or add the environment to a file in rows/",
        ));
    }
    Ok(step)
}

/// Checks a step against its row and the credentials made so far, and notes the credential it makes.
fn follow<'p>(table: &Table<'_>, step: &Step, platforms: &'p Platforms, made: &mut Vec<Made<'p>>) -> Result<(), DataError> {
    let Some(found) = platforms.resolve(step) else {
        return Err(table.error(
            format!("`{}` has no such request, or the request has no outcome {}", step.environment, step.outcome),
            "name a request row of the environment, and one of its outcomes from 0",
        ));
    };
    if found.outcome.is_broken() {
        return Err(table.error("the outcome is one of a broken client", "name an outcome that an honest client may have"));
    }
    if let (Ceremony::Get, Some(replaces)) = (step.ceremony, table.find("replaces")) {
        return Err(replaces.error("an authentication replaces nothing", "drop the key"));
    }
    if let Some(name) = &step.replaces {
        let Some(old) = made.iter_mut().find(|it| it.name == *name && it.user == step.user) else {
            return Err(table.need("replaces")?.error(
                format!("user {} has made no credential `{name}` before", step.user),
                "name a credential that an earlier step made for the same user",
            ));
        };
        old.replaced = found.outcome.response().is_some();
    }
    let before = made.iter().find(|it| it.name == step.credential);
    match (step.ceremony, before, found.outcome.response()) {
        (Ceremony::Create, Some(_), _) => Err(table
            .need("credential")?
            .error(format!("`{}` is made twice", step.credential), "give the new credential another name")),
        (Ceremony::Create, None, response) => {
            made.extend(response.map(|response| Made {
                name: step.credential.clone(),
                user: step.user,
                response,
                replaced: false,
            }));
            Ok(())
        }
        (Ceremony::Get, None, _) => Err(table
            .need("credential")?
            .error(format!("no step before made the credential `{}`", step.credential), "register it in an earlier step")),
        (Ceremony::Get, Some(it), response) => continues(table, step, it, found.environment, response, platforms),
    }
}

/// Checks that the credential `made` can be used, with this response, in this environment.
fn continues(
    table: &Table<'_>,
    step: &Step,
    made: &Made<'_>,
    environment: &Environment,
    response: Option<&Response>,
    platforms: &Platforms,
) -> Result<(), DataError> {
    if made.user != step.user {
        return Err(table.error(format!("the credential belongs to user {}", made.user), "let the same user go on"));
    }
    if made.replaced && !step.policy {
        return Err(table.error(
            format!("the credential `{}` has been replaced, so no genuine authenticator uses it", made.name),
            "leave the verdict to the RP with `policy = true`, or use the new credential",
        ));
    }
    let Some(pool) = platforms.pool_of(made.response) else { return Ok(()) };
    if !environment.shares_credential.iter().any(|it| it == pool) {
        return Err(table.need("environment")?.error(
            format!("`{}` cannot use credentials of the pool `{pool}`", environment.id),
            "add the pool to its `shares_credential` if it can, or choose another environment",
        ));
    }
    let Some(response) = response else { return Ok(()) };
    if platforms.pool_of(response) != Some(pool) {
        return Err(table.error(
            format!("the credential lies in the pool `{pool}`, and this outcome is of `{}`", response.authenticator),
            "name the outcome of an authenticator with that pool",
        ));
    }
    if response.be.value != made.response.be.value {
        return Err(
            table.error("BE changes after registration", "BE is fixed for the life of a credential; correct one of the rows")
        );
    }
    Ok(())
}
