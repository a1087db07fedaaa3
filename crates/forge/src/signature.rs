//! Deterministic signatures of every algorithm, whose shape belongs to the recipe, and what is wrong with them.
//!
//! <https://www.w3.org/TR/webauthn-3/#sctn-signature-attestation-types>

mod der;
mod ecdsa;
mod edwards;
mod lattice;
mod numbers;
mod rsa;

use crate::deviation::{Deviation, SignatureDeviation};
use crate::emission::SignatureShape;
use crate::key::{Key, Pair, Signer};

/// How a signature is to be made.
#[derive(Clone, Copy, Default)]
pub(crate) struct Making {
    pub(crate) shape: SignatureShape,
    pub(crate) deviation: Option<SignatureDeviation>,
}

impl Making {
    pub(crate) fn of(shape: SignatureShape, deviation: Option<&Deviation>) -> Self {
        let deviation = match deviation {
            Some(Deviation::Signature(deviation)) => Some(*deviation),
            _ => None,
        };
        Self { shape, deviation }
    }
}

/// The signature over the `parts` joined, as the standard encodes it. Whose key it is by is the caller's choice.
pub(crate) fn sign(key: &Key, parts: &[&[u8]], making: Making) -> Vec<u8> {
    let signer = key.signer();
    let mut signature = match &signer {
        Signer::Pair(pair, algorithm) | Signer::Neutral(pair, algorithm) | Signer::Unraised(pair, algorithm) => match pair {
            Pair::P256(_) | Pair::P384(_) | Pair::P521(_) => {
                ecdsa::sign(pair, *algorithm, parts, making, matches!(signer, Signer::Neutral(..)))
            }
            Pair::Ed25519(_) | Pair::Ed448(_) => edwards::sign(pair, parts, making, matches!(signer, Signer::Neutral(..))),
            Pair::Rsa(pair) => {
                let raised = !matches!(signer, Signer::Unraised(..));
                rsa::sign(pair, *algorithm, parts, making, key.seed(), raised)
            }
            Pair::MlDsa44(pair) => lattice::sign(&**pair, parts),
            Pair::MlDsa65(pair) => lattice::sign(&**pair, parts),
            Pair::MlDsa87(pair) => lattice::sign(&**pair, parts),
        },
    };
    if let Some(deviation) = making.deviation {
        deviate(&mut signature, deviation);
    }
    signature
}

/// The deviations that are the same for every algorithm.
fn deviate(signature: &mut Vec<u8>, deviation: SignatureDeviation) {
    match deviation {
        SignatureDeviation::Empty => signature.clear(),
        SignatureDeviation::BitFlipped(before_the_last) => {
            let byte = usize::try_from(before_the_last / 8).unwrap_or(usize::MAX);
            if let Some(byte) = signature.iter_mut().rev().nth(byte) {
                *byte ^= 1 << (before_the_last % 8);
            }
        }
        SignatureDeviation::TrailingByte => signature.push(0),
        SignatureDeviation::OneByteShort => drop(signature.pop()),
        SignatureDeviation::ZeroInFront => signature.insert(0, 0),
        SignatureDeviation::Wrapped => *signature = der::wrapped(signature),
        // an ECDSA signature is two zeros, not zero bytes.
        _ => {}
    }
}
