//! Deterministic ECDSA whose shape belongs to the recipe.

use p256::NistP256;
use p256::ecdsa::{Signature, SigningKey};
use p256::elliptic_curve::FieldBytes;
use sha2::{Digest, Sha256};

/// An ES256 signature over SHA-256(`parts` joined), DER-encoded. RFC 6979 gives k; with its §3.6 the additional data runs through
/// nothing, 0, 1, 2 … until r and s fill their 32 bytes: one signature in 128 would be shorter, and an RP that mishandles
/// those would give another verdict in one run of many.
pub(crate) fn sign(key: &SigningKey, parts: &[&[u8]]) -> Vec<u8> {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    let prehash = hash.finalize();
    let mut additional = 0_u32;
    let mut signature = sign_once(key, &prehash, &[]);
    while !fills_its_width(&signature) {
        signature = sign_once(key, &prehash, &additional.to_be_bytes());
        additional += 1;
    }
    signature.to_der().as_bytes().to_vec()
}

fn sign_once(key: &SigningKey, prehash: &[u8], additional: &[u8]) -> Signature {
    let scalar = key.as_nonzero_scalar();
    ecdsa_rfc6979(scalar, prehash, additional)
}

fn ecdsa_rfc6979(scalar: &p256::NonZeroScalar, prehash: &[u8], additional: &[u8]) -> Signature {
    ecdsa::hazmat::sign_prehashed_rfc6979::<NistP256, Sha256>(scalar, prehash, additional).0
}

fn fills_its_width(signature: &Signature) -> bool {
    let (r, s): (FieldBytes<NistP256>, FieldBytes<NistP256>) = signature.split_bytes();
    r[0] != 0 && s[0] != 0
}
