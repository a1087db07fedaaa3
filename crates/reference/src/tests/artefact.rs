//! One artefact of each format, read by itself: what is there, what is no artefact, and what is one out of form.

use relycheck_protocol::Artefact;

use crate::artefact::{
    Packed, attestation_object, authentication_response, authenticator_data, client_data, cose_key, read, registration_response,
};

/// rpIdHash, the flags, signCount 5, and what follows.
fn data(flags: u8, rest: &[u8]) -> Vec<u8> {
    [&[0x11; 32][..], &[flags], &[0, 0, 0, 5], rest].concat()
}

/// AAGUID, a credential id of two bytes, and a key.
fn attested(key: &[u8]) -> Vec<u8> {
    [&[0x22; 16][..], &[0, 2, 0xc1, 0xc2], key].concat()
}

#[test]
fn authenticator_data_ends_where_its_flags_say() {
    let plain = authenticator_data(&data(0x05, &[])).unwrap();
    assert_eq!((plain.flags, plain.sign_count, plain.attested, plain.extensions, plain.canonical), (5, 5, None, None, true));

    let key = [0xa1, 0x01, 0x02];
    let full = authenticator_data(&data(0xc1, &[&attested(&key)[..], &[0xa0]].concat())).unwrap();
    let credential = full.attested.unwrap();
    assert_eq!((credential.aaguid, &credential.credential_id[..]), ([0x22; 16], &[0xc1, 0xc2][..]));
    assert_eq!((&credential.public_key[..], full.extensions, full.canonical), (&key[..], Some(vec![0xa0]), true));

    // kty in three bytes, which is no canonical form and ends where it ends all the same.
    let wide = authenticator_data(&data(0x41, &attested(&[0xa1, 0x19, 0x00, 0x01, 0x02]))).unwrap();
    assert_eq!((wide.attested.unwrap().public_key.len(), wide.canonical), (5, false));

    // Either part is enough for that: the key as above before ordinary extensions, a wide head in the extensions behind an ordinary key.
    for (key, extensions) in [(&[0xa1, 0x19, 0x00, 0x01, 0x02][..], &[0xa0][..]), (&key, &[0xb8, 0x00])] {
        let bytes = data(0xc1, &[&attested(key)[..], extensions].concat());
        assert!(!authenticator_data(&bytes).unwrap().canonical, "{bytes:02x?}");
    }

    let refused = [data(0x01, &[0]), data(0x81, &[]), data(0x81, &[0x80]), data(0x41, &[0; 17]), data(0x41, &attested(&[0x41]))];
    for bytes in refused {
        assert!(authenticator_data(&bytes).is_err(), "{bytes:02x?}");
    }
    assert!(authenticator_data(&data(0x01, &[])[..36]).is_err());
}

