//! The rows are whole and severity follows the rule.

use std::collections::BTreeSet;

use crate::data::read_requirements;
use crate::{Level, ReasonKind, Requirement, Severity, Verdict, classes, requirement, requirements};

#[test]
fn every_requirement_and_class_is_there() {
    assert_eq!(requirements().len(), 361);
    assert_eq!(classes().len(), 96);
    let numbers: BTreeSet<&str> = classes().iter().map(|class| class.id.as_str()).collect();
    for number in 1..=96 {
        assert!(numbers.contains(format!("B{number:02}").as_str()), "B{number:02} is missing");
    }
}

#[test]
fn every_row_but_the_notes_on_the_text_names_section_and_anchor() {
    for row in requirements() {
        let is_note_on_the_text = row.id.starts_with("amb-");
        assert_eq!(row.section.is_none(), is_note_on_the_text, "{}", row.id);
        assert_eq!(row.anchor.is_none(), is_note_on_the_text, "{}", row.id);
    }
}

#[test]
fn severity_follows_keyword_and_verdict() {
    let severity =
        |level, verdict| Requirement { level, verdict, ..requirement("reg-7").expect("reg-7 is a row").clone() }.severity();
    // R! and A! fail at every level, a note included.
    assert_eq!(severity(Level::Note, Verdict::RejectRequired), Severity::Failure);
    assert_eq!(severity(Level::MustIf, Verdict::AcceptRequired), Severity::Failure);
    for level in [Level::Must, Level::MustIf, Level::Should, Level::Recommended] {
        assert_eq!(severity(level, Verdict::RejectRecommended), Severity::Warning);
        assert_eq!(severity(level, Verdict::AcceptRecommended), Severity::Warning);
    }
    for level in [Level::May, Level::Optional, Level::Policy, Level::Note, Level::Peer, Level::Derived] {
        assert_eq!(severity(level, Verdict::RejectRecommended), Severity::Notice);
        assert_eq!(severity(level, Verdict::AcceptRecommended), Severity::Notice);
    }
    assert_eq!(severity(Level::Must, Verdict::Policy), Severity::Recorded);
    assert_eq!(severity(Level::Must, Verdict::Unobservable), Severity::Recorded);
}

#[test]
fn reasons_name_rows_that_are_there_and_suit_the_verdict() {
    for row in requirements() {
        let Some(reason) = &row.reason else { continue };
        for id in &reason.ids {
            assert!(requirement(id).is_some(), "{}: its reason names {id}, which is no row", row.id);
        }
        let names_others = matches!(reason.kind, ReasonKind::UmbrellaOf | ReasonKind::SameCheckAs);
        assert_eq!(names_others, !reason.ids.is_empty(), "{}", row.id);
        assert_ne!(reason.kind, ReasonKind::Outside, "{}: only a bug class may lie outside", row.id);
        if matches!(row.verdict, Verdict::RejectRequired | Verdict::AcceptRequired) {
            assert!(
                names_others || reason.kind == ReasonKind::Service,
                "{}: {:?} is no reason for such a row",
                row.id,
                reason.kind
            );
        }
    }
}

#[test]
fn a_broken_row_names_file_and_remedy() {
    let twice = "[[requirement]]\nid = \"a-1\"\nlevel = \"MUST\"\nverdict = \"R!\"\ntext = \"x\"\n";
    let error = read_requirements(&[("one.toml", twice), ("two.toml", twice)]).expect_err("an id that stands twice");
    assert!(error.to_string().contains("two.toml: the id a-1 stands twice"), "{error}");
    let error = read_requirements(&[("one.toml", "[[requirement]]\nid = 1\n")]).expect_err("a number as id");
    assert!(error.to_string().contains("line 2"), "{error}");
}

#[test]
fn no_class_is_both_reasoned_and_planned() {
    for class in classes() {
        assert!(class.reason.is_none() || !class.planned, "{}: it has a reason, so it is not planned", class.id);
        assert!(class.advisories.is_sorted_by(|one, next| one < next), "{}: its advisories, sorted, each once", class.id);
    }
}

#[test]
fn a_key_that_is_accepted_at_registration_alone_is_a_notice() {
    let bound: Vec<&str> = requirements().iter().filter(|row| row.binds_key_maker).map(|row| row.id.as_str()).collect();
    let numbers = [1, 3, 5, 6, 7, 8, 9, 10, 11, 13, 14, 17, 18, 20].map(|number| format!("cose-{number}"));
    assert_eq!(bound, numbers);
    for row in requirements() {
        let expected = if row.binds_key_maker { row.severity().min(Severity::Notice) } else { row.severity() };
        assert_eq!(row.severity_at_registration(), expected, "{}", row.id);
    }
    assert_eq!(requirement("cose-3").expect("a row").severity(), Severity::Failure);
}
