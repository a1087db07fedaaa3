//! Options: sound ones pass every rule, and each fault is found by the rule that it breaks.

use relycheck_judge::{Attempt, Expected, Observation, Offered, OptionRule, OptionRule::*, Role, Run, Verdict, judge};
use relycheck_protocol::{
    AttestationConveyance, AttestationPolicy, BackupStatePolicy, ClientDataPolicy, Descriptor, Policy, TopOrigins, UserVerification,
};
use relycheck_spec::{Severity, requirement};
use serde_json::{Value, json};

use crate::runs::{FAILURE, accepted, attempt, rejected, subject};

const ALL: [OptionRule; 18] = [
    ChallengeLength,
    ChallengeOwn,
    UserIdLength,
    UserIdNameless,
    UserIdOwn,
    UserIdFull,
    RequiredMembers,
    Base64url,
    AsAsked,
    Enumerations,
    ResidentKey,
    Timeout,
    AttestationFormats,
    Algorithms,
    Hints,
    Excluded,
    Allowed,
    Descriptors,
];

fn policy() -> Policy {
    Policy {
        rp_id: "example.org".to_owned(),
        origins: vec!["https://example.org".to_owned()],
        cross_origin: false,
        top_origins: TopOrigins::Only(Vec::new()),
        algorithms: vec![-7],
        user_verification: Some(UserVerification::Required),
        attestation: AttestationPolicy {
            conveyance: AttestationConveyance::None,
            verify: false,
            trust: Vec::new(),
            anchors: Vec::new(),
        },
        backup_state: BackupStatePolicy::Ignore,
        client_data: ClientDataPolicy::Full,
    }
}

fn credentials() -> Vec<Descriptor> {
    ["AAAA", "BBBB"].map(|id| Descriptor { id: id.to_owned(), transports: vec!["usb".to_owned()] }).to_vec()
}

fn listed() -> Value {
    json!([
        { "type": "public-key", "id": "AAAA", "transports": ["usb"] },
        { "type": "public-key", "id": "BBBB", "transports": ["nfc", "usb"] },
    ])
}

/// Options without a fault. The user's name is `ada`, which no byte of the handle recalls.
fn offered(registration: bool) -> Offered {
    let options = if registration {
        json!({
            "rp": { "id": "example.org", "name": "Example" },
            "user": { "id": "A".repeat(86), "name": "ada", "displayName": "" },
            "challenge": "AAAAAAAAAAAAAAAAAAAAAA",
            "pubKeyCredParams": [{ "type": "public-key", "alg": -7 }],
            "timeout": 600_000,
            "excludeCredentials": listed(),
            "authenticatorSelection": {
                "userVerification": "required",
                "residentKey": "required",
                "requireResidentKey": true,
                "authenticatorAttachment": "cross-platform",
            },
            "hints": ["security-key"],
            "attestation": "none",
            "attestationFormats": ["packed"],
        })
    } else {
        json!({
            "challenge": "AAAAAAAAAAAAAAAAAAAAAA",
            "rpId": "example.org",
            "timeout": 300_000,
            "userVerification": "required",
            "allowCredentials": listed(),
        })
    };
    Offered {
        rules: ALL.to_vec(),
        registration,
        user: 0,
        user_name: "ada".to_owned(),
        policy: policy(),
        credentials: credentials(),
        options: options.into(),
    }
}

/// The rules that have a fault to name, each asked by itself over all options given.
fn broken(offered: &[Offered]) -> Vec<OptionRule> {
    let asked = |rule: &OptionRule| {
        let offered = offered.iter().map(|one| Offered { rules: vec![*rule], ..one.clone() }).collect();
        judge(&Run { offered, ..Run::default() }, None)
    };
    let faulty = |rule: &OptionRule| {
        let judgement = asked(rule);
        assert_eq!(judgement.reason.is_some(), judgement.verdict != Verdict::Pass);
        judgement.verdict != Verdict::Pass
    };
    ALL.iter().copied().filter(faulty).collect()
}

/// One member of sound options changed.
fn changed(registration: bool, pointer: &str, value: Value) -> Offered {
    let mut offered = offered(registration);
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
    let parent = offered.options.pointer_mut(parent).expect("the parent is there");
    match parent {
        Value::Array(list) => list[name.parse::<usize>().expect("a number")] = value,
        parent => parent[name] = value,
    }
    offered
}

/// Every rule that does not speak of user handles, which request options have not.
fn of_requests(rules: Vec<OptionRule>) -> Vec<OptionRule> {
    rules.into_iter().filter(|rule| ![UserIdLength, UserIdFull].contains(rule)).collect()
}

#[test]
fn sound_options_break_no_rule() {
    assert_eq!(broken(&[offered(true)]), []);
    assert_eq!(of_requests(broken(&[offered(false)])), []);
    // Everything that may be left out is.
    let mut bare = offered(true);
    for name in ["timeout", "excludeCredentials", "authenticatorSelection", "hints", "attestation", "attestationFormats"] {
        bare.options.as_object_mut().expect("an object").remove(name);
    }
    bare.policy.user_verification = None;
    bare.credentials.clear();
    assert_eq!(broken(&[bare]), []);
}

