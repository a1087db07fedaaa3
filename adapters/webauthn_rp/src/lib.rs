//! webauthn_rp behind the relycheck protocol: [`WebauthnRp`] is the adapter.
//!
//! Everything here rests on the crate's API documentation. README.md says how the library is called; `identity.json`, what it lacks
//! and what the helper does in the place of an application.

mod library;
mod policy;
mod record;

pub use library::WebauthnRp;
