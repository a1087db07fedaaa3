//! Parsing what is accepted asks the allocator for nothing.

use allocation_counter::{AllocationInfo, measure};
use relycheck_wire::attestation_object::{AttestationObject, PackedStatement, attestation_object, packed_statement};
use relycheck_wire::authenticator_data::{AttestedCredentialDataWriter, AuthenticatorData, AuthenticatorDataWriter, Flags};
use relycheck_wire::cbor::{Node, canonical, nesting_depth, validate};
use relycheck_wire::client_data::{ClientData, ClientDataWriter};
use relycheck_wire::cose_key::{CoseKey, CoseKeyWriter};
use relycheck_wire::envelope::{AuthenticationResponse, RegistrationResponse, assertion_response, attestation_response, envelope};
use relycheck_wire::json::Written;

/// How often the allocator is asked while `parse` reads `bytes`, which it has to accept.
fn allocations<'a, T, E: std::fmt::Debug>(bytes: &'a [u8], parse: impl Fn(&'a [u8]) -> Result<T, E>) -> u64 {
    let mut fault = None;
    let AllocationInfo { count_total, .. } = measure(|| fault = parse(bytes).err());
    assert!(fault.is_none(), "{fault:?}");
    count_total
}

fn keys() -> [Vec<u8>; 3] {
    [
        CoseKeyWriter::ec2(-7, 1, &[1; 32], &[2; 32]).encode().expect("canonical"),
        CoseKeyWriter::okp(-8, 6, &[1; 32]).encode().expect("canonical"),
        CoseKeyWriter::rsa(-257, &[0xb7; 256], &[1, 0, 1]).encode().expect("canonical"),
    ]
}

/// Of a registration with this key, or of an assertion; with extensions.
fn authenticator_data(key: Option<&[u8]>) -> Vec<u8> {
    let at = if key.is_some() { Flags::AT } else { 0 };
    AuthenticatorDataWriter {
        rp_id_hash: vec![7; 32].into(),
        flags: Flags(Flags::UP | Flags::ED | at),
        sign_count: 1,
        attested_credential_data: key.map(|key| AttestedCredentialDataWriter {
            aaguid: vec![9; 16].into(),
            declared_length: None,
            credential_id: vec![3; 64].into(),
            credential_public_key: key.into(),
        }),
        extensions: Some(Node::Map(vec![(Node::text("credProtect"), Node::Unsigned(2))]).encode().into()),
        tail: vec![].into(),
    }
    .encode()
}

fn statements() -> [(&'static str, Node); 3] {
    [
        ("none", Node::Map(Vec::new())),
        ("packed", packed_statement(-7, &[1; 70], None)),
        ("packed", packed_statement(-7, &[1; 70], Some(&[&[0x30; 600], &[0x30; 500]]))),
    ]
}

#[test]
fn the_counter_counts() {
    assert_eq!(allocations(b"", |_| Ok::<_, ()>(vec![0_u8; 8])), 1);
}

#[test]
fn a_registration_is_parsed_in_place() {
    for key in keys() {
        assert_eq!(allocations(&key, CoseKey::parse), 0);
        let data = authenticator_data(Some(&key));
        assert_eq!(allocations(&data, AuthenticatorData::parse), 0);
        for (fmt, statement) in statements() {
            let bytes = statement.encode();
            if fmt == "packed" {
                assert_eq!(allocations(&bytes, PackedStatement::parse), 0);
            }
            let object = attestation_object(fmt, statement, &data).encode();
            assert_eq!(allocations(&object, AttestationObject::parse), 0);
            assert_eq!(allocations(&object, canonical), 0);
            assert_eq!(allocations(&object, validate), 0);
            assert_eq!(allocations(&object, nesting_depth), 0);
        }
    }
}

#[test]
fn an_assertion_is_parsed_in_place() {
    assert_eq!(allocations(&authenticator_data(None), AuthenticatorData::parse), 0);
}

#[test]
fn client_data_is_parsed_in_place() {
    let mut writer = ClientDataWriter::new("webauthn.get", "AAECAw", "https://example.org", true, Some("https://top.example"));
    assert_eq!(allocations(&writer.encode(), ClientData::parse), 0);
    writer.byte_order_mark = true;
    writer.object.push("other_keys_can_be_added_here", Written::raw("{\"deep\": [[1.5e3, {\"er\": null}], \"\\u00e9\"]}"));
    assert_eq!(allocations(&writer.encode(), ClientData::parse), 0);
}

#[test]
fn responses_are_parsed_in_place() {
    fn text(bytes: &[u8]) -> &str {
        str::from_utf8(bytes).expect("UTF-8")
    }
    let mut response = attestation_response(&[1; 120], &[2; 400]);
    response.push("transports", Written::Texts(vec!["internal".to_owned(), "hybrid".to_owned()]));
    response.push("publicKeyAlgorithm", Written::raw("-7"));
    let mut registration = envelope(&[3; 32], response, Some("platform"));
    registration.set("clientExtensionResults", Written::raw(r#"{"credProps":{"rk":true}}"#));
    let registration = registration.encode();
    assert_eq!(allocations(&registration, |bytes| RegistrationResponse::parse(text(bytes))), 0);
    let authentication = envelope(&[3; 32], assertion_response(&[1; 120], &[2; 37], &[3; 70], Some(&[4; 16])), None).encode();
    assert_eq!(allocations(&authentication, |bytes| AuthenticationResponse::parse(text(bytes))), 0);
}
