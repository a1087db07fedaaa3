//! A negative is its positive twin plus exactly one departure.

use relycheck_cases::{Case, Script, catalogue};
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
            twin.deliveries().all(|delivery| delivery.expectation.outcome == Expected::Accepted),
            "{}: {} does not expect to be accepted",
            case.id,
            twin.id
        );
    }
}

#[test]
fn a_negative_differs_from_its_twin_in_one_departure_or_in_acceptable_trust() {
    let mut by_trust = 0;
    for (case, twin) in negatives() {
        let departing: Vec<usize> =
            (case.deliveries().enumerate()).filter_map(|(place, delivery)| delivery.departure.is_some().then_some(place)).collect();
        let mut alike = expecting(&case.script.without_departure(), &twin.script);
        alike.label.clone_from(&twin.script.label);
        if departing.is_empty() {
            by_trust += 1;
            assert_ne!(alike.policy.attestation.trust, twin.script.policy.attestation.trust, "{}", case.id);
            alike.policy.attestation.trust.clone_from(&twin.script.policy.attestation.trust);
        }
        assert_eq!(alike, twin.script, "{}", case.id);

        let otherwise: Vec<usize> = expectations(&case.script)
            .iter()
            .zip(expectations(&twin.script))
            .enumerate()
            .filter_map(|(place, (it, twin))| (**it != *twin).then_some(place))
            .collect();
        assert_eq!(otherwise.len(), 1, "{}: one response is expected to fare otherwise", case.id);
        assert!(departing.is_empty() || departing == otherwise, "{}: it is the one that departs", case.id);
        assert_eq!(expectations(&case.script)[otherwise[0]].outcome, Expected::Rejected, "{}", case.id);
    }
    assert_eq!(by_trust, 2, "the two cases on acceptable attestation");
}

#[test]
fn a_negative_needs_what_its_twin_needs_and_perhaps_more() {
    for (case, twin) in negatives() {
        let needs = case.needs();
        assert!(twin.needs().iter().all(|need| needs.contains(need)), "{}", case.id);
    }
}
