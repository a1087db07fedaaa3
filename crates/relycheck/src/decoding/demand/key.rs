//! COSE keys, of the algorithms that every relying party is told to support.

use p256::ecdsa::VerifyingKey as P256Key;
use relycheck_wire::cose_key::{CoseKey, EC2, OKP, RSA};

use super::{Demand, item};

/// ES256, EdDSA and RS256, the algorithms that a relying party should include to support a wide range of authenticators:
/// <https://www.w3.org/TR/webauthn-3/#dictionary-makecredentialoptions>.
const ES256: i64 = -7;
const EDDSA: i64 = -8;
const RS256: i64 = -257;
/// Curves of RFC 9053, section 7.1.
const P256: i64 = 1;
const ED25519: i64 = 6;

/// The key that `bytes` are to be.
///
/// # Errors
/// What is demanded where it is not accepted as it stands.
pub(super) fn key(bytes: &[u8]) -> Result<CoseKey<'_>, Demand> {
    item::one(bytes)?;
    let key = CoseKey::parse(bytes).map_err(Demand::either)?;
    if key.other_labels > 0 {
        return Err(Demand::either("a label that no key of its type needs"));
    }
    let usable = match (key.kty, key.alg, key.crv) {
        (EC2, Some(ES256), Some(P256)) => point(&key).is_some_and(|point| P256Key::from_sec1_bytes(&point).is_ok()),
        (OKP, Some(EDDSA), Some(ED25519)) => {
            let x = key.x.and_then(|x| x.try_into().ok());
            x.is_some_and(|x: &[u8; 32]| ed25519_dalek::VerifyingKey::from_bytes(x).is_ok_and(|key| !key.is_weak()))
        }
        (RSA, Some(RS256), None) => modulus(key.n) && key.e == Some(&[1, 0, 1]),
        _ => return Err(Demand::either("a key of another algorithm than ES256, EdDSA and RS256")),
    };
    if usable { Ok(key) } else { Err(Demand::either("members of which no key can be made")) }
}

/// The point of a P-256 key in the uncompressed form of SEC 1, section 2.3.3.
pub(super) fn point(key: &CoseKey<'_>) -> Option<[u8; 65]> {
    let (x, y): (&[u8; 32], &[u8; 32]) = (key.x?.try_into().ok()?, key.y?.try_into().ok()?);
    [&[4][..], x, y].concat().try_into().ok()
}

/// Whether it is an odd number of 2048 to 4096 bits, written without zeros in front.
fn modulus(n: Option<&[u8]>) -> bool {
    n.is_some_and(|n| (256..=512).contains(&n.len()) && n[0] >= 0x80 && n[n.len() - 1] % 2 == 1)
}
