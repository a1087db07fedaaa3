//! The table of checks is closed, and covers the two ceremonies of the standard.

use std::collections::BTreeSet;

use crate::{Ceremony, Family, Kind, checks, mutants, planted};

#[test]
fn ids_stand_once_and_presuppositions_are_checks_without_a_circle() {
    let mut seen = BTreeSet::new();
    for check in checks() {
        assert!(seen.insert(check.id), "{} stands twice", check.id);
        for needed in check.presupposes {
            let other = checks().iter().find(|other| other.id == *needed).expect(needed);
            let meet = other.ceremony == check.ceremony || other.ceremony == Ceremony::Both || check.ceremony == Ceremony::Both;
            assert!(meet, "{} can never presuppose {needed}", check.id);
        }
    }
    // no circle: taking away what presupposes nothing that is left takes away everything.
    let mut left: BTreeSet<&str> = seen;
    while !left.is_empty() {
        let free: Vec<&str> = checks()
            .iter()
            .filter(|check| left.contains(check.id) && check.presupposes.iter().all(|needed| !left.contains(needed)))
            .map(|check| check.id)
            .collect();
        assert!(!free.is_empty(), "a circle among {left:?}");
        left.retain(|id| !free.contains(id));
    }
}

#[test]
fn requirements_are_rows_that_ask_for_a_refusal() {
    for check in checks() {
        assert_eq!(check.requirements.first(), Some(&check.id));
        for id in check.requirements {
            let row = relycheck_spec::requirement(id).unwrap_or_else(|| panic!("{}: {id} is no row", check.id));
            assert!(row.verdict.refuses(), "{}: {id} asks for no refusal", check.id);
        }
    }
}

#[test]
fn every_refusal_of_the_two_ceremonies_is_enforced() {
    // umbrellas over rows that are enforced one by one.
    let apart = ["reg-11", "reg-29", "auth-14", "auth-19", "auth-25"];
    let enforced: BTreeSet<&str> = checks().iter().flat_map(|check| check.requirements).copied().collect();
    for row in relycheck_spec::requirements() {
        if row.verdict.refuses() && matches!(row.section.as_deref(), Some("7.1" | "7.2")) {
            assert_ne!(enforced.contains(row.id.as_str()), apart.contains(&row.id.as_str()), "{}", row.id);
        }
    }
}

#[test]
fn gates_say_what_stands_in_for_them_or_why_nothing_does() {
    for check in checks() {
        if let Kind::Gate { lenient, why } = check.kind {
            assert_ne!(lenient.is_some(), !why.is_empty(), "{}", check.id);
        }
    }
}

#[test]
fn each_check_that_can_be_off_has_a_mutant_and_the_planted_one_is_apart() {
    let all = mutants();
    let ids: BTreeSet<&str> = all.iter().map(|mutant| mutant.id.as_str()).collect();
    assert_eq!(ids.len(), all.len(), "an id stands twice");
    for check in checks() {
        let can_be_off = !matches!(check.kind, Kind::Gate { lenient: None, .. });
        assert_eq!(ids.contains(format!("lax/{}", check.id).as_str()), can_be_off, "{}", check.id);
    }
    for mutant in &all {
        let family = match mutant.family {
            Family::Lax => "lax/",
            Family::Lenient => "lenient/",
            Family::Strict => "strict/",
            Family::State => "state/",
            Family::Options => "options/",
            Family::Planted => "planted/",
        };
        assert!(mutant.id.starts_with(family), "{}", mutant.id);
    }
    assert!(!ids.contains(planted().id.as_str()));
    assert_eq!(planted().id, "planted/does-nothing");
}
