//! Keys of every algorithm, and what is wrong with them.

use std::collections::BTreeSet;

use ciborium::Value;
use relycheck_forge::{Algorithm, Bytes, Deviation, Emission, Format, KeyDeviation, KeyShape, Layer, Node, Rendered};
use relycheck_wire::cbor::{canonical, well_formed};
use rsa::pkcs8::DecodePublicKey as _;
use rsa::traits::PublicKeyParts as _;

use crate::opened::Ceremony::{Assertion, Registration};
use crate::opened::{Setting, json, member, sha256};
use crate::valid::subject_public_key_info;
use crate::verified::{Members, verifies};

fn of(algorithm: Algorithm) -> Emission {
    Emission { algorithm, format: Format::PackedSelf, ..Emission::default() }
}

/// The CBOR of the key, which is all that follows the credential id.
fn key(rendered: &Rendered) -> &[u8] {
    &rendered.authenticator_data[55 + rendered.credential_id.len()..]
}

fn message(rendered: &Rendered) -> Vec<u8> {
    [&rendered.authenticator_data[..], &sha256(&rendered.client_data)].concat()
}

/// kty, crv and the length of each byte string: RFC 9053, section 7; RFC 8230, section 4; ML-DSA for COSE, section 3.
fn form(algorithm: Algorithm) -> (i64, Option<i64>, &'static [(i64, usize)]) {
    match algorithm {
        Algorithm::Es256 | Algorithm::Esp256 => (2, Some(1), &[(-2, 32), (-3, 32)]),
        Algorithm::Es384 | Algorithm::Esp384 => (2, Some(2), &[(-2, 48), (-3, 48)]),
        Algorithm::Es512 | Algorithm::Esp512 => (2, Some(3), &[(-2, 66), (-3, 66)]),
        Algorithm::EdDsa | Algorithm::Ed25519 => (1, Some(6), &[(-2, 32)]),
        Algorithm::Ed448 => (1, Some(7), &[(-2, 57)]),
        Algorithm::Rs256 | Algorithm::Ps256 => (3, None, &[(-1, 256), (-2, 3)]),
        Algorithm::MlDsa44 => (7, None, &[(-1, 1312)]),
        Algorithm::MlDsa65 => (7, None, &[(-1, 1952)]),
        Algorithm::MlDsa87 => (7, None, &[(-1, 2592)]),
    }
}

#[test]
fn a_key_of_every_algorithm_has_its_members_and_signs_for_registration_and_assertion() {
    let setting = Setting::default();
    for algorithm in Algorithm::ALL {
        let emission = of(algorithm);
        let registration = setting.valid(Registration, &emission);
        assert_eq!(key(&registration), setting.credential(&emission).public_key(), "{algorithm:?}");
        assert_eq!(canonical(key(&registration)), Ok(()), "{algorithm:?}");
        let members = Members::read(key(&registration));
        let (kty, crv, strings) = form(algorithm);
        assert_eq!((members.number(1), members.number(3)), (kty, algorithm.id()), "{algorithm:?}");
        assert_eq!(members.0.len(), 2 + usize::from(crv.is_some()) + strings.len(), "{algorithm:?}");
        if let Some(crv) = crv {
            assert_eq!(members.number(-1), crv, "{algorithm:?}");
        }
        for (label, length) in strings {
            assert_eq!(members.bytes(*label).len(), *length, "{algorithm:?}, {label}");
        }

        assert_eq!(json(&registration)["response"]["publicKeyAlgorithm"], algorithm.id());
        let signed = |rendered: &Rendered| {
            let signature = rendered.signature.as_deref().expect("there is one");
            verifies(&members, algorithm, &message(rendered), signature)
        };
        assert!(signed(&registration), "{algorithm:?}");
        let assertion = setting.valid(Assertion, &emission);
        assert!(signed(&assertion), "{algorithm:?}");
        assert_eq!(assertion, setting.valid(Assertion, &emission), "{algorithm:?} is deterministic");
        let stranger = Members::read(&setting.another(&emission).public_key());
        assert!(!verifies(&stranger, algorithm, &message(&assertion), assertion.signature.as_deref().expect("there is one")));
    }
}

