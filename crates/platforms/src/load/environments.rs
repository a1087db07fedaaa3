//! Reads environments and their requests.

use super::outcomes::{Context, outcome};
use super::reader::{Document, Table};
use super::references::{grid_ids, ids, new_kebab_id, readings, short_title, statement_ids};
use crate::error::DataError;
use crate::model::*;

pub(super) fn environments(document: &Document<'_>, platforms: &mut Platforms) -> Result<(), DataError> {
    for table in document.entries("environment")? {
        let mut entry = environment(document.file(), &table, platforms)?;
        for request in table.tables("request")? {
            let row = request_row(&request, &entry, platforms)?;
            entry.requests.push(row);
        }
        if entry.requests.is_empty() {
            return Err(table.error("the environment has no request", "add an `[[environment.request]]`"));
        }
        platforms.environments.push(entry);
    }
    Ok(())
}

fn environment(file: &str, table: &Table<'_>, platforms: &Platforms) -> Result<Environment, DataError> {
    table.only(&[
        "id",
        "title",
        "platform",
        "browser",
        "icloud_keychain",
        "touch_id",
        "authenticator",
        "fallback_authenticator",
        "linked",
        "shares_credential",
        "statements",
        "readings",
        "request",
    ])?;
    Ok(Environment {
        id: new_kebab_id(table, |id| platforms.environment(id).is_some())?,
        title: short_title(table)?,
        platform: product(table, "platform")?,
        browser: product(table, "browser")?,
        icloud_keychain: table.need("icloud_keychain")?.choice(Keychain::NAMES)?,
        touch_id: table.need("touch_id")?.choice(TouchId::NAMES)?,
        authenticator: authenticator_id(table, "authenticator", platforms)?,
        fallback_authenticator: authenticator_id(table, "fallback_authenticator", platforms)?,
        linked: table.find_flag("linked")?,
        shares_credential: pools(table, platforms)?,
        statements: statement_ids(table, "statements", platforms)?,
        readings: readings(table, platforms)?,
        requests: Vec::new(),
        file: file.to_owned(),
    })
}

fn product(table: &Table<'_>, key: &str) -> Result<Product, DataError> {
    let table = table.need(key)?.table()?;
    table.only(&["name", "version"])?;
    Ok(Product { name: table.text("name")?, version: table.find_text("version")? })
}

/// The authenticator that `key` names, if the key is there.
pub(super) fn authenticator_id(table: &Table<'_>, key: &str, platforms: &Platforms) -> Result<Option<String>, DataError> {
    let Some(node) = table.find(key) else { return Ok(None) };
    let known = |id: &str| platforms.authenticator(id).is_some();
    Ok(ids(vec![node], "authenticator", "authenticators.toml", known)?.pop())
}

fn pools(table: &Table<'_>, platforms: &Platforms) -> Result<Vec<String>, DataError> {
    let known = |pool: &str| platforms.authenticators.iter().any(|it| it.pool == pool);
    let node = table.need("shares_credential")?;
    let pools = ids(node.list()?, "authenticator with this pool", "authenticators.toml", known)?;
    for key in ["authenticator", "fallback_authenticator"] {
        let Some(id) = authenticator_id(table, key, platforms)? else { continue };
        if let Some(it) = platforms.authenticator(&id).filter(|it| !pools.contains(&it.pool)) {
            return Err(
                node.error(format!("`{key}` is {id}, whose pool `{}` is not in the list", it.pool), format!("add \"{}\"", it.pool))
            );
        }
    }
    Ok(pools)
}

fn request_row(table: &Table<'_>, environment: &Environment, platforms: &Platforms) -> Result<RequestRow, DataError> {
    table.only(&["ceremony", "user_verification", "mediation", "grid", "statements", "readings", "outcome"])?;
    let ceremony = table.need("ceremony")?.choice(Ceremony::NAMES)?;
    let user_verification = table.need("user_verification")?.choice(UserVerification::NAMES)?;
    let mediation = mediation(table)?;
    if environment.request(ceremony, user_verification, mediation).is_some() {
        return Err(table.error(
            "the environment has this request already: ceremony, user verification and mediation are the same",
            "add the outcomes to the first one",
        ));
    }
    let context = Context { environment, ceremony, user_verification, mediation, platforms };
    let outcomes = table.tables("outcome")?.iter().map(|it| outcome(it, &context)).collect::<Result<Vec<_>, _>>()?;
    if outcomes.is_empty() {
        return Err(table.error("the request has no outcome", "add an `[[environment.request.outcome]]`"));
    }
    let mut statements = statement_ids(table, "statements", platforms)?;
    if let (false, true) = (context.documents_speak(), !statements.is_empty()) {
        return Err(table.need("statements")?.error(
            format!("the documents say nothing about `{}`", user_verification.as_str()),
            "drop `statements`; ground the outcomes in `observed` or `inferred`",
        ));
    }
    for id in outcomes.iter().flat_map(documented) {
        if !statements.contains(id) {
            statements.push(id.clone());
        }
    }
    let mut id = format!("{}/{}/{}", environment.id, ceremony.as_str(), user_verification.as_str());
    if mediation == Mediation::Conditional {
        id.push_str("/conditional");
    }
    Ok(RequestRow {
        id,
        ceremony,
        user_verification,
        mediation,
        grid: grid_ids(table, platforms)?,
        statements,
        readings: readings(table, platforms)?,
        outcomes,
    })
}

/// The table's `mediation`, `optional` where it is left out.
pub(super) fn mediation(table: &Table<'_>) -> Result<Mediation, DataError> {
    table.find("mediation").map_or(Ok(Mediation::Optional), |node| node.choice(Mediation::NAMES))
}

/// The statements that an outcome is grounded in: only whether something arrives, and UV, can have one.
fn documented(outcome: &Outcome) -> impl Iterator<Item = &StatementId> {
    let uv = outcome.response().map_or(&[][..], |it| it.uv.ground.statements());
    outcome.arrives_ground().statements().iter().chain(uv)
}
