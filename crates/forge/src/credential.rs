//! Keys from a small pool, credential ids and user handles.

use p256::ecdsa::SigningKey;

use crate::Seed;

/// How many ES256 keys there are. A case uses few at once; making a key costs more than a signature.
const POOL: u32 = 8;

/// The virtual authenticator's memory: its keys, derived once.
#[derive(Debug)]
pub struct Forge {
    seed: Seed,
    es256: Vec<SigningKey>,
    es384: Es384Key,
}

/// The public half of an ES384 key, for responses whose key is of an algorithm that was not offered.
#[derive(Debug, Clone)]
pub(crate) struct Es384Key {
    pub(crate) x: [u8; 48],
    pub(crate) y: [u8; 48],
}

/// A credential of the virtual authenticator.
#[derive(Clone, Debug)]
pub struct Credential {
    /// The credential id.
    pub id: Vec<u8>,
    key: SigningKey,
    next: SigningKey,
}

impl Credential {
    /// The id with the key of the next slot.
    pub(crate) fn neighbour(&self) -> Self {
        Self { id: self.id.clone(), key: self.next.clone(), next: self.next.clone() }
    }

    pub(crate) fn key(&self) -> &SigningKey {
        &self.key
    }

    /// The public key's coordinates x and y, 32 bytes each, big-endian.
    #[must_use]
    pub fn coordinates(&self) -> ([u8; 32], [u8; 32]) {
        let point = self.key.verifying_key().to_sec1_point(false);
        let half = |range: std::ops::Range<usize>| {
            let mut half = [0; 32];
            half.copy_from_slice(&point.as_bytes()[range]);
            half
        };
        (half(1..33), half(33..65))
    }
}

impl Forge {
    /// Derives the keys of a seed: HKDF(seed, algorithm, index), with a further index where the bytes are no scalar.
    #[must_use]
    pub fn new(seed: Seed) -> Self {
        let es256 =
            (0..POOL).map(|index| scalar(seed, b"ES256", index, |bytes: [u8; 32]| SigningKey::from_slice(&bytes).ok())).collect();
        let secret = scalar(seed, b"ES384", 0, |bytes: [u8; 48]| p384::SecretKey::from_slice(&bytes).ok());
        let point = p384::Sec1Point::from(secret.public_key());
        let mut es384 = Es384Key { x: [0; 48], y: [0; 48] };
        es384.x.copy_from_slice(&point.as_bytes()[1..49]);
        es384.y.copy_from_slice(&point.as_bytes()[49..97]);
        Self { seed, es256, es384 }
    }

    /// The seed that everything stems from.
    #[must_use]
    pub fn seed(&self) -> Seed {
        self.seed
    }

    pub(crate) fn es384(&self) -> &Es384Key {
        &self.es384
    }

    /// Credential number `slot` of a case, with an id of `id_length` bytes. Up to eight slots of a case have different keys.
    #[must_use]
    pub fn credential(&self, case: &str, slot: u32, id_length: usize) -> Credential {
        let mut id = vec![0; id_length];
        self.seed.fill(&[b"credential id", case.as_bytes(), &slot.to_be_bytes()], &mut id);
        let first = u32::from_be_bytes(self.seed.derive(&[b"key index", case.as_bytes()]));
        let key = |slot: u32| self.es256[(first.wrapping_add(slot) % POOL) as usize].clone();
        Credential { id, key: key(slot), next: key(slot.wrapping_add(1)) }
    }

    /// The user handle of user number `user` of a case: 32 bytes.
    #[must_use]
    pub fn user_handle(&self, case: &str, user: u32) -> [u8; 32] {
        self.seed.derive(&[b"user handle", case.as_bytes(), &user.to_be_bytes()])
    }
}

fn scalar<const N: usize, K>(seed: Seed, algorithm: &[u8], index: u32, accept: impl Fn([u8; N]) -> Option<K>) -> K {
    let mut attempt = 0_u32;
    loop {
        let bytes = seed.derive::<N>(&[b"key", algorithm, &index.to_be_bytes(), &attempt.to_be_bytes()]);
        if let Some(key) = accept(bytes) {
            return key;
        }
        attempt += 1;
    }
}
