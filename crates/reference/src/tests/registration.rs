//! One deviation at a time in a registration: exactly the declared check fails, and its mutant lets it through.

use relycheck_protocol::{AttestationTrust, Finish, Policy, RegistrationFinish, RelyingParty, Stage};
use serde_json::{Value, json};

use super::hand_made::*;
use crate::Reference;

/// A deviation and the check that it breaks.
type Deviation = (&'static str, fn(&mut Policy), fn(&mut Making));

fn violations(policy: &Policy, change: fn(&mut Making)) -> Vec<&'static str> {
    let mut rp = Reference::new();
    register(&mut rp, policy, change);
    rp.last_violations().to_vec()
}

/// The declared check fails and no other; where it can be switched off, its mutant accepts.
pub(super) fn holds(deviations: &[Deviation]) {
    for (index, (id, set, change)) in deviations.iter().enumerate() {
        let mut policy = policy();
        set(&mut policy);
        assert_eq!(violations(&policy, *change), [*id], "deviation {index}");
        if let Some(mutant) = mutant(&format!("lax/{id}")) {
            let finish = register(&mut Reference::mutated(&mutant), &policy, *change);
            assert!(matches!(finish, Finish::Accepted(_)), "{id} off, deviation {index}: {finish:?}");
        }
    }
}

/// The declared check fails and no other; its mutant cannot make anything of this either.
fn fails(id: &str, change: fn(&mut Making)) {
    assert_eq!(violations(&policy(), change), [id]);
}

#[test]
fn envelopes() {
    holds(&[
        ("json-1", |_| {}, |making| making.edit_response = |response| *response = json!([])),
        ("json-1", |_| {}, |making| making.edit_response = |response| response["response"]["clientDataJSON"] = 7.into()),
        ("xcheck-1", |_| {}, |making| making.edit_response = |response| response["rawId"] = 7.into()),
        ("xcheck-1", |_| {}, |making| making.edit_response = |response| response["id"] = "AAAA".into()),
        ("xcheck-3", |_| {}, |making| making.edit_response = |response| response["type"] = "password".into()),
        ("reg-3", |_| {}, |making| making.edit_response = |response| response["response"]["attestationObject"] = Value::Null),
    ]);
}

