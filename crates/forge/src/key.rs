//! Credential keys: the COSE encoding, the copies in the envelope, and what signs for them.
//!
//! <https://www.w3.org/TR/webauthn-3/#sctn-alg-identifier>

mod pair;
mod pool;
mod primes;

use std::sync::Arc;

pub(crate) use pair::Pair;
pub(crate) use pool::{POOL, Pool};
use relycheck_wire::cbor::{Node, key_order};

use crate::Seed;
use crate::algorithm::Algorithm;
use crate::deviation::{Bytes, KeyDeviation};
use crate::emission::KeyShape;

/// The labels of a COSE key: RFC 9052, section 7.1; RFC 9053, section 7; RFC 8230, section 4. One number means another thing under
/// another kty.
pub(crate) mod label {
    pub(crate) const KTY: i64 = 1;
    pub(crate) const ALG: i64 = 3;
    pub(crate) const CRV: i64 = -1;
    pub(crate) const X: i64 = -2;
    pub(crate) const Y: i64 = -3;
    pub(crate) const N: i64 = -1;
    pub(crate) const E: i64 = -2;
    pub(crate) const PUB: i64 = -1;
}

/// A credential's key, with what is wrong with it.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    seed: Seed,
    shape: KeyShape,
    /// Its number among the keys of its algorithm and shape.
    index: usize,
    /// What `alg` says where it is not deviated.
    algorithm: Algorithm,
    pair: Arc<Pair>,
    deviation: Option<KeyDeviation>,
}

