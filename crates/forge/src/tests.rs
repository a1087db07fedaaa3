//! The shape of signatures and the derivation of bytes, against other ways to the same.

use p256::ecdsa::Signature;
use p256::ecdsa::signature::{Signer as _, Verifier};
use sha2::{Digest, Sha256};

use crate::key::{Pair, Signer};
use crate::signature::{Making, sign};
use crate::{Algorithm, Emission, Forge, KeyShape, Seed, SignatureShape};

/// How many leading bytes of r and s, 32 bytes each, are zero.
fn leading_zeros(signature: &Signature) -> (usize, usize) {
    let (r, s) = signature.split_bytes();
    let zeros = |bytes: &[u8]| bytes.iter().take_while(|&&byte| byte == 0).count();
    (zeros(&r), zeros(&s))
}

/// Signatures of this shape over `count` messages, with the plain one beside each. All verify.
fn signatures(shape: SignatureShape, count: u32) -> Vec<(Signature, Signature)> {
    let forge = Forge::new(Seed(1));
    let credential = forge.credential("width", 0, &Emission::default());
    let Signer::Pair(Pair::P256(key), _) = credential.key.signer() else { panic!("the default is ES256") };
    let making = Making { shape, deviation: None };
    let of = |number: u32| {
        let message = number.to_be_bytes();
        let der = sign(&credential.key, &[&message[..1], &message[1..]], making);
        let signature = Signature::from_der(&der).expect("a signature is DER");
        assert!(key.verifying_key().verify(&message, &signature).is_ok(), "message {number}");
        (signature, key.sign(&message))
    };
    (0..count).map(of).collect()
}

fn is_high(signature: &Signature) -> bool {
    signature.normalize_s() != *signature
}

#[test]
fn every_signature_fills_its_width_and_only_short_ones_have_another_r_than_the_plain_one() {
    let mut replaced = 0;
    for (signature, plain) in signatures(SignatureShape::Ordinary, 2_000) {
        assert_eq!(leading_zeros(&signature), (0, 0));
        assert!(!is_high(&signature));
        if leading_zeros(&plain.normalize_s()) == (0, 0) {
            assert_eq!(signature, plain.normalize_s());
        } else {
            assert_ne!(signature.r(), plain.r());
            replaced += 1;
        }
    }
    // One in 256 has a short r, and one in 128 of the lower half a short s.
    assert!((8..50).contains(&replaced), "{replaced} of 2000 plain signatures are short");
}

#[test]
fn each_shape_is_what_its_name_says() {
    for (signature, _) in signatures(SignatureShape::HighS, 40) {
        assert_eq!((leading_zeros(&signature), is_high(&signature)), ((0, 0), true));
    }
    for (signature, _) in signatures(SignatureShape::HighestBitOfR, 40) {
        assert!(signature.split_bytes().0[0] >= 0x80 && leading_zeros(&signature).1 == 0);
    }
    for (shape, short_r) in [(SignatureShape::ShortR, true), (SignatureShape::ShortS, false)] {
        for (signature, _) in signatures(shape, 4) {
            let (r, s) = leading_zeros(&signature);
            assert_eq!((r > 0, s > 0), (short_r, !short_r), "{shape:?}");
        }
    }
}

fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    assert!(key.len() <= 64);
    let pad = |byte: u8| {
        let mut block = [byte; 64];
        block.iter_mut().zip(key).for_each(|(padded, key)| *padded ^= key);
        block
    };
    let inner = Sha256::new().chain_update(pad(0x36)).chain_update(message).finalize();
    Sha256::new().chain_update(pad(0x5c)).chain_update(inner).finalize().into()
}

#[test]
fn bytes_are_derived_by_hkdf_from_the_seed_and_the_labels_with_their_lengths() {
    let extracted = hmac(b"relycheck", &0x0102_u64.to_be_bytes());
    let info = b"\0\0\0\0\0\0\0\x02ab\0\0\0\0\0\0\0\x01c";
    let first = hmac(&extracted, &[info, &[1][..]].concat());
    let second = hmac(&extracted, &[&first, &info[..], &[2]].concat());
    let derived = Seed(0x0102).derive::<40>(&[b"ab", b"c"]);
    assert_eq!(derived[..32], first);
    assert_eq!(derived[32..], second[..8]);
    assert_ne!(derived, Seed(0x0102).derive(&[b"a", b"bc"]), "where a label ends is part of it");
    assert_ne!(derived, Seed(0x0103).derive(&[b"ab", b"c"]));
}

#[test]
fn a_slice_longer_than_hkdf_gives_is_filled_all_the_same() {
    let mut long = vec![0; 8160 + 32];
    Seed(0).fill(&[b"long"], &mut long);
    assert_eq!(long[8160..], long[..32]);
    assert_ne!(long[..32], [0; 32]);
}

#[test]
fn eight_slots_of_a_case_have_eight_keys_and_ids_of_the_length_asked_for() {
    let forge = Forge::new(Seed(7));
    let of = |algorithm, key| Emission { algorithm, key, ..Emission::default() };
    for (emission, count) in [
        (of(Algorithm::Es256, KeyShape::Ordinary), 8),
        (of(Algorithm::Ed25519, KeyShape::Ordinary), 8),
        (of(Algorithm::Rs256, KeyShape::Ordinary), 4),
        (of(Algorithm::Es256, KeyShape::ShortX), 2),
    ] {
        let mut keys: Vec<_> = (0..8).map(|slot| forge.credential("case", slot, &emission).public_key()).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), count, "{emission:?}");
    }
    let default = Emission::default();
    let again = Forge::new(Seed(7)).credential("case", 3, &default);
    let first = forge.credential("case", 3, &default);
    assert_eq!((again.public_key(), &again.id), (first.public_key(), &first.id));
    for credential_id_length in [1, 16, 1023] {
        let emission = Emission { credential_id_length, ..Emission::default() };
        assert_eq!(forge.credential("case", 0, &emission).id.len(), credential_id_length);
    }
    assert_ne!(forge.credential("case", 0, &default).id, forge.credential("case", 1, &default).id);
    assert_ne!(forge.credential("case", 0, &default).id, forge.credential("other", 0, &default).id);
    assert_ne!(forge.user_handle("case", 0), forge.user_handle("case", 1));
    assert_ne!(forge.user_handle("case", 0), forge.user_handle("other", 0));
}
