//! What holds for all inputs: nothing panics, what is read is written again byte for byte, what is written is read as meant.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use relycheck_wire::annotate::{self, Range};
use relycheck_wire::attestation_object::{AttestationObject, PackedStatement, attestation_object, packed_statement};
use relycheck_wire::authenticator_data::{AttestedCredentialDataWriter, AuthenticatorData, AuthenticatorDataWriter, Flags};
use relycheck_wire::cbor::{Node, Width, canonical, nesting_depth, validate, well_formed};
use relycheck_wire::client_data::{ClientData, ClientDataWriter};
use relycheck_wire::cose_key::{CoseKey, CoseKeyWriter};
use relycheck_wire::envelope::{AuthenticationResponse, RegistrationResponse, assertion_response, attestation_response, envelope};

fn config() -> ProptestConfig {
    ProptestConfig { cases: 512, rng_seed: RngSeed::Fixed(0x7265_6c79), failure_persistence: None, ..ProptestConfig::default() }
}

fn width() -> impl Strategy<Value = Width> {
    prop_oneof![Just(Width::One), Just(Width::Two), Just(Width::Four), Just(Width::Eight)]
}

fn leaf() -> impl Strategy<Value = Node> {
    let number = prop_oneof![0..30u64, 250..260u64, any::<u64>()];
    prop_oneof![
        number.clone().prop_map(Node::Unsigned),
        number.prop_map(Node::Negative),
        vec(any::<u8>(), 0..40).prop_map(Node::Bytes),
        ".{0,12}".prop_map(|text| Node::text(&text)),
        prop_oneof![0..24u8, 32..=255u8].prop_map(Node::Simple),
        any::<u16>().prop_map(Node::Half),
        any::<u32>().prop_map(Node::Single),
        any::<u64>().prop_map(Node::Double),
    ]
}

/// Items of definite form and shortest heads, with keys in any order and tags.
fn plain() -> impl Strategy<Value = Node> {
    leaf().prop_recursive(4, 32, 5, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(Node::Array),
            vec((inner.clone(), inner.clone()), 0..5).prop_map(Node::Map),
            (any::<u64>(), inner).prop_map(|(number, content)| Node::Tag(number, Box::new(content))),
        ]
    })
}

/// Items without tags and without doubled keys.
fn orderable() -> impl Strategy<Value = Node> {
    leaf().prop_recursive(4, 32, 5, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(Node::Array),
            proptest::collection::btree_map(any::<i64>(), inner, 0..5)
                .prop_map(|entries| Node::Map(entries.into_iter().rev().map(|(key, value)| (Node::integer(key), value)).collect())),
        ]
    })
}

/// Items in every form that is well-formed.
fn free() -> impl Strategy<Value = Node> {
    let chunk = || vec(vec(any::<u8>(), 0..5).prop_map(Node::Bytes), 0..4).prop_map(Node::IndefiniteBytes);
    let text = || vec("[a-z]{0,4}".prop_map(|text| Node::text(&text)), 0..4).prop_map(Node::IndefiniteText);
    prop_oneof![leaf(), chunk(), text()].prop_recursive(5, 40, 5, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(Node::Array),
            vec(inner.clone(), 0..5).prop_map(Node::IndefiniteArray),
            vec((inner.clone(), inner.clone()), 0..5).prop_map(Node::Map),
            vec((inner.clone(), inner.clone()), 0..5).prop_map(Node::IndefiniteMap),
            (width(), inner.clone()).prop_map(|(width, node)| Node::Wide(width, Box::new(node))),
            (any::<u64>(), inner).prop_map(|(number, content)| Node::Tag(number, Box::new(content))),
        ]
    })
}

/// Bytes with some of them changed, cut or put in.
fn mutated(bytes: impl Strategy<Value = Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    (bytes, vec((any::<prop::sample::Index>(), any::<u8>(), 0..4u8), 0..4)).prop_map(|(mut bytes, changes)| {
        for (place, byte, kind) in changes {
            let place = place.index(bytes.len() + 1);
            match kind {
                0 => bytes.truncate(place),
                1 => bytes.insert(place, byte),
                2 if place < bytes.len() => bytes[place] ^= 1 << (byte & 7),
                _ if place < bytes.len() => bytes[place] = byte,
                _ => {}
            }
        }
        bytes
    })
}

