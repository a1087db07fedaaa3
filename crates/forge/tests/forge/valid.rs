//! What holds for every honest response: strict parsers read it, CBOR is canonical, the signature verifies, nothing is random.

use data_encoding::BASE64URL_NOPAD;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use relycheck_forge::{Algorithm, ClientDataShape, Emission, Format, KeyShape, SignatureShape};
use relycheck_wire::attestation_object::{AttestationObject, PackedStatement};
use relycheck_wire::authenticator_data::{AuthenticatorData, Flags};
use relycheck_wire::cbor::{Node, canonical};
use relycheck_wire::client_data::ClientData;
use relycheck_wire::cose_key::CoseKey;
use relycheck_wire::envelope::{AuthenticationResponse, RegistrationResponse};

use crate::opened::{Ceremony, Setting, coordinates, json, sha256, verifies};

fn flags(emission: &Emission, attested: bool) -> u8 {
    [
        (emission.up, 0x01),
        (emission.uv, 0x04),
        (emission.be, 0x08),
        (emission.bs, 0x10),
        (attested, 0x40),
        (emission.extensions.is_some(), 0x80),
    ]
    .into_iter()
    .filter_map(|(set, bit)| set.then_some(bit))
    .sum()
}

fn holds_client_data(bytes: &[u8], ceremony: &str, setting: &Setting, shape: &ClientDataShape) {
    let client_data = ClientData::parse(bytes).expect("client data can be read");
    assert_eq!(client_data.ceremony, ceremony);
    assert_eq!(client_data.challenge, BASE64URL_NOPAD.encode(&setting.challenge));
    assert_eq!(client_data.origin, shape.origin.as_deref().unwrap_or(&setting.origin));
    assert_eq!(client_data.cross_origin, shape.cross_origin);
    assert_eq!(client_data.top_origin.as_deref(), shape.top_origin.as_deref());
    assert_eq!(bytes.starts_with(b"\xef\xbb\xbf"), shape.byte_order_mark);
    let text = std::str::from_utf8(bytes).expect("UTF-8").trim_start_matches('\u{feff}');
    assert_eq!(text.starts_with("{ "), shape.white_space, "{text}");
    let value: serde_json::Value = serde_json::from_str(text).expect("client data is JSON");
    if let Some((name, json)) = &shape.extra_member {
        assert_eq!(value[name], serde_json::from_str::<serde_json::Value>(json).expect("the member is JSON"));
    }
    let known = [true, true, true, shape.cross_origin.is_some(), shape.top_origin.is_some(), shape.extra_member.is_some()];
    assert_eq!(value.as_object().map(serde_json::Map::len), Some(known.into_iter().filter(|&there| there).count()));
}

fn holds_envelope(envelope: &serde_json::Value, id: &[u8], emission: &Emission) {
    let id = BASE64URL_NOPAD.encode(id);
    assert_eq!((&envelope["id"], &envelope["rawId"], &envelope["type"]), (&id.clone().into(), &id.into(), &"public-key".into()));
    assert_eq!(envelope.get("authenticatorAttachment").and_then(|value| value.as_str()), emission.attachment.as_deref());
    let answered = !emission.outputs.is_empty();
    let outputs = if answered { serde_json::json!({ "credProps": { "rk": true } }) } else { serde_json::json!({}) };
    assert_eq!(envelope["clientExtensionResults"], outputs);
}

