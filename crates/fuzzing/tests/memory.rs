//! What wire asks the allocator for is bounded by the input: no length is believed before its bytes are there, and no depth is too much.

mod common;

use allocation_counter::measure;
use common::input;
use relycheck_fuzzing::{Artefact, verdict};

/// How many inputs of each artefact.
const INPUTS: u64 = 2000;
/// At the same time, for each byte of the input: a map is compared by its keys, each of which is a slice.
const FOR_EACH_BYTE: u64 = 8;
/// And for any input: what an error says.
const FOR_ANY: u64 = 1024;

/// Reads an input as wire does that takes this artefact, and holds it to the bound.
fn is_bounded(artefact: Artefact, input: &[u8], about: &str) {
    let used = measure(|| drop(verdict::of(artefact, input))).bytes_max;
    let allowed = FOR_ANY + FOR_EACH_BYTE * input.len() as u64;
    assert!(used <= allowed, "{artefact:?}, {about}: {used} bytes at once for {} of input", input.len());
}

#[test]
fn what_is_drawn_takes_no_more_than_its_length_allows() {
    for artefact in Artefact::ALL {
        for seed in 0..INPUTS {
            is_bounded(artefact, &input(artefact, seed), &format!("seed {seed}"));
        }
    }
}

#[test]
fn lengths_nesting_and_many_keys_take_no_more_either() {
    let huge = [0x5b_u8, 0x7b, 0x9b, 0xbb, 0xdb].map(|head| [&[head][..], &(1_u64 << 40).to_be_bytes()].concat());
    let deep = [0x81_u8, 0x9f, 0xa1, 0xbf, 0xc1, 0x5f].map(|head| vec![head; 100_000]);
    // a map of as many keys as fit, each another.
    let keys = (0x0100..0x4000_u16).flat_map(|key| [[0x19].as_slice(), &key.to_be_bytes(), &[0]].concat());
    let wide = [0xb9, 0x3f, 0x00].into_iter().chain(keys).collect::<Vec<u8>>();
    assert_eq!(verdict::of(Artefact::Cbor, &wide), verdict::ACCEPTED);
    for (place, bytes) in huge.iter().chain(&deep).chain([&wide]).enumerate() {
        // alone, in the place of a coordinate, and in that of the authenticator data.
        for (artefact, before) in [
            (Artefact::Cbor, &b""[..]),
            (Artefact::CoseKey, b""),
            (Artefact::CoseKey, b"\xa4\x01\x02\x03\x26\x20\x01\x21"),
            (Artefact::AttestationObject, b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData"),
        ] {
            is_bounded(artefact, &[before, bytes].concat(), &format!("item {place} behind {} bytes", before.len()));
        }
        // in the place of the credential key, and of the extensions.
        for flags in [0x45_u8, 0x85] {
            let credential = if flags == 0x45 { [0; 18].as_slice() } else { &[] };
            let data = [&[0; 32], &[flags, 0, 0, 0, 0][..], credential, bytes].concat();
            is_bounded(Artefact::AuthenticatorData, &data, &format!("item {place} behind flags {flags:#x}"));
        }
    }
    for text in ["[", "{\"a\":", "\"\\ud83d", "9"].map(|unit| unit.repeat(100_000)) {
        for artefact in [Artefact::ClientData, Artefact::RegistrationResponse, Artefact::AuthenticationResponse] {
            is_bounded(artefact, text.as_bytes(), &text[..4]);
        }
    }
}
