//! webauthn-rs-core's reader of attestation objects, alone.
#![no_main]

use webauthn_rs_core::internals::AttestationObject;
use webauthn_rs_core::proto::Registration;

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let _ = AttestationObject::<Registration>::try_from(input);
});
