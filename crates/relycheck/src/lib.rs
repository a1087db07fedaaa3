//! A conformance test suite for WebAuthn relying parties.
//!
//! The library face of the command line: [`cli::run`] is all that the binary and `cargo xtask` call; [`embedded`] names the RPs
//! that are built in.

pub mod cli;
pub mod embedded;
pub mod exit;
mod progress;
mod selection;
pub mod verbs;
