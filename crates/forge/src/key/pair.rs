//! Key pairs and their public members.

use ml_dsa::Keypair;
use relycheck_wire::cbor::Node;
use rsa::traits::PublicKeyParts;

use crate::algorithm::Algorithm;
use crate::key::label;

/// The two halves of a key, without an algorithm.
pub(crate) enum Pair {
    P256(p256::ecdsa::SigningKey),
    P384(p384::ecdsa::SigningKey),
    P521(p521::ecdsa::SigningKey),
    Ed25519(Box<ed25519_dalek::SigningKey>),
    Ed448(Box<ed448_goldilocks::SigningKey>),
    Rsa(Box<rsa::RsaPrivateKey>),
    MlDsa44(Box<ml_dsa::SigningKey<ml_dsa::MlDsa44>>),
    MlDsa65(Box<ml_dsa::SigningKey<ml_dsa::MlDsa65>>),
    MlDsa87(Box<ml_dsa::SigningKey<ml_dsa::MlDsa87>>),
}

impl std::fmt::Debug for Pair {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "a key pair of kty {}", self.kty())
    }
}

/// Key types: RFC 9053, section 7; RSA is of RFC 8230, AKP of the document on ML-DSA for COSE.
const OKP: i64 = 1;
const EC2: i64 = 2;
const RSA: i64 = 3;
const AKP: i64 = 7;

impl Pair {
    /// Whether x and y begin with a zero octet; `None` for a key without two coordinates.
    pub(crate) fn short_coordinates(&self) -> Option<(bool, bool)> {
        let point = match self {
            Self::P256(key) => key.verifying_key().to_sec1_point(false).as_bytes().to_vec(),
            Self::P384(key) => key.verifying_key().to_sec1_point(false).as_bytes().to_vec(),
            Self::P521(key) => key.verifying_key().to_sec1_point(false).as_bytes().to_vec(),
            _ => return None,
        };
        Some(short_coordinates(&point))
    }

    /// The key type.
    pub(crate) fn kty(&self) -> i64 {
        match self {
            Self::P256(_) | Self::P384(_) | Self::P521(_) => EC2,
            Self::Ed25519(_) | Self::Ed448(_) => OKP,
            Self::Rsa(_) => RSA,
            Self::MlDsa44(_) | Self::MlDsa65(_) | Self::MlDsa87(_) => AKP,
        }
    }

    /// The public parameters with their labels, in canonical order, without kty and alg.
    pub(crate) fn parameters(&self) -> Vec<(i64, Node)> {
        match self {
            Self::P256(key) => on_curve(1, key.verifying_key().to_sec1_point(false).as_bytes()),
            Self::P384(key) => on_curve(2, key.verifying_key().to_sec1_point(false).as_bytes()),
            Self::P521(key) => on_curve(3, key.verifying_key().to_sec1_point(false).as_bytes()),
            Self::Ed25519(key) => octet_key(6, key.verifying_key().as_bytes()),
            Self::Ed448(key) => octet_key(7, key.verifying_key().as_bytes()),
            Self::Rsa(key) => {
                let number = |value: &[u8]| Node::bytes(value);
                vec![(label::N, number(&key.n_bytes())), (label::E, number(&key.e_bytes()))]
            }
            Self::MlDsa44(key) => vec![(label::PUB, Node::bytes(&key.verifying_key().encode()))],
            Self::MlDsa65(key) => vec![(label::PUB, Node::bytes(&key.verifying_key().encode()))],
            Self::MlDsa87(key) => vec![(label::PUB, Node::bytes(&key.verifying_key().encode()))],
        }
    }

    /// The algorithm by which such a pair signs where the one that it is given is of another family.
    pub(crate) fn natural_algorithm(&self) -> Algorithm {
        match self {
            Self::P256(_) => Algorithm::Es256,
            Self::P384(_) => Algorithm::Es384,
            Self::P521(_) => Algorithm::Es512,
            Self::Ed25519(_) => Algorithm::EdDsa,
            Self::Ed448(_) => Algorithm::Ed448,
            Self::Rsa(_) => Algorithm::Rs256,
            Self::MlDsa44(_) => Algorithm::MlDsa44,
            Self::MlDsa65(_) => Algorithm::MlDsa65,
            Self::MlDsa87(_) => Algorithm::MlDsa87,
        }
    }
}

/// Whether x and y of a point, 04, x, y, begin with a zero octet.
pub(crate) fn short_coordinates(point: &[u8]) -> (bool, bool) {
    let (x, y) = coordinates(point);
    (x.first() == Some(&0), y.first() == Some(&0))
}

/// x and y of a point, 04, x, y.
fn coordinates(point: &[u8]) -> (&[u8], &[u8]) {
    let coordinates = point.get(1..).unwrap_or_default();
    coordinates.split_at(coordinates.len() / 2)
}

/// `point` is 04, x, y.
fn on_curve(curve: i64, point: &[u8]) -> Vec<(i64, Node)> {
    let (x, y) = coordinates(point);
    vec![(label::CRV, Node::integer(curve)), (label::X, Node::bytes(x)), (label::Y, Node::bytes(y))]
}

fn octet_key(curve: i64, x: &[u8]) -> Vec<(i64, Node)> {
    vec![(label::CRV, Node::integer(curve)), (label::X, Node::bytes(x))]
}
