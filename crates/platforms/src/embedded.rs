//! The data files that are built into the crate.

use std::sync::OnceLock;

use crate::{Platforms, Source};

macro_rules! sources {
    ($($file:literal),+ $(,)?) => {
        &[$(Source { file: $file, text: include_str!(concat!("../data/", $file)) }),+]
    };
}

const SOURCES: &[Source<'static>] = sources![
    "documents.toml",
    "statements.toml",
    "ambiguities.toml",
    "observations.toml",
    "authenticators.toml",
    "grid.toml",
    "rows/chrome.toml",
    "rows/cross-device.toml",
    "rows/device-bound.toml",
    "rows/legacy.toml",
    "rows/safari.toml",
    "rows/security-key.toml",
    "journeys.toml",
];

/// The embedded data, read once.
///
/// # Panics
///
/// Never with the data as committed: it is a constant, and a test loads it.
pub fn load() -> &'static Platforms {
    static PLATFORMS: OnceLock<Platforms> = OnceLock::new();
    PLATFORMS.get_or_init(|| match Platforms::from_sources(SOURCES) {
        Ok(platforms) => platforms,
        Err(error) => panic!("the embedded platform data is faulty\n{error}"),
    })
}
