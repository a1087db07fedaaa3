//! Tests of the catalogue itself.
