//! webauthn-rs-core's reader of what a browser posts at registration, alone.
#![no_main]

use webauthn_rs_core::proto::RegisterPublicKeyCredential;

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let _ = serde_json::from_slice::<RegisterPublicKeyCredential>(input);
});
