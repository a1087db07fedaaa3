//! The reference relying party: one named check per requirement, each of which can be switched off.
//!
//! [`Reference`] is the strictest right reading of the standard: it refuses wherever a refusal is required or recommended, and
//! accepts everything else. It runs every check that it can, so that [`Reference::last_violations`] is the set of rules that a
//! response breaks; a check whose presupposition failed is not reached. [`mutants`] lists its wrong versions, which a suite worth
//! its name tells from the right one, and [`planted`] one that is wrong only in name.
//!
//! It verifies every algorithm that WebAuthn names, and attestation of the formats `none` and `packed`; certificates as of the
//! beginning of 2026. Keys of other algorithms are kept unexamined where they were offered.

pub mod artefact;
mod attestation;
mod authenticated;
mod authentication;
pub mod cbor;
mod check;
mod collected;
mod findings;
mod limited;
mod mutant;
mod options;
mod origin;
mod public_key;
mod reader;
mod record;
mod reference;
mod registration;
mod session;
#[cfg(test)]
mod tests;
mod trust_path;

pub use check::{Ceremony, Check, Kind, checks};
pub use mutant::{Family, Mutant, mutants, planted};
pub use reference::Reference;
