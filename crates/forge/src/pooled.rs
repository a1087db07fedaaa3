//! A key of the pool by itself: what signs again for a response that was changed after it was made.

use relycheck_wire::cose_key::CoseKey;

use crate::algorithm::Algorithm;
use crate::credential::Forge;
use crate::emission::KeyShape;
use crate::key::{Key, POOL};
use crate::signature::{Making, sign};

/// A key of the forge's pool, with its algorithm.
#[derive(Clone, Debug)]
pub struct PooledKey {
    key: Key,
    algorithm: Algorithm,
}

impl Forge {
    /// Key number `index` of an algorithm, modulo how many the pool has of it.
    #[must_use]
    pub fn pooled_key(&self, algorithm: Algorithm, index: usize) -> PooledKey {
        PooledKey { key: self.key(algorithm, KeyShape::Ordinary, index), algorithm }
    }

    /// The pool's key whose public key is this COSE_Key, byte for byte; `None` where the forge has none such, as of a deviating key.
    /// <https://www.w3.org/TR/webauthn-3/#sctn-attested-credential-data>
    #[must_use]
    pub fn key_of(&self, cose_key: &[u8]) -> Option<PooledKey> {
        let parsed = CoseKey::parse(cose_key).ok()?;
        let algorithm = Algorithm::ALL.into_iter().find(|algorithm| Some(algorithm.id()) == parsed.alg)?;
        // what has a leading zero is a search of its own, which only such a key is worth.
        let shape = match (parsed.x, parsed.y) {
            (Some([0, ..]), Some(_)) => KeyShape::ShortX,
            (Some(_), Some([0, ..])) => KeyShape::ShortY,
            _ => KeyShape::Ordinary,
        };
        let mut keys = (0..POOL).map(|index| PooledKey { key: self.key(algorithm, shape, index), algorithm });
        keys.find(|key| key.public_key() == cose_key)
    }
}

impl PooledKey {
    pub(crate) fn new(key: Key, algorithm: Algorithm) -> Self {
        Self { key, algorithm }
    }

    /// The COSE_Key, CBOR-encoded.
    #[must_use]
    pub fn public_key(&self) -> Vec<u8> {
        self.key.encode()
    }

    /// The same as a DER SubjectPublicKeyInfo, for the algorithms of which clients give one; `None` for others.
    /// <https://www.w3.org/TR/webauthn-3/#sctn-alg-identifier>
    #[must_use]
    pub fn subject_public_key_info(&self) -> Option<Vec<u8>> {
        self.key.subject_public_key_info()
    }

    /// Its algorithm.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The same pair under another algorithm: signatures have its hash and padding where it is of the same family, and else their own.
    #[must_use]
    pub fn by(&self, algorithm: Algorithm) -> Self {
        Self { key: self.key.by(algorithm), algorithm }
    }

    /// The signature over the `parts` joined, encoded as the algorithm's are in WebAuthn and in the shape that an honest response has by
    /// default, so that the same parts give the same bytes.
    /// <https://www.w3.org/TR/webauthn-3/#sctn-signature-attestation-types>
    #[must_use]
    pub fn sign(&self, parts: &[&[u8]]) -> Vec<u8> {
        sign(&self.key, parts, Making::default())
    }
}
