//! Edit scripts: structured changes of a response, read from the bytes of an input's tail.

mod authenticator_data;
mod bytes;
mod client_data;
mod draw;
mod envelope;
mod json;
mod map;
mod script;
mod signature;

pub(crate) use authenticator_data::set_key;
pub(crate) use bytes::flip;
pub(crate) use client_data::{of_object, replace};
pub(crate) use script::{Edit, Edits, Script};
