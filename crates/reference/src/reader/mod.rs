//! Readers of what a response carries. They say what they cannot read; the checks decide what that means.

pub(crate) mod algorithm;
pub(crate) mod attestation_object;
pub(crate) mod authenticator_data;
pub(crate) mod certificate;
pub(crate) mod client_data;
pub(crate) mod cose_key;
pub(crate) mod ecdsa_signature;
pub(crate) mod envelope;
