//! One target: what it is given, how it is changed, how it is printed.

use relycheck_adapter_webauthn_rp::WebauthnRp;
use relycheck_adapter_webauthn_rs_core::WebauthnRsCore;
use relycheck_fuzzing::{Peers, Target, mutated};

/// Runs the oracles of a target over an input; the differential target beside all that it is compared with.
///
/// # Panics
/// Where an oracle found something: that is how a fuzzer is told.
pub fn check(target: Target, input: &[u8]) {
    let found = if target == Target::Differential {
        let (mut core, mut rp) = (WebauthnRsCore, WebauthnRp);
        let mut peers =
            Peers { decoders: Vec::new(), relying_parties: vec![("webauthn-rs-core", &mut core), ("webauthn_rp", &mut rp)] };
        target.check(input, &mut peers)
    } else {
        target.check(input, &mut Peers::default())
    };
    if let Err(finding) = found {
        panic!("{finding}");
    }
}

/// Changes the input in the first `size` bytes of `data` and answers its new size: every second time by an edit of its structure, else,
/// or where it has none, as libFuzzer does.
#[must_use]
pub fn mutate(target: Target, data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    let edited = if seed.is_multiple_of(2) { mutated(target, &data[..size], max_size, seed / 2) } else { None };
    match edited {
        Some(edited) => {
            data[..edited.len()].copy_from_slice(&edited);
            edited.len()
        }
        None => libfuzzer_sys::fuzzer_mutate(data, size, max_size),
    }
}

/// A target of libFuzzer: its input is a type that `cargo fuzz fmt` prints as what it means.
#[macro_export]
macro_rules! target {
    ($target:expr) => {
        const TARGET: $crate::fuzzing::Target = $target;

        struct Input<'a>(&'a [u8]);

        impl<'a> ::arbitrary::Arbitrary<'a> for Input<'a> {
            fn arbitrary(bytes: &mut ::arbitrary::Unstructured<'a>) -> ::arbitrary::Result<Self> {
                bytes.bytes(bytes.len()).map(Self)
            }
        }

        impl ::std::fmt::Debug for Input<'_> {
            fn fmt(&self, out: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                out.write_str(&$crate::fuzzing::explain(TARGET, self.0))
            }
        }

        ::libfuzzer_sys::fuzz_target!(|input: Input<'_>| $crate::check(TARGET, input.0));

        ::libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
            $crate::mutate(TARGET, data, size, max_size, seed)
        });
    };
}
