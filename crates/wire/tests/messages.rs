//! Client data, authenticator data, attestation objects and COSE keys: what is read, and each fault that is named.

use relycheck_wire::attestation_object::{self, AttestationObject, PackedStatement, attestation_object, packed_statement};
use relycheck_wire::authenticator_data::{self, AuthenticatorData, AuthenticatorDataWriter, Flags};
use relycheck_wire::cbor::{self, Major, Node, canonical};
use relycheck_wire::client_data::{self, ClientData, ClientDataWriter};
use relycheck_wire::cose_key::{self, CoseKey, CoseKeyWriter, label};
use relycheck_wire::json::{self, Written};

fn honest_client_data() -> ClientDataWriter {
    ClientDataWriter::new("webauthn.get", "AAECAw", "https://example.org", false, None)
}

#[test]
fn client_data_is_written_as_the_standard_prescribes() {
    assert_eq!(
        honest_client_data().encode(),
        br#"{"type":"webauthn.get","challenge":"AAECAw","origin":"https://example.org","crossOrigin":false}"#
    );
    let framed = ClientDataWriter::new("t", "c", "\"\\\n\u{1f}\u{7f}\u{fc}/", true, Some("https://top.example"));
    assert_eq!(
        String::from_utf8(framed.encode()).expect("UTF-8"),
        "{\"type\":\"t\",\"challenge\":\"c\",\"origin\":\"\\\"\\\\\\u000a\\u001f\u{7f}\u{fc}/\",\"crossOrigin\":true,\"topOrigin\":\"https://top.example\"}"
    );
}

#[test]
fn client_data_is_read_whatever_its_dress() {
    let mut writer = ClientDataWriter::new("webauthn.create", "AAECAw", "https://example.org", true, Some("https://top.example"));
    writer.byte_order_mark = true;
    writer.before = b"\n".to_vec();
    writer.after = b" \r\n".to_vec();
    writer.object.space = "\t ".to_owned();
    writer.object.members.reverse();
    writer.object.push("extra", Written::Raw(b"{\"a\":[\"\xff\xfe\"]}".to_vec()));
    let bytes = writer.encode();
    let data = ClientData::parse(&bytes).expect("client data");
    assert_eq!(data.ceremony, "webauthn.create");
    assert_eq!(data.challenge, "AAECAw");
    assert_eq!(data.origin, "https://example.org");
    assert_eq!(data.cross_origin, Some(true));
    assert_eq!(data.top_origin.as_deref(), Some("https://top.example"));
    assert_eq!(data.as_bytes(), bytes);
}

#[test]
fn strings_borrow_where_the_bytes_allow_it() {
    use std::borrow::Cow;
    let bytes = honest_client_data().encode();
    assert!(matches!(ClientData::parse(&bytes).expect("client data").origin, Cow::Borrowed("https://example.org")));
    let escaped = br#"{"type":"a\u0062","challenge":"","origin":""}"#;
    let data = ClientData::parse(escaped).expect("client data");
    assert!(matches!(data.ceremony, Cow::Owned(ref text) if text == "ab"));
    assert!(matches!(data.challenge, Cow::Borrowed("")));
    assert_eq!((data.cross_origin, data.top_origin), (None, None));
    // The name of a member is the string that its text stands for.
    let named = br#"{"t\u0079pe":"webauthn.get","challenge":"","origin":"","\u0074opOrigi":1}"#;
    let data = ClientData::parse(named).expect("client data");
    assert_eq!((&*data.ceremony, data.top_origin), ("webauthn.get", None));
}

