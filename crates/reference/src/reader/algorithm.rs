//! The algorithms that are verified here, with the keys that they ask for.
//!
//! <https://www.w3.org/TR/webauthn-3/#sctn-alg-identifier>

use sha2::{Digest, Sha256, Sha384, Sha512};

use crate::mutant::Tolerance;

/// The COSE algorithm identifier of ES256.
pub(crate) const ES256: i64 = -7;

/// A curve of RFC 9053, section 7.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Curve {
    P256,
    P384,
    P521,
    Ed25519,
    Ed448,
}

impl Curve {
    /// Its number as crv.
    pub(crate) fn number(self) -> i64 {
        match self {
            Self::P256 => 1,
            Self::P384 => 2,
            Self::P521 => 3,
            Self::Ed25519 => 6,
            Self::Ed448 => 7,
        }
    }

    /// How many bytes a coordinate has.
    pub(crate) fn width(self) -> usize {
        match self {
            Self::P256 | Self::Ed25519 => 32,
            Self::P384 => 48,
            Self::P521 => 66,
            Self::Ed448 => 57,
        }
    }
}

/// A hash function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    /// The digest.
    pub(crate) fn of(self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha256 => Sha256::digest(message).to_vec(),
            Self::Sha384 => Sha384::digest(message).to_vec(),
            Self::Sha512 => Sha512::digest(message).to_vec(),
        }
    }
}

/// The padding of an RSA signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Padding {
    /// RSASSA-PKCS1-v1_5.
    Pkcs1,
    /// RSASSA-PSS.
    Pss,
}

/// A parameter set of ML-DSA.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lattice {
    MlDsa44,
    MlDsa65,
    MlDsa87,
}

/// What an algorithm verifies with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scheme {
    Ecdsa(Curve, Hash),
    EdDsa(Curve),
    Rsa(Padding),
    MlDsa(Lattice),
}

pub(crate) const KTY_OKP: i64 = 1;
pub(crate) const KTY_EC2: i64 = 2;
pub(crate) const KTY_RSA: i64 = 3;
pub(crate) const KTY_AKP: i64 = 7;

impl Scheme {
    /// The key type: RFC 9053, sections 2 and 7; RFC 8230, section 4.
    pub(crate) fn kty(self) -> i64 {
        match self {
            Self::Ecdsa(..) => KTY_EC2,
            Self::EdDsa(_) => KTY_OKP,
            Self::Rsa(_) => KTY_RSA,
            Self::MlDsa(_) => KTY_AKP,
        }
    }
}

/// The algorithms by their numbers, ES256 first, with the tolerance that a relying party of ES256 alone lacks.
const ALGORITHMS: [(i64, Scheme, Option<Tolerance>); 14] = [
    (ES256, Scheme::Ecdsa(Curve::P256, Hash::Sha256), None),
    (-35, Scheme::Ecdsa(Curve::P384, Hash::Sha384), Some(Tolerance::Es384)),
    (-36, Scheme::Ecdsa(Curve::P521, Hash::Sha512), Some(Tolerance::Es512)),
    (-9, Scheme::Ecdsa(Curve::P256, Hash::Sha256), Some(Tolerance::Esp256)),
    (-51, Scheme::Ecdsa(Curve::P384, Hash::Sha384), Some(Tolerance::Esp384)),
    (-52, Scheme::Ecdsa(Curve::P521, Hash::Sha512), Some(Tolerance::Esp512)),
    (-8, Scheme::EdDsa(Curve::Ed25519), Some(Tolerance::EdDsa)),
    (-19, Scheme::EdDsa(Curve::Ed25519), Some(Tolerance::Ed25519)),
    (-53, Scheme::EdDsa(Curve::Ed448), Some(Tolerance::Ed448)),
    (-257, Scheme::Rsa(Padding::Pkcs1), Some(Tolerance::Rs256)),
    (-37, Scheme::Rsa(Padding::Pss), Some(Tolerance::Ps256)),
    (-48, Scheme::MlDsa(Lattice::MlDsa44), Some(Tolerance::MlDsa44)),
    (-49, Scheme::MlDsa(Lattice::MlDsa65), Some(Tolerance::MlDsa65)),
    (-50, Scheme::MlDsa(Lattice::MlDsa87), Some(Tolerance::MlDsa87)),
];

/// All identifiers.
pub(crate) fn identifiers() -> Vec<i64> {
    ALGORITHMS.iter().map(|(id, ..)| *id).collect()
}

/// The algorithm of an identifier, where it is verified here.
pub(crate) fn algorithm(identifier: i128) -> Option<(Scheme, Option<Tolerance>)> {
    let found = ALGORITHMS.iter().find(|(id, ..)| i128::from(*id) == identifier);
    found.map(|(_, scheme, tolerance)| (*scheme, *tolerance))
}
