//! What each message is on the line, and that lines which are no messages are refused.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use relycheck_protocol::{Answer, Artefact, Capability, Envelope, Rejected, Reply, Request, Shared, Stage};
use serde::Serialize;
use serde_json::{Value, json};

fn text(message: &impl Serialize) -> String {
    serde_json::to_string(message).expect("a message can be written")
}

#[test]
fn each_request_is_the_line_that_the_protocol_says() {
    let mut kinds = Vec::new();
    for (request, line) in crate::samples::requests() {
        kinds.push(std::mem::discriminant(&request));
        let envelope = Envelope { seq: "7f".to_owned(), request };
        assert_eq!(text(&envelope), line);
        assert_eq!(serde_json::from_str::<Envelope>(&line).expect(&line), envelope);
    }
    kinds.dedup();
    assert_eq!(kinds.len(), 8, "one of each kind");
}

#[test]
fn each_answer_is_the_line_that_the_protocol_says() {
    let mut kinds = Vec::new();
    for (answer, line) in crate::samples::answers() {
        kinds.push(std::mem::discriminant(&answer));
        let reply = Reply { seq: "7f".to_owned(), answer };
        assert_eq!(text(&reply), line);
        assert_eq!(serde_json::from_str::<Reply>(&line).expect(&line), reply);
    }
    kinds.dedup();
    assert_eq!(kinds.len(), 8, "one of each kind");
}

#[test]
fn the_order_of_members_is_of_no_account() {
    for (request, line) in crate::samples::requests() {
        let Value::Object(members) = serde_json::from_str(&line).expect(&line) else { panic!("{line} is no object") };
        let members: Vec<String> = members.iter().rev().map(|(name, value)| format!("{}:{value}", json!(name))).collect();
        let backwards = format!("{{{}}}", members.join(","));
        assert_eq!(serde_json::from_str::<Envelope>(&backwards).expect(&backwards).request, request);
    }
}

