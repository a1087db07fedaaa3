//! Repository chores: what keeps the tree in order and its generated files true.
//!
//! `cargo xtask VERB …` is the command line of the project. The chores here are about this repository; every other verb is
//! relycheck's own and is handed to it unread.

pub mod codegen;
mod dispatch;
mod finding;
pub mod tidy;

pub use dispatch::run;
pub use finding::Finding;

use std::path::PathBuf;

/// The root of the checkout that this runs in.
///
/// Cargo says at run time where the package lies; the place of the build is only the second choice, since checkouts may share a
/// target directory.
#[must_use]
pub fn repository_root() -> PathBuf {
    let mut package =
        std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    package.pop();
    package
}