#[test]
fn the_copy_as_subject_public_key_info_is_there_where_clients_have_to_give_one() {
    let setting = Setting::default();
    for algorithm in Algorithm::ALL {
        let registration = setting.valid(Registration, &of(algorithm));
        let members = Members::read(key(&registration));
        let copy = member(&registration, "publicKey");
        match (algorithm, copy) {
            (Algorithm::Es256, Some(der)) => {
                assert_eq!(der, subject_public_key_info(members.bytes(-2), members.bytes(-3)));
            }
            (Algorithm::EdDsa, Some(der)) => {
                let prefix = b"\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00";
                assert_eq!(der, [prefix, members.bytes(-2)].concat(), "RFC 8410, section 4");
            }
            (Algorithm::Rs256, Some(der)) => {
                assert_eq!(rsa::RsaPublicKey::from_public_key_der(&der).expect("an RSA key"), members.rsa());
            }
            (Algorithm::Es256 | Algorithm::EdDsa | Algorithm::Rs256, None) => panic!("{algorithm:?} has a copy"),
            (_, copy) => assert_eq!(copy, None, "{algorithm:?}"),
        }
    }
}

#[test]
fn a_key_of_a_shape_has_a_leading_zero_where_the_shape_says_so_and_in_full_width() {
    for algorithm in [Algorithm::Es256, Algorithm::Es384, Algorithm::Es512] {
        for (shape, short) in
            [(KeyShape::Ordinary, (false, false)), (KeyShape::ShortX, (true, false)), (KeyShape::ShortY, (false, true))]
        {
            let emission = Emission { key: shape, ..of(algorithm) };
            let setting = Setting::default();
            let members = Members::read(&setting.credential(&emission).public_key());
            let starts_with_zero = |label| members.bytes(label)[0] == 0;
            assert_eq!((starts_with_zero(-2), starts_with_zero(-3)), short, "{algorithm:?}, {shape:?}");
            assert_eq!(members.bytes(-2).len(), members.bytes(-3).len());
            let assertion = setting.valid(Assertion, &emission);
            assert!(verifies(&members, algorithm, &message(&assertion), assertion.signature.as_deref().expect("there is one")));
        }
    }
}

/// A registration with a deviating key beside its twin, and an assertion by that credential.
struct Deviating {
    twin: Members,
    registration: Rendered,
    assertion: Rendered,
}

fn deviating(emission: &Emission, deviation: &KeyDeviation) -> Deviating {
    let setting = Setting::default();
    let twin = setting.valid(Registration, emission);
    let registration =
        setting.render(Registration, emission, Some(&Deviation::Key(deviation.clone()))).expect("it changes the key");
    let start = 55 + twin.credential_id.len();
    assert_eq!(
        registration.authenticator_data[..start],
        twin.authenticator_data[..start],
        "what comes before the key is the twin's"
    );
    assert_eq!(registration.client_data, twin.client_data);
    let credential = setting.deviating(emission, deviation);
    assert_eq!(key(&registration), credential.public_key());
    let assertion = setting.used(&credential, emission);
    Deviating { twin: Members::read(key(&twin)), registration, assertion }
}

impl Deviating {
    fn members(&self) -> Members {
        Members::read(key(&self.registration))
    }

    /// Whether registration and assertion are signed so that they verify under these members.
    fn signs_for(&self, members: &Members, algorithm: Algorithm) -> bool {
        [&self.registration, &self.assertion]
            .iter()
            .all(|it| verifies(members, algorithm, &message(it), it.signature.as_deref().expect("there is one")))
    }

    fn copies(&self) -> (bool, Option<i64>) {
        let response = json(&self.registration)["response"].clone();
        (response.get("publicKey").is_some(), response.get("publicKeyAlgorithm").and_then(serde_json::Value::as_i64))
    }
}

