//! Tests of the crate: hand-made ceremonies, the table of checks, and any input.

mod accepted;
mod artefact;
mod authentication;
mod cbor;
mod ecdsa_signatures;
mod hand_made;
mod mutants;
mod registration;
mod robustness;
mod rsa_keys;
mod table;
mod tolerances;
