//! Tests of the virtual client and authenticator as the catalogue meets it.

mod applicability;
mod cbor_edits;
mod certificates;
mod deviations;
mod envelope_edits;
mod keys;
mod opened;
mod pooled;
mod signatures;
mod valid;
mod verified;