#[test]
fn client_data() {
    holds(&[
        ("reg-6", |_| {}, |making| assert!(making.client_data.pop().is_some())),
        ("cd-9", |_| {}, |making| making.client_data = b"[]".to_vec()),
        ("reg-7", |_| {}, |making| replaced(&mut making.client_data, "webauthn.create", "webauthn.get")),
        ("reg-7", |_| {}, |making| replaced(&mut making.client_data, r#""webauthn.create""#, "1")),
        ("reg-8", |_| {}, |making| replaced(&mut making.client_data, r#"","origin"#, r#"=","origin"#)),
        ("reg-9", |_| {}, |making| replaced(&mut making.client_data, "https://example.org", "https://example.org.evil.test")),
        ("reg-9", |_| {}, |making| replaced(&mut making.client_data, r#""origin":"https://example.org","#, "")),
        ("reg-10", |_| {}, |making| replaced(&mut making.client_data, "false", "true")),
        ("reg-11.1", |_| {}, |making| replaced(&mut making.client_data, "false", r#"false,"topOrigin":"https://a.test""#)),
        (
            "reg-11.2",
            |policy| {
                policy.cross_origin = true;
                policy.top_origins = relycheck_protocol::TopOrigins::Only(vec!["https://b.test".to_owned()]);
            },
            |making| replaced(&mut making.client_data, "false", r#"true,"topOrigin":"https://a.test""#),
        ),
    ]);
    holds(&[
        ("cd-9a", |_| {}, |making| making.client_data.extend_from_slice(b"x")),
        ("cd-9a", |_| {}, |making| making.client_data.extend_from_slice(b" {}")),
        ("cd-8", |_| {}, |making| replaced(&mut making.client_data, "false", r#"false,"crossOrigin":false"#)),
        ("cd-8", |_| {}, |making| replaced(&mut making.client_data, r#"{"type""#, r#"{"type":1,"type""#)),
    ]);
    fails("reg-6", |making| making.client_data.clear());
    fails("reg-6", |making| making.client_data = b"x{}".to_vec());
    fails("reg-9", |making| replaced(&mut making.client_data, "example.org", r"example.org\ud800"));
    fails("reg-9", |making| replaced(&mut making.client_data, "example.org", "example.org/path"));
}

/// Half a character in an escape is JSON, and what no step looks at does not matter.
#[test]
fn client_data_is_read_as_any_json_parser_would() {
    for member in [r#""x":"\ud800""#, r#""x":"\udfff\ud83d\ude00\\ud800""#, r#""x":"\ud83d\ude00""#, r#""x":1e999"#] {
        let finish = register(&mut Reference::new(), &policy(), |making| {
            replaced(&mut making.client_data, "false", &format!("false,{member}"));
        });
        assert!(matches!(finish, Finish::Accepted(_)), "{member}: {finish:?}");
    }
    let finish = register(&mut Reference::new(), &policy(), |making| {
        replaced(&mut making.client_data, "https://example.org", r"https:\/\/EXAMPLE.org:443");
    });
    assert!(matches!(finish, Finish::Accepted(_)), "{finish:?}");
}

#[test]
fn client_data_under_the_limited_verification() {
    fn limited(policy: &mut Policy) {
        policy.client_data = relycheck_protocol::ClientDataPolicy::Limited;
    }
    fn framed(policy: &mut Policy) {
        limited(policy);
        policy.cross_origin = true;
        policy.top_origins = relycheck_protocol::TopOrigins::Only(vec!["https://b.test".to_owned()]);
    }
    // A list of top origins says nothing where no framing is expected.
    fn listed(policy: &mut Policy) {
        framed(policy);
        policy.cross_origin = false;
    }
    holds(&[
        ("lim-2", listed, |making| replaced(&mut making.client_data, "false", r#"true,"topOrigin":"https://b.test""#)),
        ("lim-2", limited, |making| replaced(&mut making.client_data, "webauthn.create", "webauthn.get")),
        ("lim-2", limited, |making| replaced(&mut making.client_data, ",", ", ")),
        ("lim-2", limited, |making| assert!(making.client_data.pop().is_some())),
        ("lim-3", limited, |making| replaced(&mut making.client_data, "}", "]")),
        ("lim-5", limited, |making| replaced(&mut making.client_data, "false", "true")),
        ("lim-2", framed, |making| replaced(&mut making.client_data, "false", r#"true,"topOrigin":"https://a.test""#)),
    ]);
    let accepts = |set: fn(&mut Policy), to: &str| {
        let mut policy = policy();
        set(&mut policy);
        let finish = register(&mut Reference::new(), &policy, |making| replaced(&mut making.client_data, "false}", to));
        assert!(matches!(finish, Finish::Accepted(_)), "{to}: {finish:?}");
    };
    accepts(limited, "false,");
    accepts(limited, "false} and what follows");
    accepts(framed, "false}");
    accepts(framed, "true}");
    accepts(framed, r#"true,"topOrigin":"https://b.test"}"#);
}

#[test]
fn attestation_objects() {
    holds(&[
        ("attobj-3", |_| {}, |making| making.edit_object = |object| object.push(0)),
        (
            "conf-2",
            |_| {},
            |making| {
                making.edit_object = |object| {
                    // the same map, of indefinite length.
                    object[0] = 0xbf;
                    object.push(0xff);
                }
            },
        ),
        ("conf-2", |_| {}, |making| making.key.splice(1..3, [0x18, 0x01, 0x02]).for_each(drop)),
        (
            "conf-2",
            |_| {},
            |making| {
                making.flags |= ED;
                making.after = b"\xa2\x61a\x00\x61a\x00".to_vec();
            },
        ),
    ]);
    // one byte more is declared than there is.
    holds(&[(
        "reg-13",
        |_| {},
        |making| {
            making.edit_object = |object| {
                let at = object.windows(8).position(|window| window == b"authData").unwrap() + 9;
                object[at] += 1;
            };
        },
    )]);
    fails("reg-13", |making| making.edit_object = |object| object[2] = b'F');
    fails("reg-13", |making| making.edit_object = Vec::clear);
}

#[test]
fn authenticator_data() {
    holds(&[
        ("reg-14", |_| {}, |making| making.rp_id = "example.com"),
        ("reg-15", |_| {}, |making| making.flags = UV | BE | BS | AT),
        ("reg-16", |_| {}, |making| making.flags = UP | BE | BS | AT),
        ("reg-17", |_| {}, |making| making.flags = UP | UV | BS | AT),
        ("ad-5", |_| {}, |making| making.flags = UP | UV | BE | BS),
        ("ad-7", |_| {}, |making| making.flags |= ED),
        (
            "ad-9",
            |_| {},
            |making| {
                making.flags |= ED;
                making.after = b"\x80".to_vec();
            },
        ),
        ("ad-8", |_| {}, |making| making.after = b"\xa0".to_vec()),
        ("reg-25", |_| {}, |making| making.id = vec![3; 1024]),
    ]);
    // what is cut off leaves nothing to keep; short data filled with zeros has no credential.
    fails("ad-1", |making| making.cut = Some(36));
    fails("acd-1", |making| making.cut = Some(37));
    fails("acd-1", |making| making.cut = Some(37 + 16 + 1));
    fails("acd-4", |making| making.cut = Some(37 + 16 + 2 + 32 + 10));
}

#[test]
fn keys() {
    holds(&[
        // alg missing: {1: 2, -1: 1, -2: x, -3: y}.
        (
            "cose-1",
            |_| {},
            |making| {
                making.with_none();
                making.key.splice(0..5, [0xa4, 0x01, 0x02]).for_each(drop);
            },
        ),
        // an algorithm that nobody here knows.
        (
            "reg-20",
            |_| {},
            |making| {
                making.with_none();
                making.key.splice(4..5, [0x39, 0xff, 0xfe]).for_each(drop);
            },
        ),
        // kty missing: {3: -7, -1: 1, -2: x, -3: y}; crv missing; key_ops [1]; kid.
        ("cose-3", |_| {}, |making| making.key.splice(0..3, [0xa4]).for_each(drop)),
        (
            "cose-3",
            |_| {},
            |making| {
                making.key.splice(5..7, []).for_each(drop);
                making.key[0] = 0xa4;
            },
        ),
        (
            "cose-18",
            |_| {},
            |making| {
                making.key.splice(5..5, [0x04, 0x81, 0x01]).for_each(drop);
                making.key[0] = 0xa6;
            },
        ),
        (
            "cose-2",
            |_| {},
            |making| {
                making.key.splice(5..5, [0x04, 0x81, 0x02]).for_each(drop);
                making.key[0] = 0xa6;
            },
        ),
        (
            "cose-2",
            |_| {},
            |making| {
                making.key.splice(3..3, [0x02, 0x41, 0x07]).for_each(drop);
                making.key[0] = 0xa6;
            },
        ),
        ("cose-10", |_| {}, |making| making.key[6] = 2),
        ("cose-17", |_| {}, |making| making.key[2] = 1),
        // y compressed to its sign; the point of key 7 has one of the two.
        (
            "cose-5",
            |_| {},
            |making| {
                let odd = making.key.pop().unwrap() & 1;
                making.key.truncate(43);
                making.key.push(0xf4 | odd);
            },
        ),
        // x with a zero in front, in 33 bytes.
        ("cose-11", |_| {}, |making| making.key.splice(9..10, [33, 0]).for_each(drop)),
        (
            "cose-12",
            |_| {},
            |making| {
                making.with_none();
                *making.key.last_mut().unwrap() ^= 1;
            },
        ),
    ]);
    fails("cose-3", |making| {
        making.with_none();
        making.key.truncate(42);
        making.key[0] = 0xa4;
    });
}

#[test]
fn attestation() {
    holds(&[
        (
            "reg-12",
            |_| {},
            |making| {
                making.signed = Some(making.client_data.clone());
                replaced(&mut making.client_data, ",", ", ");
            },
        ),
        // white space inside a string stays, also behind an escaped quotation mark.
        (
            "reg-12",
            |_| {},
            |making| {
                replaced(&mut making.client_data, "}", r#","x":" \" , \\"}"#);
                making.signed = Some(making.client_data.clone());
                replaced(&mut making.client_data, "{", "{ ");
            },
        ),
        ("reg-21", |_| {}, |making| making.fmt = "Packed"),
        ("reg-22", |_| {}, |making| making.signed = Some(b"{}".to_vec())),
        ("reg-22", |_| {}, |making| making.statement = Statement::SelfSigned { alg: 0x27, more: None }),
        ("reg-22", |_| {}, |making| making.statement = Statement::Raw(b"\xa1\x63sig\x40".to_vec())),
        ("reg-22", |_| {}, |making| making.statement = Statement::SelfSigned { alg: 0x26, more: Some(b"\x63x5c\x80") }),
        ("reg-22", |_| {}, |making| making.statement = Statement::SelfSigned { alg: 0x26, more: Some(b"\x63zzz\x00") }),
        ("reg-22", |_| {}, |making| making.fmt = "none"),
        ("reg-24a", |policy| policy.attestation.trust = vec![AttestationTrust::SelfSigned], Making::with_none),
        ("reg-24b", |policy| policy.attestation.trust = vec![AttestationTrust::None], |_| {}),
    ]);
}

#[test]
fn certificates_are_refused_by_name() {
    let finish = register(&mut Reference::new(), &policy(), |making| {
        making.statement = Statement::SelfSigned { alg: 0x26, more: Some(b"\x63x5c\x80") };
    });
    let Finish::Rejected(rejected) = finish else { panic!("accepted") };
    assert_eq!(rejected.stage, Some(Stage::Attestation));
    assert!(rejected.detail.contains("certificates"), "{}", rejected.detail);
}

#[test]
fn a_known_credential_id_is_refused_for_every_user() {
    for user in [USER, OTHER_USER] {
        let mut rp = Reference::new();
        let (session, response) = created(&mut rp, &policy(), None, |_| {});
        let finish = RegistrationFinish { session: session.into(), response, records: vec![row(user, |_| {})] };
        let Finish::Rejected(rejected) = rp.finish_registration(finish.clone()) else { panic!("accepted") };
        assert_eq!(rp.last_violations(), ["reg-26"]);
        assert_eq!(rejected.stage, Some(Stage::State));
        let mut lax = Reference::mutated(&mutant("lax/reg-26").unwrap());
        assert!(matches!(lax.finish_registration(finish), Finish::Accepted(_)));
    }
}

#[test]
fn all_that_is_wrong_is_named_and_the_first_gives_the_stage() {
    let mut rp = Reference::new();
    let finish = register(&mut rp, &policy(), |making| {
        replaced(&mut making.client_data, "webauthn.create", "webauthn.get");
        making.rp_id = "example.com";
        making.flags = UP | BE | BS | AT;
    });
    assert_eq!(rp.last_violations(), ["reg-7", "reg-14", "reg-16"]);
    let Finish::Rejected(rejected) = finish else { panic!("accepted") };
    assert_eq!(rejected.stage, Some(Stage::ClientData));
    assert_eq!(rejected.detail.split("; ").filter(|part| part.starts_with("reg-")).count(), 3, "{}", rejected.detail);
    assert!(
        rejected.detail.starts_with("reg-7: the member type is \"webauthn.get\"; expected is webauthn.create"),
        "{}",
        rejected.detail
    );
    // What was reached and holds is known too; what presupposes a check that failed is not reached.
    let passes = rp.last_passes();
    assert!(passes.contains(&"reg-8") && !passes.contains(&"reg-7") && !passes.contains(&""), "{passes:?}");
}
