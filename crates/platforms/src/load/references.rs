//! Reads what rows refer to: documents, statements, observations, the grid and the ambiguities; and resolves such references.

use super::reader::{Document, Node, Table};
use crate::error::DataError;
use crate::model::*;

/// The table's `id`, refused if `taken` knows it.
pub(super) fn new_id(table: &Table<'_>, taken: impl Fn(&str) -> bool) -> Result<String, DataError> {
    let node = table.need("id")?;
    let id = node.text()?;
    if taken(id) {
        return Err(node.error(format!("the id `{id}` is given twice"), "choose another id, or merge the two entries"));
    }
    Ok(id.to_owned())
}

/// The table's `id` in kebab case.
pub(super) fn new_kebab_id(table: &Table<'_>, taken: impl Fn(&str) -> bool) -> Result<String, DataError> {
    let id = new_id(table, taken)?;
    let well_formed = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    if !id.split('-').all(well_formed) {
        return Err(table
            .need("id")?
            .error(format!("`{id}` is not in kebab case"), "use lower-case letters and digits in parts joined by single hyphens"));
    }
    Ok(id)
}

/// The table's `title`, at most 46 columns wide so that tables stay in shape.
pub(super) fn short_title(table: &Table<'_>) -> Result<String, DataError> {
    let node = table.need("title")?;
    let title = node.text()?;
    let width = title.chars().count();
    if width > 46 {
        return Err(node.error(format!("the title is {width} columns wide"), "shorten it to 46 columns or fewer"));
    }
    Ok(title.to_owned())
}

/// Ids that `known` has to know and that occur once each; `kind` and `file` say where they come from.
pub(super) fn ids(items: Vec<Node<'_>>, kind: &str, file: &str, known: impl Fn(&str) -> bool) -> Result<Vec<String>, DataError> {
    let mut ids: Vec<String> = Vec::with_capacity(items.len());
    for item in items {
        let id = item.text()?;
        if !known(id) {
            return Err(item.error(format!("no {kind} has the id `{id}`"), format!("correct the id, or add the {kind} to {file}")));
        }
        if ids.iter().any(|it| it == id) {
            return Err(item.error(format!("`{id}` stands in this list twice"), "name it once"));
        }
        ids.push(id.to_owned());
    }
    Ok(ids)
}

pub(super) fn statement_ids(table: &Table<'_>, key: &str, platforms: &Platforms) -> Result<Vec<StatementId>, DataError> {
    ids(table.items(key)?, "statement", "statements.toml", |id| platforms.statement(id).is_some())
}

pub(super) fn readings(table: &Table<'_>, platforms: &Platforms) -> Result<Vec<AmbiguityId>, DataError> {
    ids(table.items("readings")?, "ambiguity", "ambiguities.toml", |id| platforms.ambiguity(id).is_some())
}

pub(super) fn grid_ids(table: &Table<'_>, platforms: &Platforms) -> Result<Vec<GridId>, DataError> {
    ids(table.items("grid")?, "grid scenario", "grid.toml", |id| platforms.grid_scenario(id).is_some())
}

pub(super) fn documents(document: &Document<'_>, platforms: &mut Platforms) -> Result<(), DataError> {
    for table in document.entries("document")? {
        table.only(&["id", "title", "edition", "url", "note"])?;
        let entry = crate::model::Document {
            id: new_id(&table, |id| platforms.document(id).is_some())?,
            title: table.text("title")?,
            edition: table.text("edition")?,
            url: table.text("url")?,
            note: table.text("note")?,
        };
        platforms.documents.push(entry);
    }
    Ok(())
}

pub(super) fn statements(document: &Document<'_>, platforms: &mut Platforms) -> Result<(), DataError> {
    for table in document.entries("statement")? {
        table.only(&["id", "documents", "place", "text", "reason", "also"])?;
        let id = new_id(&table, |id| platforms.statement(id).is_some())?;
        let named = table.need("documents")?;
        let documents = ids(named.list()?, "document", "documents.toml", |id| platforms.document(id).is_some())?;
        if documents.is_empty() {
            return Err(named.error("a statement has to come from a document", "name at least one"));
        }
        let editions = documents.iter().filter_map(|id| platforms.document(id)).map(|it| it.edition.clone()).collect();
        let entry = Statement {
            id,
            documents,
            editions,
            place: table.text("place")?,
            text: table.text("text")?,
            reason: reason(&table)?,
            also: table.find_text("also")?,
        };
        if let (None, Some(also)) = (&entry.reason, table.find("also")) {
            return Err(also
                .error("`also` says what is tested in spite of a reason, and there is no reason", "add `reason` or drop `also`"));
        }
        platforms.statements.push(entry);
    }
    Ok(())
}

pub(super) fn observations(document: &Document<'_>, platforms: &mut Platforms) -> Result<(), DataError> {
    for table in document.entries("observation")? {
        table.only(&["id", "text", "source", "confidence"])?;
        let entry = Observation {
            id: new_id(&table, |id| platforms.observation(id).is_some())?,
            text: table.text("text")?,
            source: table.text("source")?,
            confidence: table.need("confidence")?.choice(Confidence::NAMES)?,
        };
        platforms.observations.push(entry);
    }
    Ok(())
}

pub(super) fn grid(document: &Document<'_>, platforms: &mut Platforms) -> Result<(), DataError> {
    for table in document.entries("scenario")? {
        table.only(&["id", "title", "reason"])?;
        let entry = GridScenario {
            id: new_id(&table, |id| platforms.grid_scenario(id).is_some())?,
            title: table.text("title")?,
            reason: reason(&table)?,
        };
        platforms.grid.push(entry);
    }
    Ok(())
}

pub(super) fn ambiguities(document: &Document<'_>, platforms: &mut Platforms) -> Result<(), DataError> {
    for table in document.entries("ambiguity")? {
        table.only(&["id", "place", "problem", "reading", "rows", "reason"])?;
        let rows: Vec<String> = table.items("rows")?.iter().map(|it| it.text().map(str::to_owned)).collect::<Result<_, _>>()?;
        let reason = table.find_text("reason")?;
        if rows.is_empty() != reason.is_some() {
            return Err(table.error(
                "an ambiguity has either rows that it shaped or a reason why it shapes none",
                "fill `rows`, or say why not in `reason`",
            ));
        }
        let entry = Ambiguity {
            id: new_id(&table, |id| platforms.ambiguity(id).is_some())?,
            place: table.text("place")?,
            problem: table.text("problem")?,
            reading: table.text("reading")?,
            rows,
            reason,
        };
        platforms.ambiguities.push(entry);
    }
    Ok(())
}

fn reason(table: &Table<'_>) -> Result<Option<Reason>, DataError> {
    let Some(node) = table.find("reason") else { return Ok(None) };
    let table = node.table()?;
    table.only(&["kind", "text"])?;
    Ok(Some(Reason { kind: table.need("kind")?.choice(ReasonKind::NAMES)?, text: table.text("text")? }))
}
