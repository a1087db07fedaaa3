//! JSON: a value that is read is one in all its parts, and reads the same again.

use std::borrow::Cow;

use relycheck_wire::json::{Error, Kind, MAX_DEPTH, Value, quote};

use super::expect;
use crate::Finding;

const ORACLE: &str = "parse::json";

/// Runs the oracles over text that may be one JSON value.
pub(super) fn check(text: &str) -> Result<(), Finding> {
    match Value::parse(text) {
        Ok(value) => {
            let trimmed = text.trim_matches([' ', '\t', '\r', '\n']);
            expect(ORACLE, value.as_text() == trimmed, || "the value is not the text without white space around it".to_owned())?;
            // One byte less is another value or none: only a number begins with another.
            let shorter = trimmed.split_at_checked(trimmed.len() - 1).map_or("", |(shorter, _)| shorter);
            expect(ORACLE, value.kind() == Kind::Number || Value::parse(shorter).is_err(), || "the value ends before".to_owned())?;
            parts(value, 0)
        }
        Err(Error::Syntax { offset, .. } | Error::LoneSurrogate { offset } | Error::TrailingText { offset }) => {
            expect(ORACLE, offset <= text.len(), || format!("a fault at byte {offset} of {}", text.len()))
        }
        Err(Error::TooDeep { offset, limit }) => {
            expect(ORACLE, limit == MAX_DEPTH && offset >= limit, || format!("too deep at byte {offset}, limit {limit}"))
        }
    }
}

/// Every element and member lies within the value, in order; each is of exactly one type.
fn parts(value: Value<'_>, depth: usize) -> Result<(), Finding> {
    expect(ORACLE, depth <= MAX_DEPTH, || format!("{depth} levels are read, {MAX_DEPTH} is the limit"))?;
    let types = [
        (Kind::Null, value.as_text() == "null"),
        (Kind::Bool, value.boolean().is_some()),
        (Kind::String, value.string().is_some()),
        (Kind::Array, value.elements().is_some()),
        (Kind::Object, value.members().is_some()),
        (Kind::Number, value.as_text().starts_with(['-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])),
    ];
    for (kind, is) in types {
        expect(ORACLE, is == (kind == value.kind()), || format!("{:?} is read as {kind:?}: {is}", value.kind()))?;
    }
    if let Some(Cow::Borrowed(string)) = value.string() {
        expect(ORACLE, value.as_text().get(1..string.len() + 1) == Some(string), || format!("{string} is not the text"))?;
    } else if let Some(string) = value.string() {
        // However it was escaped, the way of CCDToString reads as the same string.
        let quoted = quote(&string);
        let read = Value::parse(&quoted).ok().and_then(|value| value.string().map(|read| read == string));
        expect(ORACLE, read == Some(true), || format!("{quoted} does not read as it was written"))?;
    }
    for element in value.elements().into_iter().flatten() {
        parts(element, depth + 1)?;
    }
    for (_, member) in value.members().into_iter().flatten() {
        parts(member, depth + 1)?;
    }
    Ok(())
}
