//! Ranges of authenticator data (<https://www.w3.org/TR/webauthn-3/#sctn-authenticator-data>).

use super::items::{Labels, Path, item};
use super::ranges::{Range, Ranges};
use crate::authenticator_data::Flags;

/// The ranges of authenticator data. Paths are the names of the fields, such as `flags` and `credentialPublicKey.alg`.
#[must_use]
pub fn authenticator_data(bytes: &[u8]) -> Vec<Range> {
    let mut ranges = Ranges::new(bytes);
    annotate_authenticator_data(&mut ranges, bytes.len(), "");
    ranges.finish()
}

/// Names what can be read up to `limit`, each name with `prefix` in front, and leaves the rest unnamed.
pub(super) fn annotate_authenticator_data(ranges: &mut Ranges<'_>, limit: usize, prefix: &str) {
    // A field that is cut short ends the reading; the caller names what is left.
    _ = fields(ranges, limit, prefix);
}

fn fields(ranges: &mut Ranges<'_>, limit: usize, prefix: &str) -> Option<()> {
    let name = |field: &str| format!("{prefix}{field}");
    ranges.field(32, limit, &name("rpIdHash"), "SHA-256 of the RP ID")?;
    let flags = Flags(*ranges.bytes[..limit].get(ranges.position)?);
    ranges.field(1, limit, &name("flags"), flags.to_string())?;
    let counter = number(ranges, limit, 4)?;
    ranges.field(4, limit, &name("signCount"), counter.to_string())?;
    if flags.at() {
        ranges.field(16, limit, &name("aaguid"), "model of the authenticator")?;
        let length = number(ranges, limit, 2)?;
        ranges.field(2, limit, &name("credentialIdLength"), length.to_string())?;
        ranges.field(length, limit, &name("credentialId"), format!("{length} bytes"))?;
        item(ranges, limit, Path { name: &name("credentialPublicKey"), labels: Labels::Cose { kty: None } }, 0)?;
    }
    if flags.ed() {
        item(ranges, limit, Path { name: &name("extensions"), labels: Labels::Plain }, 0)?;
    }
    Some(())
}

/// The big-endian number in the next `width` bytes, at most four.
fn number(ranges: &Ranges<'_>, limit: usize, width: usize) -> Option<usize> {
    let field = ranges.bytes[..limit].get(ranges.position..)?.get(..width)?;
    Some(field.iter().fold(0, |value, &byte| (value << 8) | usize::from(byte)))
}
