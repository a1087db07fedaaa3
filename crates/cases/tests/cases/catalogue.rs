//! What holds for every case: ids, sources, expectations.

use std::collections::BTreeSet;

use relycheck_cases::{Case, Catalogue, Delivery, Departure, Kind, Script, catalogue};
use relycheck_judge::{Expected, OptionRule, Role};
use relycheck_platforms::load;
use relycheck_spec::{Verdict, class, requirement};

/// Whether the case is an abandoned ceremony: one begins and nothing is delivered to it.
pub(crate) fn has_abandoned_ceremony(case: &Case) -> bool {
    case.script.ceremonies.iter().any(|ceremony| ceremony.deliveries.is_empty())
}

#[test]
fn ids_are_sorted_unique_and_plain() {
    let ids: Vec<&str> = catalogue().cases().iter().map(|case| case.id.as_str()).collect();
    assert!(!ids.is_empty());
    assert!(ids.is_sorted_by(|one, next| one < next));
    for id in ids {
        let plain = id.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'/'));
        assert!(plain && id.split('/').all(|part| !part.is_empty()), "{id}");
        let area = id.split('/').next().expect("an area");
        assert!(["authentication", "journey", "options", "platform", "registration"].contains(&area), "{id}");
    }
}

/// Files are called after them, on any system.
#[test]
fn the_parts_of_a_sweep_have_plain_names_of_their_own() {
    for case in catalogue().cases() {
        let mut names: Vec<&str> = case.script.parts().iter().filter_map(|script| part_of(case, script)).collect();
        for name in &names {
            let plain = name.bytes().all(|byte| byte.is_ascii_graphic() && !br#"/\:*?"<>|"#.contains(&byte));
            assert!(plain && !name.is_empty() && !name.starts_with('.') && *name != "twin", "{}: {name}", case.id);
        }
        let all = names.len();
        names.sort_unstable_by_key(|name| name.to_ascii_lowercase());
        names.dedup_by_key(|name| name.to_ascii_lowercase());
        assert_eq!(names.len(), all, "{}: two parts have one name", case.id);
    }
}

/// The name of the part that this script is.
fn part_of<'c>(case: &'c Case, script: &Script) -> Option<&'c str> {
    let name = script.ceremonies.iter().flat_map(|ceremony| &ceremony.deliveries).find_map(|delivery| delivery.part.clone())?;
    case.deliveries().filter_map(|delivery| delivery.part.as_deref()).find(|part| *part == name)
}

#[test]
fn a_case_is_found_by_its_id_and_by_no_other() {
    for (position, case) in catalogue().cases().iter().enumerate() {
        assert_eq!(catalogue().position(&case.id), Some(position));
        assert_eq!(catalogue().get(&case.id).map(|found| &found.id), Some(&case.id));
    }
    assert_eq!(catalogue().position("registration"), None);
    assert!(catalogue().get("").is_none());
}

#[test]
fn titles_and_effects_are_sentences_and_say_whom_they_harm() {
    for case in catalogue().cases() {
        assert!(!case.title.is_empty() && !case.title.ends_with('.'), "{}: {}", case.id, case.title);
        for effect in [&case.if_accepted, &case.if_refused] {
            assert!(effect.sentence.ends_with('.'), "{}: {}", case.id, effect.sentence);
        }
    }
}

#[test]
fn every_source_that_a_case_names_exists_once() {
    let once = |names: &[String]| names.iter().collect::<BTreeSet<_>>().len() == names.len();
    for case in catalogue().cases() {
        let id = &case.id;
        assert!(!case.requirements.is_empty(), "{id} exercises no row");
        assert!([&case.requirements, &case.grid, &case.statements, &case.classes].into_iter().all(|names| once(names)), "{id}");
        for row in &case.requirements {
            assert!(requirement(row).is_some(), "{id}: there is no row {row}");
        }
        for scenario in &case.grid {
            assert!(load().grid_scenario(scenario).is_some(), "{id}: there is no scenario {scenario}");
        }
        for statement in &case.statements {
            assert!(load().statement(statement).is_some(), "{id}: there is no statement {statement}");
        }
        for name in &case.classes {
            assert!(class(name).is_some(), "{id}: there is no class {name}");
        }
        if let Some(cell) = &case.cell {
            let environment = load().environment(&cell.environment).unwrap_or_else(|| panic!("{id}: {}", cell.environment));
            assert_eq!(cell.title, environment.title, "{id}");
            assert!(["create", "get"].contains(&cell.ceremony.as_str()), "{id}");
            assert!(["nothing", "UV=0", "UV=1"].contains(&cell.arrives.as_str()), "{id}");
        }
    }
}

#[test]
fn what_decides_a_response_that_a_case_is_about_is_among_its_rows() {
    for case in catalogue().cases() {
        let mut about = 0;
        for delivery in case.deliveries() {
            let row = &delivery.expectation.requirement;
            assert!(requirement(row).is_some(), "{}: there is no row {row}", case.id);
            // A registration that an authentication starts from is no test of its row: if it is refused, the case is blocked.
            if delivery.role == Role::Subject {
                about += 1;
                assert!(case.requirements.contains(row), "{}: {row} decides and is not among the rows", case.id);
            }
        }
        let looked_at: Vec<(bool, OptionRule)> = case
            .script
            .ceremonies
            .iter()
            .flat_map(|ceremony| ceremony.options.iter().map(|rule| (ceremony.kind == Kind::Create, *rule)))
            .collect();
        for (registration, rule) in &looked_at {
            let row = rule.requirement(*registration).to_owned();
            assert!(case.requirements.contains(&row), "{}: {row} decides and is not among the rows", case.id);
        }
        assert!(about > 0 || !looked_at.is_empty(), "{} delivers nothing that it is about", case.id);
        assert_eq!(case.id.starts_with("options/"), about == 0, "{}", case.id);
        if about == 0 {
            assert!(case.script.ceremonies.iter().all(|it| it.options.is_empty() != it.deliveries.is_empty()), "{}", case.id);
            continue;
        }
        assert_eq!(case.deliveries().last().map(|delivery| delivery.role), Some(Role::Subject), "{}", case.id);
    }
}

