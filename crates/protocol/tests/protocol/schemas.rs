//! The committed JSON Schemas are those of the types, and the messages are valid under them.

use relycheck_protocol::{schema_files, schemas};
use serde_json::{Value, json};

fn validator(file: &str) -> jsonschema::Validator {
    let (_, schema) = schemas().into_iter().find(|(name, _)| *name == file).expect("the schema exists");
    jsonschema::validator_for(schema.as_value()).expect("the schema is one")
}

fn read(line: &str) -> Value {
    serde_json::from_str(line).expect("the line is JSON")
}

#[test]
fn the_committed_files_are_what_the_types_give() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
    for (name, text) in schema_files() {
        let committed = std::fs::read_to_string(folder.join(name)).unwrap_or_default();
        assert!(committed == text, "schemas/{name} is not what the types give; generate it anew");
    }
    let mut there: Vec<_> =
        std::fs::read_dir(folder).expect("the folder exists").map(|file| file.expect("readable").file_name()).collect();
    there.sort();
    assert_eq!(there, ["answer.schema.json", "request.schema.json"]);
}

#[test]
fn every_message_is_valid_under_the_schema_of_its_direction_only() {
    let (request, answer) = (validator("request.schema.json"), validator("answer.schema.json"));
    for (_, line) in crate::samples::requests() {
        let message = read(&line);
        assert!(request.is_valid(&message), "{line}: {:?}", request.iter_errors(&message).next());
        assert!(!answer.is_valid(&message), "{line}");
    }
    for (_, line) in crate::samples::answers() {
        let message = read(&line);
        assert!(answer.is_valid(&message), "{line}: {:?}", answer.iter_errors(&message).next());
        assert!(!request.is_valid(&message), "{line}");
    }
}

#[test]
fn what_the_types_refuse_the_schemas_refuse() {
    let (request, answer) = (validator("request.schema.json"), validator("answer.schema.json"));
    for message in [
        json!({"seq": "", "op": "dance"}),
        json!({"op": "reset"}),
        json!({"seq": 1, "op": "reset"}),
        json!({"seq": "", "op": "hello"}),
        json!({"seq": "", "op": "decode", "target": "certificate", "bytes": ""}),
        json!({"seq": "", "op": "decode", "target": "cbor"}),
        json!({"seq": "", "op": "hello", "protocol": "1"}),
    ] {
        assert!(!request.is_valid(&message), "{message}");
    }
    let mut policy = json!(crate::samples::policy());
    policy["surprise"] = json!(1);
    let begin = json!({"seq": "", "op": "begin_authentication", "records": [], "policy": policy});
    assert!(!request.is_valid(&begin));
    let (_, identity) = crate::samples::answers().remove(0);
    let mut identity = read(&identity);
    identity["surprise"] = json!(1);
    for message in [
        identity,
        json!({"seq": "", "outcome": "perhaps"}),
        json!({"seq": "", "outcome": "decoded"}),
        json!({"seq": "", "outcome": "decoded", "result": "refused"}),
        json!({"seq": "", "outcome": "unsupported", "capability": "teleportation"}),
        json!({"seq": "", "outcome": "rejected", "stage": "client_data", "detail": ""}),
        json!({"seq": "", "outcome": "accepted", "record": 1, "stored": {"signCount": 1}}),
        json!({"seq": "", "outcome": "begun", "options": {}}),
    ] {
        assert!(!answer.is_valid(&message), "{message}");
    }
}
