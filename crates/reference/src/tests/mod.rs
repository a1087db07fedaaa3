//! Tests of the crate: hand-made ceremonies, the table of checks, and any input.

mod accepted;
mod artefact;
mod authentication;
mod cbor;
mod certificates;
mod certified;
mod client_data;
mod ecdsa_signatures;
mod hand_made;
mod hand_made_certificates;
mod keys;
mod mutants;
mod registration;
mod robustness;
mod table;
mod tolerances;
