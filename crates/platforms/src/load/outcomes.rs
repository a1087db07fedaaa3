//! Reads the outcomes of a request, and refuses those that contradict themselves or the request.

use super::authenticators::{FIELD_KEYS, Fields};
use super::environments::authenticator_id;
use super::reader::{Node, Table};
use super::valued::{Documents, SILENT_FIELD, flag, valued};
use crate::error::DataError;
use crate::model::*;

/// What an outcome belongs to.
pub(super) struct Context<'a> {
    pub(super) environment: &'a Environment,
    pub(super) ceremony: Ceremony,
    pub(super) user_verification: UserVerification,
    pub(super) mediation: Mediation,
    pub(super) platforms: &'a Platforms,
}

impl Context<'_> {
    /// The documents know requests with `required` and `preferred` only.
    pub(super) fn documents_speak(&self) -> bool {
        matches!(self.user_verification, UserVerification::Required | UserVerification::Preferred)
    }

    fn documents(&self) -> Documents {
        match self.user_verification {
            UserVerification::Required | UserVerification::Preferred => Documents::Speak,
            UserVerification::Discouraged => Documents::Silent("the documents say nothing about `discouraged`"),
            UserVerification::Omitted => Documents::Silent("the documents say nothing about a request that omits userVerification"),
        }
    }
}

pub(super) fn outcome(table: &Table<'_>, context: &Context<'_>) -> Result<Outcome, DataError> {
    table.only(&[["arrives", "error", "broken", "authenticator", "uv"].as_slice(), FIELD_KEYS.as_slice()].concat())?;
    let arrives = valued(&table.need("arrives")?, context.documents(), context.platforms, flag)?;
    if arrives.value { response(table, arrives.ground, context) } else { nothing(table, arrives.ground, context) }
}

fn nothing(table: &Table<'_>, arrives: Ground, context: &Context<'_>) -> Result<Outcome, DataError> {
    let foreign = ["broken", "authenticator", "uv"].iter().chain(&FIELD_KEYS).find_map(|key| table.find(key));
    if let Some(node) = foreign {
        return Err(node.error("nothing arrives, so nothing can carry this", "drop the key, or let the outcome arrive"));
    }
    let error = valued(&table.need("error")?, SILENT_FIELD, context.platforms, error_name)?;
    Ok(Outcome::Nothing { arrives, error })
}

/// The `DOMException`s that a ceremony may end with, or `never-settles`.
fn error_name(node: &Node<'_>) -> Result<Option<String>, DataError> {
    const NAMES: [&str; 7] = [
        "AbortError",
        "ConstraintError",
        "InvalidStateError",
        "NotAllowedError",
        "NotSupportedError",
        "SecurityError",
        "UnknownError",
    ];
    let mut names: Vec<(&str, Option<&str>)> = NAMES.iter().map(|name| (*name, Some(*name))).collect();
    names.push(("never-settles", None));
    Ok(node.choice(&names)?.map(str::to_owned))
}

fn response(table: &Table<'_>, arrives: Ground, context: &Context<'_>) -> Result<Outcome, DataError> {
    if let Some(node) = table.find("error") {
        return Err(node.error("a response arrives, so the ceremony has no error", "drop the key, or let nothing arrive"));
    }
    let authenticator = authenticator(table, context)?;
    let fields = Fields::read(table, context.platforms)?;
    let response = Response {
        arrives,
        broken: table.find_flag("broken")?.unwrap_or(false),
        authenticator: authenticator.id.clone(),
        uv: valued(&table.need("uv")?, context.documents(), context.platforms, flag)?,
        up: fields.up.unwrap_or_else(|| authenticator.up.clone()),
        be: fields.be.unwrap_or_else(|| authenticator.be.clone()),
        bs: fields.bs.unwrap_or_else(|| authenticator.bs.clone()),
        aaguid: fields.aaguid.unwrap_or_else(|| authenticator.aaguid.clone()),
        fmt: fields.fmt.unwrap_or_else(|| authenticator.fmt.clone()),
        transports: fields.transports.unwrap_or_else(|| authenticator.transports.clone()),
        attachment: fields.attachment.unwrap_or_else(|| authenticator.attachment.clone()),
        sign_count: fields.sign_count.unwrap_or_else(|| authenticator.sign_count.clone()),
        credential_id_length: fields.credential_id_length.unwrap_or_else(|| authenticator.credential_id_length.clone()),
    };
    check(table, &response, context)?;
    Ok(Outcome::Response(Box::new(response)))
}

/// The authenticator that the outcome names, else the environment's.
fn authenticator<'p>(table: &Table<'_>, context: &Context<'p>) -> Result<&'p Authenticator, DataError> {
    let own = authenticator_id(table, "authenticator", context.platforms)?;
    let id = own.as_ref().or(context.environment.authenticator.as_ref());
    let found = id.and_then(|id| context.platforms.authenticator(id)).ok_or_else(|| {
        table.error(
            "a response arrives and no authenticator made it",
            "name one in `authenticator` of the outcome or the environment",
        )
    })?;
    if !context.environment.shares_credential.contains(&found.pool) {
        return Err(table.need("authenticator")?.error(
            format!("the environment does not share the pool `{}` of `{}`", found.pool, found.id),
            format!("add \"{}\" to `shares_credential`, or name another authenticator", found.pool),
        ));
    }
    Ok(found)
}

/// Holds `broken` to its meaning: something is wrong with the response exactly if the outcome says that it is broken.
fn check(table: &Table<'_>, response: &Response, context: &Context<'_>) -> Result<(), DataError> {
    let conditional_create = context.ceremony == Ceremony::Create && context.mediation == Mediation::Conditional;
    let wrongs = [
        (
            "uv",
            context.user_verification == UserVerification::Required && !response.uv.value,
            "UV is not set although it is required",
        ),
        ("up", !response.up.value && !conditional_create, "UP is not set outside a conditional registration"),
        ("bs", response.bs.value && !response.be.value, "BS is set without BE"),
    ];
    let wrong = wrongs.iter().find(|(_, wrong, _)| *wrong);
    match (wrong, response.broken) {
        (Some((key, _, fault)), false) => {
            let node = table.find(key);
            let place = node.as_ref().map_or(&table.place, |node| &node.place);
            Err(place.error(*fault, "correct the value, or mark the outcome `broken = true`"))
        }
        (None, true) => Err(table
            .need("broken")?
            .error("an honest client may send this", "drop `broken`, or say what is wrong with the response")),
        _ => Ok(()),
    }
}
