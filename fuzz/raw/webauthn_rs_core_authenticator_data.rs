//! webauthn-rs-core's reader of authenticator data, alone, as of either ceremony.
#![no_main]

use webauthn_rs_core::internals::AuthenticatorData;
use webauthn_rs_core::proto::{Authentication, Registration};

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let _ = (AuthenticatorData::<Authentication>::try_from(input), AuthenticatorData::<Registration>::try_from(input));
});
