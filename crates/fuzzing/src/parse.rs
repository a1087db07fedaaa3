//! The oracles over one format: wire against itself, and beside other readers.

use crate::{Decoder, Finding, Format};

/// wire against itself.
pub(crate) fn check(_format: Format, _input: &[u8]) -> Result<(), Finding> {
    Ok(())
}

/// wire, the reference RP's reader, ciborium, and the decoders that are given.
pub(crate) fn beside(_format: Format, _input: &[u8], _decoders: &[&dyn Decoder]) -> Result<(), Finding> {
    Ok(())
}
