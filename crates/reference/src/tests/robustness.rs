//! No input makes it panic, and whatever is refused says where and why.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use relycheck_protocol::{AuthenticationFinish, Finish, RegistrationFinish, RelyingParty};
use serde_json::Value;

use super::hand_made::*;
use crate::cbor::classify;
use crate::{Reference, mutants};

fn runner(cases: u32) -> TestRunner {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[17; 32]))
}

fn is_an_answer(finish: &Finish) -> bool {
    match finish {
        Finish::Accepted(_) => true,
        Finish::Rejected(rejected) => rejected.stage.is_some() && !rejected.detail.is_empty(),
        Finish::Unsupported(_) | Finish::Failed(_) => false,
    }
}

/// The reference and every mutant, asked about the same text in both ceremonies.
fn ask(rp: &mut Reference, create: &Value, get: &Value, response: &str) -> bool {
    let registration = RegistrationFinish { session: create.clone().into(), response: response.to_owned(), records: Vec::new() };
    let table = vec![row(USER, |_| {})];
    let authentication = AuthenticationFinish { session: get.clone().into(), response: response.to_owned(), records: table };
    is_an_answer(&rp.finish_registration(registration)) && is_an_answer(&rp.finish_authentication(authentication))
}

#[test]
fn any_text_has_an_answer() {
    let mut rp = Reference::new();
    let (create, _) = created(&mut rp, &policy(), None, |_| {});
    let (get, _) = asserted(&mut rp, &Asked::new(), |_| {});
    let fragments =
        prop_oneof![".*", r#"\{"response":\{"clientDataJSON":"[A-Za-z0-9_-]{0,9}","attestationObject":"[A-Za-z0-9_-]{0,9}"\}\}"#,];
    runner(300)
        .run(&fragments, |text| {
            prop_assert!(ask(&mut Reference::new(), &create, &get, &text));
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_valid_response_with_any_bytes_changed_has_an_answer() {
    let all = mutants();
    let mut rp = Reference::new();
    let (create, created) = created(&mut rp, &policy(), None, |making| {
        making.flags |= ED;
        making.after = b"\xa1\x61x\x82\x01\xf9\x3e\x00".to_vec();
    });
    let (get, asserted) = asserted(&mut rp, &Asked::new(), |_| {});
    let members = [
        (&created, "clientDataJSON"),
        (&created, "attestationObject"),
        (&asserted, "clientDataJSON"),
        (&asserted, "authenticatorData"),
        (&asserted, "signature"),
    ];
    let change = (0..members.len(), any::<prop::sample::Index>(), any::<u8>(), 0..3_u8, any::<prop::sample::Index>());
    runner(1500)
        .run(&change, |(member, place, byte, how, mutant)| {
            let (text, name) = members[member];
            let mut response: Value = serde_json::from_str(text).unwrap();
            let value = response["response"][name].as_str().unwrap().to_owned();
            let mut bytes = data_encoding::BASE64URL_NOPAD.decode(value.as_bytes()).unwrap();
            let at = place.index(bytes.len());
            match how {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                _ => bytes.truncate(at),
            }
            response["response"][name] = encode(&bytes).into();
            let mut mutated = Reference::mutated(mutant.get(&all));
            prop_assert!(ask(&mut Reference::new(), &create, &get, &response.to_string()));
            prop_assert!(ask(&mut mutated, &create, &get, &response.to_string()));
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_registration_whose_bytes_changed_is_not_accepted() {
    // every byte of the attestation object is signed, or is the signature, or is form.
    let mut rp = Reference::new();
    let (session, text) = created(&mut rp, &policy(), None, |_| {});
    let response: Value = serde_json::from_str(&text).unwrap();
    let object = response["response"]["attestationObject"].as_str().unwrap().to_owned();
    let object = data_encoding::BASE64URL_NOPAD.decode(object.as_bytes()).unwrap();
    for at in 0..object.len() {
        let mut changed = object.clone();
        changed[at] ^= 0x01;
        let mut response = response.clone();
        response["response"]["attestationObject"] = encode(&changed).into();
        let finish = RegistrationFinish { session: session.clone().into(), response: response.to_string(), records: Vec::new() };
        assert!(matches!(rp.finish_registration(finish), Finish::Rejected(_)), "byte {at}");
    }
}

#[test]
fn any_bytes_are_classified_without_contradiction() {
    runner(2000)
        .run(&prop::collection::vec(any::<u8>(), 0..40), |bytes| {
            let found = classify(&bytes);
            prop_assert!(!found.canonical || found.valid);
            prop_assert!(!found.valid || found.well_formed);
            prop_assert!(found.trailing <= bytes.len());
            // what is read of a longer text does not depend on what follows.
            if found.trailing > 0 {
                prop_assert!(classify(&bytes[..bytes.len() - found.trailing]).well_formed);
            }
            Ok(())
        })
        .unwrap();
}
