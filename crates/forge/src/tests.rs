//! The shape of signatures and the derivation of bytes, against other ways to the same.

use p256::ecdsa::signature::{Signer, Verifier};
use p256::ecdsa::{Signature, SigningKey};
use sha2::{Digest, Sha256};

use crate::signature::sign;
use crate::{Forge, Seed};

/// How many leading bytes of r and s, 32 bytes each, are zero.
fn leading_zeros(signature: &Signature) -> (usize, usize) {
    let (r, s) = signature.split_bytes();
    let zeros = |bytes: &[u8]| bytes.iter().take_while(|&&byte| byte == 0).count();
    (zeros(&r), zeros(&s))
}

#[test]
fn every_signature_verifies_and_fills_its_width_and_only_short_ones_are_not_the_plain_one() {
    let forge = Forge::new(Seed(1));
    let credential = forge.credential("width", 0, 16);
    let key: &SigningKey = credential.key();
    let mut replaced = 0;
    for number in 0..2_000_u32 {
        let message = number.to_be_bytes();
        let der = sign(key, &[&message[..1], &message[1..]]);
        let signature = Signature::from_der(&der).expect("a signature is DER");
        assert_eq!(leading_zeros(&signature), (0, 0), "message {number}");
        assert!(key.verifying_key().verify(&message, &signature).is_ok(), "message {number}");
        let plain: Signature = key.sign(&message);
        if leading_zeros(&plain) == (0, 0) {
            assert_eq!(signature, plain, "message {number}");
        } else {
            assert_ne!(signature, plain, "message {number}");
            replaced += 1;
        }
    }
    // One in 128 is expected to be short.
    assert!((4..40).contains(&replaced), "{replaced} of 2000 plain signatures are short");
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
    let mut keys: Vec<_> = (0..8).map(|slot| forge.credential("case", slot, 16).coordinates()).collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), 8);
    let again = Forge::new(Seed(7)).credential("case", 3, 16);
    assert_eq!(
        (again.coordinates(), &again.id),
        (forge.credential("case", 3, 16).coordinates(), &forge.credential("case", 3, 16).id)
    );
    for length in [1, 16, 1023] {
        assert_eq!(forge.credential("case", 0, length).id.len(), length);
    }
    assert_ne!(forge.credential("case", 0, 16).id, forge.credential("case", 1, 16).id);
    assert_ne!(forge.credential("case", 0, 16).id, forge.credential("other", 0, 16).id);
    assert_ne!(forge.user_handle("case", 0), forge.user_handle("case", 1));
    assert_ne!(forge.user_handle("case", 0), forge.user_handle("other", 0));
}
