//! webauthn-rs-core's reader of what a browser posts at authentication, alone.
#![no_main]

use webauthn_rs_core::proto::PublicKeyCredential;

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let _ = serde_json::from_slice::<PublicKeyCredential>(input);
});