#[test]
fn a_member_deviates_alone_and_the_key_behind_it_goes_on_signing() {
    let emission = of(Algorithm::Es256);
    let changed = |deviation: &KeyDeviation, change: &dyn Fn(&mut Members), copies: (bool, Option<i64>)| {
        let it = deviating(&emission, deviation);
        let mut expected = it.twin.clone();
        change(&mut expected);
        assert_eq!(it.members(), expected, "{deviation:?}");
        assert!(it.signs_for(&it.twin, Algorithm::Es256), "{deviation:?}");
        assert_eq!(it.copies(), copies, "{deviation:?}");
    };
    let es256 = Some(-7);
    let without = |label: i64| move |members: &mut Members| members.0.retain(|(key, _)| *key != Value::from(label));
    changed(&KeyDeviation::Without(1), &without(1), (false, es256));
    changed(&KeyDeviation::Without(3), &without(3), (false, None));
    changed(&KeyDeviation::Without(-3), &without(-3), (false, es256));
    let crv = |members: &mut Members| members.set(-1, 2.into());
    changed(&KeyDeviation::With(-1, Node::integer(2)), &crv, (false, es256));
    let alg = |members: &mut Members| members.set(3, "ES256".into());
    changed(&KeyDeviation::With(3, Node::text("ES256")), &alg, (false, None));
    let huge = |members: &mut Members| members.set(3, u64::MAX.into());
    changed(&KeyDeviation::With(3, Node::Unsigned(u64::MAX)), &huge, (false, None));
    let esp256 = |members: &mut Members| members.set(3, (-9).into());
    changed(&KeyDeviation::With(3, Node::integer(-9)), &esp256, (false, Some(-9)));
    let kid = |members: &mut Members| members.0.insert(1, (2.into(), Value::Bytes(vec![1])));
    changed(&KeyDeviation::With(2, Node::bytes(&[1])), &kid, (true, es256));
    let secret = |members: &mut Members| members.0.push(((-4).into(), Value::Bytes(vec![1])));
    changed(&KeyDeviation::With(-4, Node::bytes(&[1])), &secret, (true, es256));
    let twice = |members: &mut Members| members.0.insert(3, members.0[3].clone());
    changed(&KeyDeviation::Twice(-2), &twice, (true, es256));
    let other = |members: &mut Members| members.0.insert(2, (3.into(), (-257).into()));
    changed(&KeyDeviation::TwiceDiffering(3, Node::integer(-257)), &other, (false, es256));
    let compressed = |members: &mut Members| members.set(-3, Value::Bool(members.bytes(-3)[31] & 1 == 1));
    changed(&KeyDeviation::Compressed, &compressed, (false, es256));
    for (change, edit) in [
        (Bytes::Empty, (|bytes| bytes.clear()) as fn(&mut Vec<u8>)),
        (Bytes::Zeros, |bytes| *bytes = vec![0; 32]),
        (Bytes::Ones, |bytes| *bytes = vec![0xff; 32]),
        (Bytes::WithoutFirst, |bytes| *bytes = bytes[1..].to_vec()),
        (Bytes::WithoutLast, |bytes| *bytes = bytes[..31].to_vec()),
        (Bytes::ZeroInFront, |bytes| *bytes = [&[0], &bytes[..]].concat()),
        (Bytes::ZeroBehind, |bytes| *bytes = [&bytes[..], &[0]].concat()),
        (Bytes::LastBitFlipped, |bytes| bytes[31] ^= 1),
    ] {
        let x = |members: &mut Members| {
            let mut bytes = members.bytes(-2).to_vec();
            edit(&mut bytes);
            members.set(-2, Value::Bytes(bytes));
        };
        changed(&KeyDeviation::Bytes(-2, change), &x, (false, es256));
    }
}

