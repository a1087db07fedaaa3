//! Client data, authenticator data, attestation objects, COSE keys and JSON envelopes: borrowed parsers, permissive encoders.
//!
//! Each format has a parser that borrows from its input and names what is wrong and where, and an encoder that can also write
//! what no well-behaved client or authenticator would. The parsers judge structure only; what the values mean for a ceremony is
//! decided elsewhere.

pub mod annotate;
pub mod attestation_object;
pub mod authenticator_data;
pub mod cbor;
pub mod client_data;
pub mod cose_key;
pub mod envelope;
pub mod json;
