//! The annotator: names of honest messages, and where malformed ones stop.

use relycheck_wire::annotate::{self, Range};
use relycheck_wire::attestation_object::{attestation_object, packed_statement};
use relycheck_wire::cbor::MAX_DEPTH;
use relycheck_wire::cose_key::CoseKeyWriter;

fn names(ranges: &[Range]) -> Vec<&str> {
    ranges.iter().map(|range| range.name.as_str()).collect()
}

fn auth_data(flags: u8, tail: &[u8]) -> Vec<u8> {
    let mut bytes = vec![7; 32];
    bytes.extend([flags, 0, 0, 1, 2]);
    bytes.extend([9; 16]);
    bytes.extend([0, 2, 0xaa, 0xbb]);
    bytes.extend(CoseKeyWriter::okp(-8, 6, &[3; 32]).encode().expect("canonical"));
    bytes.extend(tail);
    bytes
}

#[test]
fn a_registration_is_named_down_to_the_labels() {
    let statement = packed_statement(-8, b"sig", Some(&[b"leaf"]));
    let bytes = attestation_object("packed", statement, &auth_data(0xc5, &[0xa1, 0x61, b'e', 0xf5])).encode();
    let ranges = annotate::registration(&bytes);
    assert_eq!(
        names(&ranges),
        [
            "attestationObject",
            "fmt.key",
            "fmt",
            "attStmt.key",
            "attStmt",
            "attStmt.alg.key",
            "attStmt.alg",
            "attStmt.sig.key",
            "attStmt.sig",
            "attStmt.x5c.key",
            "attStmt.x5c",
            "attStmt.x5c[0]",
            "authData.key",
            "authData.length",
            "authData.rpIdHash",
            "authData.flags",
            "authData.signCount",
            "authData.aaguid",
            "authData.credentialIdLength",
            "authData.credentialId",
            "authData.credentialPublicKey",
            "authData.credentialPublicKey.kty.key",
            "authData.credentialPublicKey.kty",
            "authData.credentialPublicKey.alg.key",
            "authData.credentialPublicKey.alg",
            "authData.credentialPublicKey.crv.key",
            "authData.credentialPublicKey.crv",
            "authData.credentialPublicKey.x.key",
            "authData.credentialPublicKey.x",
            "authData.extensions",
            "authData.extensions.e.key",
            "authData.extensions.e",
        ]
    );
    let meaning = |name: &str| &ranges.iter().find(|range| range.name == name).expect(name).meaning;
    assert_eq!(meaning("fmt"), "text \"packed\"");
    assert_eq!(meaning("attStmt.alg"), "-8");
    assert_eq!(meaning("authData.flags"), "UP UV AT ED");
    assert_eq!(meaning("authData.signCount"), "258");
    assert_eq!(meaning("authData.credentialIdLength"), "2");
    assert_eq!(meaning("authData.extensions.e"), "true");
    assert_eq!(meaning("authData.length"), "byte string of 103 bytes");
}

#[test]
fn a_fault_inside_authenticator_data_stays_inside() {
    let mut node = attestation_object("none", relycheck_wire::cbor::Node::Map(vec![]), &auth_data(0x41, &[1, 2]));
    node.entries_mut().expect("a map").swap(1, 2);
    let ranges = annotate::registration(&node.encode());
    let [.., unparsed, key, value] = &ranges[..] else { panic!("three at least: {ranges:?}") };
    assert_eq!([&unparsed.name, &key.name, &value.name], ["authData.unparsed", "attStmt.key", "attStmt"]);
    assert_eq!(unparsed.meaning, "2 bytes that belong to no field or could not be read");
}

#[test]
fn keys_are_named_by_their_type() {
    let bytes = CoseKeyWriter::rsa(-257, b"n", b"e").encode().expect("canonical");
    assert_eq!(
        names(&annotate::cose(&bytes)),
        ["key", "key.kty.key", "key.kty", "key.alg.key", "key.alg", "key.n.key", "key.n", "key.e.key", "key.e"]
    );
    let bytes = CoseKeyWriter::ec2(-7, 1, b"x", b"y").encode().expect("canonical");
    assert_eq!(names(&annotate::cose(&bytes))[9..], ["key.y.key", "key.y"]);
}

#[test]
fn what_cannot_be_read_is_one_range() {
    assert_eq!(annotate::registration(b""), []);
    assert_eq!(names(&annotate::registration(&[0xff, 0, 0])), ["unparsed"]);
    assert_eq!(
        names(&annotate::registration(&[0xa1, 0x63, b'f', b'm', b't', 0x65, b'n'])),
        ["attestationObject", "fmt.key", "unparsed"]
    );
    let ranges = annotate::authenticator_data(&auth_data(0x01, &[])[..40]);
    assert_eq!(names(&ranges), ["rpIdHash", "flags", "signCount", "unparsed"]);
    assert_eq!(ranges[3].meaning, "3 bytes that belong to no field or could not be read");
    assert_eq!(names(&annotate::authenticator_data(&[0; 31])), ["unparsed"]);
}

