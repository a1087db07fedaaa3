//! A conformance test suite for WebAuthn relying parties.
