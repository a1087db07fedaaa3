//! ciborium's tree of values, alone.
#![no_main]

use ciborium::Value;

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let _ = ciborium::from_reader::<Value, _>(input);
});
