//! One target: what it is given, how it is changed, how it is printed.

use relycheck_adapter_webauthn_rp::WebauthnRp;
use relycheck_adapter_webauthn_rs_core::WebauthnRsCore;
use relycheck_fuzzing::decoders::{Coset, PasskeyTypes};
use relycheck_fuzzing::{Finding, Peers, Target, mutated};
use relycheck_protocol::RelyingParty;

/// Runs the oracles of [`Target::Differential`] over an input, beside all that the suite is compared with.
///
/// # Errors
/// What an oracle found.
pub fn beside_peers(input: &[u8]) -> Result<(), Finding> {
    let (mut core, mut rp) = (WebauthnRsCore, WebauthnRp);
    let relying_parties: Vec<(&'static str, &mut dyn RelyingParty)> =
        vec![("webauthn-rs-core", &mut core), ("webauthn_rp", &mut rp)];
    Target::Differential.check(input, &mut Peers { decoders: vec![&Coset, &PasskeyTypes], relying_parties })
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

/// A target of libFuzzer, and what checks an input. The input is a type that `cargo fuzz fmt` prints as what it means.
///
/// The check is given apart, so that a target is linked with what it runs and no more: libFuzzer looks at the counters of all that is
/// linked after each run.
#[macro_export]
macro_rules! target {
    ($target:expr, |$input:ident| $check:expr) => {
        const TARGET: ::relycheck_fuzzing::Target = $target;

        struct Input<'a>(&'a [u8]);

        impl<'a> ::arbitrary::Arbitrary<'a> for Input<'a> {
            fn arbitrary(bytes: &mut ::arbitrary::Unstructured<'a>) -> ::arbitrary::Result<Self> {
                bytes.bytes(bytes.len()).map(Self)
            }
        }

        impl ::std::fmt::Debug for Input<'_> {
            fn fmt(&self, out: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                out.write_str(&::relycheck_fuzzing::explain(TARGET, self.0))
            }
        }

        ::libfuzzer_sys::fuzz_target!(|input: Input<'_>| {
            let $input = input.0;
            // A panic is what a fuzzer sees.
            if let Err(finding) = $check {
                panic!("{finding}");
            }
        });

        ::libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
            $crate::mutate(TARGET, data, size, max_size, seed)
        });
    };
}