#[test]
fn the_key_as_a_whole_is_another_item_or_none() {
    let emission = of(Algorithm::Es256);
    let it = deviating(&emission, &KeyDeviation::EntryMissing);
    let mut expected = Setting::default().credential(&emission).public_key();
    assert_eq!(expected[0], 0xa5, "a map of five");
    expected[0] = 0xa6;
    assert_eq!(key(&it.registration), expected);
    assert!(well_formed(&expected).is_err());
    let it = deviating(&emission, &KeyDeviation::Whole(Node::Array(vec![])));
    assert_eq!((key(&it.registration), it.copies()), (&[0x80][..], (false, None)));
}

#[test]
fn another_key_signs_by_its_own_algorithm() {
    let es256 = of(Algorithm::Es256);
    for other in Algorithm::ALL.into_iter().filter(|other| *other != Algorithm::Es256) {
        let it = deviating(&es256, &KeyDeviation::Of(other));
        assert_eq!((it.members().number(1), it.members().number(3)), (form(other).0, other.id()));
        assert!(it.signs_for(&it.members(), other), "{other:?}");
        assert_eq!(it.copies().1, Some(other.id()));
        assert_eq!(canonical(key(&it.registration)), Ok(()));
    }
    for (algorithm, pair) in [
        (Algorithm::Es256, Algorithm::EdDsa),
        (Algorithm::Es256, Algorithm::Rs256),
        (Algorithm::EdDsa, Algorithm::Es256),
        (Algorithm::EdDsa, Algorithm::Ed448),
        (Algorithm::Rs256, Algorithm::Es256),
    ] {
        let it = deviating(&of(algorithm), &KeyDeviation::PairOf(pair));
        assert_eq!((it.members().number(1), it.members().number(3)), (form(pair).0, algorithm.id()));
        assert!(it.signs_for(&it.members(), pair), "{algorithm:?} with a pair of {pair:?}");
        assert_eq!(it.copies(), (false, Some(algorithm.id())));
    }
    // ECDSA takes its hash from the algorithm, whatever the curve.
    let it = deviating(&es256, &KeyDeviation::PairOf(Algorithm::Es384));
    let members = it.members();
    let key = p384::ecdsa::VerifyingKey::from_sec1_bytes(&[&[4], members.bytes(-2), members.bytes(-3)].concat()).expect("a point");
    let signature = p384::ecdsa::Signature::from_der(it.assertion.signature.as_deref().expect("there is one")).expect("DER");
    let prehash = [vec![0; 16], sha256(&message(&it.assertion))].concat();
    assert!(p384::ecdsa::signature::hazmat::PrehashVerifier::verify_prehash(&key, &prehash, &signature).is_ok());
}

#[test]
fn an_rsa_key_of_a_size_has_it_and_signs() {
    for (bits, algorithm) in [(512, Algorithm::Rs256), (1024, Algorithm::Rs256), (1024, Algorithm::Ps256), (2047, Algorithm::Rs256)]
    {
        let it = deviating(&of(algorithm), &KeyDeviation::RsaBits(bits));
        assert_eq!(it.members().rsa().n().bits(), bits);
        assert!(it.signs_for(&it.members(), algorithm), "{bits}, {algorithm:?}");
    }
    let it = deviating(&of(Algorithm::Rs256), &KeyDeviation::RsaBits(3072));
    assert!(it.signs_for(&it.members(), Algorithm::Rs256));
}

