//! JSON: one text, by RFC 8259.

use std::collections::BTreeSet;

use relycheck_wire::json::{Error, Kind, Value};

use super::Demand;

/// The largest number that every reader has: RFC 8259, section 6.
const LARGEST: i64 = (1 << 53) - 1;

/// The one value that `bytes` are to be.
///
/// # Errors
/// What is demanded where it is not accepted as it stands. Where bytes are not UTF-8, a reader may replace them, or refuse.
pub(super) fn one(bytes: &[u8]) -> Result<(&str, Value<'_>), Demand> {
    if bytes.starts_with(b"\xef\xbb\xbf") {
        return Err(Demand::either("a byte order mark, which RFC 8259, section 8.1, lets a parser ignore"));
    }
    let text = str::from_utf8(bytes).map_err(Demand::either)?;
    let value = Value::parse(text).map_err(|fault| match fault {
        Error::Syntax { .. } | Error::TrailingText { .. } => Demand::refuse(fault),
        Error::LoneSurrogate { .. } | Error::TooDeep { .. } => Demand::either(fault),
    })?;
    plain(&value).map_err(Demand::either)?;
    Ok((text, value))
}

/// What RFC 8259 calls interoperable, section 4 on names and section 6 on numbers.
fn plain(value: &Value<'_>) -> Result<(), &'static str> {
    match value.kind() {
        Kind::Object => {
            let mut names = BTreeSet::new();
            value.members().into_iter().flatten().try_for_each(|(name, value)| {
                if names.insert(name) { plain(&value) } else { Err("a name that its object already has") }
            })
        }
        Kind::Array => value.elements().into_iter().flatten().try_for_each(|element| plain(&element)),
        Kind::Number if value.integer().is_none_or(|number| !(-LARGEST..=LARGEST).contains(&number)) => {
            Err("a number that not every reader has")
        }
        _ => Ok(()),
    }
}

/// Whether an object has no members but these.
pub(super) fn has_only(object: &Value<'_>, names: &[&str]) -> bool {
    object.members().is_some_and(|mut members| members.all(|(name, _)| names.contains(&&*name)))
}

/// The member of this name.
pub(super) fn member<'a>(object: &Value<'a>, name: &str) -> Option<Value<'a>> {
    object.members()?.find_map(|(candidate, value)| (candidate == name).then_some(value))
}