#[test]
fn other_forms_of_cbor_are_named_too() {
    let bytes = [0xbf, 0x61, b'a', 0x9f, 0xc1, 0x01, 0xff, 0x05, 0x5f, 0x41, 0x00, 0xff, 0x80, 0xf6, 0xff];
    assert_eq!(
        names(&annotate::registration(&bytes)),
        [
            "attestationObject",
            "a.key",
            "a",
            "a[0].tag",
            "a[0]",
            "a.break",
            "[5].key",
            "[5]",
            "[5][0]",
            "[5].break",
            "[key].key",
            "[key]",
            "attestationObject.break"
        ]
    );
}

#[test]
fn what_an_item_is_stands_beside_its_name() {
    let meanings = |bytes: &[u8]| annotate::cose(bytes).into_iter().map(|range| range.meaning).collect::<Vec<_>>();
    let of = |bytes: &[u8], expected: &[&str]| assert_eq!(meanings(bytes), expected, "{bytes:02x?}");
    of(&[0x82, 0x18, 0x64, 0x38, 0x63], &["array of 2", "100", "-100"]);
    of(&[0x9f, 0xff], &["array of indefinite length", "break"]);
    of(&[0xa1, 0x63, b'a', b'-', b'b', 0xc1, 0x00], &["map of 1", "text \"a-b\"", "tag 1", "0"]);
    of(&[0xbf, 0xff], &["map of indefinite length", "break"]);
    of(&[0x5f, 0x42, 1, 2, 0xff], &["byte string of indefinite length", "byte string of 2 bytes", "break"]);
    of(&[0x7f, 0x61, b'a', 0xff], &["text of indefinite length", "text \"a\"", "break"]);
    of(&[0x62, 0xc3, 0x28], &["text of 2 bytes that are not UTF-8"]);
    of(&[0xf9, 0x3c, 0x00], &["half float, bits 3c00"]);
    of(&[0xfa, 0x3f, 0x80, 0, 0], &["1"]);
    of(&[0xfb, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0], &["1.5"]);
    for (byte, meaning) in [(0xf4, "false"), (0xf5, "true"), (0xf6, "null"), (0xf7, "undefined"), (0xf0, "simple value 16")] {
        of(&[byte], &[meaning]);
    }
    of(&[0xf8, 0xff], &["simple value 255"]);
    let key = |bytes: &[u8]| names(&annotate::cose(bytes))[1].to_owned();
    assert_eq!(key(&[0xa1, 0x63, b'a', b'-', b'b', 0x00]), "key.a-b.key");
    assert_eq!(key(&[0xa1, 0x63, b'a', b'.', b'b', 0x00]), "key[text].key");
    assert_eq!(key(&[0xa1, 0x60, 0x00]), "key[text].key");
    assert_eq!(key(&[0xa1, 0x20, 0x00]), "key[-1].key");
}

#[test]
fn items_are_named_down_to_the_limit_of_depth_and_no_further() {
    // Each opens an item that one more stands in, as the value of a key where it is a map, as the key itself in the last.
    let openings: [&[u8]; 4] = [&[0x81], &[0xc1], &[0xa1, 0x00], &[0xa1]];
    for opening in openings {
        let nested = |depth| [opening.repeat(depth), vec![0x00]].concat();
        let is_read = |bytes: &[u8]| names(&annotate::cose(bytes)).last() != Some(&"unparsed");
        // A map whose key is deep has no value here, so that it is never read to its end; its key is.
        let deepest = |depth| annotate::cose(&nested(depth)).iter().filter(|range| range.name != "unparsed").count();
        if opening == [0xa1] {
            assert_eq!((deepest(MAX_DEPTH), deepest(MAX_DEPTH + 1)), (MAX_DEPTH + 1, MAX_DEPTH + 1));
        } else {
            assert!(is_read(&nested(MAX_DEPTH)) && !is_read(&nested(MAX_DEPTH + 1)), "{opening:02x?}");
        }
    }
    // What stands in the place of authenticator data counts from the map that it is in.
    let object = |depth| [&b"\xa1\x68authData"[..], &[0x81].repeat(depth), &[0x00]].concat();
    let is_read = |depth| names(&annotate::registration(&object(depth))).last() != Some(&"unparsed");
    assert!(is_read(MAX_DEPTH - 1) && !is_read(MAX_DEPTH));
}

#[test]
fn client_data_is_named_by_member() {
    let ranges = annotate::client_data(b"\xef\xbb\xbf{ \"type\":\"a\\\"}\" ,\"x\":{\"y\":[1,\"]\"]},\"n\": 12}\n");
    let named: Vec<_> =
        ranges.iter().map(|range| (range.name.as_str(), range.meaning.as_str())).filter(|(name, _)| *name != "json").collect();
    let mark = "UTF-8 byte order mark, stripped before parsing and hashed all the same";
    assert_eq!(
        named,
        [
            ("byteOrderMark", mark),
            ("type.name", "member name"),
            ("type", "\"a\\\"}\""),
            ("x.name", "member name"),
            ("x", "{\"y\":[1,\"]\"]}"),
            ("n.name", "member name"),
            ("n", "12"),
        ]
    );
    assert_eq!(names(&annotate::client_data(b"{\"a\":}")), ["json", "a.name", "json", "unparsed"]);
    assert_eq!(names(&annotate::client_data(b"{}x")), ["json", "json", "unparsed"]);
}
