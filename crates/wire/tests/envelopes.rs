//! The JSON envelopes: what is written, what is read, and each fault that is named.

use relycheck_wire::envelope::{
    AuthenticationResponse, Base64Error, Base64Url, Error, RegistrationResponse, assertion_response, attestation_response, envelope,
};
use relycheck_wire::json::{self, Object, Value, Written};

fn registration() -> Object {
    let mut response = attestation_response(b"{}", b"\xfb\xff");
    response.push("authenticatorData", Written::text("AA"));
    response.push("transports", Written::Texts(vec!["usb".to_owned(), "new-one".to_owned()]));
    response.push("publicKey", Written::raw("null"));
    response.push("publicKeyAlgorithm", Written::raw("-7"));
    envelope(b"\x01", response, Some("platform"))
}

fn text(object: &Object) -> String {
    String::from_utf8(object.encode()).expect("UTF-8")
}

#[test]
fn members_are_written_in_a_fixed_order() {
    let response = assertion_response(b"{}", b"\x00", b"\xff", Some(b"user"));
    assert_eq!(
        text(&envelope(b"\x01", response, None)),
        r#"{"id":"AQ","rawId":"AQ","response":{"clientDataJSON":"e30","authenticatorData":"AA","signature":"_w","userHandle":"dXNlcg"},"clientExtensionResults":{},"type":"public-key"}"#
    );
    assert_eq!(
        text(&registration()),
        r#"{"id":"AQ","rawId":"AQ","response":{"clientDataJSON":"e30","attestationObject":"-_8","authenticatorData":"AA","transports":["usb","new-one"],"publicKey":null,"publicKeyAlgorithm":-7},"authenticatorAttachment":"platform","clientExtensionResults":{},"type":"public-key"}"#
    );
}

