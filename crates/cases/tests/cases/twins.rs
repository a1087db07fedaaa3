//! A negative is its positive twin plus exactly one departure.

use relycheck_cases::{Case, Delivery, Script, catalogue};
use relycheck_judge::{Expectation, Expected};

fn negatives() -> impl Iterator<Item = (&'static Case, &'static Case)> {
    catalogue().cases().iter().filter_map(|case| {
        let twin = case.twin.as_ref()?;
        Some((case, catalogue().get(twin).unwrap_or_else(|| panic!("{}: there is no case {twin}", case.id))))
    })
}

fn expectations(script: &Script) -> Vec<&Expectation> {
    script.ceremonies.iter().flat_map(|ceremony| &ceremony.deliveries).map(|delivery| &delivery.expectation).collect()
}

/// The script with the expectations of another that has as many deliveries.
fn expecting(script: &Script, of: &Script) -> Script {
    let mut script = script.clone();
    let deliveries = script.ceremonies.iter_mut().flat_map(|ceremony| &mut ceremony.deliveries);
    for (delivery, expectation) in deliveries.zip(expectations(of)) {
        delivery.expectation = expectation.clone();
    }
    script
}

#[test]
fn a_twin_is_a_positive_case_with_a_label_of_its_own_under_which_everything_is_accepted() {
    for (case, twin) in negatives() {
        assert!(twin.twin.is_none(), "{}: {} has a twin itself", case.id, twin.id);
        assert_eq!(case.script.label, case.id);
        assert_eq!(twin.script.label, twin.id);
        assert_eq!(twin.script, twin.script.without_departure(), "{}", twin.id);
        assert!(
            twin.deliveries().all(|delivery| delivery.expectation.outcome != Expected::Rejected),
            "{}: {} does not expect to be accepted",
            case.id,
            twin.id
        );
    }
}

/// A part of a sweep, or a whole script, in the twin's place: its label, its slots, and no part.
fn in_the_place_of(script: &Script, twin: &Script) -> Script {
    let mut script = Script { label: twin.label.clone(), ..script.clone() };
    assert_eq!(script.ceremonies.len(), twin.ceremonies.len(), "{}", twin.label);
    for (ceremony, like) in script.ceremonies.iter_mut().zip(&twin.ceremonies) {
        ceremony.only_with = like.only_with;
        for (delivery, like) in ceremony.deliveries.iter_mut().zip(&like.deliveries) {
            delivery.credential = like.credential;
            delivery.part = None;
        }
    }
    script
}

/// The places of the deliveries for which something holds.
fn places(script: &Script, holds: impl Fn(&Delivery) -> bool) -> Vec<usize> {
    let deliveries = script.ceremonies.iter().flat_map(|ceremony| &ceremony.deliveries).enumerate();
    deliveries.filter_map(|(place, delivery)| holds(delivery).then_some(place)).collect()
}

#[test]
fn a_negative_differs_from_its_twin_in_one_departure_or_in_acceptable_trust() {
    let mut by_trust = 0;
    for (case, twin) in negatives() {
        let scripts = case.script.parts();
        let refuses = |script: &Script| !places(script, |delivery| delivery.expectation.outcome == Expected::Rejected).is_empty();
        assert!(scripts.iter().any(refuses), "{}: something is refused", case.id);
        for script in &scripts {
            let departing = places(script, |delivery| delivery.departure.is_some());
            assert!(departing.len() <= 1, "{}: one response departs", case.id);
            let mut alike = expecting(&in_the_place_of(&script.without_departure(), &twin.script), &twin.script);
            if departing.is_empty() && refuses(script) {
                by_trust += 1;
                let (attestation, twins) = (&mut alike.policy.attestation, &twin.script.policy.attestation);
                assert!((attestation.trust != twins.trust) != (attestation.anchors != twins.anchors), "{}", case.id);
                attestation.trust.clone_from(&twins.trust);
                attestation.anchors.clone_from(&twins.anchors);
            }
            assert_eq!(alike, twin.script, "{}", case.id);

            // The response that departs, and the use of what it registers.
            let later: Vec<usize> = script
                .ceremonies
                .iter()
                .flat_map(|ceremony| ceremony.deliveries.iter().map(|_| ceremony.only_with.is_some()))
                .enumerate()
                .filter_map(|(place, later)| later.then_some(place))
                .collect();
            let refused = places(script, |delivery| delivery.expectation.outcome == Expected::Rejected);
            let mut expected = departing.clone();
            expected.extend(&later);
            if refuses(script) && !departing.is_empty() {
                assert_eq!(refused, expected, "{}: it is the one that departs", case.id);
            }
            assert!(later.is_empty() || places(script, |_| true).len() == departing.len() + later.len(), "{}", case.id);
        }
    }
    assert_eq!(by_trust, 4, "two cases on acceptable trust, two on anchors");
}

#[test]
fn a_negative_needs_what_its_twin_needs_and_perhaps_more() {
    for (case, twin) in negatives() {
        let needs = case.needs();
        assert!(twin.needs().iter().all(|need| needs.contains(need)), "{}", case.id);
    }
}
