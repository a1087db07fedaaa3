//! The requirements of WebAuthn Level 3 and the bug classes, as data.
//!
//! The rows live in `data/`; this crate reads them once and answers by id. Severity is computed from a row and typed nowhere.

mod class;
mod data;
mod reason;
mod requirement;
#[cfg(test)]
mod tests;

pub use class::{BugClass, ClassId, Layer};
pub use data::{DataError, class, classes, requirement, requirements};
pub use reason::{Reason, ReasonKind};
pub use requirement::{Level, Requirement, Severity, Verdict};

/// The edition of the standard that the rows were read from.
pub const EDITION: &str = "WebAuthn Level 3, w3c/webauthn branch L3-CR, 2026-05-15";

/// Where the anchors of the rows are found.
pub const SPECIFICATION: &str = "https://www.w3.org/TR/webauthn-3/";
