//! JSON beside serde_json: whether the text is one value, and which.

use relycheck_wire::json::{Kind, Value};
use serde_json::Value as Theirs;

use super::REFUSED;
use crate::Artefact;
use crate::verdict::{ACCEPTED, Named as _};

/// Where serde_json parts with wire: what wire says of the JSON, what serde_json says, and serde_json's words.
pub(super) fn compare(artefact: Artefact, input: &[u8]) -> Option<(String, String, String)> {
    let lossy = || String::from_utf8_lossy(input.strip_prefix(b"\xef\xbb\xbf").unwrap_or(input)).into_owned();
    let text = if artefact == Artefact::ClientData { lossy() } else { str::from_utf8(input).ok()?.to_owned() };
    let theirs = serde_json::from_str::<Theirs>(&text);
    match (Value::parse(&text), theirs) {
        (Ok(_), Err(error)) => Some((ACCEPTED.to_owned(), REFUSED.to_owned(), error.to_string())),
        (Err(error), Ok(_)) => Some((error.named(), ACCEPTED.to_owned(), String::new())),
        (Err(_), Err(_)) => None,
        (Ok(ours), Ok(theirs)) => {
            let difference = difference(ours, &theirs)?;
            Some((ACCEPTED.to_owned(), format!("other value: {difference}"), String::new()))
        }
    }
}

/// Where the values differ, in a word. The recursion is bounded since both readers' is.
fn difference(ours: Value<'_>, theirs: &Theirs) -> Option<&'static str> {
    let (same, what) = match (ours.kind(), theirs) {
        (Kind::Null, Theirs::Null) => return None,
        (Kind::Bool, Theirs::Bool(value)) => (ours.boolean() == Some(*value), "boolean"),
        (Kind::String, Theirs::String(value)) => (ours.string().is_some_and(|string| string == *value), "string"),
        // -0 is a float for serde_json, and 0 for wire, which asks for integers alone.
        (Kind::Number, Theirs::Number(value)) => (ours.integer() == value.as_i64() || value.as_f64() == Some(0.0), "number"),
        (Kind::Array, Theirs::Array(values)) => return elements_differ(ours, values),
        (Kind::Object, Theirs::Object(members)) => return members_differ(ours, members),
        _ => (false, "type"),
    };
    (!same).then_some(what)
}

fn elements_differ(ours: Value<'_>, theirs: &[Theirs]) -> Option<&'static str> {
    let elements: Vec<_> = ours.elements().into_iter().flatten().collect();
    if elements.len() != theirs.len() {
        return Some("number of elements");
    }
    elements.into_iter().zip(theirs).find_map(|(ours, theirs)| difference(ours, theirs))
}

/// Of members with one name serde_json keeps the last.
fn members_differ(ours: Value<'_>, theirs: &serde_json::Map<String, Theirs>) -> Option<&'static str> {
    let mut last = std::collections::BTreeMap::new();
    last.extend(ours.members().into_iter().flatten());
    if last.len() != theirs.len() {
        return Some("number of members");
    }
    last.into_iter().find_map(|(name, ours)| theirs.get(&*name).map_or(Some("name"), |theirs| difference(ours, theirs)))
}
