//! One message of each kind, with the line that it is.

use relycheck_protocol::{
    Accepted, AccountRecord, Answer, Artefact, AttestationConveyance, AttestationPolicy, AttestationTrust, AuthenticationBegin,
    AuthenticationFinish, BackupStatePolicy, Begun, Capability, ClientDataPolicy, Decode, Decoded, Depth, Descriptor, Failed,
    Greeting, Identity, Lack, Mediation, Policy, RegistrationBegin, RegistrationFinish, Rejected, Request, Stage, Stored,
    TopOrigins, Unsupported, User, UserVerification,
};
use serde_json::{Value, json};

/// A policy in which no member has its plainest value.
pub(crate) fn policy() -> Policy {
    Policy {
        rp_id: "example.org".to_owned(),
        origins: vec!["https://example.org".to_owned()],
        cross_origin: true,
        top_origins: TopOrigins::Only(vec!["https://example.com".to_owned()]),
        algorithms: vec![-7, -257],
        user_verification: Some(UserVerification::Required),
        attestation: AttestationPolicy {
            conveyance: AttestationConveyance::Direct,
            verify: true,
            trust: vec![AttestationTrust::None, AttestationTrust::SelfSigned, AttestationTrust::Anchored],
            anchors: vec!["MAA".to_owned()],
        },
        backup_state: BackupStatePolicy::Compare,
        client_data: ClientDataPolicy::Limited,
    }
}

const POLICY: &str = concat!(
    r#"{"rp_id":"example.org","origins":["https://example.org"],"cross_origin":true,"#,
    r#""top_origins":{"only":["https://example.com"]},"algorithms":[-7,-257],"user_verification":"required","#,
    r#""attestation":{"conveyance":"direct","verify":true,"trust":["none","self","anchored"],"anchors":["MAA"]},"#,
    r#""backup_state":"compare","client_data":"limited"}"#,
);

fn account() -> AccountRecord {
    AccountRecord { user_id: "dXNlcg".to_owned(), credential_id: "aWQ".to_owned(), record: json!({"count": 1}).into() }
}

const ACCOUNT: &str = r#"{"user_id":"dXNlcg","credential_id":"aWQ","record":{"count":1}}"#;

