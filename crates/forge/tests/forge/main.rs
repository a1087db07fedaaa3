//! Tests of the virtual client and authenticator as the catalogue meets it.

mod applicability;
mod deviations;
mod opened;
mod valid;
