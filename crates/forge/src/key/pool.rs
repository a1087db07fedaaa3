//! The keys of a forge: a few per algorithm, each made when it is first used.

use std::sync::{Arc, OnceLock};

use ecdsa::{EcdsaCurve, SigningKey};
use p256::elliptic_curve::array::ArraySize;
use p256::elliptic_curve::group::{Curve, Group};
use p256::elliptic_curve::sec1::{ModulusSize, ToSec1Point};
use p256::elliptic_curve::{AffinePoint, CurveArithmetic, Field, FieldBytesSize, NonZeroScalar, ProjectivePoint, Scalar};

use crate::Seed;
use crate::algorithm::Algorithm;
use crate::emission::KeyShape;
use crate::key::pair::{Pair, short_coordinates};
use crate::key::primes;

/// How many keys there are of an algorithm and a shape. A case uses few at once; making a key costs more than a signature.
pub(crate) const POOL: usize = 8;

/// How many of an algorithm and of a shape with a leading zero: one key in 256 has one, so that each is a search.
const PECULIAR: usize = 2;

type Shelf = [OnceLock<Arc<Pair>>; POOL];

/// The keys.
#[derive(Debug)]
pub(crate) struct Pool {
    seed: Seed,
    shelves: [[Shelf; Algorithm::ALL.len()]; KeyShape::ALL.len()],
    others: [OnceLock<Arc<Pair>>; primes::OTHERS.len()],
}

impl Pool {
    pub(crate) fn new(seed: Seed) -> Self {
        let shelf = || std::array::from_fn(|_| std::array::from_fn(|_| OnceLock::new()));
        Self { seed, shelves: std::array::from_fn(|_| shelf()), others: std::array::from_fn(|_| OnceLock::new()) }
    }

    pub(crate) fn seed(&self) -> Seed {
        self.seed
    }

    /// Key number `index` of an algorithm, modulo how many there are.
    pub(crate) fn pair(&self, algorithm: Algorithm, shape: KeyShape, index: usize) -> Arc<Pair> {
        let index = match (algorithm, shape) {
            (Algorithm::Rs256 | Algorithm::Ps256, _) => index % primes::OF_2048_BITS,
            (_, KeyShape::Ordinary) => index % POOL,
            _ => index % PECULIAR,
        };
        let key = &self.shelves[shape as usize][algorithm as usize][index];
        key.get_or_init(|| Arc::new(self.make(algorithm, shape, index))).clone()
    }

    /// The RSA key whose modulus has this many bits.
    ///
    /// # Panics
    /// Where the table of primes has none but the ordinary ones of 2048.
    pub(crate) fn rsa(&self, bits: u32) -> Arc<Pair> {
        let place = primes::OTHERS.iter().position(|other| *other == bits).expect("a size that is in the table");
        self.others[place].get_or_init(|| Arc::new(Pair::Rsa(Box::new(primes::key(bits, 0))))).clone()
    }

    fn make(&self, algorithm: Algorithm, shape: KeyShape, index: usize) -> Pair {
        let number = u32::try_from(index).unwrap_or_default().to_be_bytes();
        let word: &[u8] = match shape {
            KeyShape::Ordinary => b"",
            KeyShape::ShortX => b"x",
            KeyShape::ShortY => b"y",
        };
        let mut attempt = 0_u32;
        loop {
            let label = [b"key", algorithm.name().as_bytes(), &number, &attempt.to_be_bytes(), word];
            // an ordinary key has no word for its shape.
            let labels = if word.is_empty() { &label[..4] } else { &label[..] };
            match from_secret(self.seed, algorithm, labels, index) {
                Some(pair) if pair.short_coordinates().is_none_or(|short| short == coordinates(shape)) => return pair,
                Some(pair) if shape != KeyShape::Ordinary => return counted_up(pair, coordinates(shape)),
                _ => attempt += 1,
            }
        }
    }
}

/// Whether x and y are short.
fn coordinates(shape: KeyShape) -> (bool, bool) {
    match shape {
        KeyShape::Ordinary => (false, false),
        KeyShape::ShortX => (true, false),
        KeyShape::ShortY => (false, true),
    }
}

/// The first pair after this one with such coordinates, by counting its secret up: an addition of points for each, where a secret of
/// its own would cost a multiplication.
fn counted_up(pair: Pair, short: (bool, bool)) -> Pair {
    match pair {
        Pair::P256(key) => Pair::P256(next(key.as_nonzero_scalar(), short)),
        Pair::P384(key) => Pair::P384(next(key.as_nonzero_scalar(), short)),
        Pair::P521(key) => Pair::P521(next(key.as_nonzero_scalar(), short)),
        other => other,
    }
}

fn next<C>(secret: &NonZeroScalar<C>, short: (bool, bool)) -> SigningKey<C>
where
    C: EcdsaCurve + CurveArithmetic,
    AffinePoint<C>: ToSec1Point<C>,
    FieldBytesSize<C>: ModulusSize,
    ecdsa::SignatureSize<C>: ArraySize,
{
    let generator = ProjectivePoint::<C>::generator();
    let (mut secret, mut point) = (*secret.as_ref(), ProjectivePoint::<C>::mul_by_generator(secret.as_ref()));
    loop {
        secret += Scalar::<C>::ONE;
        point += generator;
        // 0 comes after the last secret, and is none.
        if let Some(secret) = NonZeroScalar::<C>::new(secret).into_option()
            && short_coordinates(point.to_affine().to_sec1_point(false).as_bytes()) == short
        {
            return SigningKey::from(secret);
        }
    }
}

/// A key from HKDF bytes; `None` where they are no secret of its curve.
fn from_secret(seed: Seed, algorithm: Algorithm, labels: &[&[u8]], index: usize) -> Option<Pair> {
    Some(match algorithm {
        Algorithm::Es256 | Algorithm::Esp256 => Pair::P256(p256::ecdsa::SigningKey::from_slice(&seed.derive::<32>(labels)).ok()?),
        Algorithm::Es384 | Algorithm::Esp384 => Pair::P384(p384::ecdsa::SigningKey::from_slice(&seed.derive::<48>(labels)).ok()?),
        Algorithm::Es512 | Algorithm::Esp512 => {
            let mut secret = seed.derive::<66>(labels);
            // 521 bits.
            secret[0] &= 1;
            Pair::P521(p521::ecdsa::SigningKey::from_slice(&secret).ok()?)
        }
        Algorithm::EdDsa | Algorithm::Ed25519 => {
            Pair::Ed25519(Box::new(ed25519_dalek::SigningKey::from_bytes(&seed.derive(labels))))
        }
        Algorithm::Ed448 => Pair::Ed448(Box::new(ed448_goldilocks::SigningKey::try_from(&seed.derive::<57>(labels)[..]).ok()?)),
        Algorithm::Rs256 | Algorithm::Ps256 => Pair::Rsa(Box::new(primes::key(2048, index))),
        Algorithm::MlDsa44 => Pair::MlDsa44(Box::new(ml_dsa::SigningKey::from_seed(&seed.derive::<32>(labels).into()))),
        Algorithm::MlDsa65 => Pair::MlDsa65(Box::new(ml_dsa::SigningKey::from_seed(&seed.derive::<32>(labels).into()))),
        Algorithm::MlDsa87 => Pair::MlDsa87(Box::new(ml_dsa::SigningKey::from_seed(&seed.derive::<32>(labels).into()))),
    })
}