#[test]
fn for_keys_without_a_secret_there_is_a_signature_that_a_lenient_verifier_takes() {
    // a point of (0, 0), taken for infinity, leaves (z / s) G of the verification.
    let it = deviating(&of(Algorithm::Es256), &KeyDeviation::Neutral);
    assert_eq!((it.members().bytes(-2), it.members().bytes(-3)), (&[0; 32][..], &[0; 32][..]));
    let signature = p256::ecdsa::Signature::from_der(it.assertion.signature.as_deref().expect("there is one")).expect("DER");
    let digest = sha256(&message(&it.assertion));
    let z = <p256::Scalar as p256::elliptic_curve::ops::Reduce<p256::FieldBytes>>::reduce(
        &p256::FieldBytes::try_from(&digest[..]).expect("32 bytes"),
    );
    let s_inverted = signature.s().invert().expect("s is not 0");
    let point = (p256::ProjectivePoint::GENERATOR * (z * s_inverted)).to_affine();
    assert_eq!(p256::elliptic_curve::point::AffineCoordinates::x(&point).to_vec(), signature.split_bytes().0.to_vec());

    let it = deviating(&of(Algorithm::EdDsa), &KeyDeviation::Neutral);
    let x: [u8; 32] = it.members().bytes(-2).try_into().expect("32 bytes");
    let key = ed25519_dalek::VerifyingKey::from_bytes(&x).expect("the identity is a point");
    assert!(key.is_weak());
    let signature =
        ed25519_dalek::Signature::from_slice(it.assertion.signature.as_deref().expect("there is one")).expect("64 bytes");
    assert!(ed25519_dalek::Verifier::verify(&key, &message(&it.assertion), &signature).is_ok());

    let it = deviating(&of(Algorithm::Rs256), &KeyDeviation::ExponentOne);
    assert_eq!((it.members().bytes(-2), it.members().bytes(-1)), (&[1][..], it.twin.bytes(-1)));
    let encoded = it.assertion.signature.as_deref().expect("there is one");
    assert_eq!((encoded.len(), &encoded[..3]), (256, &[0, 1, 0xff][..]));
    assert!(encoded.ends_with(&sha256(&message(&it.assertion))));
}

#[test]
fn each_key_deviation_has_its_layer_and_a_sentence_of_its_own() {
    let deviations = [
        KeyDeviation::Of(Algorithm::Es384),
        KeyDeviation::PairOf(Algorithm::Es384),
        KeyDeviation::RsaBits(1024),
        KeyDeviation::Without(1),
        KeyDeviation::Without(-2),
        KeyDeviation::With(3, Node::Negative(u64::MAX)),
        KeyDeviation::With(3, Node::Unsigned(0)),
        KeyDeviation::With(4, Node::Array(vec![Node::integer(1)])),
        KeyDeviation::Bytes(-2, Bytes::Zeros),
        KeyDeviation::Bytes(-2, Bytes::ZeroInFront),
        KeyDeviation::Twice(-2),
        KeyDeviation::TwiceDiffering(-2, Node::bytes(&[])),
        KeyDeviation::Compressed,
        KeyDeviation::Neutral,
        KeyDeviation::ExponentOne,
        KeyDeviation::Whole(Node::Array(vec![])),
        KeyDeviation::EntryMissing,
    ]
    .map(Deviation::Key);
    let sentences: BTreeSet<String> = deviations.iter().map(Deviation::sentence).collect();
    assert_eq!(sentences.len(), deviations.len());
    assert!(deviations.iter().all(|deviation| deviation.layer() == Layer::Key));
    assert!(sentences.contains("the credential key's member 3 (alg) is -18446744073709551616"));
}

#[test]
fn a_deviation_that_leaves_the_key_as_it_is_is_inapplicable() {
    for (algorithm, deviation) in [
        (Algorithm::Es256, KeyDeviation::With(3, Node::integer(-7))),
        (Algorithm::Es256, KeyDeviation::Without(2)),
        (Algorithm::Es256, KeyDeviation::Twice(-4)),
        (Algorithm::Es256, KeyDeviation::Bytes(1, Bytes::Empty)),
        (Algorithm::EdDsa, KeyDeviation::Compressed),
        (Algorithm::Rs256, KeyDeviation::Neutral),
    ] {
        let refusal = Setting::default().render(Registration, &of(algorithm), Some(&Deviation::Key(deviation.clone())));
        assert!(refusal.is_err(), "{deviation:?}");
    }
}