#[test]
fn registrations_are_read() {
    let mut object = registration();
    object.set("clientExtensionResults", Written::raw(r#"{"credProps":{"rk":true}}"#));
    object.push("unknown", Written::raw("[1, 2.5, -3, \"a\\u0062\"]"));
    let text = text(&object);
    let parsed = RegistrationResponse::parse(&text).expect("a registration");
    assert_eq!(parsed.credential.id.decode(), Ok(vec![1]));
    assert_eq!(parsed.credential.raw_id.0, "AQ");
    assert_eq!(parsed.credential.credential_type, "public-key");
    assert_eq!(parsed.credential.authenticator_attachment.as_deref(), Some("platform"));
    let results: Vec<_> = parsed.credential.client_extension_results.members().expect("an object").collect();
    assert_eq!(results, [("credProps".into(), Value::parse(r#"{"rk":true}"#).expect("JSON"))]);
    assert_eq!(parsed.client_data_json.decode(), Ok(b"{}".to_vec()));
    assert_eq!(parsed.attestation_object.decode(), Ok(vec![0xfb, 0xff]));
    assert_eq!(parsed.authenticator_data.map(|data| data.decode()), Some(Ok(vec![0])));
    let transports: Vec<_> = parsed.transports.expect("transports").iter().collect();
    assert_eq!(transports, ["usb", "new-one"]);
    assert_eq!((parsed.public_key, parsed.public_key_algorithm), (None, Some(-7)));
}

#[test]
fn authentications_are_read() {
    let with = text(&envelope(b"\x01", assertion_response(b"{}", b"\x00", b"\xff", Some(b"user")), None));
    let parsed = AuthenticationResponse::parse(&with).expect("an authentication");
    assert_eq!(parsed.authenticator_data.decode(), Ok(vec![0]));
    assert_eq!(parsed.signature.decode(), Ok(vec![0xff]));
    assert_eq!(parsed.user_handle.map(|handle| handle.decode()), Some(Ok(b"user".to_vec())));
    assert_eq!(parsed.credential.authenticator_attachment, None);
    let without = text(&envelope(b"\x01", assertion_response(b"{}", b"\x00", b"\xff", None), None));
    assert_eq!(AuthenticationResponse::parse(&without).expect("an authentication").user_handle, None);
}

#[test]
fn faults_are_named_by_path() {
    let fault = |change: &dyn Fn(&mut Object)| {
        let mut object = registration();
        change(&mut object);
        RegistrationResponse::parse(&text(&object)).expect_err("a fault")
    };
    for member in ["id", "rawId", "type", "response", "clientExtensionResults"] {
        assert_eq!(fault(&|object| assert!(object.remove(member))), Error::Missing { member });
        assert!(
            matches!(fault(&|object| object.set(member, Written::raw("7"))), Error::WrongType { member: found, .. } if found == member)
        );
        assert_eq!(fault(&|object| object.push(member, Written::raw("7"))), Error::Duplicate { member });
    }
    let inner = |change: &dyn Fn(&mut Object)| fault(&|object| change(object.object_mut("response").expect("an object")));
    for (name, member) in [("clientDataJSON", "response.clientDataJSON"), ("attestationObject", "response.attestationObject")] {
        assert_eq!(inner(&|response| assert!(response.remove(name))), Error::Missing { member });
        assert_eq!(inner(&|response| response.set(name, Written::raw("null"))), Error::WrongType { member, expected: "string" });
    }
    for (name, member, expected) in [
        ("authenticatorData", "response.authenticatorData", "string"),
        ("transports", "response.transports", "array of strings"),
        ("publicKey", "response.publicKey", "string"),
        ("publicKeyAlgorithm", "response.publicKeyAlgorithm", "integer"),
    ] {
        for value in ["[7]", "7.5"] {
            assert_eq!(inner(&|response| response.set(name, Written::raw(value))), Error::WrongType { member, expected });
        }
        assert_eq!(inner(&|response| response.push(name, Written::raw("7"))), Error::Duplicate { member });
    }
    let wrong = Error::WrongType { member: "authenticatorAttachment", expected: "string" };
    assert_eq!(fault(&|object| object.set("authenticatorAttachment", Written::Bool(true))), wrong);
    assert_eq!(RegistrationResponse::parse("[]"), Err(Error::NotAnObject));
    assert_eq!(RegistrationResponse::parse("{} {}"), Err(Error::Json(json::Error::TrailingText { offset: 3 })));
    assert!(matches!(RegistrationResponse::parse("{"), Err(Error::Json(json::Error::Syntax { offset: 1, .. }))));
    let assertion = text(&envelope(b"", assertion_response(b"", b"", b"", None), None));
    for (name, member) in [("signature", "response.signature"), ("authenticatorData", "response.authenticatorData")] {
        let text = assertion.replace(&format!("\"{name}\""), "\"other\"");
        assert_eq!(AuthenticationResponse::parse(&text), Err(Error::Missing { member }));
    }
}

#[test]
fn base64_faults_are_told_apart() {
    let decode = |text: &'static str| Base64Url(text.into()).decode();
    assert_eq!(decode("AAECAw"), Ok(vec![0, 1, 2, 3]));
    assert_eq!(decode(""), Ok(vec![]));
    assert_eq!(decode("AQ=="), Err(Base64Error::Padding { position: 2 }));
    assert_eq!(decode("A+__"), Err(Base64Error::StandardAlphabet { position: 1 }));
    assert_eq!(decode("__/_"), Err(Base64Error::StandardAlphabet { position: 2 }));
    assert_eq!(decode("AA A"), Err(Base64Error::Symbol { position: 2 }));
    assert_eq!(decode("AAAAA"), Err(Base64Error::Length { position: 4 }));
    assert_eq!(decode("AR"), Err(Base64Error::TailBits { position: 1 }));
}

#[test]
fn objects_are_edited_in_place() {
    let mut object = Object::new([("a", Written::raw("1")), ("b", Written::Object(Object::default())), ("a", Written::raw("2"))]);
    object.set("a", Written::text("x"));
    object.push("c", Written::Bool(true));
    object.object_mut("b").expect("an object").set("d", Written::raw("}"));
    assert!(object.object_mut("a").is_none());
    assert_eq!(text(&object), r#"{"a":"x","b":{"d":}},"a":2,"c":true}"#);
    assert!(object.remove("a"));
    assert!(!object.remove("a"));
    object.space = " ".to_owned();
    assert_eq!(text(&object), r#"{ "b" : {"d":}}, "c" : true }"#);
}
