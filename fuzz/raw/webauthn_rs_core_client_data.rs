//! webauthn-rs-core's reader of client data, alone.
#![no_main]

use webauthn_rs_core::proto::CollectedClientData;

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let _ = serde_json::from_slice::<CollectedClientData>(input);
});
