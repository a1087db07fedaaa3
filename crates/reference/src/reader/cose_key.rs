//! COSE keys, as far as ES256 needs them, and signatures by them.
//!
//! <https://www.w3.org/TR/webauthn-3/#sctn-alg-identifier>

use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{Signature, VerifyingKey};

use crate::cbor::{Item, OverlongBytes, Tree};

/// The COSE algorithm identifier of ES256.
pub(crate) const ES256: i64 = -7;

const LABEL_KTY: i64 = 1;
const LABEL_ALG: i64 = 3;
const LABEL_CRV: i64 = -1;
const LABEL_X: i64 = -2;
const LABEL_Y: i64 = -3;
const KTY_EC2: i64 = 2;
const CRV_P256: i64 = 1;

/// The length of a coordinate on P-256.
const COORDINATE: usize = 32;

/// A key as far as it can be used.
pub(crate) enum PublicKey {
    Es256(Box<VerifyingKey>),
    /// A key of another algorithm, whose parameters are not examined: this relying party never verifies with it.
    Other,
}

fn tree(encoding: &[u8]) -> Result<Tree<'_>, String> {
    Tree::read(encoding, OverlongBytes::Refuse)
        .map_err(|fault| format!("the key is not well-formed CBOR: {fault}; send it as it came"))
}

/// The key's `alg`.
///
/// # Errors
/// Where the key is no map, has no kty, or no number as alg.
pub(crate) fn algorithm(encoding: &[u8]) -> Result<i64, String> {
    let tree = tree(encoding)?;
    let root = tree.root();
    if root.at_label(LABEL_KTY).is_none_or(|kty| kty.integer().is_none() && kty.text().is_none()) {
        return Err("the key has no kty (label 1); add it".to_owned());
    }
    root.at_label(LABEL_ALG).and_then(Item::integer).ok_or_else(|| "the key has no number as alg (label 3); add it".to_owned())
}

/// The key under an algorithm.
///
/// # Errors
/// For ES256, where type, curve or coordinates are not those of a point on P-256.
pub(crate) fn public_key(encoding: &[u8], algorithm: i64) -> Result<PublicKey, String> {
    if algorithm != ES256 {
        return Ok(PublicKey::Other);
    }
    let tree = tree(encoding)?;
    let root = tree.root();
    if root.at_label(LABEL_KTY).and_then(Item::integer) != Some(KTY_EC2) {
        return Err("the key says ES256 but its kty is not 2; use an EC2 key".to_owned());
    }
    if root.at_label(LABEL_CRV).and_then(Item::integer) != Some(CRV_P256) {
        return Err("the key says ES256 but its crv is not 1; use P-256".to_owned());
    }
    let coordinate = |label| root.at_label(label).and_then(Item::bytes).and_then(|bytes| <[u8; COORDINATE]>::try_from(bytes).ok());
    let (Some(x), Some(y)) = (coordinate(LABEL_X), coordinate(LABEL_Y)) else {
        return Err("the key's x and y are not two byte strings of 32 bytes; keep leading zeros and both coordinates".to_owned());
    };
    from_sec1(0x04, &[&x, &y]).ok_or_else(|| "the key's point does not lie on P-256; send the authenticator's key".to_owned())
}

/// Takes x and y for those of P-256 whatever kty and crv say, fills short ones with leading zeros and expands a compressed y.
pub(crate) fn public_key_lenient(encoding: &[u8]) -> Option<PublicKey> {
    let tree = tree(encoding).ok()?;
    let root = tree.root();
    let filled = |label| {
        let bytes = root.at_label(label).and_then(Item::bytes)?;
        let mut coordinate = [0_u8; COORDINATE];
        coordinate.get_mut(COORDINATE.checked_sub(bytes.len())?..)?.copy_from_slice(bytes);
        Some(coordinate)
    };
    let x = filled(LABEL_X)?;
    match root.at_label(LABEL_Y)?.boolean() {
        Some(odd) => from_sec1(0x02 | u8::from(odd), &[&x]),
        None => from_sec1(0x04, &[&x, &filled(LABEL_Y)?]),
    }
}

fn from_sec1(tag: u8, coordinates: &[&[u8; COORDINATE]]) -> Option<PublicKey> {
    let mut point = vec![tag];
    for coordinate in coordinates {
        point.extend_from_slice(*coordinate);
    }
    VerifyingKey::from_sec1_bytes(&point).ok().map(|key| PublicKey::Es256(Box::new(key)))
}

impl PublicKey {
    /// Whether this is the signature, in ASN.1 DER, of authenticator data followed by the hash of the client data.
    /// <https://www.w3.org/TR/webauthn-3/#sctn-signature-attestation-types>
    pub(crate) fn verifies(&self, signature: &[u8], authenticator_data: &[u8], client_data_hash: &[u8; 32]) -> bool {
        let Self::Es256(key) = self else { return false };
        let Ok(signature) = Signature::from_der(signature) else { return false };
        let message = [authenticator_data, client_data_hash.as_slice()].concat();
        key.verify(&message, &signature).is_ok()
    }
}
