//! Credential ids, user handles, and the keys behind them.

use crate::Seed;
use crate::algorithm::Algorithm;
use crate::deviation::KeyDeviation;
use crate::emission::{Emission, KeyShape};
use crate::key::{Key, Pool};

/// The virtual authenticator's memory: its keys, each made when it is first used.
#[derive(Debug)]
pub struct Forge {
    seed: Seed,
    pool: Pool,
}

/// A credential of the virtual authenticator.
#[derive(Clone, Debug)]
pub struct Credential {
    /// The credential id.
    pub id: Vec<u8>,
    pub(crate) key: Key,
}

impl Credential {
    /// The credential public key as a COSE_Key, CBOR-encoded.
    /// <https://www.w3.org/TR/webauthn-3/#sctn-attested-credential-data>
    #[must_use]
    pub fn public_key(&self) -> Vec<u8> {
        self.key.encode()
    }
}

impl Forge {
    /// A forge whose keys stem from a seed: HKDF(seed, algorithm, index), with a further index where the bytes are no secret or give
    /// another shape; a peculiar shape is reached by counting the secret up. RSA keys are constants.
    #[must_use]
    pub fn new(seed: Seed) -> Self {
        Self { seed, pool: Pool::new(seed) }
    }

    /// The seed that everything stems from.
    #[must_use]
    pub fn seed(&self) -> Seed {
        self.seed
    }

    /// Credential number `slot` of a case, as its registration's emission has it: length of the id, algorithm and shape of the key. Up
    /// to eight slots of a case have different keys; of RSA up to four, of a peculiar shape two.
    #[must_use]
    pub fn credential(&self, case: &str, slot: u32, emission: &Emission) -> Credential {
        let mut id = vec![0; emission.credential_id_length];
        self.seed.fill(&[b"credential id", case.as_bytes(), &slot.to_be_bytes()], &mut id);
        let first = u32::from_be_bytes(self.seed.derive(&[b"key index", case.as_bytes()]));
        let index = usize::try_from(first.wrapping_add(slot)).unwrap_or_default();
        Credential { id, key: Key::of(&self.pool, emission.algorithm, emission.key, index) }
    }

    /// The credential as it was registered with a deviating key: what signs for it is what goes with that key.
    #[must_use]
    pub fn deviating(&self, credential: &Credential, deviation: &KeyDeviation) -> Credential {
        Credential { id: credential.id.clone(), key: credential.key.deviating(&self.pool, deviation) }
    }

    /// Key number `index` of an algorithm and a shape.
    pub(crate) fn key(&self, algorithm: Algorithm, shape: KeyShape, index: usize) -> Key {
        Key::of(&self.pool, algorithm, shape, index)
    }

    /// The key of the next slot.
    pub(crate) fn neighbour(&self, key: &Key) -> Key {
        key.neighbour(&self.pool)
    }

    /// The user handle of user number `user` of a case: 32 bytes.
    #[must_use]
    pub fn user_handle(&self, case: &str, user: u32) -> [u8; 32] {
        self.seed.derive(&[b"user handle", case.as_bytes(), &user.to_be_bytes()])
    }
}