prop_compose! {
    fn auth_data_writer()(
        hash in any::<[u8; 32]>(), flags in any::<u8>(), sign_count in any::<u32>(), aaguid in any::<[u8; 16]>(),
        id in vec(any::<u8>(), 0..40), x in vec(any::<u8>(), 0..40), extensions in vec(("[a-zA-Z-]{1,9}", leaf()), 0..3),
    ) -> AuthenticatorDataWriter<'static> {
        let flags = Flags(flags);
        let key = CoseKeyWriter::okp(-8, 6, &x).encode().expect("canonical");
        let attested = AttestedCredentialDataWriter {
            aaguid: aaguid.to_vec().into(), declared_length: None, credential_id: id.into(), credential_public_key: key.into(),
        };
        let extensions = Node::Map(extensions.into_iter().map(|(name, value)| (Node::text(&name), value)).collect());
        AuthenticatorDataWriter {
            rp_id_hash: hash.to_vec().into(), flags, sign_count,
            attested_credential_data: flags.at().then_some(attested),
            extensions: flags.ed().then(|| extensions.encode().into()),
            tail: vec![].into(),
        }
    }
}

fn registration_bytes() -> impl Strategy<Value = Vec<u8>> {
    (auth_data_writer(), vec(any::<u8>(), 0..20))
        .prop_map(|(data, sig)| attestation_object("packed", packed_statement(-7, &sig, Some(&[&sig])), &data.encode()).encode())
}

fn client_data_bytes() -> impl Strategy<Value = Vec<u8>> {
    (".{0,12}", any::<bool>(), proptest::option::of(".{0,9}"))
        .prop_map(|(origin, cross, top)| ClientDataWriter::new("webauthn.get", "AAAA", &origin, cross, top.as_deref()).encode())
}

/// In order, without gap, overlap or empty range, up to the last byte.
fn assert_covers(ranges: &[Range], bytes: &[u8]) {
    let mut position = 0;
    for range in ranges {
        assert_eq!(range.start, position, "{}", range.name);
        assert!(range.end > range.start && !range.name.is_empty());
        position = range.end;
    }
    assert_eq!(position, bytes.len());
}

/// A map in canonical form, with what the view says in the place of what stood there, is the same bytes again.
fn assert_re_emitted(bytes: &[u8], view: &[(Node, Node)]) {
    if canonical(bytes).is_err() {
        return;
    }
    let mut again = Node::decode(bytes).expect("what is canonical is well-formed");
    for (key, value) in view {
        *again.value_mut(key).expect("the view has what stands there") = value.clone();
    }
    assert_eq!(again.encode(), bytes);
}

fn attestation_view(object: &AttestationObject<'_>) -> [(Node, Node); 3] {
    let statement = Node::decode(object.att_stmt).expect("one item");
    [
        (Node::text("fmt"), Node::text(object.fmt)),
        (Node::text("attStmt"), statement),
        (Node::text("authData"), Node::bytes(object.auth_data)),
    ]
}

fn cose_view(key: &CoseKey<'_>) -> Vec<(Node, Node)> {
    let numbers = [(1, Some(key.kty)), (3, key.alg)].into_iter().filter_map(|(label, value)| Some((label, Node::integer(value?))));
    let curve = key.crv.map(|crv| (-1, Node::integer(crv)));
    let bytes = [(-2, key.x), (-3, key.y)].into_iter().filter_map(|(label, value)| Some((label, Node::bytes(value?))));
    numbers.chain(curve).chain(bytes).map(|(label, value)| (Node::integer(label), value)).collect()
}