/// Who signs for a key.
pub(crate) enum Signer<'k> {
    /// The pair, by this algorithm.
    Pair(&'k Pair, Algorithm),
    /// Nobody has to: the key is a neutral element, under which what does not depend on the message verifies.
    Neutral(&'k Pair, Algorithm),
    /// Nobody has to: the exponent is 1, under which the encoded message is its own signature.
    Unraised(&'k Pair, Algorithm),
}

impl Key {
    /// Key number `index` of an algorithm.
    pub(crate) fn of(pool: &Pool, algorithm: Algorithm, shape: KeyShape, index: usize) -> Self {
        Self { seed: pool.seed(), shape, index, algorithm, pair: pool.pair(algorithm, shape, index), deviation: None }
    }

    /// The next key of the same algorithm.
    pub(crate) fn neighbour(&self, pool: &Pool) -> Self {
        Self::of(pool, self.algorithm, self.shape, self.index.wrapping_add(1))
    }

    /// The same pair under another algorithm.
    pub(crate) fn by(&self, algorithm: Algorithm) -> Self {
        Self { algorithm, ..self.clone() }
    }

    /// The key with a deviation.
    pub(crate) fn deviating(&self, pool: &Pool, deviation: &KeyDeviation) -> Self {
        let mut key = Self { deviation: Some(deviation.clone()), ..self.clone() };
        match deviation {
            KeyDeviation::Of(other) => {
                key.algorithm = *other;
                key.pair = pool.pair(*other, KeyShape::Ordinary, 0);
            }
            KeyDeviation::PairOf(other) => key.pair = pool.pair(*other, KeyShape::Ordinary, 0),
            KeyDeviation::RsaBits(bits) => key.pair = pool.rsa(*bits),
            _ => {}
        }
        key
    }

    /// What salts are derived from.
    pub(crate) fn seed(&self) -> Seed {
        self.seed
    }

    pub(crate) fn signer(&self) -> Signer<'_> {
        // ECDSA and RSA take their hash or padding from what `alg` says; a pair of another family signs by its own algorithm.
        let natural = self.pair.natural_algorithm();
        let family = |algorithm: Algorithm| match algorithm {
            Algorithm::Rs256 | Algorithm::Ps256 => 1,
            _ if algorithm.hash().is_some() => 2,
            _ => 3,
        };
        let same = family(self.algorithm) == family(natural) && self.algorithm.hash().is_some();
        let algorithm = if same { self.algorithm } else { natural };
        match self.deviation {
            Some(KeyDeviation::Neutral) => Signer::Neutral(&self.pair, algorithm),
            Some(KeyDeviation::ExponentOne) => Signer::Unraised(&self.pair, algorithm),
            _ => Signer::Pair(&self.pair, algorithm),
        }
    }

    fn entries(&self) -> Vec<(Node, Node)> {
        let mut entries = vec![(label::KTY, Node::integer(self.pair.kty())), (label::ALG, Node::integer(self.algorithm.id()))];
        entries.extend(self.pair.parameters());
        entries.into_iter().map(|(label, value)| (Node::integer(label), value)).collect()
    }

    /// The COSE key.
    pub(crate) fn map(&self) -> Node {
        let map = Node::Map(self.entries());
        match &self.deviation {
            Some(deviation) => apply(deviation, map),
            None => map,
        }
    }

    /// The COSE key, CBOR-encoded.
    pub(crate) fn encode(&self) -> Vec<u8> {
        self.map().encode()
    }

    /// What a packed statement says as `alg`: the key's, or where that is no such number the algorithm that signs.
    pub(crate) fn statement_algorithm(&self) -> i64 {
        self.public_key_algorithm().unwrap_or_else(|| self.algorithm.id())
    }

    /// `alg` as a client reads it, for `publicKeyAlgorithm`; `None` where there is no such number.
    pub(crate) fn public_key_algorithm(&self) -> Option<i64> {
        match &self.deviation {
            Some(KeyDeviation::Without(label::ALG) | KeyDeviation::Whole(_)) => None,
            Some(KeyDeviation::With(label::ALG, value)) => match value {
                Node::Unsigned(number) => i64::try_from(*number).ok(),
                Node::Negative(number) => i64::try_from(*number).ok().map(|number| !number),
                _ => None,
            },
            _ => Some(self.algorithm.id()),
        }
    }

    /// The copy as a DER SubjectPublicKeyInfo that clients add for the algorithms that they have to understand; `None` for others and
    /// for a key that a client could not read.
    /// <https://www.w3.org/TR/webauthn-3/#sctn-alg-identifier>
    pub(crate) fn subject_public_key_info(&self) -> Option<Vec<u8>> {
        let reads = match &self.deviation {
            None | Some(KeyDeviation::Of(_)) => true,
            Some(KeyDeviation::Twice(_)) => true,
            Some(KeyDeviation::With(name, _)) => ![label::KTY, label::ALG, label::CRV, label::X, label::Y].contains(name),
            Some(_) => false,
        };
        if !reads {
            return None;
        }
        let member = |name| {
            let parameters = self.pair.parameters();
            parameters.into_iter().find(|(label, _)| *label == name).and_then(|(_, value)| match value {
                Node::Bytes(bytes) => Some(bytes),
                _ => None,
            })
        };
        match (self.algorithm, &*self.pair) {
            (Algorithm::Es256, Pair::P256(_)) => {
                Some([P256_SUBJECT_PUBLIC_KEY_INFO, &member(label::X)?, &member(label::Y)?].concat())
            }
            (Algorithm::EdDsa, Pair::Ed25519(_)) => Some([ED25519_SUBJECT_PUBLIC_KEY_INFO, &member(label::X)?].concat()),
            (Algorithm::Rs256, Pair::Rsa(key)) => {
                use rsa::pkcs8::EncodePublicKey;
                key.to_public_key().to_public_key_der().ok().map(|document| document.as_bytes().to_vec())
            }
            _ => None,
        }
    }
}

/// Everything of a DER SubjectPublicKeyInfo (RFC 5480) for P-256 up to and with the 04 of an uncompressed point.
const P256_SUBJECT_PUBLIC_KEY_INFO: &[u8] = &[
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03,
    0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
];

/// The same for Ed25519 (RFC 8410), up to the key's 32 bytes.
const ED25519_SUBJECT_PUBLIC_KEY_INFO: &[u8] = &[0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/// The map with its deviation.
fn apply(deviation: &KeyDeviation, map: Node) -> Node {
    let Node::Map(mut entries) = map else { return map };
    let place = |entries: &[(Node, Node)], name: i64| entries.iter().position(|(label, _)| *label == Node::integer(name));
    match deviation {
        KeyDeviation::Of(_) | KeyDeviation::PairOf(_) | KeyDeviation::RsaBits(_) => {}
        KeyDeviation::Without(name) => entries.retain(|(label, _)| *label != Node::integer(*name)),
        KeyDeviation::With(name, value) => set(&mut entries, *name, value.clone()),
        KeyDeviation::Bytes(name, change) => {
            if let Some(place) = place(&entries, *name)
                && let Node::Bytes(bytes) = &mut entries[place].1
            {
                change.apply(bytes);
            }
        }
        KeyDeviation::Twice(name) => {
            if let Some(place) = place(&entries, *name) {
                entries.insert(place, entries[place].clone());
            }
        }
        KeyDeviation::TwiceDiffering(name, second) => {
            if let Some(place) = place(&entries, *name) {
                entries.insert(place + 1, (Node::integer(*name), second.clone()));
            }
        }
        KeyDeviation::Compressed => {
            if let Some(place) = place(&entries, label::Y)
                && let Node::Bytes(y) = &entries[place].1
            {
                entries[place].1 = Node::bool(y.last().is_some_and(|last| last & 1 == 1));
            }
        }
        KeyDeviation::Neutral => make_neutral(&mut entries),
        KeyDeviation::ExponentOne => set(&mut entries, label::E, Node::bytes(&[1])),
        KeyDeviation::Whole(item) => return item.clone(),
        KeyDeviation::EntryMissing => return Node::Declared(entries.len() as u64 + 1, Box::new(Node::Map(entries))),
    }
    Node::Map(entries)
}

/// Replaces a member, or puts it where canonical order wants it.
fn set(entries: &mut Vec<(Node, Node)>, name: i64, value: Node) {
    let name = Node::integer(name);
    match entries.iter_mut().find(|(label, _)| *label == name) {
        Some(entry) => entry.1 = value,
        None => {
            entries.push((name, value));
            entries.sort_by(|(left, _), (right, _)| key_order(&left.encode(), &right.encode()));
        }
    }
}

/// The identity of an Edwards curve is (0, 1), encoded as y with its lowest octet first (RFC 8032, section 5.1.2). What has no encoding
/// on a curve of RFC 9053, section 7.1.1 is often taken for the point at infinity where both coordinates are 0.
fn make_neutral(entries: &mut [(Node, Node)]) {
    let has = |wanted: &dyn Fn(&Node, &Node) -> bool| entries.iter().any(|(label, value)| wanted(label, value));
    if !has(&|label, value| *label == Node::integer(label::CRV) && !matches!(value, Node::Bytes(_))) {
        return;
    }
    let is_octet_key = !has(&|label, _| *label == Node::integer(label::Y));
    for (label, value) in entries {
        let is_coordinate = *label == Node::integer(label::X) || *label == Node::integer(label::Y);
        if let Node::Bytes(bytes) = value
            && is_coordinate
        {
            Bytes::Zeros.apply(bytes);
            if let Some(first) = bytes.first_mut()
                && is_octet_key
            {
                *first = 1;
            }
        }
    }
}
