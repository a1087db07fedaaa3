//! The vectors of the corpus, used as a stranger would use them: read from their files, played, and compared with what is expected.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use relycheck::vectors::{Expectations, ExpectedResponse, Vector, VectorCeremony};
use relycheck_judge::Role;
use relycheck_protocol::{
    AccountRecord, AuthenticationBegin, AuthenticationFinish, Begin, Finish, RegistrationBegin, RegistrationFinish, RelyingParty,
    Shared,
};
use relycheck_reference::Reference;
use serde_json::Value;

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus")
}

fn json(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// All JSON files below a folder of the corpus, by path without the ending.
fn read(folder: &str) -> BTreeMap<String, Value> {
    fn below(root: &Path, folder: &Path, found: &mut BTreeMap<String, Value>) {
        for entry in std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                below(root, &path, found);
            } else {
                let name = path.strip_prefix(root).expect("below it").with_extension("");
                found.insert(name.to_string_lossy().replace('\\', "/"), json(&path));
            }
        }
    }
    let root = corpus().join(folder);
    let mut found = BTreeMap::new();
    below(&root, &root, &mut found);
    found
}

/// What the RP did with each response: accepted, refused at a stage, or not asked because an earlier one was refused.
#[derive(Debug, PartialEq)]
enum Outcome {
    Accepted,
    Refused(Option<relycheck_protocol::Stage>),
    NotAsked,
}

struct Player {
    rp: Reference,
    records: Vec<AccountRecord>,
}

impl Player {
    /// The record that an accepted response leaves behind, if it was accepted.
    fn answer(&mut self, vector: &Vector, ceremony: &VectorCeremony, response: String) -> (Outcome, Option<Shared>) {
        let mut policy = vector.policy.clone();
        policy.user_verification = ceremony.user_verification;
        let (mediation, challenge, user) = (ceremony.mediation, Some(ceremony.challenge.clone()), ceremony.user.clone());
        let records = self.records.clone();
        let finish = if ceremony.kind == "create" {
            let user = user.expect("a registration has a user");
            let begun = self.rp.begin_registration(RegistrationBegin { user, policy, exclude: Vec::new(), mediation, challenge });
            let Begin::Begun(begun) = begun else { panic!("{}: {begun:?}", vector.case) };
            self.rp.finish_registration(RegistrationFinish { session: begun.session, response, records })
        } else {
            let allow = ceremony.allow.as_ref().expect("an authentication says what it lists");
            let listed = records.iter().filter(|record| allow.contains(&record.credential_id)).cloned().collect();
            let begun = self.rp.begin_authentication(AuthenticationBegin { user, records: listed, policy, mediation, challenge });
            let Begin::Begun(begun) = begun else { panic!("{}: {begun:?}", vector.case) };
            self.rp.finish_authentication(AuthenticationFinish { session: begun.session, response, records })
        };
        match finish {
            Finish::Accepted(accepted) => (Outcome::Accepted, Some(accepted.record)),
            Finish::Rejected(rejected) => (Outcome::Refused(rejected.stage), None),
            other => panic!("{}: {other:?}", vector.case),
        }
    }

    fn play(vector: &Vector) -> Vec<Outcome> {
        let mut player = Self { rp: Reference::new(), records: Vec::new() };
        let mut accepted = Vec::new();
        let mut outcomes = Vec::new();
        for ceremony in &vector.ceremonies {
            let takes_place = ceremony.only_after.is_none_or(|number| accepted[number]);
            let mut all = true;
            for response in &ceremony.responses {
                if !takes_place {
                    outcomes.push(Outcome::NotAsked);
                    continue;
                }
                let response = response.expand();
                let id = serde_json::from_str::<Value>(&response).ok().and_then(|json| Some(json["id"].as_str()?.to_owned()));
                let (outcome, record) = player.answer(vector, ceremony, response);
                all &= record.is_some();
                outcomes.push(outcome);
                let (Some(record), Some(credential_id)) = (record, id) else { continue };
                match player.records.iter_mut().find(|row| row.credential_id == credential_id) {
                    Some(row) => row.record = record,
                    None => {
                        let user_id = ceremony.user.as_ref().and_then(|user| user.id.clone()).expect("a user handle");
                        player.records.push(AccountRecord { user_id, credential_id, record });
                    }
                }
            }
            accepted.push(takes_place && all);
        }
        outcomes
    }
}

fn holds(case: &str, outcome: &Outcome, expected: &ExpectedResponse) {
    match (expected.outcome.as_str(), outcome) {
        ("accepted", Outcome::Accepted) | ("either", Outcome::Accepted | Outcome::Refused(_)) | ("rejected", Outcome::NotAsked) => {
        }
        ("rejected", Outcome::Refused(stage)) => {
            // A sweep goes through values that break several rules at once; the first of them names the stage.
            assert!(expected.part.is_some() || *stage == expected.stage, "{case}: refused at {stage:?}");
        }
        _ => panic!("{case}, {:?}: {outcome:?} where {expected:?}", expected.part),
    }
    assert!(expected.role == Role::Subject || *outcome == Outcome::Accepted, "{case}: what it starts from is accepted");
}

#[test]
fn every_vector_stands_alone_and_the_reference_does_with_it_what_is_expected() {
    let vectors = read("vectors");
    let mut used = 0;
    for (id, expectations) in read("expectations") {
        let expectations: Expectations = serde_json::from_value(expectations).unwrap_or_else(|error| panic!("{id}: {error}"));
        assert_eq!(expectations.case, id);
        for part in expectations.responses.chunk_by(|one, next| one.part == next.part) {
            let name = part[0].part.as_ref().map_or(id.clone(), |part| format!("{id}/{part}"));
            let vector = vectors.get(&name).unwrap_or_else(|| panic!("there is no vector {name}"));
            let vector: Vector = serde_json::from_value(vector.clone()).unwrap_or_else(|error| panic!("{name}: {error}"));
            let outcomes = Player::play(&vector);
            assert_eq!(outcomes.len(), part.len(), "{name}");
            outcomes.iter().zip(part).for_each(|(outcome, expected)| holds(&name, outcome, expected));
            used += 1;
        }
    }
    assert_eq!(used, vectors.len(), "every vector is expected to come to something");
    assert!(used > 900, "{used}");
}

#[test]
fn every_file_is_valid_under_its_schema() {
    for (folder, schema) in [("vectors", "vector"), ("expectations", "expectations")] {
        let schema = json(&corpus().join(format!("schemas/{schema}.schema.json")));
        let validator = jsonschema::validator_for(&schema).expect("a schema");
        for (id, file) in read(folder) {
            if let Err(error) = validator.validate(&file) {
                panic!("{folder}/{id}: {error}");
            }
            let mut more = file;
            more["surplus"] = Value::Bool(true);
            assert!(!validator.is_valid(&more), "{folder}/{id}: the schema is closed");
        }
    }
}
