//! RSASSA-PKCS1-v1_5 and RSASSA-PSS, from the encoded message up: RFC 8017, sections 8 and 9.

use rsa::BoxedUint;
use rsa::RsaPrivateKey;
use rsa::hazmat::rsa_decrypt;
use rsa::rand_core::CryptoRng;
use rsa::traits::PublicKeyParts;

use super::Making;
use crate::Seed;
use crate::algorithm::{Algorithm, Hash};
use crate::deviation::SignatureDeviation;

/// The signature, as long as the modulus. Where it is not `raised` to a power the encoded message itself.
pub(super) fn sign(
    key: &RsaPrivateKey,
    algorithm: Algorithm,
    parts: &[&[u8]],
    making: Making,
    seed: Seed,
    raised: bool,
) -> Vec<u8> {
    let length = key.size();
    match making.deviation {
        Some(SignatureDeviation::Zero) => return vec![0; length],
        Some(SignatureDeviation::One) => {
            let mut one = vec![0; length];
            one[length - 1] = 1;
            return one;
        }
        Some(SignatureDeviation::Modulus) => return key.n_bytes().to_vec(),
        _ => {}
    }
    let hash = if making.deviation == Some(SignatureDeviation::OtherHash) { Hash::Sha512 } else { Hash::Sha256 };
    let digest = hash.digest(parts);
    let other_padding = making.deviation == Some(SignatureDeviation::OtherPadding);
    let encoded = if (algorithm == Algorithm::Ps256) == other_padding {
        encode_pkcs1(hash, &digest, length)
    } else {
        let salt = seed.derive::<32>(&[b"pss salt", &digest]);
        encode_pss(hash, &digest, &salt, key.n().bits())
    };
    if raised { raise(key, &encoded) } else { encoded }
}

/// RSASP1.
fn raise(key: &RsaPrivateKey, encoded: &[u8]) -> Vec<u8> {
    let bits = key.n().bits_precision();
    let Ok(message) = BoxedUint::from_be_slice(encoded, bits) else { return Vec::new() };
    let Ok(power) = rsa_decrypt(None::<&mut dyn CryptoRng>, key, &message) else { return Vec::new() };
    let bytes = power.to_be_bytes();
    bytes[bytes.len() - key.size()..].to_vec()
}

/// EMSA-PKCS1-v1_5: 00 01, ones, 00, DigestInfo.
fn encode_pkcs1(hash: Hash, digest: &[u8], length: usize) -> Vec<u8> {
    // the last octet of the hash's object identifier, 2.16.840.1.101.3.4.2.x.
    let (arc, size) = match hash {
        Hash::Sha256 => (1, 32),
        Hash::Sha384 => (2, 48),
        Hash::Sha512 => (3, 64),
    };
    let info = [
        &[0x30, size + 17, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, arc, 0x05, 0x00, 0x04, size],
        digest,
    ]
    .concat();
    let ones = vec![0xff; length.saturating_sub(info.len() + 3)];
    [&[0, 1], &ones[..], &[0], &info].concat()
}

/// EMSA-PSS with MGF1 over the same hash.
fn encode_pss(hash: Hash, digest: &[u8], salt: &[u8], modulus_bits: u32) -> Vec<u8> {
    let bits = usize::try_from(modulus_bits).unwrap_or_default() - 1;
    let length = bits.div_ceil(8);
    // a modulus that is too small for the salt gets as much of it as fits.
    let salt = &salt[..salt.len().min(length.saturating_sub(digest.len() + 2))];
    let hashed = hash.digest(&[&[0; 8], digest, salt]);
    let zeros = vec![0; length - salt.len() - hashed.len() - 2];
    let mut block = [&zeros[..], &[1], salt].concat();
    let mask = mask(hash, &hashed, block.len());
    block.iter_mut().zip(mask).for_each(|(byte, mask)| *byte ^= mask);
    block[0] &= 0xff >> (8 * length - bits);
    let encoded = [&block[..], &hashed, &[0xbc]].concat();
    // as long as the modulus, of which the encoding may be one octet short.
    let missing = (bits + 1).div_ceil(8) - length;
    [vec![0; missing], encoded].concat()
}

/// MGF1.
fn mask(hash: Hash, seed: &[u8], length: usize) -> Vec<u8> {
    let mut mask = Vec::new();
    let mut counter = 0_u32;
    while mask.len() < length {
        mask.extend(hash.digest(&[seed, &counter.to_be_bytes()]));
        counter += 1;
    }
    mask.truncate(length);
    mask
}
