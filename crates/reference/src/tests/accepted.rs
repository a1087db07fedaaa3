//! What is accepted, and what is kept of it.

use relycheck_protocol::{
    AuthenticationBegin, Begin, Capability, ClientDataPolicy, Descriptor, Finish, Mediation, RegistrationBegin, RegistrationFinish,
    RelyingParty, Stored, TopOrigins, User, UserVerification,
};
use serde_json::json;

use super::hand_made::*;
use crate::Reference;
use crate::authenticated::sha256;

fn stored(finish: Finish) -> Stored {
    match finish {
        Finish::Accepted(accepted) => accepted.stored,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_registration_is_accepted_and_stored() {
    for with_none in [false, true] {
        let mut rp = Reference::new();
        let kept = stored(register(&mut rp, &policy(), |making| {
            if with_none {
                making.with_none();
            }
            making.flags = UP | UV | BE | AT;
        }));
        let expected = Stored {
            credential_id: Some(encode(&CREDENTIAL_ID)),
            public_key: Some(encode(&cose_key(&signing_key(7)))),
            sign_count: Some(5),
            uv_initialized: Some(true),
            backup_eligible: Some(true),
            backup_state: Some(false),
            transports: Some(vec!["internal".to_owned(), "warp".to_owned()]),
        };
        assert_eq!(kept, expected);
        assert!(rp.last_violations().is_empty());
    }
}

#[test]
fn a_registration_logs_in() {
    let mut rp = Reference::new();
    let Finish::Accepted(accepted) = register(&mut rp, &policy(), |_| {}) else { panic!("not registered") };
    let mut asked = Asked::new();
    asked.table = vec![row(USER, |record| *record = accepted.record.into())];
    assert_eq!(stored(authenticate(&mut rp, &asked, |_| {})).sign_count, Some(6));
}

#[test]
fn tolerances_of_registration_are_tolerances() {
    let check = |name: &str, change: fn(&mut Making)| {
        let finish = register(&mut Reference::new(), &policy(), change);
        assert!(matches!(finish, Finish::Accepted(_)), "{name}: {finish:?}");
    };
    check("byte order mark", |making| {
        making.client_data.splice(0..0, *b"\xef\xbb\xbf");
    });
    check("unknown members that only a lenient parser takes", |making| {
        replaced(&mut making.client_data, "}", r#","x":"\ud800","y":1e999}"#);
    });
    check("malformed UTF-8 in an unknown member", |making| {
        making.client_data.pop();
        making.client_data.extend_from_slice(b",\"x\":\"\xff\"}");
    });
    check("white space", |making| replaced(&mut making.client_data, ",", " ,\n\t"));
    check("no crossOrigin", |making| replaced(&mut making.client_data, r#","crossOrigin":false"#, ""));
    check("extensions", |making| {
        making.flags |= ED;
        making.after = b"\xa1\x6bcredProtect\x02".to_vec();
    });
    check("the longest credential id", |making| making.id = vec![3; 1023]);
    check("RFU bits", |making| making.flags |= 0x22);
    check("an envelope with little in it", |making| {
        making.edit_response = |response| {
            let inner = response["response"].take();
            *response = json!({ "response": { "clientDataJSON": inner["clientDataJSON"], "attestationObject": inner["attestationObject"] } });
        };
    });
}

#[test]
fn policies_open_what_they_open() {
    let mut framed = policy();
    framed.cross_origin = true;
    framed.top_origins = TopOrigins::Only(vec!["https://top.example".to_owned()]);
    let change = |making: &mut Making| {
        replaced(&mut making.client_data, "false", r#"true,"topOrigin":"https://top.example""#);
    };
    assert!(matches!(register(&mut Reference::new(), &framed, change), Finish::Accepted(_)));

    for verification in [None, Some(UserVerification::Preferred), Some(UserVerification::Discouraged)] {
        let mut lenient = policy();
        lenient.user_verification = verification;
        let kept = stored(register(&mut Reference::new(), &lenient, |making| making.flags = UP | AT));
        assert_eq!(kept.uv_initialized, Some(false));
    }

    // attestation that is not used is left unread, however broken.
    let mut unattested = policy();
    unattested.attestation.verify = false;
    unattested.attestation.trust = Vec::new();
    let change = |making: &mut Making| {
        making.fmt = "unheard-of";
        making.statement = Statement::Raw(b"\xa1\x63sig\x40".to_vec());
    };
    assert!(matches!(register(&mut Reference::new(), &unattested, change), Finish::Accepted(_)));

    // a key of an algorithm that is not verified here is kept as it came where it was offered.
    let mut other = policy();
    other.algorithms = vec![-65535];
    let key = b"\xa4\x01\x03\x03\x39\xff\xfe\x20\x41\x01\x21\x41\x02";
    let kept = stored(register(&mut Reference::new(), &other, |making| {
        making.with_none();
        making.key = key.to_vec();
    }));
    assert_eq!(kept.public_key, Some(encode(key)));
}

#[test]
fn a_conditional_registration_needs_no_user_presence() {
    let mut rp = Reference::new();
    let (session, response) = created(&mut rp, &policy(), Some(Mediation::Conditional), |making| making.flags = UV | BE | BS | AT);
    assert!(matches!(
        rp.finish_registration(RegistrationFinish { session: session.into(), response, records: Vec::new() }),
        Finish::Accepted(_)
    ));
}

/// An id may stand twice where its uniqueness was not checked.
#[test]
fn of_several_rows_under_one_id_the_owners_counts() {
    let others = || row(OTHER_USER, |record| record["public_key"] = encode(&cose_key(&signing_key(8))).into());
    for (mut asked, first) in [(Asked::new(), true), (Asked::new(), false), (Asked::of_nobody(), true), (Asked::of_nobody(), false)]
    {
        asked.table.insert(usize::from(!first), others());
        assert_eq!(stored(authenticate(&mut Reference::new(), &asked, |_| {})).sign_count, Some(6));
    }
}

#[test]
fn an_authentication_updates_the_record() {
    let kept = |rp: &mut Reference, asked: &Asked, change: fn(&mut Getting)| stored(authenticate(rp, asked, change));
    let mut rp = Reference::new();
    let mut asked = Asked::new();
    assert_eq!(kept(&mut rp, &asked, |_| {}).sign_count, Some(6));
    // step 22 leaves a counter that does not grow to the relying party: accepted here, and the stored one kept.
    assert_eq!(kept(&mut rp, &asked, |getting| getting.counter = 0).sign_count, Some(5));
    assert_eq!(kept(&mut rp, &asked, |getting| getting.counter = 5).sign_count, Some(5));
    assert_eq!(kept(&mut rp, &asked, |getting| getting.counter = 0x8000_0001).sign_count, Some(0x8000_0001));

    let after = kept(&mut rp, &asked, |getting| getting.flags = UP | UV | BE);
    assert_eq!((after.backup_state, after.backup_eligible), (Some(false), Some(true)));

    asked.policy.user_verification = Some(UserVerification::Preferred);
    assert_eq!(kept(&mut rp, &asked, |getting| getting.flags = UP | BE).uv_initialized, Some(true));
    asked.table = vec![row(USER, |record| record["uv_initialized"] = false.into())];
    assert_eq!(kept(&mut rp, &asked, |_| {}).uv_initialized, Some(false));
}

#[test]
fn tolerances_of_authentication_are_tolerances() {
    let check = |name: &str, asked: &Asked, change: fn(&mut Getting)| {
        let finish = authenticate(&mut Reference::new(), asked, change);
        assert!(matches!(finish, Finish::Accepted(_)), "{name}: {finish:?}");
    };
    check("a user who is not known", &Asked::of_nobody(), |_| {});
    check("no user handle of a known user", &Asked::new(), |getting| {
        getting.edit_response = |response| response["response"]["userHandle"] = serde_json::Value::Null;
    });
    check("extensions without attested credential data", &Asked::new(), |getting| {
        getting.flags |= ED;
        getting.after = b"\xa1\x63uvm\x80".to_vec();
    });
    check("id alone", &Asked::new(), |getting| {
        getting.edit_response = |response| response["rawId"] = serde_json::Value::Null;
    });
    // an assertion's BE is compared only where the policy says so.
    let mut ignoring = Asked::new();
    ignoring.policy.backup_state = relycheck_protocol::BackupStatePolicy::Ignore;
    check("another BE that is ignored", &ignoring, |getting| getting.flags = UP | UV);
}

#[test]
fn challenges_are_counted_per_value() {
    let challenge = |rp: &mut Reference| begin_create(rp, &policy(), None).options["challenge"].as_str().unwrap().to_owned();
    let mut rp = Reference::new();
    let first = sha256(b"relycheck reference challenge\0\0\0\0\0\0\0\0");
    let second = sha256(b"relycheck reference challenge\0\0\0\0\0\0\0\x01");
    assert_eq!(challenge(&mut rp), encode(&first));
    assert_eq!(challenge(&mut rp), encode(&second));
    assert_eq!(challenge(&mut Reference::new()), encode(&first));
}

#[test]
fn options_are_those_of_the_policy() {
    let mut rp = Reference::new();
    let begin = RegistrationBegin {
        user: User { id: Some(USER.to_owned()), name: "ada".to_owned() },
        policy: policy(),
        exclude: vec![Descriptor { id: "AQ".to_owned(), transports: vec!["usb".to_owned()] }],
        mediation: None,
        challenge: Some("AAAA".to_owned()),
    };
    let Begin::Begun(begun) = rp.begin_registration(begin) else { panic!("not begun") };
    let expected = json!({
        "rp": { "id": "example.org", "name": "example.org" },
        "user": { "id": USER, "name": "ada", "displayName": "ada" },
        "challenge": "AAAA",
        "pubKeyCredParams": [{ "type": "public-key", "alg": -7 }],
        "timeout": 300_000,
        "excludeCredentials": [{ "type": "public-key", "id": "AQ", "transports": ["usb"] }],
        "authenticatorSelection": { "residentKey": "required", "requireResidentKey": true, "userVerification": "required" },
        "attestation": "direct",
        "extensions": { "largeBlob": { "support": "preferred" } },
    });
    assert_eq!(*begun.options, expected);

    let mut silent = policy();
    silent.user_verification = None;
    let begin = AuthenticationBegin {
        user: None,
        records: vec![row(USER, |_| {})],
        policy: silent,
        mediation: None,
        challenge: Some("AAAA".to_owned()),
    };
    let Begin::Begun(begun) = rp.begin_authentication(begin) else { panic!("not begun") };
    let expected = json!({
        "challenge": "AAAA",
        "timeout": 300_000,
        "rpId": "example.org",
        "allowCredentials": [{ "type": "public-key", "id": encode(&CREDENTIAL_ID), "transports": ["internal"] }],
        "extensions": { "largeBlob": { "read": true } },
    });
    assert_eq!(*begun.options, expected);
}

#[test]
fn what_is_lacking_is_said_and_what_is_wrong_fails() {
    let mut rp = Reference::new();
    let mut begin = RegistrationBegin {
        user: User { id: None, name: "ada".to_owned() },
        policy: policy(),
        exclude: Vec::new(),
        mediation: None,
        challenge: None,
    };
    begin.policy.client_data = ClientDataPolicy::Limited;
    assert!(matches!(rp.begin_registration(begin.clone()), Begin::Begun(_)));
    begin.policy.cross_origin = true;
    assert_eq!(rp.begin_registration(begin.clone()), Begin::Unsupported(Capability::ClientData));
    begin.policy = policy();
    begin.policy.attestation.anchors = vec!["MAA".to_owned()];
    let failed = rp.begin_registration(begin.clone());
    assert!(matches!(&failed, Begin::Failed(detail) if detail.starts_with("policy.attestation.anchors[0]: ")), "{failed:?}");
    begin.policy = policy();
    begin.challenge = Some("A".to_owned());
    assert!(matches!(rp.begin_registration(begin.clone()), Begin::Failed(_)));
    begin.challenge = None;
    begin.user.id = Some(String::new());
    assert!(matches!(rp.begin_registration(begin), Begin::Failed(_)));

    // a session of the other ceremony.
    let (session, response) = asserted(&mut rp, &Asked::new(), |_| {});
    assert!(matches!(
        rp.finish_registration(RegistrationFinish { session: session.into(), response, records: Vec::new() }),
        Finish::Failed(_)
    ));
}