fn assert_reads_are_safe(bytes: &[u8]) {
    assert_covers(&annotate::registration(bytes), bytes);
    assert_covers(&annotate::authenticator_data(bytes), bytes);
    assert_covers(&annotate::client_data(bytes), bytes);
    assert_covers(&annotate::cose(bytes), bytes);
    let well = well_formed(bytes).is_ok();
    assert_eq!(Node::decode(bytes).map(|node| node.encode()).ok().as_deref(), well.then_some(bytes), "read and written again");
    assert_eq!(nesting_depth(bytes).is_ok(), well);
    assert!(well || validate(bytes).is_err(), "valid implies well-formed");
    assert!(validate(bytes).is_ok() || canonical(bytes).is_err(), "canonical implies valid");
    if let Ok(data) = AuthenticatorData::parse(bytes) {
        assert_eq!(data.to_writer().encode(), bytes);
    }
    if let Ok(object) = AttestationObject::parse(bytes) {
        assert_re_emitted(bytes, &attestation_view(&object));
        _ = PackedStatement::parse(object.att_stmt).map(|statement| statement.x5c.map(|x5c| x5c.iter().count()));
        if let Ok(data) = AuthenticatorData::parse(object.auth_data) {
            assert_eq!(data.to_writer().encode(), object.auth_data);
            _ = data.attested_credential_data.map(|attested| CoseKey::parse(attested.credential_public_key).map(drop));
        }
    }
    if let Ok(key) = CoseKey::parse(bytes) {
        assert_re_emitted(bytes, &cose_view(&key));
    }
    if let Ok(text) = str::from_utf8(bytes) {
        _ = RegistrationResponse::parse(text).map(|response| response.attestation_object.decode());
        _ = AuthenticationResponse::parse(text).map(|response| response.signature.decode());
    }
}

