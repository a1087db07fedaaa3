//! webauthn-rs-core behind the relycheck protocol: [`WebauthnRsCore`] is the adapter.
//!
//! Everything here rests on the crate's rendered API documentation. Where that tells an application to do something itself, the
//! helper does it; where it is silent, `identity.json` declares a lack. README.md lists both.

mod library;
mod record;

pub use library::WebauthnRsCore;

/// What the library is known to do otherwise than the catalogue expects, each entry with a reason: the text of `baseline.toml`.
pub const BASELINE: &str = include_str!("../baseline.toml");
