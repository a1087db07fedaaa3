//! webauthn-rs-core behind the relycheck protocol: [`WebauthnRsCore`] is the adapter.
//!
//! Everything here rests on the crate's rendered API documentation. Where that tells an application to do something itself, the
//! adapter does it; where it is silent, the adapter declares a lack. README.md lists both.

mod attestation;
mod authentication;
mod identity;
mod policy;
mod record;
mod registration;
mod relying_party;
mod session;
mod stage;

pub use relying_party::WebauthnRsCore;

/// What the library is known to do otherwise than the catalogue expects, each entry with a reason: the text of `baseline.toml`.
pub const BASELINE: &str = include_str!("../baseline.toml");
