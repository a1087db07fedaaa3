//! Tests of the crate: hand-made ceremonies, the table of checks, and any input.

mod accepted;
mod authentication;
mod cbor;
mod hand_made;
mod mutants;
mod registration;
mod robustness;
mod table;