fn registration_holds(setting: &Setting, emission: &Emission) {
    let rendered = setting.valid(Ceremony::Registration, emission);
    let credential = setting.credential(emission);
    let whole = &rendered.response;
    let response = RegistrationResponse::parse(whole).expect("the envelope can be read");
    holds_envelope(&json(&rendered), &credential.id, emission);
    assert_eq!(rendered.credential_id, credential.id);
    assert_eq!(response.client_data_json.decode().expect("base64url"), rendered.client_data);
    holds_client_data(&rendered.client_data, "webauthn.create", setting, &emission.client_data);
    assert_eq!(response.transports.map(|list| list.iter().map(String::from).collect()), emission.transports);
    assert_eq!(response.authenticator_data.expect("a copy is there").decode().expect("base64url"), rendered.authenticator_data);

    let object_bytes = response.attestation_object.decode().expect("base64url");
    assert_eq!(Some(&object_bytes), rendered.attestation_object.as_ref());
    assert_eq!(canonical(&object_bytes), Ok(()));
    let object = AttestationObject::parse(&object_bytes).expect("the attestation object can be read");
    let further = usize::from(emission.further_entry);
    assert_eq!((object.auth_data, object.unknown_keys), (&rendered.authenticator_data[..], further));
    let third: ciborium::Value = ciborium::from_reader(&object_bytes[..]).expect("it is CBOR to others too");
    let entries = third.into_map().expect("a map");
    let keys: Vec<_> = entries.iter().map(|(key, _)| key.as_text().expect("text")).collect();
    assert_eq!(keys, ["fmt", "attStmt", "authData", "relycheck"][..3 + further]);
    assert_eq!(entries[2].1.as_bytes(), Some(&rendered.authenticator_data));

    let data = AuthenticatorData::parse(&rendered.authenticator_data).expect("authenticator data can be read");
    assert_eq!(data.rp_id_hash[..], sha256(setting.rp_id.as_bytes()));
    assert_eq!((data.flags, data.sign_count), (Flags(flags(emission, true)), emission.sign_count));
    assert_eq!(data.extensions.map(<[u8]>::to_vec), emission.extensions.as_ref().map(Node::encode));
    let attested = data.attested_credential_data.expect("a registration has a credential");
    assert_eq!((attested.aaguid, attested.credential_id), (&emission.aaguid, &credential.id[..]));
    assert_eq!(canonical(attested.credential_public_key), Ok(()));
    let key = CoseKey::parse(attested.credential_public_key).expect("the key can be read");
    let (x, y) = coordinates(&credential);
    assert_eq!((key.kty, key.alg, key.crv, key.other_labels), (2, Some(-7), Some(1), 0));
    assert_eq!((key.x, key.y), (Some(&x[..]), Some(&y[..])));
    assert_eq!(response.public_key_algorithm, Some(-7));
    assert_eq!(response.public_key.expect("a copy is there").decode().expect("base64url"), subject_public_key_info(&x, &y));

    match emission.format {
        Format::None => {
            assert_eq!((object.fmt, object.att_stmt, rendered.signature), ("none", &[0xa0][..], None));
        }
        Format::PackedSelf => {
            let statement = PackedStatement::parse(object.att_stmt).expect("the statement can be read");
            assert_eq!((object.fmt, statement.alg, statement.x5c, statement.unknown_keys), ("packed", -7, None, 0));
            assert_eq!(rendered.signature.as_deref(), Some(statement.sig));
            assert!(verifies(&credential, &rendered.authenticator_data, &sha256(&rendered.client_data), statement.sig));
        }
        // the tests of certificates.
        Format::Packed(_) => unreachable!("no emission here is certified"),
    }
}

fn assertion_holds(setting: &Setting, emission: &Emission) {
    let rendered = setting.valid(Ceremony::Assertion, emission);
    let credential = setting.credential(emission);
    let whole = &rendered.response;
    let response = AuthenticationResponse::parse(whole).expect("the envelope can be read");
    holds_envelope(&json(&rendered), &credential.id, emission);
    assert_eq!((&rendered.credential_id, &rendered.attestation_object), (&credential.id, &None));
    assert_eq!(response.client_data_json.decode().expect("base64url"), rendered.client_data);
    holds_client_data(&rendered.client_data, "webauthn.get", setting, &emission.client_data);
    let handle = response.user_handle.map(|handle| handle.decode().expect("base64url"));
    assert_eq!(handle, emission.user_handle.then(|| setting.user_handle.clone()));

    let bytes = response.authenticator_data.decode().expect("base64url");
    assert_eq!(bytes, rendered.authenticator_data);
    let data = AuthenticatorData::parse(&bytes).expect("authenticator data can be read");
    assert_eq!(data.rp_id_hash[..], sha256(setting.rp_id.as_bytes()));
    assert_eq!((data.flags, data.sign_count), (Flags(flags(emission, false)), emission.sign_count));
    assert_eq!(data.attested_credential_data, None);
    assert_eq!(data.extensions.map(<[u8]>::to_vec), emission.extensions.as_ref().map(Node::encode));
    assert_eq!(bytes.len(), 37 + data.extensions.map_or(0, <[u8]>::len));

    let signature = response.signature.decode().expect("base64url");
    assert_eq!(Some(&signature), rendered.signature.as_ref());
    assert!(verifies(&credential, &bytes, &sha256(&rendered.client_data), &signature));
}