#[test]
fn a_value_is_written_by_itself() {
    assert_eq!(Written::text("a\"b\n").encode(), br#""a\"b\u000a""#);
    assert_eq!(Written::Texts(vec!["a".to_owned(), "b".to_owned()]).encode(), br#"["a","b"]"#);
    assert_eq!(Written::Bool(true).encode(), b"true");
}

#[test]
fn utf8_decode_strips_one_mark_and_replaces_maximal_sequences() {
    let decode = client_data::utf8_decode;
    assert_eq!(decode(b"\xef\xbb\xbf\xef\xbb\xbfa"), "\u{feff}a");
    assert_eq!(decode(b"\xef\xbb"), "\u{fffd}");
    assert_eq!(decode(b"\xf0\x9f\x98a\xc0\xaf\xed\xa0\x80"), "\u{fffd}a\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}");
}

#[test]
fn client_data_faults_are_named() {
    use client_data::Error;
    let fault = |change: &dyn Fn(&mut ClientDataWriter)| {
        let mut writer = honest_client_data();
        change(&mut writer);
        ClientData::parse(&writer.encode()).expect_err("a fault")
    };
    for member in ["type", "challenge", "origin"] {
        assert_eq!(fault(&|writer| assert!(writer.object.remove(member))), Error::Missing { member });
        assert_eq!(
            fault(&|writer| writer.object.set(member, Written::raw("null"))),
            Error::WrongType { member, expected: "string" }
        );
        assert_eq!(fault(&|writer| writer.object.push(member, Written::text(""))), Error::Duplicate { member });
    }
    assert_eq!(
        fault(&|writer| writer.object.set("crossOrigin", Written::text("false"))),
        Error::WrongType { member: "crossOrigin", expected: "boolean" }
    );
    assert_eq!(
        fault(&|writer| writer.object.push("crossOrigin", Written::Bool(false))),
        Error::Duplicate { member: "crossOrigin" }
    );
    assert_eq!(
        fault(&|writer| writer.object.push("topOrigin", Written::Bool(true))),
        Error::WrongType { member: "topOrigin", expected: "string" }
    );
    assert_eq!(
        fault(&|writer| writer.after = b"x".to_vec()),
        Error::Json(json::Error::TrailingText { offset: honest_client_data().encode().len() })
    );
    assert!(matches!(fault(&|writer| writer.before = b"x".to_vec()), Error::Json(json::Error::Syntax { offset: 0, .. })));
    assert_eq!(ClientData::parse(b"[]"), Err(Error::NotAnObject));
    let deep = [b"[".repeat(100_000), b"]".repeat(100_000)].concat();
    assert!(matches!(ClientData::parse(&deep), Err(Error::Json(json::Error::TooDeep { offset: 127, limit: 127 }))));
}

const AT_ED: Flags = Flags(Flags::UP | Flags::AT | Flags::ED);
/// rpIdHash, flags, signCount, aaguid, credentialIdLength 2, credentialId, key, extensions.
fn full_authenticator_data() -> Vec<u8> {
    let mut bytes = vec![7; 32];
    bytes.extend([AT_ED.0, 0x80, 0, 0, 1]);
    bytes.extend([9; 16]);
    bytes.extend([0, 2, 0xaa, 0xbb]);
    bytes.extend([0xa1, 0x01, 0x02]);
    bytes.extend([0xa1, 0x61, b'e', 0xf5]);
    bytes
}

#[test]
fn authenticator_data_is_read_field_by_field() {
    let bytes = full_authenticator_data();
    let data = AuthenticatorData::parse(&bytes).expect("authenticator data");
    assert_eq!((data.rp_id_hash, data.flags, data.sign_count), (&[7; 32], AT_ED, 0x8000_0001));
    let attested = data.attested_credential_data.expect("AT is set");
    assert_eq!((attested.aaguid, attested.credential_id), (&[9; 16], &[0xaa, 0xbb][..]));
    assert_eq!(attested.credential_public_key, [0xa1, 0x01, 0x02]);
    assert_eq!(data.extensions, Some(&[0xa1, 0x61, b'e', 0xf5][..]));
    assert_eq!(data.to_writer().encode(), bytes);
}

#[test]
fn extensions_without_attested_data_begin_at_37() {
    let mut bytes = vec![0; 32];
    bytes.extend([Flags::UP | Flags::ED, 0, 0, 0, 0, 0xa0]);
    let data = AuthenticatorData::parse(&bytes).expect("authenticator data");
    assert_eq!((data.attested_credential_data, data.extensions), (None, Some(&[0xa0][..])));
}

#[test]
fn authenticator_data_faults_are_named() {
    use authenticator_data::Error;
    let whole = full_authenticator_data();
    for length in 0..whole.len() {
        let error = AuthenticatorData::parse(&whole[..length]).expect_err("cut short");
        let expected = match length {
            0..37 => Error::TooShort { length },
            37..53 => Error::TruncatedAaguid { length: length - 37 },
            53..55 => Error::TruncatedCredentialIdLength { length: length - 53 },
            55..57 => Error::TruncatedCredentialId { declared: 2, length: length - 55 },
            57 => Error::PublicKey(cbor::Error::UnexpectedEnd { offset: 57 }),
            // A pair takes two bytes at least, and the map announces one pair.
            58..60 => Error::PublicKey(cbor::Error::LengthExceedsInput { offset: 57, declared: 1, available: length - 58 }),
            60 => Error::MissingExtensions { offset: 60 },
            61..63 => Error::Extensions(cbor::Error::LengthExceedsInput { offset: 60, declared: 1, available: length - 61 }),
            _ => Error::Extensions(cbor::Error::UnexpectedEnd { offset: 63 }),
        };
        assert_eq!(error, expected, "cut to {length} bytes");
    }
    // what a flag announces is missing, whether the other is set or not.
    for (flags, expected) in [
        (Flags::AT, Error::TruncatedAaguid { length: 0 }),
        (Flags::ED, Error::MissingExtensions { offset: 37 }),
        (Flags::AT | Flags::ED, Error::TruncatedAaguid { length: 0 }),
    ] {
        let mut fixed = whole[..37].to_vec();
        fixed[32] = flags;
        assert_eq!(AuthenticatorData::parse(&fixed), Err(expected), "flags {flags:#x}");
        fixed[32] = 0;
        assert!(AuthenticatorData::parse(&fixed).is_ok());
    }
    let mut longer = whole.clone();
    longer.extend([0, 0]);
    assert_eq!(AuthenticatorData::parse(&longer), Err(Error::TrailingBytes { offset: 64, count: 2 }));
    let mut array = whole.clone();
    array.truncate(60);
    array.push(0x80);
    assert_eq!(AuthenticatorData::parse(&array), Err(Error::ExtensionsNotAMap { offset: 60, found: Major::Array }));
    let mut unannounced = whole;
    unannounced[32] = Flags::AT;
    assert_eq!(AuthenticatorData::parse(&unannounced), Err(Error::TrailingBytes { offset: 60, count: 4 }));
}

#[test]
fn the_authenticator_data_writer_need_not_agree_with_itself() {
    let whole = full_authenticator_data();
    let data = AuthenticatorData::parse(&whole).expect("authenticator data");
    let mut writer: AuthenticatorDataWriter<'_> = data.to_writer();
    writer.flags = Flags(0);
    writer.rp_id_hash = vec![1, 2].into();
    writer.tail = b"tail".as_slice().into();
    writer.attested_credential_data.as_mut().expect("attested data").declared_length = Some(0xfffe);
    let mut expected = vec![1, 2, 0, 0x80, 0, 0, 1];
    expected.extend([9; 16]);
    expected.extend([0xff, 0xfe, 0xaa, 0xbb, 0xa1, 0x01, 0x02, 0xa1, 0x61, b'e', 0xf5]);
    expected.extend(b"tail");
    assert_eq!(writer.encode(), expected);
}

#[test]
fn flags_have_the_bits_of_the_standard() {
    let names: Vec<_> = (0..8).map(|bit| Flags(1 << bit).to_string()).collect();
    assert_eq!(names, ["UP", "RFU1", "UV", "BE", "BS", "RFU2", "AT", "ED"]);
    assert_eq!(Flags(0x5d).to_string(), "UP UV BE BS AT");
    assert_eq!(Flags(0).to_string(), "none");
    let set = |flags: Flags| [flags.up(), flags.uv(), flags.be(), flags.bs(), flags.at(), flags.ed()];
    for (place, bit) in [0, 2, 3, 4, 6, 7].into_iter().enumerate() {
        let mut expected = [false; 6];
        expected[place] = true;
        assert_eq!(set(Flags(1 << bit)), expected);
    }
    assert_eq!((Flags(0xff).rfu(), Flags(0xdd).rfu()), (0x22, 0));
}

#[test]
fn attestation_objects_are_read_and_written() {
    let node = attestation_object("none", Node::Map(vec![]), b"data");
    let bytes = node.encode();
    assert_eq!(canonical(&bytes), Ok(()));
    let object = AttestationObject::parse(&bytes).expect("an attestation object");
    assert_eq!((object.fmt, object.att_stmt, object.auth_data, object.unknown_keys), ("none", &[0xa0][..], &b"data"[..], 0));
    assert_eq!(object.as_bytes(), bytes);

    let mut node = node;
    let entries = node.entries_mut().expect("a map");
    entries.reverse();
    entries.push((Node::text("epAtt"), Node::bool(true)));
    entries.push((Node::Unsigned(1), Node::Array(vec![])));
    let Node::Map(entries) = node else { panic!("a map") };
    let bytes = Node::IndefiniteMap(entries).encode();
    let object = AttestationObject::parse(&bytes).expect("in another order and form");
    assert_eq!((object.fmt, object.auth_data, object.unknown_keys), ("none", &b"data"[..], 2));
    assert_eq!(object.as_bytes(), bytes);
}

type Entries = Vec<(Node, Node)>;

#[test]
fn attestation_object_faults_are_named() {
    use attestation_object::Error;
    let fault = |change: &dyn Fn(&mut Entries)| {
        let mut node = attestation_object("none", Node::Map(vec![]), b"");
        change(node.entries_mut().expect("a map"));
        AttestationObject::parse(&node.encode()).expect_err("a fault")
    };
    for (place, key) in ["fmt", "attStmt", "authData"].into_iter().enumerate() {
        assert_eq!(fault(&|entries| drop(entries.remove(place))), Error::MissingKey { key });
        assert_eq!(fault(&|entries| entries[place].0 = Node::bytes(key.as_bytes())), Error::MissingKey { key });
        assert!(matches!(fault(&|entries| entries.push((Node::text(key), Node::Unsigned(0)))), Error::DuplicateKey { .. }));
        let wrong = fault(&|entries| entries[place].1 = Node::Unsigned(0));
        assert!(matches!(wrong, Error::WrongType { key: found, found: Major::Unsigned, .. } if found == key), "{wrong}");
    }
    // Head of the map, key with head.
    let Error::WrongType { offset, .. } = fault(&|entries| entries[0].1 = Node::Unsigned(0)) else { panic!("another fault") };
    assert_eq!(offset, 5);
    let chunked = fault(&|entries| entries[2].1 = Node::IndefiniteBytes(vec![]));
    assert!(matches!(chunked, Error::Cbor(cbor::Error::IndefiniteString { .. })));
    let mut bytes = attestation_object("none", Node::Map(vec![]), b"").encode();
    bytes.push(0);
    let trailing = cbor::Error::TrailingBytes { offset: bytes.len() - 1, count: 1 };
    assert_eq!(AttestationObject::parse(&bytes), Err(Error::Cbor(trailing)));
    assert_eq!(AttestationObject::parse(&[0x83, 0, 0, 0]), Err(Error::NotAMap { found: Major::Array }));
    assert_eq!(AttestationObject::parse(b""), Err(Error::Cbor(cbor::Error::UnexpectedEnd { offset: 0 })));
}

#[test]
fn packed_statements_are_read_and_written() {
    let bytes = packed_statement(-7, b"sig", Some(&[b"leaf", b"ca"])).encode();
    assert_eq!(canonical(&bytes), Ok(()));
    let statement = PackedStatement::parse(&bytes).expect("a statement");
    assert_eq!((statement.alg, statement.sig, statement.unknown_keys), (-7, &b"sig"[..], 0));
    let certificates: Vec<_> = statement.x5c.expect("x5c").iter().collect();
    assert_eq!(certificates, [&b"leaf"[..], b"ca"]);
    assert_eq!(statement.as_bytes(), bytes);

    let bytes = packed_statement(-257, b"", None).encode();
    assert_eq!(PackedStatement::parse(&bytes).expect("self attestation").x5c, None);
    let bytes = packed_statement(-257, b"", Some(&[])).encode();
    assert_eq!(PackedStatement::parse(&bytes).expect("an empty list").x5c.expect("x5c").iter().count(), 0);

    let mut node = packed_statement(-7, b"sig", None);
    node.entries_mut().expect("a map").extend([(Node::text("ver"), Node::text("2")), (Node::Unsigned(1), Node::Unsigned(1))]);
    assert_eq!(PackedStatement::parse(&node.encode()).expect("a statement").unknown_keys, 2);
}

#[test]
fn packed_statement_faults_are_named() {
    use attestation_object::Error;
    let fault = |change: &dyn Fn(&mut Entries)| {
        let mut node = packed_statement(-7, b"", Some(&[b"leaf"]));
        change(node.entries_mut().expect("a map"));
        PackedStatement::parse(&node.encode()).expect_err("a fault")
    };
    assert_eq!(fault(&|entries| drop(entries.remove(0))), Error::MissingKey { key: "alg" });
    assert_eq!(fault(&|entries| drop(entries.remove(1))), Error::MissingKey { key: "sig" });
    for (place, key) in ["alg", "sig", "x5c"].into_iter().enumerate() {
        let wrong = fault(&|entries| entries[place].1 = Node::text("x"));
        assert!(matches!(wrong, Error::WrongType { key: found, .. } if found == key), "{wrong}");
    }
    let element = fault(&|entries| entries[2].1 = Node::Array(vec![Node::bytes(b"leaf"), Node::text("x")]));
    assert!(matches!(element, Error::WrongType { key: "x5c", found: Major::Text, .. }), "{element}");
    assert_eq!(PackedStatement::parse(&[0x80]), Err(Error::NotAMap { found: Major::Array }));
}

#[test]
fn cose_keys_are_read_and_written() {
    let (x, y) = ([1; 32], [2; 32]);
    let bytes = CoseKeyWriter::ec2(-7, 1, &x, &y).encode().expect("canonical");
    assert_eq!(bytes[..7], [0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01]);
    assert_eq!(canonical(&bytes), Ok(()));
    let key = CoseKey::parse(&bytes).expect("a key");
    assert_eq!((key.kty, key.alg, key.crv, key.x, key.y), (2, Some(-7), Some(1), Some(&x[..]), Some(&y[..])));
    assert_eq!((key.n, key.e, key.other_labels, key.as_bytes()), (None, None, 0, &bytes[..]));

    let bytes = CoseKeyWriter::okp(-8, 6, &x).encode().expect("canonical");
    let key = CoseKey::parse(&bytes).expect("a key");
    assert_eq!((key.kty, key.alg, key.crv, key.x, key.y), (1, Some(-8), Some(6), Some(&x[..]), None));

    // kty last, so that the reader has to look ahead; and labels of another key type.
    let mut writer = CoseKeyWriter::rsa(-257, b"modulus", b"\x01\x00\x01");
    writer.push(label::Y, Node::bytes(b"y"));
    writer.entries.push((Node::text("own"), Node::Unsigned(0)));
    writer.entries.rotate_left(1);
    let bytes = writer.encode_as_listed();
    assert!(canonical(&bytes).is_err());
    let key = CoseKey::parse(&bytes).expect("a key");
    assert_eq!((key.kty, key.alg, key.crv, key.x, key.y), (3, Some(-257), None, None, None));
    assert_eq!((key.n, key.e, key.other_labels), (Some(&b"modulus"[..]), Some(&[1, 0, 1][..]), 2));
}

#[test]
fn cose_key_faults_are_named() {
    use cose_key::Error;
    let fault = |change: &dyn Fn(&mut CoseKeyWriter)| {
        let mut writer = CoseKeyWriter::ec2(-7, 1, &[], &[]);
        change(&mut writer);
        CoseKey::parse(&writer.encode_as_listed()).expect_err("a fault")
    };
    assert_eq!(fault(&|writer| assert!(writer.remove(label::KTY) && !writer.remove(label::KTY))), Error::MissingKty);
    let several = fault(&|writer| {
        writer.set(label::X, Node::bool(true));
        writer.set(label::ALG, Node::bool(true));
        writer.entries.reverse();
    });
    assert!(matches!(several, Error::WrongType { label: label::ALG, .. }), "{several}: canonical order decides");
    for wanted in [label::KTY, label::ALG, label::CRV, label::X, label::Y] {
        let wrong = fault(&|writer| writer.set(wanted, Node::bool(true)));
        assert!(matches!(wrong, Error::WrongType { label, found: Major::SimpleOrFloat, .. } if label == wanted), "{wrong}");
        assert!(matches!(fault(&|writer| writer.push(wanted, Node::Unsigned(0))), Error::DuplicateLabel { .. }));
    }
    assert_eq!(CoseKey::parse(&[0x01]), Err(Error::NotAMap { found: Major::Unsigned }));
    assert_eq!(CoseKey::parse(&[0xa0, 0]), Err(Error::Cbor(cbor::Error::TrailingBytes { offset: 1, count: 1 })));
    assert_eq!(CoseKey::parse(&[0xbf, 1, 0xff]), Err(Error::Cbor(cbor::Error::OddMap { offset: 2 })));
    assert_eq!(CoseKey::parse(&[0xa1, 1, 0xff]), Err(Error::Cbor(cbor::Error::UnexpectedBreak { offset: 2 })));
    assert_eq!(
        CoseKey::parse(&[0xa2, 1, 2]),
        Err(Error::Cbor(cbor::Error::LengthExceedsInput { offset: 0, declared: 2, available: 2 }))
    );
    let indefinite = [0xbf, 1, 2, 0x40, 0xf4, 0xff];
    assert_eq!(CoseKey::parse(&indefinite).map(|key| (key.kty, key.other_labels)), Ok((2, 1)));
    assert!(CoseKeyWriter { entries: vec![(Node::Unsigned(1), Node::Unsigned(2)); 2] }.encode().is_err());
}
