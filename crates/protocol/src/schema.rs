//! The JSON Schemas of the protocol, derived from the types.

use schemars::{Schema, schema_for};
use serde_json::Value;

use crate::message::{Envelope, Reply};

/// The schemas of a request and of an answer, by file name.
#[must_use]
pub fn schemas() -> [(&'static str, Schema); 2] {
    let mut reply = schema_for!(Reply);
    close_identity(&mut reply);
    [("request.schema.json", schema_for!(Envelope)), ("answer.schema.json", reply)]
}

/// The type of an identity refuses members that it does not know. Derivation loses that where it merges the identity into the
/// answer, so that a misspelt member would be valid.
fn close_identity(reply: &mut Schema) {
    let branches = reply.get_mut("oneOf").and_then(Value::as_array_mut).into_iter().flatten();
    for branch in branches.filter(|branch| branch["properties"]["outcome"]["const"] == "identity") {
        branch["properties"]["seq"] = Value::Bool(true);
        branch["additionalProperties"] = Value::Bool(false);
    }
}

/// The files of [`schemas`], by file name: indented JSON with sorted members and a line feed at the end. This is what stands in
/// the folder `schemas` beside the sources.
#[must_use]
pub fn schema_files() -> Vec<(&'static str, String)> {
    let text = |schema: Schema| format!("{:#}\n", sorted(schema.to_value()));
    schemas().into_iter().map(|(name, schema)| (name, text(schema))).collect()
}

/// Whether `serde_json` keeps the order of members depends on who else is built with it; the files must not.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.into_iter().map(|(name, value)| (name, sorted(value))).collect();
            members.sort_by(|(left, _), (right, _)| left.cmp(right));
            Value::Object(members.into_iter().collect())
        }
        Value::Array(values) => Value::Array(values.into_iter().map(sorted).collect()),
        other => other,
    }
}
