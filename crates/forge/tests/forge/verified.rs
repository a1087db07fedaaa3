//! A verifier of every algorithm that reads keys as COSE has them, by other code than the forge's wherever there is any.

use ciborium::Value;
use ml_dsa::common::KeyInit as _;
use p256::ecdsa::signature::Verifier;
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use relycheck_forge::Algorithm;
use rsa::{BoxedUint, RsaPublicKey};
use sha2::{Digest, Sha256, Sha384, Sha512};

/// The members of a COSE key, in order.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Members(pub(crate) Vec<(Value, Value)>);

impl Members {
    pub(crate) fn read(key: &[u8]) -> Self {
        let value: Value = ciborium::from_reader(key).expect("the key is CBOR");
        Self(value.into_map().expect("the key is a map"))
    }

    pub(crate) fn get(&self, label: i64) -> Option<&Value> {
        self.0.iter().find(|(key, _)| *key == Value::from(label)).map(|(_, value)| value)
    }

    pub(crate) fn number(&self, label: i64) -> i64 {
        let number = self.get(label).and_then(Value::as_integer).expect("a number");
        i64::try_from(number).expect("a small number")
    }

    pub(crate) fn bytes(&self, label: i64) -> &[u8] {
        self.get(label).and_then(Value::as_bytes).expect("a byte string")
    }

    pub(crate) fn set(&mut self, label: i64, new: Value) {
        let (_, value) = self.0.iter_mut().find(|(key, _)| *key == Value::from(label)).expect("the member is there");
        *value = new;
    }

    fn point(&self) -> Vec<u8> {
        [&[4], self.bytes(-2), self.bytes(-3)].concat()
    }

    /// The key of the RSA members.
    pub(crate) fn rsa(&self) -> RsaPublicKey {
        let number = |label| BoxedUint::from_be_slice_vartime(self.bytes(label));
        RsaPublicKey::new(number(-1), number(-2)).expect("a modulus and an exponent")
    }
}

/// Whether the signature, as the standard encodes it, is that of the message by the key under the algorithm.
/// <https://www.w3.org/TR/webauthn-3/#sctn-signature-attestation-types>
pub(crate) fn verifies(key: &Members, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
    match algorithm {
        Algorithm::Es256 | Algorithm::Esp256 => {
            let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(&key.point()).expect("a point of P-256");
            p256::ecdsa::Signature::from_der(signature).is_ok_and(|it| key.verify_prehash(&Sha256::digest(message), &it).is_ok())
        }
        Algorithm::Es384 | Algorithm::Esp384 => {
            let key = p384::ecdsa::VerifyingKey::from_sec1_bytes(&key.point()).expect("a point of P-384");
            p384::ecdsa::Signature::from_der(signature).is_ok_and(|it| key.verify_prehash(&Sha384::digest(message), &it).is_ok())
        }
        Algorithm::Es512 | Algorithm::Esp512 => {
            let key = p521::ecdsa::VerifyingKey::from_sec1_bytes(&key.point()).expect("a point of P-521");
            p521::ecdsa::Signature::from_der(signature).is_ok_and(|it| key.verify_prehash(&Sha512::digest(message), &it).is_ok())
        }
        Algorithm::EdDsa | Algorithm::Ed25519 => {
            let key = key.bytes(-2).try_into().expect("32 bytes");
            let key = ed25519_dalek::VerifyingKey::from_bytes(key).expect("a point of Ed25519");
            ed25519_dalek::Signature::from_slice(signature).is_ok_and(|it| key.verify_strict(message, &it).is_ok())
        }
        Algorithm::Ed448 => {
            let key = key.bytes(-2).try_into().expect("57 bytes");
            let key = ed448_goldilocks::VerifyingKey::from_bytes(key).expect("a point of Ed448");
            let signature: Result<&[u8; 114], _> = signature.try_into();
            signature.is_ok_and(|it| key.verify_raw(&ed448_goldilocks::Signature::from(it), message).is_ok())
        }
        Algorithm::Rs256 => {
            let key = rsa::pkcs1v15::VerifyingKey::<Sha256>::new(key.rsa());
            rsa::pkcs1v15::Signature::try_from(signature).is_ok_and(|it| key.verify(message, &it).is_ok())
        }
        Algorithm::Ps256 => {
            // with a salt as long as the hash.
            let key = rsa::pss::VerifyingKey::<Sha256>::new(key.rsa());
            rsa::pss::Signature::try_from(signature).is_ok_and(|it| key.verify(message, &it).is_ok())
        }
        Algorithm::MlDsa44 => lattice::<ml_dsa::MlDsa44>(key, message, signature),
        Algorithm::MlDsa65 => lattice::<ml_dsa::MlDsa65>(key, message, signature),
        Algorithm::MlDsa87 => lattice::<ml_dsa::MlDsa87>(key, message, signature),
    }
}

fn lattice<P: ml_dsa::MlDsaParams>(key: &Members, message: &[u8], signature: &[u8]) -> bool {
    let key = ml_dsa::VerifyingKey::<P>::new_from_slice(key.bytes(-1)).expect("a key of its length");
    ml_dsa::Signature::<P>::try_from(signature).is_ok_and(|it| key.verify_with_context(message, &[], &it))
}