#[test]
fn members_that_may_be_absent_are_read_as_absent() {
    let line = r#"{"seq":"","outcome":"rejected","detail":"no words"}"#;
    let answer = Answer::Rejected(Rejected { stage: None, detail: "no words".to_owned() });
    assert_eq!(serde_json::from_str::<Reply>(line).expect(line).answer, answer);
    let line = text(&Reply { seq: String::new(), answer });
    assert!(line.contains(r#""stage":null"#), "what an adapter cannot tell is null: {line}");

    let line = r#"{"seq":"","outcome":"accepted","record":1,"stored":{}}"#;
    let Answer::Accepted(accepted) = serde_json::from_str::<Reply>(line).expect(line).answer else { panic!("{line}") };
    assert_eq!(accepted.stored, relycheck_protocol::Stored::default());
}

#[test]
fn every_name_on_the_line_is_what_as_str_says_and_unknown_ones_are_refused() {
    let capabilities = [
        (Capability::RpId, "rp_id"),
        (Capability::Origins, "origins"),
        (Capability::CrossOrigin, "cross_origin"),
        (Capability::TopOrigins, "top_origins"),
        (Capability::Algorithms, "algorithms"),
        (Capability::UserVerification, "user_verification"),
        (Capability::Attestation, "attestation"),
        (Capability::BackupState, "backup_state"),
        (Capability::ClientData, "client_data"),
        (Capability::ConditionalCreate, "conditional_create"),
        (Capability::Discoverable, "discoverable"),
        (Capability::UserHandle, "user_handle"),
        (Capability::UniqueCredentialId, "unique_credential_id"),
        (Capability::Challenge, "challenge"),
        (Capability::Record, "record"),
        (Capability::Clock, "clock"),
    ];
    for (capability, name) in capabilities {
        assert_eq!((capability.as_str(), json!(capability)), (name, json!(name)));
        assert_eq!(serde_json::from_value::<Capability>(json!(name)).expect(name), capability);
    }
    let stages = [
        (Stage::Parse, "parse"),
        (Stage::ClientData, "client-data"),
        (Stage::AuthData, "auth-data"),
        (Stage::Key, "key"),
        (Stage::Attestation, "attestation"),
        (Stage::Trust, "trust"),
        (Stage::Signature, "signature"),
        (Stage::State, "state"),
    ];
    for (stage, name) in stages {
        assert_eq!((stage.as_str(), json!(stage)), (name, json!(name)));
    }
    for artefact in Artefact::ALL {
        assert_eq!(json!(artefact), json!(artefact.as_str()));
        assert_eq!(serde_json::from_value::<Artefact>(json!(artefact.as_str())).expect("a name"), artefact);
    }
    for line in [
        r#"{"seq":"","outcome":"decoded"}"#,
        r#"{"seq":"","outcome":"decoded","result":"perhaps"}"#,
        r#"{"seq":"","outcome":"decoded","result":"refused"}"#,
        r#"{"seq":"","outcome":"unsupported","capability":"teleportation"}"#,
        r#"{"seq":"","outcome":"rejected","stage":"client_data","detail":""}"#,
        r#"{"seq":"","outcome":"perhaps"}"#,
        r#"{"seq":"","outcome":"accepted","record":1,"stored":{"signCount":1}}"#,
        r#"{"seq":"","outcome":"accepted","record":1,"stored":{"sign_count":4294967296}}"#,
        r#"{"seq":"","outcome":"accepted","record":1,"stored":{"sign_count":-1}}"#,
        r#"{"seq":1,"outcome":"done"}"#,
        r#"{"outcome":"done"}"#,
        r#"{"seq":""}"#,
    ] {
        assert!(serde_json::from_str::<Reply>(line).is_err(), "{line}");
    }
    let (_, identity) = crate::samples::answers().remove(0);
    for (known, unknown) in [("\"backup_state\"", "\"backups\""), ("\"formats\"", "\"fmts\""), ("\"library\"", "\"toolbox\"")] {
        assert!(serde_json::from_str::<Reply>(&identity.replace(known, unknown)).is_err(), "{unknown}");
    }
    let more = identity.replace("\"formats\"", "\"surprise\":1,\"formats\"");
    assert!(serde_json::from_str::<Reply>(&more).is_err(), "{more}");
}

#[test]
fn a_policy_with_a_member_too_many_or_too_few_is_refused() {
    let whole = json!(crate::samples::policy());
    let mut more = whole.clone();
    more["surprise"] = json!(true);
    assert!(serde_json::from_value::<relycheck_protocol::Policy>(more).is_err());
    let Value::Object(members) = &whole else { panic!("a policy is an object") };
    // `null` leaves `userVerification` out of the options, so its absence reads alike.
    for name in members.keys().filter(|name| *name != "user_verification") {
        let mut fewer = members.clone();
        fewer.remove(name);
        assert!(serde_json::from_value::<relycheck_protocol::Policy>(Value::Object(fewer)).is_err(), "without {name}");
    }
}

/// Any JSON that survives being written and read by itself; numbers with a fraction are rounded by no rule that matters here.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(any::<String>(), inner, 0..4).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 256, rng_seed: RngSeed::Fixed(0x7072_6f74), failure_persistence: None, ..ProptestConfig::default()
    })]

    /// Session, record and response are the RP's and the attacker's: they come back as they went.
    #[test]
    fn what_is_opaque_comes_back_unchanged(session in any_json(), record in any_json(), response: String, seq: String) {
        let (session, record) = (Shared::from(session), Shared::from(record));
        let finish = relycheck_protocol::AuthenticationFinish {
            session: session.clone(),
            response,
            records: vec![relycheck_protocol::AccountRecord {
                user_id: String::new(), credential_id: String::new(), record: record.clone(),
            }],
        };
        let envelope = Envelope { seq: seq.clone(), request: Request::FinishAuthentication(finish) };
        let line = text(&envelope);
        prop_assert!(!line.contains('\n'), "a message is one line");
        prop_assert_eq!(serde_json::from_str::<Envelope>(&line).expect("a message can be read"), envelope);

        let accepted = relycheck_protocol::Accepted { record, stored: relycheck_protocol::Stored::default() };
        for answer in [
            Answer::Accepted(Box::new(accepted)),
            Answer::Begun(relycheck_protocol::Begun { options: session.clone(), session }),
        ] {
            let reply = Reply { seq: seq.clone(), answer };
            prop_assert_eq!(serde_json::from_str::<Reply>(&text(&reply)).expect("an answer can be read"), reply);
        }
    }
}

#[test]
fn nesting_is_counted_outside_of_strings() {
    for (line, levels) in [
        ("1", 0),
        ("{}", 1),
        (r#"{"seq":"","outcome":"done"}"#, 1),
        ("[[],[[]],[]]", 3),
        (r#"["[[[",{"\\\"[":"{"}]"#, 2),
        (r#"["\\",[]]"#, 2),
        ("]]][", 1),
    ] {
        assert_eq!(relycheck_protocol::nesting(line), levels, "{line}");
    }
}
