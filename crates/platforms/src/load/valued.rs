//! Reads a value with its ground, and holds that no value claims a document that is silent on it.

use super::reader::{Node, Table};
use super::references::{ids, statement_ids};
use crate::error::DataError;
use crate::model::{Ground, Platforms, Valued};

/// Whether the documents speak about a value.
#[derive(Clone, Copy)]
pub(super) enum Documents {
    /// They do, so it may be grounded in one.
    Speak,
    /// They do not, because of what is said here.
    Silent(&'static str),
}

/// Why the fields that only an authenticator or the outcome's `error` give can never be documented.
pub(super) const SILENT_FIELD: Documents = Documents::Silent("the documents say nothing about this field");

/// `{ value = …, from = […] }`, `{ value = …, observed = […] }` or `{ value = …, inferred = "…" }`.
pub(super) fn valued<T>(
    node: &Node<'_>,
    documents: Documents,
    platforms: &Platforms,
    read: impl Fn(&Node<'_>) -> Result<T, DataError>,
) -> Result<Valued<T>, DataError> {
    let table = node.table()?;
    table.only(&["value", "from", "observed", "inferred"])?;
    let value = read(&table.need("value")?)?;
    Ok(Valued { value, ground: ground(node, &table, documents, platforms)? })
}

fn ground(node: &Node<'_>, table: &Table<'_>, documents: Documents, platforms: &Platforms) -> Result<Ground, DataError> {
    const REMEDY: &str = "give exactly one of `from`, `observed` and `inferred`";
    let ground = match (table.find("from"), table.find("observed"), table.find("inferred")) {
        (Some(from), None, None) => {
            if let Documents::Silent(why) = documents {
                return Err(from.error(why, "ground the value in `observed` or `inferred` instead"));
            }
            Ground::Documented(statement_ids(table, "from", platforms)?)
        }
        (None, Some(observed), None) => {
            let known = |id: &str| platforms.observation(id).is_some();
            Ground::Observed(ids(observed.list()?, "observation", "observations.toml", known)?)
        }
        (None, None, Some(inferred)) => Ground::Inferred(inferred.text()?.to_owned()),
        (None, None, None) => return Err(node.error("the value has no ground", REMEDY)),
        _ => return Err(node.error("the value has more than one ground", REMEDY)),
    };
    match &ground {
        Ground::Documented(ids) | Ground::Observed(ids) if ids.is_empty() => {
            Err(node.error("the ground names nothing", "name at least one id"))
        }
        _ => Ok(ground),
    }
}

/// True or false, as the `read` of [`valued`].
pub(super) fn flag(node: &Node<'_>) -> Result<bool, DataError> {
    node.flag()
}
