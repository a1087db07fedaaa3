//! A conformance test suite for WebAuthn relying parties.
//!
//! The library face of the command line: [`cli::run`] is all that the binary and `cargo xtask` call; [`embedded`] names the RPs
//! that are built in. The library face for a package with an RP of its own: [`suite`] runs the catalogue inside its `cargo test`.

pub mod cli;
pub mod corpus;
pub mod decoding;
pub mod embedded;
pub mod exit;
mod output;
mod places;
mod progress;
mod results_file;
mod resumption;
mod selection;
mod settlement;
mod suite;
mod target;
pub mod text;
mod tree;
mod validation;
pub mod vectors;
pub mod verbs;

pub use suite::{Suite, suite};
