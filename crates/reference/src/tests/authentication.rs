//! One deviation at a time in an authentication: exactly the declared check fails, and its mutant lets it through.

use relycheck_protocol::{AuthenticationFinish, Finish, RelyingParty, TopOrigins};
use serde_json::Value;

use super::hand_made::*;
use crate::Reference;

/// A deviation and the check that it breaks.
type Deviation = (&'static str, fn(&mut Asked), fn(&mut Getting));

fn violations(asked: &Asked, change: fn(&mut Getting)) -> Vec<&'static str> {
    let mut rp = Reference::new();
    authenticate(&mut rp, asked, change);
    rp.last_violations().to_vec()
}

/// The declared check fails and no other; where it can be switched off, its mutant accepts.
fn holds(deviations: &[Deviation]) {
    for (index, (id, set, change)) in deviations.iter().enumerate() {
        let mut asked = Asked::new();
        set(&mut asked);
        assert_eq!(violations(&asked, *change), [*id], "deviation {index}");
        if let Some(mutant) = mutant(&format!("lax/{id}")) {
            let finish = authenticate(&mut Reference::mutated(&mutant), &asked, *change);
            assert!(matches!(finish, Finish::Accepted(_)), "{id} off, deviation {index}: {finish:?}");
        }
    }
}

#[test]
fn envelopes() {
    holds(&[
        ("json-4", |_| {}, |getting| getting.edit_response = |response| *response = Value::Null),
        ("json-4", |_| {}, |getting| getting.edit_response = |response| response["response"]["authenticatorData"] = Value::Null),
        (
            "json-4",
            |_| {},
            |getting| {
                getting.edit_response = |response| {
                    response["id"] = Value::Null;
                    response["rawId"] = Value::Null;
                };
            },
        ),
        ("auth-3", |_| {}, |getting| getting.edit_response = |response| response["response"]["signature"] = Value::Null),
    ]);
}

#[test]
fn accounts() {
    holds(&[
        ("auth-5", |asked| asked.allowed[0].credential_id = "AQ".to_owned(), |_| {}),
        ("auth-6", |asked| asked.table.clear(), |_| {}),
        ("auth-6a", |_| {}, |getting| getting.edit_response = |response| response["response"]["userHandle"] = OTHER_USER.into()),
        ("auth-6a", |asked| asked.table = vec![row(OTHER_USER, |_| {})], |_| {}),
        (
            "auth-6b",
            |asked| *asked = Asked::of_nobody(),
            |getting| {
                getting.edit_response = |response| response["response"]["userHandle"] = Value::Null;
            },
        ),
        (
            "auth-6b",
            |asked| *asked = Asked::of_nobody(),
            |getting| {
                getting.edit_response = |response| response["response"]["userHandle"] = OTHER_USER.into();
            },
        ),
    ]);
}