#[test]
fn a_fault_is_found_by_the_rule_that_it_breaks_and_by_no_other() {
    for (pointer, value, rules) in [
        ("/challenge", json!("AAAAAAAAAAAAAAAAAAAA"), vec![ChallengeLength]),
        ("/challenge", json!("AAAAAAAAAAAAAAAAAAAAAA=="), vec![ChallengeLength, Base64url]),
        ("/user/id", json!(""), vec![UserIdLength, UserIdFull]),
        ("/user/id", json!("A".repeat(87)), vec![UserIdLength, UserIdFull]),
        ("/user/id", json!("AAAA"), vec![UserIdFull]),
        ("/user/id", json!("YWRh"), vec![UserIdNameless, UserIdFull]),
        ("/user/displayName", Value::Null, vec![RequiredMembers]),
        ("/rp/name", Value::Null, vec![RequiredMembers]),
        ("/pubKeyCredParams", Value::Null, vec![RequiredMembers, AsAsked]),
        ("/excludeCredentials/0/id", json!("+AAA"), vec![Base64url, Excluded]),
        ("/rp/id", json!("example.com"), vec![AsAsked]),
        ("/authenticatorSelection/userVerification", json!("preferred"), vec![AsAsked]),
        ("/authenticatorSelection/userVerification", Value::Null, vec![AsAsked]),
        ("/attestation", json!("direct"), vec![AsAsked]),
        ("/pubKeyCredParams/0/alg", json!(-8), vec![AsAsked]),
        ("/pubKeyCredParams/0/alg", json!(-65534), vec![AsAsked, Algorithms]),
        ("/pubKeyCredParams/0/type", json!("password"), vec![Enumerations]),
        ("/hints", json!(["nothing"]), vec![Enumerations]),
        ("/hints", json!(["client-device"]), vec![Hints]),
        ("/excludeCredentials/1/transports", json!(["usb", "post"]), vec![Enumerations]),
        ("/authenticatorSelection/residentKey", json!("preferred"), vec![ResidentKey]),
        ("/authenticatorSelection/requireResidentKey", json!(false), vec![ResidentKey]),
        ("/timeout", json!(299_999), vec![Timeout]),
        ("/timeout", json!(600_001), vec![Timeout]),
        ("/attestationFormats", json!(["Packed"]), vec![AttestationFormats]),
        ("/excludeCredentials", json!([]), vec![Excluded]),
        ("/excludeCredentials/1/transports", json!([]), vec![Descriptors]),
        ("/excludeCredentials/1/type", Value::Null, vec![Descriptors]),
    ] {
        assert_eq!(broken(&[changed(true, pointer, value.clone())]), rules, "{pointer}: {value}");
    }
    for (pointer, value, rules) in [
        ("/challenge", Value::Null, vec![ChallengeLength, RequiredMembers, Base64url]),
        ("/rpId", json!("example.com"), vec![AsAsked]),
        ("/userVerification", json!("Required"), vec![AsAsked, Enumerations]),
        ("/allowCredentials", json!([]), vec![Allowed]),
        ("/allowCredentials/0/id", json!("CCCC"), vec![Allowed]),
    ] {
        assert_eq!(of_requests(broken(&[changed(false, pointer, value.clone())])), rules, "{pointer}: {value}");
    }
    let mut not_known = offered(false);
    not_known.credentials.clear();
    assert!(broken(&[not_known]).contains(&Allowed), "nothing is listed for a user who is not known");
}

#[test]
fn what_has_to_differ_is_held_against_all_earlier_options() {
    let other = || changed(true, "/challenge", json!("BBBBBBBBBBBBBBBBBBBBBA"));
    assert_eq!(broken(&[offered(true), other()]), []);
    assert_eq!(broken(&[offered(true), other(), offered(true)]), [ChallengeOwn]);
    let of_another = Offered { user: 1, ..other() };
    assert_eq!(broken(&[offered(true), of_another.clone()]), [UserIdOwn]);
    let mut own = of_another;
    own.options["user"]["id"] = json!("BA".repeat(43));
    assert_eq!(broken(&[offered(true), own]), []);
}

#[test]
fn every_rule_rests_on_a_row_that_no_single_message_shows() {
    for rule in ALL {
        for registration in [true, false] {
            let id = rule.requirement(registration);
            assert_eq!(requirement(id).map(relycheck_spec::Requirement::severity), Some(Severity::Recorded), "{id}");
        }
    }
}

#[test]
fn options_are_judged_beside_what_the_case_starts_from() {
    let faulty = changed(true, "/timeout", json!(1));
    let beside = |attempts: Vec<Attempt>| judge(&Run { attempts, offered: vec![faulty.clone()], fault: None }, None);
    let setup = |observation: Observation| attempt(Role::Setup, Expected::Accepted, FAILURE, observation);
    let alone = beside(Vec::new());
    assert_eq!((alone.verdict, alone.observation, alone.requirement.as_deref()), (Verdict::Observed, "begun", Some("to-1")));
    assert_eq!(alone.reason.as_deref(), Some("timeout is 1, outside 300000 to 600000 (to-1)"));
    let after = beside(vec![setup(accepted())]);
    assert_eq!((after.verdict, after.requirement.as_deref()), (Verdict::Observed, Some("to-1")));
    assert_eq!(beside(vec![setup(rejected())]).verdict, Verdict::Blocked);
    assert_eq!(beside(vec![subject(Expected::Accepted, FAILURE, rejected())]).verdict, Verdict::Failure);
}