#[test]
fn what_is_to_be_accepted_rests_on_a_row_that_accepts_and_what_is_to_be_refused_on_one_that_refuses() {
    // Rows that refuse, and whose text says when to accept: that all steps passed; that what was asked for is there.
    let both = ["reg-29", "auth-25", "reg-15", "reg-10", "reg-11.1", "auth-13", "auth-14.1", "auth-6a", "auth-6b", "acd-2"];
    for case in catalogue().cases() {
        for delivery in case.deliveries() {
            let expectation = &delivery.expectation;
            let row = requirement(&expectation.requirement).expect("the row exists");
            let rests = match expectation.outcome {
                Expected::Accepted => row.verdict.accepts() || row.verdict == Verdict::Policy || both.contains(&row.id.as_str()),
                Expected::Rejected => row.verdict.refuses(),
                Expected::Either => true,
            };
            assert!(rests, "{}: {:?} by {} ({:?})", case.id, expectation.outcome, row.id, row.verdict);
            let used_later = case
                .script
                .ceremonies
                .iter()
                .any(|ceremony| ceremony.only_with.is_some() && ceremony.deliveries.contains(delivery));
            let somewhere = used_later || (delivery.part.is_some() && expectation.stage.is_none());
            assert_eq!(expectation.stage.is_some(), expectation.outcome == Expected::Rejected && !somewhere, "{}", case.id);
            assert!(expectation.remembered.is_none() || expectation.outcome != Expected::Rejected, "{}", case.id);
        }
    }
}

#[test]
fn refusals_are_expected_of_negatives_and_of_late_answers_only() {
    for case in catalogue().cases() {
        for delivery in case.deliveries() {
            let late = matches!(delivery.departure, Some(Departure::ChallengeOf(_)));
            let refused = delivery.expectation.outcome == Expected::Rejected;
            assert!(!refused || late || case.is_negative(), "{}", case.id);
            if delivery.role == Role::Setup {
                assert_eq!(delivery.expectation.outcome, Expected::Accepted, "{}: what a case starts from", case.id);
                assert_eq!(delivery.departure, None, "{}", case.id);
            }
        }
        if !case.is_negative() {
            let late = |delivery: &Delivery| matches!(delivery.departure, Some(Departure::ChallengeOf(_)));
            assert!(case.deliveries().all(|delivery| !late(delivery) || has_abandoned_ceremony(case)), "{}", case.id);
        }
    }
}

#[test]
fn after_an_abandoned_ceremony_the_late_answer_is_refused_and_a_ceremony_of_its_own_accepted() {
    let mut seen = 0;
    // A negative is the late answer alone: what comes after it is the abandoned ceremony's matter.
    for case in catalogue().cases().iter().filter(|case| !case.is_negative()) {
        for (number, ceremony) in case.script.ceremonies.iter().enumerate() {
            for delivery in &ceremony.deliveries {
                let Some(Departure::ChallengeOf(other)) = delivery.departure else { continue };
                seen += 1;
                assert!(other < number, "{}", case.id);
                let abandoned = &case.script.ceremonies[other];
                assert!(abandoned.deliveries.is_empty(), "{}", case.id);
                assert_eq!((abandoned.kind, abandoned.user), (ceremony.kind, ceremony.user), "{}", case.id);
                assert_eq!(delivery.expectation.outcome, Expected::Rejected, "{}", case.id);
                let next = &case.script.ceremonies[number + 1];
                assert_eq!((next.kind, next.user, next.deliveries.len()), (ceremony.kind, ceremony.user, 1), "{}", case.id);
                let timely = &next.deliveries[0];
                assert_eq!((timely.departure.as_ref(), timely.expectation.outcome), (None, Expected::Accepted), "{}", case.id);
            }
        }
    }
    assert!(seen > 30, "{seen} late answers");
    for case in catalogue().cases() {
        let once = case.script.ceremonies.iter().all(|ceremony| ceremony.deliveries.len() <= 1);
        assert!(once, "{}: a refusal is the end of its ceremony, so none is answered twice", case.id);
    }
}

#[test]
fn every_scenario_of_the_grid_has_a_case() {
    let named: BTreeSet<&str> = catalogue().cases().iter().flat_map(|case| &case.grid).map(String::as_str).collect();
    let numbers = (1..=35).map(|number| format!("G-{number:02}"));
    let grid: BTreeSet<String> = numbers.chain(["G-03n".to_owned(), "G-06n".to_owned()]).collect();
    assert_eq!(named, grid.iter().map(String::as_str).collect());
    let reasoned: Vec<&str> = load().grid.iter().filter(|scenario| scenario.reason.is_some()).map(|it| it.id.as_str()).collect();
    assert_eq!(reasoned, ["G-17"]);
}

#[test]
fn the_catalogue_is_the_same_however_often_it_is_built() {
    let again = Catalogue::from_platforms(load());
    // `Debug` shows every field, those of scripts, emissions and expectations included.
    assert_eq!(format!("{again:?}"), format!("{:?}", catalogue()));
}
