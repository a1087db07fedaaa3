//! Decoders from outside that fuzz targets and tests hold wire against.

mod coset;
mod passkey_types;

pub use coset::Coset;
pub use passkey_types::PasskeyTypes;
