//! The JSON Schemas of the protocol, derived from the types.

use schemars::{Schema, schema_for};

use crate::message::{Envelope, Reply};

/// The schemas of a request and of an answer, by file name.
#[must_use]
pub fn schemas() -> [(&'static str, Schema); 2] {
    [("request.schema.json", schema_for!(Envelope)), ("answer.schema.json", schema_for!(Reply))]
}