proptest! {
    #![proptest_config(config())]

    /// What was written honestly is accepted, and the view of it gives the same bytes again.
    #[test]
    fn views_are_re_emitted(registration in registration_bytes(), client_data in client_data_bytes()) {
        prop_assert!(canonical(&registration).is_ok());
        let object = AttestationObject::parse(&registration).expect("an attestation object");
        let statement = Node::decode(object.att_stmt).expect("one item");
        prop_assert_eq!(attestation_object(object.fmt, statement, object.auth_data).encode(), registration.clone());
        assert_re_emitted(&registration, &attestation_view(&object));

        let view = ClientData::parse(&client_data).expect("client data");
        let cross_origin = view.cross_origin.expect("it was written");
        let top_origin = view.top_origin.as_deref();
        let again = ClientDataWriter::new(&view.ceremony, &view.challenge, &view.origin, cross_origin, top_origin).encode();
        prop_assert_eq!(again, client_data);
    }

    #[test]
    fn arbitrary_bytes_are_read_safely(bytes in vec(any::<u8>(), 0..80)) {
        assert_reads_are_safe(&bytes);
    }

    #[test]
    fn mutated_messages_are_read_safely(bytes in mutated(prop_oneof![
        registration_bytes(), client_data_bytes(), auth_data_writer().prop_map(|writer| writer.encode()), free().prop_map(|node| node.encode()),
    ])) {
        assert_reads_are_safe(&bytes);
    }

    #[test]
    fn mutated_envelopes_are_read_safely(bytes in mutated(vec(any::<u8>(), 0..9).prop_map(|bytes| {
        envelope(&bytes, attestation_response(&bytes, &bytes), None).encode()
    }))) {
        assert_reads_are_safe(&bytes);
    }

    #[test]
    fn every_well_formed_item_is_written_again(node in free()) {
        let bytes = node.encode();
        prop_assert_eq!(well_formed(&bytes), Ok(()));
        prop_assert_eq!(Node::decode(&bytes).map(|node| node.encode()), Ok(bytes));
    }

    #[test]
    fn plain_items_are_read_as_written(node in plain()) {
        prop_assert_eq!(Node::decode(&node.encode()), Ok(node));
    }

    #[test]
    fn canonical_output_is_canonical(node in orderable()) {
        let bytes = node.encode_canonical();
        prop_assert!(bytes.is_ok(), "{:?}", bytes);
        let bytes = bytes.unwrap_or_default();
        prop_assert_eq!(canonical(&bytes), Ok(()));
        let again = Node::decode(&bytes).map(|node| node.encode_canonical());
        prop_assert_eq!(again, Ok(Ok(bytes)));
    }

    #[test]
    fn ciborium_reads_what_is_canonical(node in orderable()) {
        let bytes = node.encode_canonical().expect("canonical");
        // Its `Value` knows only these four simple values; the table of cases has that divergence.
        prop_assume!(!format!("{node:?}").contains("Simple"));
        prop_assert!(ciborium::from_reader::<ciborium::Value, _>(&bytes[..]).is_ok());
    }

    #[test]
    fn authenticator_data_is_read_as_written(writer in auth_data_writer()) {
        let bytes = writer.encode();
        let data = AuthenticatorData::parse(&bytes).map(|data| data.to_writer());
        prop_assert_eq!(data, Ok(writer));
    }

    #[test]
    fn attestation_objects_are_read_as_written(fmt in ".{0,40}", alg in any::<i64>(), sig in vec(any::<u8>(), 0..300), data in vec(any::<u8>(), 0..300)) {
        let bytes = attestation_object(&fmt, packed_statement(alg, &sig, None), &data).encode();
        prop_assert_eq!(canonical(&bytes), Ok(()));
        let object = AttestationObject::parse(&bytes).expect("an attestation object");
        prop_assert_eq!((object.fmt, object.auth_data), (&fmt[..], &data[..]));
        let statement = PackedStatement::parse(object.att_stmt).expect("a statement");
        prop_assert_eq!((statement.alg, statement.sig, statement.x5c), (alg, &sig[..], None));
    }

    #[test]
    fn cose_keys_are_read_as_written(alg in any::<i64>(), crv in any::<i64>(), x in vec(any::<u8>(), 0..70), y in vec(any::<u8>(), 0..70)) {
        let bytes = CoseKeyWriter::ec2(alg, crv, &x, &y).encode().expect("canonical");
        let key = CoseKey::parse(&bytes).expect("a key");
        prop_assert_eq!((key.alg, key.crv, key.x, key.y), (Some(alg), Some(crv), Some(&x[..]), Some(&y[..])));
    }

    #[test]
    fn client_data_is_read_as_written(kind in ".{0,12}", challenge in ".{0,12}", origin in "\\PC{0,9}[\\x00-\\x1f\"\\\\]{0,9}", cross in any::<bool>(), top in proptest::option::of(".{0,9}")) {
        let bytes = ClientDataWriter::new(&kind, &challenge, &origin, cross, top.as_deref()).encode();
        let data = ClientData::parse(&bytes).expect("client data");
        prop_assert_eq!((&*data.ceremony, &*data.challenge, &*data.origin), (&kind[..], &challenge[..], &origin[..]));
        prop_assert_eq!((data.cross_origin, data.top_origin.as_deref()), (Some(cross), top.as_deref()));
    }

    #[test]
    fn envelopes_are_read_as_written(id in vec(any::<u8>(), 0..40), data in vec(any::<u8>(), 0..40), sig in vec(any::<u8>(), 0..40), user in proptest::option::of(vec(any::<u8>(), 0..40))) {
        let text = String::from_utf8(envelope(&id, assertion_response(&data, &id, &sig, user.as_deref()), None).encode()).expect("UTF-8");
        let response = AuthenticationResponse::parse(&text).expect("an authentication");
        prop_assert_eq!(response.credential.raw_id.decode(), Ok(id.clone()));
        prop_assert_eq!(response.client_data_json.decode(), Ok(data));
        prop_assert_eq!(response.authenticator_data.decode(), Ok(id));
        prop_assert_eq!(response.signature.decode(), Ok(sig));
        prop_assert_eq!(response.user_handle.map(|handle| handle.decode()), user.map(Ok));
    }
}
