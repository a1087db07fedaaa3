//! The one session that all inputs about ceremonies are rendered for: what relying parties are told and clients answer.
//!
//! An input has to mean the same on each run, so nothing here is drawn. The challenges begin with bytes whose base64url holds `-` and
//! `_`, so that another alphabet shows.

use std::sync::LazyLock;

use relycheck_forge::{Forge, Seed};

/// The RP ID.
pub const RP_ID: &str = "example.org";
/// The origin of the page.
pub const ORIGIN: &str = "https://example.org";
/// The origin of the page around it, where one is expected.
pub const TOP_ORIGIN: &str = "https://example.com";
/// The challenge of the registration.
pub const CREATION_CHALLENGE: [u8; 32] = *b"\xfb\xff\xbfycheck fuzzing, registration!";
/// The challenge of the authentication.
pub const REQUEST_CHALLENGE: [u8; 32] = *b"\xfb\xff\xbfycheck fuzzing,authentication";
/// The user handle of the account.
pub const USER_HANDLE: [u8; 32] = *b"relycheck fuzzing, first account";
/// The user handle of another account.
pub const OTHER_USER_HANDLE: [u8; 32] = *b"relycheck fuzzing, other account";
/// What the keys stem from.
pub const SEED: Seed = Seed(0);

/// The user handle of user number `user` of a script: users but the first are [`OTHER_USER_HANDLE`].
#[must_use]
pub fn user_handle(user: u32) -> [u8; 32] {
    if user == 0 { USER_HANDLE } else { OTHER_USER_HANDLE }
}

/// The forge that all inputs are rendered with. It keeps the keys that it has made.
#[must_use]
pub fn forge() -> &'static Forge {
    static FORGE: LazyLock<Forge> = LazyLock::new(|| Forge::new(SEED));
    &FORGE
}