/// SubjectPublicKeyInfo of RFC 5480 §2, from its ASN.1: id-ecPublicKey, secp256r1, the uncompressed point.
pub(crate) fn subject_public_key_info(x: &[u8], y: &[u8]) -> Vec<u8> {
    let der = |tag: u8, parts: &[&[u8]]| {
        let content = parts.concat();
        [&[tag, u8::try_from(content.len()).expect("a short form")], &content[..]].concat()
    };
    let oid = |arcs: &[u32]| {
        let mut content = vec![u8::try_from(arcs[0] * 40 + arcs[1]).expect("a byte")];
        for &arc in &arcs[2..] {
            let groups = (0..5).rev().map(|group| arc >> (7 * group)).skip_while(|&rest| rest == 0);
            let mut groups: Vec<u8> = groups.map(|rest| 0x80 | u8::try_from(rest & 0x7f).expect("seven bits")).collect();
            if let Some(last) = groups.last_mut() {
                *last &= 0x7f;
            }
            content.extend(groups);
        }
        der(6, &[&content])
    };
    let algorithm = der(0x30, &[&oid(&[1, 2, 840, 10045, 2, 1]), &oid(&[1, 2, 840, 10045, 3, 1, 7])]);
    der(0x30, &[&algorithm, &der(3, &[&[0, 4], x, y])])
}

#[test]
fn the_default_response_is_valid_in_both_ceremonies() {
    let setting = Setting::default();
    registration_holds(&setting, &Emission::default());
    registration_holds(&setting, &Emission { format: Format::PackedSelf, ..Emission::default() });
    assertion_holds(&setting, &Emission::default());
}

#[test]
fn the_same_inputs_give_the_same_bytes_and_other_seeds_give_others() {
    let packed = Emission { format: Format::PackedSelf, ..Emission::default() };
    for ceremony in [Ceremony::Registration, Ceremony::Assertion] {
        let responses: Vec<_> = (0..5)
            .map(|seed| {
                let setting = Setting { seed, ..Setting::default() };
                let rendered = setting.valid(ceremony, &packed);
                assert_eq!(rendered, setting.valid(ceremony, &packed));
                rendered
            })
            .collect();
        for (number, one) in responses.iter().enumerate() {
            for other in &responses[..number] {
                assert_ne!(one.credential_id, other.credential_id);
                assert_ne!(one.signature, other.signature);
                assert_eq!(one.client_data, other.client_data, "client data has nothing to do with the seed");
            }
        }
    }
}

fn shape() -> impl Strategy<Value = ClientDataShape> {
    let extra = ("x-\\PC{0,6}", prop_oneof![Just("null"), Just("[1, {\"type\": 2}]"), Just("\"\\u007d\"")]);
    (
        any::<Option<bool>>(),
        any::<Option<String>>(),
        any::<Option<String>>(),
        proptest::option::of(extra.prop_map(|(name, json)| (name, json.to_owned()))),
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(|(cross_origin, origin, top_origin, extra_member, byte_order_mark, white_space)| ClientDataShape {
            cross_origin,
            origin,
            top_origin,
            extra_member,
            byte_order_mark,
            white_space,
        })
}

fn emission() -> impl Strategy<Value = Emission> {
    (
        any::<[bool; 8]>(),
        any::<[u8; 16]>(),
        any::<u32>(),
        any::<Option<Vec<String>>>(),
        any::<Option<String>>(),
        prop_oneof![Just(1), Just(1023), 1..1024_usize],
        shape(),
    )
        .prop_map(|(bits, aaguid, sign_count, transports, attachment, credential_id_length, client_data)| {
            let [up, uv, be, bs, packed, user_handle, further_entry, extended] = bits;
            let format = if packed { Format::PackedSelf } else { Format::None };
            Emission {
                up,
                uv,
                be,
                bs,
                aaguid,
                format,
                sign_count,
                transports,
                attachment,
                credential_id_length,
                user_handle,
                client_data,
                algorithm: Algorithm::Es256,
                key: KeyShape::Ordinary,
                signature: SignatureShape::Ordinary,
                extensions: extended.then(|| Node::Map(vec![(Node::text("credProtect"), Node::integer(2))])),
                public_key_of_another: false,
                outputs: if extended { vec![("credProps", r#"{"rk":true}"#)] } else { Vec::new() },
                further_entry,
            }
        })
}

fn setting() -> impl Strategy<Value = Setting> {
    let bytes = |most| prop::collection::vec(any::<u8>(), 0..most);
    (0..4_u64, any::<String>(), any::<String>(), bytes(80), bytes(65))
        .prop_map(|(seed, rp_id, origin, challenge, user_handle)| Setting { seed, rp_id, origin, challenge, user_handle })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 192, rng_seed: RngSeed::Fixed(0x666f_7267), failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn every_emission_under_every_input_gives_a_valid_registration(emission in emission(), setting in setting()) {
        registration_holds(&setting, &emission);
    }

    #[test]
    fn every_emission_under_every_input_gives_a_valid_assertion(emission in emission(), setting in setting()) {
        assertion_holds(&setting, &emission);
    }
}
