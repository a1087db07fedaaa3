//! What holds of the embedded data as a whole: everything is accounted for, and nothing claims more than the documents say.

use std::collections::BTreeSet;

use relycheck_platforms::{Ceremony, Ground, Mediation, Outcome, Platforms, Response, UserVerification, load};

type Ids<'a> = BTreeSet<&'a str>;

fn referenced_statements(platforms: &Platforms) -> Ids<'_> {
    let environments = platforms.environments.iter().flat_map(|it| &it.statements);
    let requests = platforms.environments.iter().flat_map(|it| &it.requests).flat_map(|it| &it.statements);
    let journeys = platforms.journeys.iter().flat_map(|it| &it.statements);
    environments.chain(requests).chain(journeys).map(String::as_str).collect()
}

fn responses(platforms: &Platforms) -> impl Iterator<Item = (&str, UserVerification, &Response)> {
    let rows = platforms.environments.iter().flat_map(|it| &it.requests);
    rows.flat_map(|row| row.outcomes.iter().filter_map(|it| Some((row.id.as_str(), row.user_verification, it.response()?))))
}

fn silent_grounds(response: &Response) -> [(&'static str, &Ground); 9] {
    [
        ("up", &response.up.ground),
        ("be", &response.be.ground),
        ("bs", &response.bs.ground),
        ("aaguid", &response.aaguid.ground),
        ("fmt", &response.fmt.ground),
        ("transports", &response.transports.ground),
        ("attachment", &response.attachment.ground),
        ("sign_count", &response.sign_count.ground),
        ("credential_id_length", &response.credential_id_length.ground),
    ]
}

#[test]
fn all_fifty_statements_are_there() {
    let numbers = (1..=27).chain(30..=40).chain(50..=60);
    let mut expected: BTreeSet<String> = numbers.map(|number| format!("S-{number:02}")).collect();
    expected.insert("S-04b".to_owned());
    let found: BTreeSet<String> = load().statements.iter().map(|it| it.id.clone()).collect();
    assert_eq!(found, expected);
    assert_eq!(load().statements.len(), 50);
}

#[test]
fn each_statement_is_referred_to_or_says_why_not() {
    let platforms = load();
    let referenced = referenced_statements(platforms);
    for statement in &platforms.statements {
        let id = statement.id.as_str();
        match (&statement.reason, referenced.contains(id)) {
            (None, false) => panic!("{id} is referred to by no row or journey and gives no reason"),
            (Some(_), true) => {
                assert!(statement.also.is_some(), "{id} has a reason and is referred to; say in `also` what is tested");
            }
            _ => {}
        }
    }
}

#[test]
fn statements_say_where_they_stand() {
    for statement in &load().statements {
        assert_eq!(statement.documents.len(), statement.editions.len(), "{}", statement.id);
    }
    let of = |id: &str| load().statements.iter().filter(|it| it.documents.iter().any(|document| document == id)).count();
    // Only the earlier edition has S-03, S-05 to S-07, S-15 to S-19, S-22 to S-24 and S-27; only the later one S-01, S-02,
    // S-25, S-26 and the 22 on user verification. The other eleven stand in both.
    assert_eq!((of("macos-2023-04"), of("macos-2024-03")), (13 + 11, 26 + 11));
}

#[test]
fn the_answer_of_the_client_alone_says_what_is_tested_instead() {
    for id in ["S-35", "S-40", "S-55", "S-60"] {
        let statement = load().statement(id).expect("the statement exists");
        assert_eq!(statement.reason.as_ref().map(|it| it.kind.as_str()), Some("client-only"), "{id}");
        assert!(statement.also.is_some(), "{id}");
    }
}

#[test]
fn each_grid_scenario_is_reached_or_says_why_not() {
    let platforms = load();
    let mut expected: BTreeSet<String> = (1..=35).map(|number| format!("G-{number:02}")).collect();
    expected.extend(["G-03n".to_owned(), "G-06n".to_owned()]);
    assert_eq!(platforms.grid.iter().map(|it| it.id.clone()).collect::<BTreeSet<_>>(), expected);
    assert_eq!(platforms.grid.len(), 37);

    let rows = platforms.environments.iter().flat_map(|it| &it.requests).flat_map(|it| &it.grid);
    let reached: Ids<'_> = rows.chain(platforms.journeys.iter().flat_map(|it| &it.grid)).map(String::as_str).collect();
    for scenario in &platforms.grid {
        assert_eq!(reached.contains(scenario.id.as_str()), scenario.reason.is_none(), "{}", scenario.id);
    }
    let reasons: Vec<&str> = platforms.grid.iter().filter(|it| it.reason.is_some()).map(|it| it.id.as_str()).collect();
    assert_eq!(reasons, ["G-17"]);
}

#[test]
fn journeys_cover_the_scenarios_that_take_several_ceremonies() {
    let covered: Ids<'_> = load().journeys.iter().flat_map(|it| &it.grid).map(String::as_str).collect();
    for id in ["G-18", "G-19", "G-20", "G-22", "G-23", "G-26"] {
        assert!(covered.contains(id), "{id}");
    }
}

#[test]
fn rows_and_ambiguities_name_each_other() {
    let platforms = load();
    let mut named: BTreeSet<(&str, &str)> = BTreeSet::new();
    for environment in &platforms.environments {
        named.extend(environment.readings.iter().map(|id| (id.as_str(), environment.id.as_str())));
        for row in &environment.requests {
            named.extend(row.readings.iter().map(|id| (id.as_str(), row.id.as_str())));
        }
    }
    for journey in &platforms.journeys {
        named.extend(journey.readings.iter().map(|id| (id.as_str(), journey.id.as_str())));
    }
    let listed = platforms.ambiguities.iter().flat_map(|it| it.rows.iter().map(|row| (it.id.as_str(), row.as_str())));
    assert_eq!(listed.collect::<BTreeSet<_>>(), named);

    let expected: BTreeSet<String> = (1..=27).map(|number| format!("AMB-{number:02}")).collect();
    assert_eq!(platforms.ambiguities.iter().map(|it| it.id.clone()).collect::<BTreeSet<_>>(), expected);
}

#[test]
fn observations_are_those_that_values_lean_on() {
    let platforms = load();
    let mut used: Ids<'_> = BTreeSet::new();
    for outcome in platforms.environments.iter().flat_map(|it| &it.requests).flat_map(|it| &it.outcomes) {
        used.extend(outcome.arrives_ground().observations().iter().map(String::as_str));
        match outcome {
            Outcome::Nothing { error, .. } => used.extend(error.ground.observations().iter().map(String::as_str)),
            Outcome::Response(response) => {
                used.extend(response.uv.ground.observations().iter().map(String::as_str));
                // A reason may rest on what was seen elsewhere.
                if let Ground::Inferred(reason) = &response.uv.ground {
                    used.extend(
                        platforms.observations.iter().map(|it| it.id.as_str()).filter(|id| reason.contains(&format!("({id})"))),
                    );
                }
                used.extend(silent_grounds(response).iter().flat_map(|(_, ground)| ground.observations()).map(String::as_str));
            }
        }
    }
    assert_eq!(platforms.observations.iter().map(|it| it.id.as_str()).collect::<Ids<'_>>(), used);
}

#[test]
fn no_value_claims_a_document_that_is_silent_on_it() {
    let platforms = load();
    for (row, user_verification, response) in responses(platforms) {
        for (field, ground) in silent_grounds(response) {
            assert!(ground.statements().is_empty(), "{row}: {field}");
        }
        if matches!(user_verification, UserVerification::Discouraged | UserVerification::Omitted) {
            assert!(response.uv.ground.statements().is_empty(), "{row}: uv");
            assert!(response.arrives.statements().is_empty(), "{row}: arrives");
        }
    }
}

#[test]
fn the_combinations_that_the_documents_leave_out_are_never_documented() {
    let ordinary: Vec<_> = load().environments.iter().filter(|it| it.readings.iter().any(|id| id == "AMB-03")).collect();
    assert_eq!(ordinary.len(), 2, "Safari and Chrome");
    for row in ordinary.iter().flat_map(|it| &it.requests) {
        for response in row.outcomes.iter().filter_map(Outcome::response) {
            assert!(response.uv.ground.statements().is_empty(), "{}", row.id);
        }
    }
}

#[test]
fn documented_uv_is_what_the_documents_say() {
    // Each statement that gives UV a value, with that value; S-50, S-52 and S-54 leave it to a fallback, and S-24 says only that user
    // verification is not supported.
    let said = [
        ("S-33", false),
        ("S-34", true),
        ("S-36", true),
        ("S-37", true),
        ("S-38", false),
        ("S-39", false),
        ("S-51", true),
        ("S-53", false),
        ("S-56", true),
        ("S-57", true),
        ("S-58", false),
        ("S-59", false),
    ];
    let mut seen: Ids<'_> = BTreeSet::new();
    for (row, _, response) in responses(load()) {
        for id in response.uv.ground.statements() {
            seen.insert(id);
            match said.iter().find(|(statement, _)| statement == id) {
                Some((_, uv)) => assert_eq!(response.uv.value, *uv, "{row}: {id}"),
                None => assert!(["S-50", "S-52", "S-54"].contains(&id.as_str()), "{row}: {id} says nothing about UV"),
            }
        }
    }
    assert!(said.iter().all(|(id, _)| seen.contains(id)), "every statement about UV grounds some value: {seen:?}");
}

#[test]
fn only_broken_clients_break_what_was_required() {
    let mut broken = 0;
    for (row, user_verification, response) in responses(load()) {
        let refused = user_verification == UserVerification::Required && !response.uv.value;
        assert_eq!(response.broken, refused, "{row}");
        broken += usize::from(response.broken);
    }
    assert!(broken >= 8, "the hostile twins of the grid are there: {broken}");
}

#[test]
fn hostile_twins_stand_where_the_grid_has_them() {
    let rows: Vec<_> = load().environments.iter().flat_map(|it| &it.requests).collect();
    for id in ["G-03n", "G-06n", "G-10", "G-21", "G-28", "G-30", "G-31"] {
        let mut outcomes = rows.iter().filter(|row| row.grid.iter().any(|it| it == id)).flat_map(|row| &row.outcomes);
        assert!(outcomes.any(Outcome::is_broken), "{id}");
    }
}

#[test]
fn chrome_without_keychain_has_all_three_outcomes() {
    let environment = load().environment("chrome120-macos14-keychain-off-touchid-none").expect("the environment exists");
    for user_verification in [UserVerification::Required, UserVerification::Preferred] {
        let row = environment.request(Ceremony::Create, user_verification, Mediation::Optional).expect("the row exists");
        let found: BTreeSet<Option<bool>> = row.outcomes.iter().map(|it| it.response().map(|response| response.uv.value)).collect();
        assert_eq!(found, BTreeSet::from([None, Some(false), Some(true)]), "{}", row.id);
    }
}

#[test]
fn linked_is_said_of_hybrid_authenticators_and_of_no_other() {
    for environment in &load().environments {
        let hybrid = environment.authenticator.as_ref().is_some_and(|id| id.ends_with("-hybrid"));
        assert_eq!(environment.linked.is_some(), hybrid, "{}", environment.id);
    }
}

#[test]
fn rows_and_journeys_are_sorted_and_unique() {
    let platforms = load();
    let keys: Vec<(&str, &str)> = platforms.environments.iter().map(|it| (it.file.as_str(), it.id.as_str())).collect();
    assert!(keys.is_sorted_by(|one, next| one < next), "{keys:?}");
    assert!(platforms.journeys.is_sorted_by(|one, next| one.id < next.id));
    assert!(platforms.statements.is_sorted_by(|one, next| one.id < next.id));
    assert!(platforms.ambiguities.is_sorted_by(|one, next| one.id < next.id));
    assert!(platforms.grid.is_sorted_by(|one, next| one.id < next.id));
    let rows = platforms.environments.iter().flat_map(|it| &it.requests);
    let ids: Vec<&str> = rows.map(|it| it.id.as_str()).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
}

#[test]
fn each_authenticator_is_used() {
    let used: Ids<'_> = responses(load()).map(|(_, _, response)| response.authenticator.as_str()).collect();
    assert_eq!(load().authenticators.iter().map(|it| it.id.as_str()).collect::<Ids<'_>>(), used);
}

#[test]
fn statements_on_user_verification_stay_where_they_were_made() {
    use Ceremony::{Create, Get};
    use UserVerification::{Preferred, Required};
    // Both browsers on macOS 14 have the same nine, twenty numbers apart; S-35, S-40, S-55 and S-60 drive no response.
    // With Keychain off, S-31 and S-51 speak of Touch ID either way, S-34 and S-54 of Touch ID usable.
    let numbers = [
        (30, "off", Create, Required),
        (31, "off", Get, Required),
        (32, "off", Create, Preferred),
        (33, "off", Get, Preferred),
        (34, "off", Get, Preferred),
        (36, "on", Create, Required),
        (37, "on", Get, Required),
        (38, "on", Create, Preferred),
        (39, "on", Get, Preferred),
    ];
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for environment in &load().environments {
        let browser = (environment.browser.name.as_str(), environment.browser.version.as_deref());
        for row in &environment.requests {
            for id in row.statements.iter().filter(|id| id.starts_with("S-3") || id.starts_with("S-5")) {
                let number: u32 = id[2..].parse().expect("these ids end in a number");
                let (wanted, base) = if number < 50 { (("Safari", None), number) } else { (("Chrome", Some("120")), number - 20) };
                let (_, keychain, ceremony, user_verification) =
                    *numbers.iter().find(|it| it.0 == base).unwrap_or_else(|| panic!("{}: {id}", row.id));
                assert_eq!(browser, wanted, "{}: {id}", row.id);
                assert_eq!(environment.platform.version.as_deref(), Some("14"), "{}: {id}", row.id);
                assert_eq!(environment.icloud_keychain.as_str(), keychain, "{}: {id}", row.id);
                assert_eq!((row.ceremony, row.user_verification), (ceremony, user_verification), "{}: {id}", row.id);
                let touch_id: &[&str] = match base {
                    31 => &["not-configured-or-lid-closed", "usable"],
                    34 => &["usable"],
                    _ => &["not-configured-or-lid-closed"],
                };
                assert!(touch_id.contains(&environment.touch_id.as_str()), "{}: {id}", row.id);
                seen.insert(id.clone());
            }
        }
    }
    assert_eq!(seen.len(), 2 * numbers.len(), "{seen:?}");
}