/// Each request with its line, the `seq` being `7f`.
pub(crate) fn requests() -> Vec<(Request, String)> {
    let line = |rest: &str| format!(r#"{{"seq":"7f",{rest}}}"#);
    let user = User { id: Some("dXNlcg".to_owned()), name: "user@example.org".to_owned() };
    vec![
        (Request::Hello(Greeting { protocol: 1 }), line(r#""op":"hello","protocol":1"#)),
        (
            Request::BeginRegistration(RegistrationBegin {
                user: user.clone(),
                policy: policy(),
                exclude: vec![Descriptor { id: "aWQ".to_owned(), transports: vec!["usb".to_owned()] }],
                mediation: Some(Mediation::Conditional),
                challenge: Some("Y2hhbGxlbmdl".to_owned()),
            }),
            line(&format!(
                r#""op":"begin_registration","user":{{"id":"dXNlcg","name":"user@example.org"}},"policy":{POLICY},{}"#,
                r#""exclude":[{"id":"aWQ","transports":["usb"]}],"mediation":"conditional","challenge":"Y2hhbGxlbmdl""#,
            )),
        ),
        (
            Request::FinishRegistration(RegistrationFinish {
                session: Value::Null.into(),
                response: "{\"id\":".to_owned(),
                records: vec![account()],
            }),
            line(&format!(r#""op":"finish_registration","session":null,"response":"{{\"id\":","records":[{ACCOUNT}]"#)),
        ),
        (
            Request::BeginAuthentication(AuthenticationBegin {
                user: None,
                records: Vec::new(),
                policy: Policy { top_origins: TopOrigins::Any, user_verification: None, ..policy() },
                mediation: None,
                challenge: None,
            }),
            line(&format!(
                r#""op":"begin_authentication","records":[],"policy":{}"#,
                POLICY.replace(r#"{"only":["https://example.com"]}"#, r#""any""#).replace(r#""required""#, "null"),
            )),
        ),
        (
            Request::FinishAuthentication(AuthenticationFinish {
                session: json!(18_446_744_073_709_551_615_u64).into(),
                response: String::new(),
                records: vec![account()],
            }),
            line(&format!(r#""op":"finish_authentication","session":18446744073709551615,"response":"","records":[{ACCOUNT}]"#)),
        ),
        (
            Request::Decode(Decode { target: Artefact::CoseKey, bytes: "oA".to_owned() }),
            line(r#""op":"decode","target":"cose_key","bytes":"oA""#),
        ),
        (Request::Reset, line(r#""op":"reset""#)),
        (Request::Bye, line(r#""op":"bye""#)),
    ]
}

/// Each answer with its line, the `seq` being `7f`.
pub(crate) fn answers() -> Vec<(Answer, String)> {
    let line = |rest: &str| format!(r#"{{"seq":"7f",{rest}}}"#);
    let identity = Identity {
        name: "sample".to_owned(),
        version: "1.2.3".to_owned(),
        language: "Rust".to_owned(),
        homepage: Some("https://example.org/sample".to_owned()),
        issues: None,
        depth: Depth::Library,
        settable: vec![Capability::UserVerification, Capability::ConditionalCreate],
        algorithms: vec![-7],
        formats: vec!["none".to_owned()],
        extensions: Vec::new(),
        lacks: vec![Lack { capability: Capability::BackupState, documentation: "It is silent.".to_owned() }],
    };
    let stored = Stored {
        credential_id: Some("aWQ".to_owned()),
        public_key: None,
        sign_count: Some(u32::MAX),
        uv_initialized: Some(true),
        backup_eligible: Some(false),
        backup_state: None,
        transports: Some(Vec::new()),
    };
    vec![
        (
            Answer::Identity(Box::new(identity)),
            line(concat!(
                r#""outcome":"identity","name":"sample","version":"1.2.3","language":"Rust","#,
                r#""homepage":"https://example.org/sample","depth":"library","settable":["user_verification","#,
                r#""conditional_create"],"algorithms":[-7],"formats":["none"],"extensions":[],"#,
                r#""lacks":[{"capability":"backup_state","documentation":"It is silent."}]"#,
            )),
        ),
        (
            Answer::Begun(Begun { options: json!({"challenge": "AA"}).into(), session: json!(["s", 1]).into() }),
            line(r#""outcome":"begun","options":{"challenge":"AA"},"session":["s",1]"#),
        ),
        (
            Answer::Accepted(Box::new(Accepted { record: json!("opaque").into(), stored })),
            line(concat!(
                r#""outcome":"accepted","record":"opaque","stored":{"credential_id":"aWQ","public_key":null,"#,
                r#""sign_count":4294967295,"uv_initialized":true,"backup_eligible":false,"backup_state":null,"transports":[]}"#,
            )),
        ),
        (
            Answer::Rejected(Rejected { stage: Some(Stage::ClientData), detail: "origin".to_owned() }),
            line(r#""outcome":"rejected","stage":"client-data","detail":"origin""#),
        ),
        (
            Answer::Unsupported(Unsupported { capability: Capability::UniqueCredentialId }),
            line(r#""outcome":"unsupported","capability":"unique_credential_id""#),
        ),
        (Answer::Failed(Failed { detail: "no".to_owned() }), line(r#""outcome":"failed","detail":"no""#)),
        (Answer::Decoded(Decoded::Accepted), line(r#""outcome":"decoded","result":"accepted""#)),
        (
            Answer::Decoded(Decoded::Refused { detail: "too short".to_owned() }),
            line(r#""outcome":"decoded","result":"refused","detail":"too short""#),
        ),
        (Answer::Decoded(Decoded::Unsupported), line(r#""outcome":"decoded","result":"unsupported""#)),
        (Answer::Done, line(r#""outcome":"done""#)),
    ]
}
