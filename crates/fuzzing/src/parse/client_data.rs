//! Client data: the members against those of the JSON value that the same text is.

use std::borrow::Cow;

use relycheck_wire::annotate;
use relycheck_wire::client_data::{ClientData, Error, utf8_decode};
use relycheck_wire::json::Value;

use super::{ANNOTATED, covers, expect, is_sampled, json};
use crate::Finding;

const ORACLE: &str = "parse::client_data";

/// Runs the oracles over bytes that may be client data.
pub(super) fn check(input: &[u8]) -> Result<(), Finding> {
    let text = utf8_decode(input);
    let value = Value::parse(&text);
    match (ClientData::parse(input), value) {
        (Ok(data), Ok(value)) => {
            expect(ORACLE, data.as_bytes() == input, || "the raw bytes are not the input".to_owned())?;
            json::check(&text)?;
            members(&data, value)?;
        }
        (Err(Error::Json(error)), value) => {
            expect(ORACLE, value == Err(error), || format!("refused for its JSON: {error}; the value alone: {value:?}"))?;
        }
        (Err(_), Ok(_)) => {}
        (data, Err(error)) => return expect(ORACLE, false, || format!("no JSON ({error}), and read as {data:?}")),
    }
    if is_sampled(input, ANNOTATED) { covers(ORACLE, input, &annotate::client_data(input)) } else { Ok(()) }
}

/// A member that is known stands once, or not at all where it may be absent.
fn members(data: &ClientData<'_>, value: Value<'_>) -> Result<(), Finding> {
    let at = |name: &str| -> Vec<Value<'_>> {
        value.members().into_iter().flatten().filter(|(member, _)| member == name).map(|(_, value)| value).collect()
    };
    let text = |name: &str, read: Option<&Cow<'_, str>>| {
        let all = at(name);
        let there = all.first().and_then(Value::string);
        expect(ORACLE, all.len() == usize::from(read.is_some()) && there.as_ref() == read, || {
            format!("{name} is read as {read:?} of {} members", all.len())
        })
    };
    text("type", Some(&data.ceremony))?;
    text("challenge", Some(&data.challenge))?;
    text("origin", Some(&data.origin))?;
    text("topOrigin", data.top_origin.as_ref())?;
    let cross: Vec<_> = at("crossOrigin").iter().map(Value::boolean).collect();
    let expected: Vec<_> = data.cross_origin.iter().map(|value| Some(*value)).collect();
    expect(ORACLE, cross == expected, || format!("crossOrigin is read as {:?} of {cross:?}", data.cross_origin))
}