#[test]
fn client_data() {
    holds(&[
        ("auth-9", |_| {}, |getting| assert!(getting.client_data.pop().is_some())),
        ("cd-9", |_| {}, |getting| getting.client_data = b"null".to_vec()),
        ("auth-10", |_| {}, |getting| replaced(&mut getting.client_data, "webauthn.get", "webauthn.Get")),
        ("auth-11", |_| {}, |getting| replaced(&mut getting.client_data, r#""challenge":""#, r#""challenge":"A"#)),
        ("auth-12", |_| {}, |getting| replaced(&mut getting.client_data, "https://example.org", "http://example.org")),
        ("auth-13", |_| {}, |getting| replaced(&mut getting.client_data, "false", "true")),
        ("auth-14.1", |_| {}, |getting| replaced(&mut getting.client_data, "false", r#"false,"topOrigin":"https://a.test""#)),
        (
            "auth-14.2",
            |asked| {
                asked.policy.cross_origin = true;
                asked.policy.top_origins = TopOrigins::Only(vec!["https://b.test".to_owned()]);
            },
            |getting| replaced(&mut getting.client_data, "false", r#"true,"topOrigin":"https://a.test""#),
        ),
    ]);
}

#[test]
fn authenticator_data() {
    holds(&[
        ("auth-15", |_| {}, |getting| getting.rp_id = "example.com"),
        ("auth-16", |_| {}, |getting| getting.flags = UV | BE | BS),
        ("auth-17", |_| {}, |getting| getting.flags = UP | BE | BS),
        (
            "auth-18",
            |asked| asked.table = vec![row(USER, |record| record["backup_eligible"] = false.into())],
            |getting| {
                getting.flags = UP | UV | BS;
            },
        ),
        ("auth-19.1", |_| {}, |getting| getting.flags = UP | UV),
        ("auth-19.2", |asked| asked.table = vec![row(USER, |record| record["backup_eligible"] = false.into())], |_| {}),
        ("ad-1", |_| {}, |getting| getting.cut = Some(36)),
        ("ad-7", |_| {}, |getting| getting.flags |= ED),
        ("ad-8", |_| {}, |getting| getting.after = vec![0]),
        (
            "ad-6",
            |_| {},
            |getting| {
                getting.flags |= AT;
                getting.after = [&[0; 18][..], &cose_key(&signing_key(8))].concat();
            },
        ),
        (
            "ad-9",
            |_| {},
            |getting| {
                getting.flags |= ED;
                getting.after = vec![0x80];
            },
        ),
        (
            "ad-9",
            |_| {},
            |getting| {
                getting.flags |= ED;
                getting.after = vec![0xa1, 0x01, 0x01];
            },
        ),
        (
            "conf-2",
            |_| {},
            |getting| {
                getting.flags |= ED;
                getting.after = b"\xbf\xff".to_vec();
            },
        ),
    ]);
}

#[test]
fn attested_credential_data_that_is_announced_is_read() {
    assert_eq!(violations(&Asked::new(), |getting| getting.flags |= AT), ["ad-6", "acd-1"]);
    let cut_off = |getting: &mut Getting| {
        getting.flags |= AT;
        getting.after = vec![0; 18];
    };
    assert_eq!(violations(&Asked::new(), cut_off), ["ad-6", "acd-4"]);
}

#[test]
fn an_empty_handle_counts_as_none_where_the_user_is_known_and_only_there() {
    let empty = |getting: &mut Getting| {
        getting.edit_response = |response| response["response"]["userHandle"] = "".into();
    };
    assert!(violations(&Asked::new(), empty).is_empty());
    assert_eq!(violations(&Asked::of_nobody(), empty), ["auth-6b"]);
}

#[test]
fn a_known_user_for_whom_nothing_was_listed_is_held_to_the_owner_of_the_record() {
    let unlisted = || Asked { allowed: Vec::new(), ..Asked::new() };
    assert!(violations(&unlisted(), |_| {}).is_empty());
    let mut of_another = unlisted();
    of_another.table = vec![row(OTHER_USER, |_| {})];
    assert_eq!(violations(&of_another, |_| {}), ["auth-6a"]);
}

#[test]
fn signatures() {
    holds(&[
        (
            "auth-20",
            |_| {},
            |getting| {
                getting.signed = Some(getting.client_data.clone());
                replaced(&mut getting.client_data, ",", ", ");
            },
        ),
        ("auth-21", |_| {}, |getting| getting.signed = Some(b"{}".to_vec())),
        ("auth-21", |_| {}, |getting| getting.key = signing_key(8)),
        ("auth-21", |asked| asked.table = vec![row(USER, |record| record["public_key"] = "".into())], |_| {}),
        // a byte behind the SEQUENCE, and the two numbers without ASN.1 around them.
        (
            "sig-3",
            |_| {},
            |getting| {
                getting.edit_response = |response| {
                    let text = response["response"]["signature"].as_str().unwrap().to_owned();
                    let mut signature = data_encoding::BASE64URL_NOPAD.decode(text.as_bytes()).unwrap();
                    signature.push(0);
                    response["response"]["signature"] = encode(&signature).into();
                };
            },
        ),
        (
            "sig-1",
            |_| {},
            |getting| {
                getting.edit_response = |response| {
                    let text = response["response"]["signature"].as_str().unwrap().to_owned();
                    let der = data_encoding::BASE64URL_NOPAD.decode(text.as_bytes()).unwrap();
                    let raw = p256::ecdsa::Signature::from_der(&der).unwrap().to_bytes();
                    response["response"]["signature"] = encode(&raw).into();
                };
            },
        ),
    ]);
}

/// Without sig-2 a signature by another way is enough; one that verifies in no way is not.
#[test]
fn a_signature_that_verifies_in_no_way_is_refused_without_sig_2() {
    let mut lax = Reference::mutated(&mutant("lax/sig-2").unwrap());
    let finish = authenticate(&mut lax, &Asked::new(), |getting| getting.signed = Some(b"{}".to_vec()));
    assert!(matches!(finish, Finish::Rejected(_)), "{finish:?}");
    assert_eq!(lax.last_violations(), ["auth-21"]);
}

#[test]
fn a_lenient_key_is_read_as_leniently_at_login() {
    let (x, y) = coordinates(&signing_key(7));
    let without_alg = [b"\xa4\x01\x02\x20\x01\x21\x58\x20".as_slice(), &x, b"\x22\x58\x20", &y].concat();
    let other_curve = [b"\xa5\x01\x02\x03\x26\x20\x02\x21\x58\x20".as_slice(), &x, b"\x22\x58\x20", &y].concat();
    for (id, key) in [("cose-1", without_alg), ("cose-10", other_curve)] {
        let mut asked = Asked::new();
        asked.table = vec![row(USER, |record| record["public_key"] = encode(&key).into())];
        assert_eq!(violations(&asked, |_| {}), ["auth-21"], "{id}");
        let mut lax = Reference::mutated(&mutant(&format!("lax/{id}")).unwrap());
        assert!(matches!(authenticate(&mut lax, &asked, |_| {}), Finish::Accepted(_)), "{id}");
    }
}

/// What was seen of one response is not said of the next, which could not even be looked at.
#[test]
fn violations_are_those_of_the_last_response() {
    let mut rp = Reference::new();
    authenticate(&mut rp, &Asked::new(), |getting| getting.flags &= !UP);
    assert_eq!(rp.last_violations(), ["auth-16"]);
    let none = AuthenticationFinish { session: Value::Null.into(), response: String::new(), records: Vec::new() };
    assert!(matches!(rp.finish_authentication(none), Finish::Failed(_)));
    assert!(rp.last_violations().is_empty() && rp.last_passes().is_empty());
}

#[test]
fn a_record_that_is_none_is_not_the_responses_fault() {
    let mut asked = Asked::new();
    asked.table = vec![row(USER, |record| *record = Value::Null)];
    assert!(matches!(authenticate(&mut Reference::new(), &asked, |_| {}), Finish::Failed(_)));
}
