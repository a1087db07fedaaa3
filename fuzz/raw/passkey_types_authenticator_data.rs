//! passkey-types' reader of authenticator data, alone.
#![no_main]

use passkey_types::ctap2::AuthenticatorData;

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let _ = AuthenticatorData::from_slice(input);
});