#[test]
fn bytes_are_read_as_what_they_are_said_to_be() {
    assert_eq!(read(Artefact::Cbor, &[0xa0]), Ok(()));
    assert!(read(Artefact::Cbor, &[0xa2, 0x01, 0x00, 0x01, 0x00]).is_err(), "well-formed and not valid");
    assert_eq!(read(Artefact::AuthenticatorData, &data(0x05, &[])), Ok(()));
    assert_eq!(read(Artefact::ClientData, br#"{"type":"","challenge":"","origin":""}"#), Ok(()));
    for target in Artefact::ALL {
        assert!(read(target, &[0xff]).is_err(), "{target:?}");
    }
    let fault = read(Artefact::CoseKey, &[0xa1, 0x01, 0x61, b'a']).expect_err("kty is text");
    assert_eq!(fault, "the value of label 1 is of another type; send what RFC 9053 says");
}

#[test]
fn a_cose_key_has_the_labels_of_its_type() {
    let ec2 = cose_key(b"\xa5\x01\x02\x03\x26\x20\x01\x21\x41\xaa\x22\x41\xbb").unwrap();
    assert_eq!((ec2.kty, ec2.alg, ec2.crv, ec2.canonical), (2, Some(-7), Some(1), true));
    assert_eq!((ec2.x, ec2.y, ec2.n, ec2.e), (Some(vec![0xaa]), Some(vec![0xbb]), None, None));
    let rsa = cose_key(b"\xa4\x01\x03\x03\x39\x01\x00\x20\x41\xaa\x21\x41\xbb").unwrap();
    assert_eq!((rsa.alg, rsa.crv, rsa.n, rsa.e), (Some(-257), None, Some(vec![0xaa]), Some(vec![0xbb])));
    // alg before kty is out of order, and read.
    // a label with a tag is another label.
    let tagged = cose_key(b"\xa3\xc1\x01\x03\x01\x02\x03\x26").unwrap();
    assert_eq!((tagged.kty, tagged.canonical), (2, false));
    assert!(!cose_key(b"\xa2\x03\x26\x01\x02").unwrap().canonical);
    for bytes in [
        &b"\x80"[..],
        b"\xa0",
        b"\xa1\x01\x61a",
        b"\xa1\x01\x02\x00",
        b"\xa2\x01\x02\x03\x41a",
        b"\xa2\x01\x01\x21\x00",
        b"\xa1\x01",
    ] {
        assert!(cose_key(bytes).is_err(), "{bytes:02x?}");
    }
}

#[test]
fn an_attestation_object_is_whole_and_its_statement_may_be_packed() {
    let none = attestation_object(b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x41\x01").unwrap();
    assert_eq!((&*none.fmt, &none.authenticator_data[..], none.canonical), ("none", &[1][..], true));
    assert!(none.packed.is_err());
    let packed = attestation_object(b"\xa3\x63fmt\x66packed\x67attStmt\xa2\x63alg\x26\x63sig\x41\x07\x68authData\x41\x01").unwrap();
    assert_eq!(packed.packed, Ok(Packed { algorithm: -7, signature: vec![7], certificates: None }));
    let packed = |x5c: &[u8]| {
        let head = b"\xa3\x63fmt\x66packed\x67attStmt\xa3\x63alg\x26\x63sig\x41\x07\x63x5c";
        attestation_object(&[head, x5c, b"\x68authData\x41\x01"].concat()).unwrap().packed
    };
    let certified = packed(b"\x82\x41\x01\x42\x02\x03").unwrap();
    assert_eq!(certified.certificates, Some(vec![vec![1], vec![2, 3]]));
    for x5c in [&b"\x80"[..], b"\x81\x01", b"\x82\x41\x01\x00", b"\x41\x01", b"\xf6"] {
        assert!(packed(x5c).is_err(), "{x5c:02x?}");
    }
    assert!(attestation_object(b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x41\x01\x00").is_err());
    assert!(attestation_object(b"\xa2\x63fmt\x64none\x67attStmt\xa0").is_err());
}

#[test]
fn client_data_is_one_object_with_its_members_once() {
    let text = r#"{"type":"t","challenge":"c","origin":"o","crossOrigin":true,"topOrigin":"p","more":1}"#;
    let data = client_data(text.as_bytes()).unwrap();
    assert_eq!((&*data.kind, &*data.challenge, &*data.origin), ("t", "c", "o"));
    assert_eq!((data.cross_origin, data.top_origin.as_deref()), (Some(true), Some("p")));
    assert!(client_data(format!("\u{feff}{text} ").as_bytes()).is_ok());
    let wrong = [
        "[]".to_owned(),
        format!("{text}x"),
        text.replace("\"c\"", "null"),
        text.replace("true", "null"),
        text.replace("more", "type"),
        text.replace("origin", "0rigin"),
    ];
    for text in wrong {
        assert!(client_data(text.as_bytes()).is_err(), "{text}");
    }
}

#[test]
fn responses_say_whether_their_base64_is_exact() {
    let registration = r#"{"rawId":"wQ","response":{"clientDataJSON":"e30","attestationObject":"oA"}}"#;
    let read = registration_response(registration).unwrap();
    assert_eq!((&*read.credential_id, &read.client_data[..], &read.authenticator[..]), ("wQ", &b"{}"[..], &[0xa0][..]));
    assert_eq!((read.signature, read.user_handle, read.exact_base64), (None, None, true));
    assert!(!registration_response(&registration.replace("oA", "oA==")).unwrap().exact_base64);
    assert!(registration_response(&registration.replace("oA", "o")).is_err());
    assert!(registration_response(&registration.replace("rawId", "raw")).is_err());

    let response = r#"{"clientDataJSON":"e30","authenticatorData":"AQ","signature":"Ag","userHandle":"dQ"}"#;
    let read = authentication_response(&format!(r#"{{"id":"wQ","response":{response}}}"#)).unwrap();
    assert_eq!((&read.authenticator[..], read.signature, read.user_handle.as_deref()), (&[1][..], Some(vec![2]), Some("dQ")));
    assert!(authentication_response(registration).is_err());
}
