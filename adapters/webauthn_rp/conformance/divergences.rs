//! What webauthn_rp is listed to do otherwise than the reference RP, it does.

#[path = "../../../crates/fuzzing/tests/ceremonies/client_outputs.rs"]
mod client_outputs;

use std::path::Path;

use client_outputs::{posting, tried};
use relycheck_adapter_webauthn_rp::WebauthnRp;
use relycheck_fuzzing::{ListedDivergence, Peers, Target};

/// A file of `corpus/regressions/differential/`.
fn regression(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../corpus/regressions/differential");
    std::fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn every_divergence_that_is_listed_is_real_and_no_other_explains_its_input() {
    assert!(ListedDivergence::all().any(|listed| listed.peer == "webauthn_rp"));
    assert_eq!(ListedDivergence::not_shown("webauthn_rp", &mut WebauthnRp, regression), []);
}

#[test]
fn it_refuses_the_client_outputs_that_are_listed_and_takes_the_others() {
    let whole = regression("webauthn_rp-refuses-no-user-handle");
    for tried in tried("webauthn_rp") {
        let outputs = tried.taken.iter().map(|outputs| (outputs, true)).chain(tried.refused.iter().map(|outputs| (outputs, false)));
        for (outputs, is_taken) in outputs {
            let input = posting(&whole, tried.registration, outputs);
            let check = |name| {
                let mut rp = WebauthnRp;
                let mut peers = Peers { relying_parties: vec![(name, &mut rp)], ..Peers::default() };
                Target::Differential.check(&input, &mut peers)
            };
            assert_eq!(check("another").is_ok(), is_taken, "{}, {outputs}", tried.registration);
            assert_eq!(check("webauthn_rp"), Ok(()), "{}, {outputs}", tried.registration);
        }
    }
}
