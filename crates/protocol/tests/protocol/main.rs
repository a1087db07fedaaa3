//! Tests of the protocol as an adapter meets it.

mod messages;
mod samples;
#[cfg(feature = "schema")]
mod schemas;
mod serving;
