//! Which strict mutants might fare otherwise: a tolerance is needed by what it names and by nothing else. One that were needed too
//! often would make a mutant that any case kills. The tolerances of algorithms and keys, and of signatures but for the two numbers of
//! ECDSA, are left to the kill matrix.

use data_encoding::BASE64URL_NOPAD;
use relycheck_protocol::{
    AccountRecord, AuthenticationFinish, BackupStatePolicy, Mediation, Policy, RegistrationFinish, RelyingParty, TopOrigins,
    UserVerification,
};
use serde_json::Value;

use super::hand_made::*;
use crate::{Family, Reference, mutants};

/// What the last ceremony needed, but for the two tolerances of ECDSA's numbers, which depend on the signature that comes out.
fn needed(rp: &Reference) -> Vec<String> {
    let strict = mutants().into_iter().filter(|mutant| mutant.family == Family::Strict && rp.last_might_differ(mutant));
    let names = strict.filter_map(|mutant| mutant.id.strip_prefix("strict/").map(str::to_owned));
    names.filter(|name| !["high-s", "short-number"].contains(&name.as_str())).collect()
}

#[test]
fn what_the_flags_and_the_record_need() {
    let verification = |asked: &mut Asked, value| asked.policy.user_verification = value;
    let record = |asked: &mut Asked, change: &dyn Fn(&mut Value)| asked.table = vec![row(USER, change)];
    let plain = UP | BE | BS;
    type Set<'a> = &'a dyn Fn(&mut Asked);
    let unpinned: Set<'_> = &|asked| record(asked, &|record| record["uv_initialized"] = false.into());
    let rows: [(Set<'_>, u8, &[&str]); 18] = [
        (&|_| {}, UV | plain, &[]),
        (&|asked| verification(asked, Some(UserVerification::Preferred)), UV | plain, &[]),
        (&|asked| verification(asked, None), UV | plain, &[]),
        (&|asked| verification(asked, Some(UserVerification::Discouraged)), UV | plain, &["uv1-discouraged-get"]),
        (
            &|asked| verification(asked, Some(UserVerification::Preferred)),
            plain,
            &["uv0-preferred-get", "uv-pinned-after-registration"],
        ),
        (
            &|asked| {
                unpinned(asked);
                verification(asked, Some(UserVerification::Preferred));
            },
            plain,
            &["uv0-preferred-get"],
        ),
        (
            &|asked| {
                unpinned(asked);
                verification(asked, Some(UserVerification::Discouraged));
            },
            plain,
            &["uv0-discouraged-get"],
        ),
        (
            &|asked| {
                unpinned(asked);
                verification(asked, None);
            },
            plain,
            &["uv0-omitted-get"],
        ),
        (&|asked| record(asked, &|record| record["backup_state"] = false.into()), UV | plain, &["bs-0-to-1"]),
        (&|asked| record(asked, &|record| record["backup_state"] = false.into()), UP | UV | BE, &["be1-bs0"]),
        (&|_| {}, UP | UV | BE, &["bs-1-to-0", "be1-bs0"]),
        (
            &|asked| {
                asked.policy.backup_state = BackupStatePolicy::Ignore;
                record(asked, &|record| record["backup_state"] = false.into());
            },
            UP | UV,
            &[],
        ),
        (&|_| {}, UV | plain | 0x02, &["reserved-flags-get"]),
        (&|_| {}, UV | plain | 0x20, &["reserved-flags-get"]),
        (&|_| {}, UV | plain | ED, &["extension-data-get"]),
        (&|asked| asked.allowed.clear(), UV | plain, &["nothing-listed-known-user"]),
        (&|asked| *asked = Asked::of_nobody(), UV | plain, &[]),
        (unpinned, UV | plain, &[]),
    ];
    for (index, (set, flags, expected)) in rows.into_iter().enumerate() {
        let (mut rp, mut asked) = (Reference::new(), Asked::new());
        set(&mut asked);
        authenticate(&mut rp, &asked, |getting| {
            getting.flags = flags;
            getting.after = if flags & ED == 0 { Vec::new() } else { vec![0xa0] };
        });
        assert_eq!(needed(&rp), expected, "row {index}");
        assert!(rp.last_violations().is_empty(), "row {index}: {:?}", rp.last_violations());
    }
}

/// Half the order of P-256, rounded down.
const HALF: &[u8; 32] =
    b"\x7f\xff\xff\xff\x80\x00\x00\x00\x7f\xff\xff\xff\xff\xff\xff\xff\xde\x73\x7d\x56\xd3\x8b\xcf\x42\x79\xdc\xe5\x61\x7e\x31\x92\xa8";

#[test]
fn what_the_numbers_of_a_signature_need() {
    let (mut high, mut short) = (0, 0);
    // a number begins with a zero octet once in 256 times.
    for counter in 6..600 {
        let mut rp = Reference::new();
        let asked = Asked::new();
        let (session, response) = asserted(&mut rp, &asked, |getting| getting.counter = counter);
        let value: Value = serde_json::from_str(&response).unwrap();
        let signature = BASE64URL_NOPAD.decode(value["response"]["signature"].as_str().unwrap().as_bytes()).unwrap();
        let (r, s) = p256::ecdsa::Signature::from_der(&signature).unwrap().split_bytes();
        rp.finish_authentication(AuthenticationFinish { session: session.into(), response, records: asked.table });
        let needed = |id| rp.last_might_differ(&mutant(id).unwrap());
        let (is_high, is_short) = (s.as_slice() > HALF.as_slice(), r[0] == 0 || s[0] == 0);
        assert_eq!((needed("strict/high-s"), needed("strict/short-number")), (is_high, is_short), "{counter}");
        assert!(rp.last_violations().is_empty(), "{counter}: {:?}", rp.last_violations());
        (high, short) = (high + u32::from(is_high), short + u32::from(is_short));
    }
    assert!(high > 200 && high < 400 && short > 0 && short < 20, "{high} high, {short} short");
}

#[test]
fn what_counters_need() {
    for (stored, new, expected) in [
        (5, 6, vec![]),
        (5, 7, vec!["counter-jump"]),
        (5, 5, vec![]),
        (6, 5, vec![]),
        (0, 0, vec!["counter-zero"]),
        (0, 1, vec![]),
        (1, 0, vec![]),
        (0x7fff_fffe, 0x7fff_ffff, vec![]),
        (0x7fff_ffff, 0x8000_0000, vec!["counter-signed"]),
        (0x8000_0000, 0x8000_0001, vec![]),
        (0x8000_0001, 0x7fff_ffff, vec![]),
        (u32::MAX - 1, u32::MAX, vec![]),
    ] {
        let (mut rp, mut asked) = (Reference::new(), Asked::new());
        asked.table = vec![row(USER, |record| record["sign_count"] = stored.into())];
        authenticate(&mut rp, &asked, |getting| getting.counter = new);
        assert_eq!(needed(&rp), expected, "{stored} to {new}");
        assert!(rp.last_violations().is_empty(), "{stored} to {new}: {:?}", rp.last_violations());
    }
}

#[test]
fn what_the_envelope_of_an_assertion_needs() {
    type Edit = fn(&mut Value);
    let rows: [(Edit, &[&str]); 6] = [
        (|response| response["clientExtensionResults"] = serde_json::json!({}), &["missing-output-get"]),
        (|response| response["clientExtensionResults"] = Value::Null, &["missing-output-get"]),
        (|response| response["clientExtensionResults"]["largeBlob"] = Value::Null, &["missing-output-get"]),
        (|_| {}, &[]),
        (|response| response["response"]["userHandle"] = Value::Null, &["user-handle-absent-known-user"]),
        (|response| response["response"]["userHandle"] = "".into(), &["user-handle-absent-known-user"]),
    ];
    for (index, (edit, expected)) in rows.into_iter().enumerate() {
        let mut rp = Reference::new();
        authenticate(&mut rp, &Asked::new(), |getting| getting.edit_response = edit);
        assert_eq!(needed(&rp), expected, "row {index}");
        assert!(rp.last_violations().is_empty(), "row {index}");
    }
}

/// Only transports that are known. The copy of the key stays missing, which [`needed_by_registration`] takes off.
fn ordinary(response: &mut Value) {
    response["response"]["transports"] = serde_json::json!(["internal"]);
}

/// What a registration needs beside the missing copy of its key.
fn needed_by_registration(
    policy: &Policy,
    mediation: Option<Mediation>,
    records: &[AccountRecord],
    change: impl FnOnce(&mut Making),
) -> (Vec<String>, Vec<&'static str>) {
    let mut rp = Reference::new();
    let (session, response) = created(&mut rp, policy, mediation, |making| {
        making.edit_response = ordinary;
        change(making);
    });
    rp.finish_registration(RegistrationFinish { session: session.into(), response, records: records.to_vec() });
    let mut needed = needed(&rp);
    let copy = needed.iter().position(|name| name == "missing-public-key");
    needed.remove(copy.expect("there is no copy of the key"));
    (needed, rp.last_violations().to_vec())
}

#[test]
fn what_client_data_needs() {
    type Edit = fn(&mut Vec<u8>);
    let framed = |top_origins| Policy { cross_origin: true, top_origins, ..policy() };
    let only = || TopOrigins::Only(vec!["https://top.example".to_owned()]);
    let origins = |origins: &[&str]| Policy { origins: origins.iter().map(|&origin| origin.to_owned()).collect(), ..policy() };
    const FALSE: &str = r#""crossOrigin":false"#;
    let true_: Edit = |text| replaced(text, FALSE, r#""crossOrigin":true"#);
    let top: Edit = |text| replaced(text, FALSE, r#""crossOrigin":true,"topOrigin":"https://top.example""#);
    let rows: [(Policy, Edit, &[&str], bool); 22] = [
        (policy(), |_| {}, &[], true),
        (framed(TopOrigins::Any), |_| {}, &[], true),
        (policy(), true_, &[], false),
        (policy(), top, &[], false),
        (framed(only()), true_, &["cross-origin-expected"], true),
        (framed(TopOrigins::Any), true_, &["cross-origin-expected"], true),
        (framed(only()), top, &["cross-origin-expected", "top-origin-expected"], true),
        (framed(TopOrigins::Any), top, &["cross-origin-expected", "top-origin-expected", "any-top-origin"], true),
        (policy(), |text| replaced(text, r#","crossOrigin":false"#, ""), &["missing-cross-origin"], true),
        (policy(), |text| replaced(text, FALSE, r#""crossOrigin":false,"x":1"#), &["unknown-client-data-members"], true),
        (
            policy(),
            |text| replaced(text, FALSE, r#""crossOrigin":false,"tokenBinding":{"status":"supported"}"#),
            // The dictionary of Level 3 has no such member.
            &["unknown-client-data-members", "token-binding"],
            true,
        ),
        (
            policy(),
            |text| {
                replaced(text, r#""type":"webauthn.create","#, "");
                replaced(text, FALSE, r#""crossOrigin":false,"type":"webauthn.create""#);
            },
            &["member-order"],
            true,
        ),
        (policy(), |text| replaced(text, "https://", r"https:\/\/"), &["escapes"], true),
        (
            policy(),
            |text| {
                replaced(text, FALSE, r#""crossOrigin":false,"x":"?""#);
                if let Some(mark) = text.iter_mut().find(|byte| **byte == b'?') {
                    *mark = 0xff;
                }
            },
            &["unknown-client-data-members", "malformed-utf8"],
            true,
        ),
        (policy(), |text| drop(text.splice(0..0, *b"\xef\xbb\xbf")), &["bom"], true),
        (policy(), |text| replaced(text, r#","origin""#, r#", "origin""#), &["white-space-in-client-data"], true),
        (origins(&["https://example.org", "https://b.example"]), |_| {}, &[], true),
        (origins(&["https://b.example", "https://example.org"]), |_| {}, &["second-origin"], true),
        (
            origins(&["android:apk-key-hash:x"]),
            |text| replaced(text, "https://example.org", "android:apk-key-hash:x"),
            &["app-origin"],
            true,
        ),
        (framed(only()), |text| replaced(text, FALSE, r#""crossOrigin":"true""#), &[], true),
        (framed(only()), |text| replaced(text, r#","crossOrigin":false"#, ""), &["missing-cross-origin"], true),
        (
            framed(TopOrigins::Any),
            |text| replaced(text, FALSE, r#""crossOrigin":false,"topOrigin":1"#),
            &["top-origin-expected", "any-top-origin"],
            false,
        ),
    ];
    for (index, (policy, edit, expected, holds)) in rows.into_iter().enumerate() {
        let (needed, violations) = needed_by_registration(&policy, None, &[], |making| edit(&mut making.client_data));
        assert_eq!(needed, expected, "row {index}");
        assert_eq!(violations.is_empty(), holds, "row {index}: {violations:?}");
    }
}

#[test]
fn what_the_flags_of_a_registration_need() {
    let asked = |value| Policy { user_verification: value, ..policy() };
    let (preferred, discouraged) = (asked(Some(UserVerification::Preferred)), asked(Some(UserVerification::Discouraged)));
    let conditional = Some(Mediation::Conditional);
    let (plain, verified) = (UP | BE | BS | AT, UP | UV | BE | BS | AT);
    type Row<'a> = (&'a Policy, Option<Mediation>, u8, &'a [&'a str], bool);
    let rows: [Row<'_>; 15] = [
        (&preferred, None, plain, &["uv0-preferred-create"], true),
        (&discouraged, None, plain, &["uv0-discouraged-create"], true),
        (&asked(None), None, plain, &["uv0-omitted-create"], true),
        (&policy(), None, plain, &[], false),
        (&preferred, None, verified, &[], true),
        (&asked(None), None, verified, &[], true),
        (&discouraged, None, verified, &["uv1-discouraged-create"], true),
        (&policy(), conditional, UV | BE | BS | AT, &["up0-conditional-create"], true),
        (&policy(), conditional, verified, &[], true),
        (&policy(), None, UV | BE | BS | AT, &[], false),
        (&policy(), None, UP | UV | AT, &["be0"], true),
        (&policy(), None, UP | UV | BE | AT, &["be1-bs0"], true),
        (&policy(), None, UP | UV | BS | AT, &["be0"], false),
        (&policy(), None, verified | 0x02, &["reserved-flags-create"], true),
        (&policy(), None, verified | ED, &["extension-data-create"], true),
    ];
    for (index, (policy, mediation, flags, expected, holds)) in rows.into_iter().enumerate() {
        let (needed, violations) = needed_by_registration(policy, mediation, &[], |making| {
            making.flags = flags;
            making.after = if flags & ED == 0 { Vec::new() } else { vec![0xa0] };
        });
        assert_eq!(needed, expected, "row {index}");
        assert_eq!(violations.is_empty(), holds, "row {index}: {violations:?}");
    }
}

#[test]
fn what_a_credential_needs() {
    type Change = fn(&mut Making);
    let rows: [(Change, &[&str]); 15] = [
        (|making| making.id = vec![9; 65], &["credential-id-1023"]),
        (|making| making.id = vec![9; 64], &[]),
        (|making| making.id = vec![9; 16], &[]),
        (|making| making.id = vec![9; 15], &["short-credential-id"]),
        (|making| making.id = vec![9], &["short-credential-id"]),
        (|making| making.aaguid = [0; 16], &["zero-aaguid"]),
        (Making::with_none, &["non-zero-aaguid-with-none"]),
        (
            |making| {
                making.with_none();
                making.aaguid = [0; 16];
            },
            &["zero-aaguid"],
        ),
        (
            |making| making.edit_response = |response| response["response"]["transports"] = serde_json::json!([]),
            &["empty-transports"],
        ),
        (|making| making.edit_response = |response| response["response"]["transports"] = Value::Null, &[]),
        (|making| making.edit_response = |_| {}, &["unknown-transport"]),
        (
            |making| {
                making.edit_response = |response| {
                    ordinary(response);
                    response["authenticatorAttachment"] = "cross-platform".into();
                };
            },
            &["attachment-cross-platform"],
        ),
        (
            |making| {
                making.edit_response = |response| {
                    ordinary(response);
                    response["authenticatorAttachment"] = Value::Null;
                };
            },
            &["attachment-missing"],
        ),
        (
            |making| {
                making.edit_response = |response| {
                    ordinary(response);
                    response["clientExtensionResults"] = serde_json::json!({ "appid": false });
                };
            },
            &["missing-output-create"],
        ),
        (|_| {}, &[]),
    ];
    for (index, (change, expected)) in rows.into_iter().enumerate() {
        let (needed, violations) = needed_by_registration(&policy(), None, &[], change);
        assert_eq!(needed, expected, "row {index}");
        assert!(violations.is_empty(), "row {index}: {violations:?}");
    }

    // With a copy of the key nothing is needed at all; no step compares it.
    let mut rp = Reference::new();
    register(&mut rp, &policy(), |making| {
        making.edit_response = |response| {
            ordinary(response);
            response["response"]["publicKey"] = "AA".into();
        };
    });
    assert!(needed(&rp).is_empty(), "{:?}", needed(&rp));

    let another = |user| AccountRecord { credential_id: encode(&[8; 32]), ..row(user, |_| {}) };
    assert_eq!(needed_by_registration(&policy(), None, &[another(USER)], |_| {}).0, ["second-credential-same-user"]);
    assert!(needed_by_registration(&policy(), None, &[another(OTHER_USER)], |_| {}).0.is_empty());
}
