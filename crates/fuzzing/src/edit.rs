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

#[cfg(test)]
pub(crate) use authenticator_data::AuthenticatorDataEdit;
pub(crate) use authenticator_data::set_key;
#[cfg(test)]
pub(crate) use bytes::BytesEdit;
pub(crate) use bytes::flip;
#[cfg(test)]
pub(crate) use client_data::ClientDataEdit;
pub(crate) use client_data::{of_object, replace};
#[cfg(test)]
pub(crate) use envelope::EnvelopeEdit;
#[cfg(test)]
pub(crate) use json::ObjectEdit;
#[cfg(test)]
pub(crate) use map::MapEdit;
pub(crate) use script::{Edit, Edits, Script};
#[cfg(test)]
pub(crate) use signature::SignatureEdit;
