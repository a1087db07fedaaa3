//! ML-DSA in its deterministic variant, with an empty context.
//!
//! FIPS 204, sections 5.2 and 3.4.

use ml_dsa::{MlDsaParams, Signer, SigningKey};

pub(crate) fn sign<P: MlDsaParams>(key: &SigningKey<P>, parts: &[&[u8]]) -> Vec<u8> {
    key.sign(&parts.concat()).encode().to_vec()
}
