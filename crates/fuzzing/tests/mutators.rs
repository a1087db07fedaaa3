//! Mutators: deterministic, within the limit, and close to what they edit.

mod common;

use common::input;
use relycheck_fuzzing::mutate::mutate;
use relycheck_fuzzing::{Artefact, verdict};

#[test]
fn the_same_seed_edits_alike_and_other_seeds_otherwise() {
    for artefact in Artefact::ALL {
        let valid =
            (0..).step_by(2).map(|seed| input(artefact, seed)).find(|input| verdict::of(artefact, input) == verdict::ACCEPTED);
        let valid = valid.unwrap();
        let edits: Vec<_> = (0..200).map(|seed| mutate(artefact, &valid, 4096, seed)).collect();
        assert_eq!(edits, (0..200).map(|seed| mutate(artefact, &valid, 4096, seed)).collect::<Vec<_>>());
        let mut other: Vec<_> = edits.into_iter().flatten().filter(|edited| *edited != valid).collect();
        other.sort();
        other.dedup();
        assert!(other.len() > 50, "{artefact:?}: {} other inputs from 200 seeds", other.len());
        let accepted = other.iter().filter(|edited| verdict::of(artefact, edited) == verdict::ACCEPTED).count();
        assert!(accepted > 0 && accepted < other.len(), "{artefact:?}: {accepted} of {} are accepted", other.len());
    }
}

#[test]
fn an_edit_that_is_too_long_is_none() {
    let array = [0x81, 0x00];
    let longest = (0..500).filter_map(|seed| mutate(Artefact::Cbor, &array, 4096, seed)).map(|edited| edited.len()).max();
    assert!(longest.unwrap() > 4);
    assert!((0..500).filter_map(|seed| mutate(Artefact::Cbor, &array, 4, seed)).all(|edited| edited.len() <= 4));
}

#[test]
fn what_does_not_decode_is_not_edited() {
    for artefact in Artefact::ALL {
        assert_eq!(mutate(artefact, &[0xff], 4096, 1), None, "{artefact:?}");
    }
}

#[test]
fn what_is_inside_base64_is_edited_too() {
    let registration = (0..).step_by(2).map(|seed| input(Artefact::RegistrationResponse, seed));
    let accepted = registration.filter(|input| verdict::of(Artefact::RegistrationResponse, input) == verdict::ACCEPTED);
    let kept = accepted.take(20).any(|text| {
        let object = |text: &[u8]| {
            let text = str::from_utf8(text).ok()?;
            relycheck_wire::envelope::RegistrationResponse::parse(text).ok()?.attestation_object.decode().ok()
        };
        let before = object(&text);
        (0..100).filter_map(|seed| mutate(Artefact::RegistrationResponse, &text, 8192, seed)).any(|edited| {
            let after = object(&edited);
            after.is_some() && after != before
        })
    });
    assert!(kept, "no attestation object was edited and stayed readable");
}
