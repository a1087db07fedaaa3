//! Each deviation changes what it names and nothing else; what is signed is what is sent, unless the signature is the deviation.

use std::collections::BTreeSet;

use data_encoding::BASE64URL_NOPAD;
use relycheck_forge::{
    AttestationDeviation, AuthenticatorDataDeviation, ChallengeDeviation, ClientDataDeviation, ClientDataShape, Deviation,
    Emission, EnvelopeDeviation, Format, Layer, Node, Rendered, Second, SignatureDeviation,
};
use relycheck_wire::attestation_object::{AttestationObject, Error as ObjectError, PackedStatement};
use relycheck_wire::authenticator_data::{AuthenticatorData, Error as DataError};
use relycheck_wire::cbor::{Rule, canonical, well_formed};
use serde_json::{Value, json};

use crate::opened::Ceremony::{Assertion, Registration};
use crate::opened::{Ceremony, Setting, bare_envelope, json as envelope, member, sha256, verifies};

fn plain() -> Emission {
    Emission::default()
}

fn packed() -> Emission {
    Emission { format: Format::PackedSelf, ..plain() }
}

/// A response with its deviation and, beside it, the response without.
struct Beside {
    setting: Setting,
    emission: Emission,
    ceremony: Ceremony,
    twin: Rendered,
    it: Rendered,
}

fn beside(ceremony: Ceremony, emission: &Emission, deviation: &Deviation) -> Beside {
    let setting = Setting::default();
    let twin = setting.valid(ceremony, emission);
    let it = setting.render(ceremony, emission, Some(deviation)).unwrap_or_else(|error| panic!("{ceremony:?}: {error}"));
    Beside { setting, emission: emission.clone(), ceremony, twin, it }
}

impl Beside {
    /// Which parts differ: client data, authenticator data, the signature as sent, the attestation object around both, the
    /// envelope around them all.
    fn changed(&self) -> Vec<&'static str> {
        let (twin, it) = (&self.twin, &self.it);
        let mut changed = Vec::new();
        let mut note = |differs: bool, name| {
            if differs {
                changed.push(name);
            }
        };
        note(twin.client_data != it.client_data, "client data");
        note(twin.authenticator_data != it.authenticator_data, "authenticator data");
        note(self.signature_sent(twin) != self.signature_sent(it), "signature");
        note(self.around(twin) != self.around(it), "attestation object");
        note(bare_envelope(twin) != bare_envelope(it), "envelope");
        changed
    }

    fn signature_sent(&self, rendered: &Rendered) -> Option<Vec<u8>> {
        match self.ceremony {
            Assertion => rendered.signature.clone(),
            Registration => {
                let object = AttestationObject::parse(rendered.attestation_object.as_deref()?).ok()?;
                PackedStatement::parse(object.att_stmt).ok().map(|statement| statement.sig.to_vec())
            }
        }
    }

    /// The attestation object without authenticator data and signature: its format and the statement's other members where it is
    /// canonical, else all its bytes.
    fn around(&self, rendered: &Rendered) -> Option<(String, Vec<u8>)> {
        let bytes = rendered.attestation_object.as_deref()?;
        match AttestationObject::parse(bytes) {
            Ok(object) if canonical(bytes).is_ok() => {
                let statement = match PackedStatement::parse(object.att_stmt) {
                    Ok(statement) => statement.alg.to_string().into_bytes(),
                    Err(_) => object.att_stmt.to_vec(),
                };
                Some((object.fmt.to_owned(), statement))
            }
            _ => Some((String::new(), bytes.to_vec())),
        }
    }

    /// Whether the signature that is sent verifies under the credential's key over the bytes that are sent.
    fn verifies(&self) -> bool {
        let signature = self.signature_sent(&self.it).expect("there is a signature");
        let key = self.setting.credential(&self.emission);
        verifies(&key, &self.it.authenticator_data, &sha256(&self.it.client_data), &signature)
    }

    fn data(&self) -> (&[u8], &[u8]) {
        (&self.twin.authenticator_data, &self.it.authenticator_data)
    }

    fn object(&self) -> (&[u8], &[u8]) {
        let object = |rendered: &'_ Rendered| rendered.attestation_object.is_some();
        assert!(object(&self.twin) && object(&self.it));
        (self.twin.attestation_object.as_deref().unwrap_or_default(), self.it.attestation_object.as_deref().unwrap_or_default())
    }

    /// The CBOR of the key, which is all that follows the credential id.
    fn key(rendered: &Rendered) -> &[u8] {
        &rendered.authenticator_data[55 + rendered.credential_id.len()..]
    }
}

const CLIENT_DATA: &str = "client data";
const AUTH_DATA: &str = "authenticator data";
const SIGNATURE: &str = "signature";
const OBJECT: &str = "attestation object";
const ENVELOPE: &str = "envelope";

#[test]
fn client_data_deviates_in_one_place_and_is_signed_so() {
    use ClientDataDeviation as ClientData;
    let challenge = BASE64URL_NOPAD.encode(&Setting::default().challenge);
    let mut flipped = Setting::default().challenge;
    flipped[0] ^= 0x80;
    let flipped = BASE64URL_NOPAD.encode(&flipped);
    let elsewhere = "https://example.net";
    let table = [
        (ClientData::Challenge(ChallengeDeviation::BitFlipped), &*challenge, &*flipped),
        (ClientData::Origin(elsewhere.to_owned()), "\"origin\":\"https://example.org\"", "\"origin\":\"https://example.net\""),
        (ClientData::CrossOrigin, "\"crossOrigin\":false", "\"crossOrigin\":true"),
        (ClientData::TopOrigin(elsewhere.to_owned()), "}", ",\"topOrigin\":\"https://example.net\"}"),
        (ClientData::Ending(Vec::new()), "}", ""),
        (ClientData::Ending(b"}x".to_vec()), "}", "}x"),
        (ClientData::ShortBy(3), "se}", ""),
        (ClientData::Before(b"\n"), "{", "\n{"),
        (ClientData::Member("crossOrigin", b"null".to_vec()), "false", "null"),
        (ClientData::Member("x", b"\"\\ud800\"".to_vec()), "}", ",\"x\":\"\\ud800\"}"),
        (ClientData::Without("crossOrigin"), ",\"crossOrigin\":false", ""),
        (ClientData::Renamed("origin", "Origin"), "\"origin\"", "\"Origin\""),
        (ClientData::ValueInArray("crossOrigin"), "false", "[false]"),
        (ClientData::ValueInArray("origin"), "\"https://example.org\"", "[\"https://example.org\"]"),
        (ClientData::Twice("crossOrigin", Second::Same), "}", ",\"crossOrigin\":false}"),
        (ClientData::Twice("crossOrigin", Second::Before("1")), "\"crossOrigin\"", "\"crossOrigin\":1,\"crossOrigin\""),
        (ClientData::Twice("crossOrigin", Second::After("1")), "}", ",\"crossOrigin\":1}"),
        (ClientData::Nested(3), "}", ",\"relycheck_extra\":[[[]]]}"),
        (ClientData::Large(4), "}", ",\"relycheck_extra\":\"xxxx\"}"),
    ];
    for (ceremony, type_of_other) in [(Registration, "webauthn.get"), (Assertion, "webauthn.create")] {
        let own = if ceremony == Registration { "webauthn.create" } else { "webauthn.get" };
        let of_type = (ClientData::Type(type_of_other), own, type_of_other);
        for (deviation, from, to) in table.clone().into_iter().chain([of_type]) {
            let it = beside(ceremony, &packed(), &Deviation::ClientData(deviation.clone()));
            let twin = String::from_utf8(it.twin.client_data.clone()).expect("UTF-8");
            assert_eq!(twin.matches(from).count(), 1, "{from}");
            assert_eq!(it.it.client_data, twin.replace(from, to).into_bytes(), "{deviation:?}");
            assert_eq!(it.changed(), [CLIENT_DATA, SIGNATURE], "{deviation:?}");
            assert!(it.verifies(), "{deviation:?}");
        }
        let it = beside(ceremony, &packed(), &Deviation::ClientData(ClientData::InAnArray));
        assert_eq!(it.it.client_data, [b"[", &it.twin.client_data[..], b"]"].concat());
        assert_eq!(it.changed(), [CLIENT_DATA, SIGNATURE]);
        assert!(it.verifies());
    }
}

#[test]
fn client_data_deviates_as_a_whole_and_is_signed_so() {
    use ClientDataDeviation as ClientData;
    let challenge = BASE64URL_NOPAD.encode(&Setting::default().challenge);
    let get = format!(r#""type":"webauthn.get","challenge":"{challenge}","origin":"https://example.org","crossOrigin":false"#);
    let reversed =
        format!(r#"{{"crossOrigin":false,"origin":"https://example.org","challenge":"{challenge}","type":"webauthn.get"}}"#);
    let spaced = format!(
        "{{\n\"type\"\n:\n\"webauthn.get\",\n\"challenge\"\n:\n\"{challenge}\",\n\"origin\"\n:\n\"https://example.org\",\n\"crossOrigin\"\n:\nfalse\n}}"
    );
    let utf16: Vec<u8> = format!("\u{feff}{{{get}}}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let escaped = r#""\u0077\u0065\u0062\u0061\u0075\u0074\u0068\u006e\u002e\u0067\u0065\u0074""#;
    for (deviation, expected) in [
        (ClientData::Within("__proto__"), format!("{{\"__proto__\":{{{get}}}}}").into_bytes()),
        (ClientData::Reversed, reversed.into_bytes()),
        (ClientData::Spaced("\n"), spaced.into_bytes()),
        (ClientData::Instead(b"null"), b"null".to_vec()),
        (ClientData::EndsAfter(5), b"{\"typ".to_vec()),
        (ClientData::InUtf16, utf16),
        (ClientData::Escaped("type"), format!("{{{}}}", get.replacen("\"webauthn.get\"", escaped, 1)).into_bytes()),
    ] {
        let it = beside(Assertion, &plain(), &Deviation::ClientData(deviation.clone()));
        assert_eq!(it.it.client_data, expected, "{deviation:?}");
        assert_eq!(it.changed(), [CLIENT_DATA, SIGNATURE], "{deviation:?}");
        assert!(it.verifies(), "{deviation:?}");
    }
}

/// By hand, over a challenge whose text is `-_8A`, so of three bytes, and over one and two bytes.
#[test]
fn the_challenge_deviates_as_it_says() {
    use ChallengeDeviation as Challenge;
    let text = |challenge: &[u8], deviation| {
        let setting = Setting { challenge: challenge.to_vec(), ..Setting::default() };
        let deviation = Deviation::ClientData(ClientDataDeviation::Challenge(deviation));
        let it = setting.render(Registration, &plain(), Some(&deviation)).expect("it applies");
        let read: Value = serde_json::from_slice(&it.client_data).expect("JSON");
        read["challenge"].as_str().expect("a string").to_owned()
    };
    for (challenge, deviation, expected) in [
        (&[0xfb, 0xff, 0x00][..], Challenge::BitFlipped, "e_8A"),
        (&[0xfb, 0xff, 0x00], Challenge::LastBitFlipped, "-_8B"),
        (&[0xfb, 0xff, 0x00], Challenge::Complement, "BAD_"),
        (&[0xfb, 0xff, 0x00], Challenge::ByteShort, "-_8"),
        (&[0xfb, 0xff, 0x00], Challenge::FirstHalf, "-w"),
        (&[0xfb, 0xff, 0x00], Challenge::ByteMore, "-_8AAA"),
        (&[0xfb, 0xff, 0x00], Challenge::Empty, ""),
        (&[0xfb, 0xff, 0x00], Challenge::OtherCase, "-_8a"),
        (&[0xfb, 0xff, 0x00], Challenge::EncodedTwice, "LV84QQ"),
        (&[0xfb, 0xff, 0x00], Challenge::StandardAlphabet, "+/8A"),
        (&[0xfb, 0xff, 0x00], Challenge::Padded, "-_8A===="),
        (&[0xfb, 0xff], Challenge::Padded, "-_8="),
        (&[0xfb], Challenge::Padded, "-w=="),
        (&[0xfb, 0xff, 0x00], Challenge::StrayBits, "-_8A_"),
        (&[0xfb, 0xff], Challenge::StrayBits, "-__"),
        (&[0xfb], Challenge::StrayBits, "-_"),
    ] {
        assert_eq!(text(challenge, deviation), expected, "{deviation:?}");
    }
}

#[test]
fn a_flag_deviates_alone_and_is_signed_so() {
    use AuthenticatorDataDeviation as AuthData;
    let backup = |be, bs| Emission { be, bs, ..packed() };
    for (emission, deviation, bits) in [
        (packed(), AuthData::UpCleared, 0x01),
        (packed(), AuthData::UvCleared, 0x04),
        (backup(false, false), AuthData::BsWithoutBe, 0x10),
        (backup(true, true), AuthData::BsWithoutBe, 0x08),
        (backup(true, false), AuthData::BsWithoutBe, 0x18),
        (backup(false, false), AuthData::BeFlipped, 0x08),
        (backup(true, false), AuthData::BeFlipped, 0x08),
        (packed(), AuthData::ExtensionsMissing, 0x80),
    ] {
        for ceremony in [Registration, Assertion] {
            let it = beside(ceremony, &emission, &Deviation::AuthenticatorData(deviation.clone()));
            let (twin, deviating) = it.data();
            let mut expected = twin.to_vec();
            expected[32] ^= bits;
            assert_eq!(deviating, expected, "{ceremony:?}, {deviation:?}");
            assert_eq!(it.changed(), [AUTH_DATA, SIGNATURE], "{ceremony:?}, {deviation:?}");
            assert!(it.verifies(), "{ceremony:?}, {deviation:?}");
        }
    }
    let it = beside(Assertion, &packed(), &Deviation::AuthenticatorData(AuthData::ExtensionsMissing));
    assert_eq!(AuthenticatorData::parse(it.data().1), Err(DataError::MissingExtensions { offset: 37 }));
}

#[test]
fn authenticator_data_deviates_in_one_field_and_is_signed_so() {
    use AuthenticatorDataDeviation as AuthData;
    for ceremony in [Registration, Assertion] {
        let of = |deviation| {
            let it = beside(ceremony, &packed(), &Deviation::AuthenticatorData(deviation));
            assert!(it.verifies());
            it
        };
        let it = of(AuthData::RpIdHashOf("example.net".to_owned()));
        assert_eq!(it.changed(), [AUTH_DATA, SIGNATURE]);
        assert_eq!(it.data().1[..32], sha256(b"example.net"));
        assert_eq!(it.data().1[32..], it.data().0[32..]);

        let it = of(AuthData::RpIdHashZero);
        assert_eq!(it.changed(), [AUTH_DATA, SIGNATURE]);
        assert_eq!(it.data().1, [&[0; 32], &it.data().0[32..]].concat());

        for (bit, place, mask) in [(0, 0, 0x80), (9, 1, 0x40), (255, 31, 0x01)] {
            let it = of(AuthData::RpIdHashBitFlipped(bit));
            let mut expected = it.data().0.to_vec();
            expected[place] ^= mask;
            assert_eq!((it.changed(), it.data().1), (vec![AUTH_DATA, SIGNATURE], &expected[..]));
        }

        let it = of(AuthData::ExtensionData(Node::Array(Vec::new())));
        assert_eq!(it.changed(), [AUTH_DATA, SIGNATURE]);
        let mut expected = [it.data().0, &[0x80]].concat();
        expected[32] ^= 0x80;
        assert_eq!(it.data().1, expected);

        let it = of(AuthData::Trailing(vec![1, 2]));
        assert_eq!(it.data().1, [it.data().0, &[1, 2]].concat());

        let it = of(AuthData::CutTo(36));
        assert_eq!(it.changed(), [AUTH_DATA, SIGNATURE]);
        assert_eq!(it.data().1, &it.data().0[..36]);

        let it = of(AuthData::Trailing(vec![0]));
        assert_eq!(it.changed(), [AUTH_DATA, SIGNATURE]);
        assert_eq!(it.data().1, [it.data().0, &[0]].concat());
        let length = it.data().0.len();
        assert_eq!(AuthenticatorData::parse(it.data().1), Err(DataError::TrailingBytes { offset: length, count: 1 }));
    }
}

#[test]
fn attested_credential_data_in_an_assertion_stands_behind_the_counter() {
    use AuthenticatorDataDeviation as AuthData;
    let deviation = Deviation::AuthenticatorData(AuthData::AttestedCredentialData(vec![1, 2]));
    let extended = Emission { extensions: Some(Node::Map(Vec::new())), ..plain() };
    for (emission, after) in [(plain(), &[][..]), (extended, &[0xa0][..])] {
        let it = beside(Assertion, &emission, &deviation);
        assert_eq!((it.changed(), it.verifies()), (vec![AUTH_DATA, SIGNATURE], true));
        let mut expected = it.data().0[..37].to_vec();
        expected[32] ^= 0x40;
        assert_eq!(it.data().1, [&expected[..], &[1, 2], after].concat());
    }
}

#[test]
fn attested_credential_data_deviates_in_one_field_and_is_signed_so() {
    use AuthenticatorDataDeviation as AuthData;
    let of = |deviation| {
        let it = beside(Registration, &packed(), &Deviation::AuthenticatorData(deviation));
        assert!(it.verifies());
        it
    };
    let it = of(AuthData::AtCleared);
    assert_eq!(it.changed(), [AUTH_DATA, SIGNATURE]);
    let mut expected = it.data().0.to_vec();
    expected[32] ^= 0x40;
    assert_eq!(it.data().1, expected);
    let behind = expected.len() - 37;
    assert_eq!(AuthenticatorData::parse(&expected), Err(DataError::TrailingBytes { offset: 37, count: behind }));

    let it = of(AuthData::CredentialIdDeclared(0xffff));
    assert_eq!(it.changed(), [AUTH_DATA, SIGNATURE]);
    let mut expected = it.data().0.to_vec();
    expected[53..55].copy_from_slice(&[0xff, 0xff]);
    assert_eq!(it.data().1, expected);
    let declared = AuthenticatorData::parse(it.data().1).expect_err("the length is too long");
    assert!(matches!(declared, DataError::TruncatedCredentialId { declared: 0xffff, .. }), "{declared}");

    // An id has to be the same wherever it stands, so that its length alone is wrong.
    let it = of(AuthData::CredentialIdLength(1024));
    assert_eq!(it.changed(), [AUTH_DATA, SIGNATURE, ENVELOPE]);
    let data = AuthenticatorData::parse(it.data().1).expect("all is well but the length");
    let attested = data.attested_credential_data.expect("a credential is there");
    assert_eq!((attested.credential_id.len(), attested.credential_id), (1024, &it.it.credential_id[..]));
    assert_eq!(envelope(&it.it)["id"], BASE64URL_NOPAD.encode(attested.credential_id));
    assert_eq!(envelope(&it.it)["rawId"], envelope(&it.it)["id"]);
    assert_eq!(Beside::key(&it.it), Beside::key(&it.twin));
}

/// What the attestation object is made of, where it can be read.
fn contents(object: &[u8]) -> (&str, &[u8], &[u8]) {
    let object = AttestationObject::parse(object).expect("the object can be read");
    (object.fmt, object.att_stmt, object.auth_data)
}

#[test]
fn the_attestation_statement_deviates_in_one_member() {
    let of = |emission: &Emission, deviation| beside(Registration, emission, &Deviation::Attestation(deviation));
    for emission in [plain(), packed()] {
        let it = of(&emission, AttestationDeviation::Format("relycheck-format"));
        assert_eq!(it.changed(), [OBJECT]);
        let (twin, deviating) = it.object();
        assert_eq!(contents(deviating), ("relycheck-format", contents(twin).1, contents(twin).2));
        assert_eq!(canonical(deviating), Ok(()));
    }

    let it = of(&packed(), AttestationDeviation::StatementAlg(-35));
    assert_eq!(it.changed(), [OBJECT]);
    let statement = |object| PackedStatement::parse(contents(object).1).expect("the statement can be read");
    let (twin, deviating) = it.object();
    assert_eq!((statement(deviating).alg, statement(deviating).sig), (-35, statement(twin).sig));
    assert_eq!(contents(deviating).0, "packed");

    let it = of(&packed(), AttestationDeviation::SignatureBitFlipped);
    assert_eq!(it.changed(), [SIGNATURE]);
    let (twin, deviating) = it.object();
    let differing: u32 = twin.iter().zip(deviating).map(|(left, right)| (left ^ right).count_ones()).sum();
    assert_eq!((twin.len(), differing), (deviating.len(), 1));
    assert!(!it.verifies());

    let it = of(&plain(), AttestationDeviation::StatementInNone);
    assert_eq!(it.changed(), [OBJECT]);
    let (twin, deviating) = it.object();
    assert_eq!(contents(deviating), ("none", &b"\xa1\x63alg\x26"[..], contents(twin).2));
}

#[test]
fn the_attestation_object_deviates_in_its_encoding_only() {
    let of = |deviation| {
        let it = beside(Registration, &plain(), &Deviation::Attestation(deviation));
        assert_eq!(it.changed(), [OBJECT], "{deviation:?}");
        (it.object().0.to_vec(), it.object().1.to_vec())
    };
    let rule = |object: &[u8]| canonical(object).map_err(|offence| offence.rule);

    let (twin, it) = of(AttestationDeviation::AuthDataPastTheEnd);
    let differing: Vec<_> = twin.iter().zip(&it).filter(|(left, right)| left != right).collect();
    assert_eq!((differing.len(), *differing[0].0 + 1, it.len()), (1, *differing[0].1, twin.len()));
    assert!(well_formed(&it).is_err());

    let (twin, it) = of(AttestationDeviation::HugeLength);
    let length = 8;
    let head = twin.len() - contents(&twin).2.len() - 2;
    assert_eq!(it[..head], twin[..head]);
    assert_eq!(it[head..=head + length], [0x5b, 0x40, 0, 0, 0, 0, 0, 0, 0], "a byte string of 2^62");
    assert_eq!(it[head + 1 + length..], *contents(&twin).2);

    let (twin, it) = of(AttestationDeviation::DeepNesting);
    let before = b"\xa3\x63fmt\x64none\x67attStmt".len();
    assert_eq!(it[..before], twin[..before]);
    assert!(it[before..before + 10_000].iter().all(|&byte| byte == 0x81), "arrays of one");
    assert_eq!((it[before + 10_000], &it[before + 10_001..]), (0x80, &twin[before + 1..]));

    let (twin, it) = of(AttestationDeviation::WithoutAuthData);
    assert_eq!(AttestationObject::parse(&it), Err(ObjectError::MissingKey { key: "authData" }));
    assert_eq!(canonical(&it), Ok(()));
    assert_eq!((it[0], &it[1..]), (0xa2, &twin[1..it.len()]));

    let (twin, it) = of(AttestationDeviation::TrailingByte);
    assert_eq!(it, [&twin[..], &[0]].concat());

    for (deviation, broken) in [
        (AttestationDeviation::LengthNotShortest, Rule::LengthNotShortest),
        (AttestationDeviation::IndefiniteLength, Rule::IndefiniteLength),
        (AttestationDeviation::KeysOutOfOrder, Rule::KeyOrder),
    ] {
        let (twin, it) = of(deviation);
        assert_eq!(rule(&it), Err(broken));
        assert_eq!(contents(&it), contents(&twin), "{deviation:?} means the same to a lenient reader");
    }
    let (_, it) = of(AttestationDeviation::KeysOutOfOrder);
    assert_eq!(it[1..9], *b"\x67attStmt", "what comes first is not `fmt`");
    let (twin, it) = of(AttestationDeviation::KeyTwice);
    assert_eq!(rule(&it), Err(Rule::DuplicateKey));
    assert!(matches!(AttestationObject::parse(&it), Err(ObjectError::DuplicateKey { .. })));
    let once: Vec<u8> = [&[0xa3], &it[10..]].concat();
    assert_eq!(contents(&once), contents(&twin), "the second `fmt` is the first one again");
}

#[test]
fn a_signature_deviates_and_what_is_sent_beside_it_does_not() {
    let spaced = |emission: Emission| Emission {
        client_data: ClientDataShape { white_space: true, ..emission.client_data.clone() },
        ..emission
    };
    for ceremony in [Registration, Assertion] {
        let it = beside(ceremony, &packed(), &Deviation::Signature(SignatureDeviation::BitFlipped(0)));
        assert_eq!(it.changed(), [SIGNATURE]);
        assert!(!it.verifies());
        let signatures = [&it.twin, &it.it].map(|rendered| it.signature_sent(rendered).expect("a signature"));
        let differing: u32 = signatures[0].iter().zip(&signatures[1]).map(|(left, right)| (left ^ right).count_ones()).sum();
        assert_eq!((differing, signatures[0].len()), (1, signatures[1].len()));
    }

    let it = beside(Assertion, &plain(), &Deviation::Signature(SignatureDeviation::ByAnotherKey));
    assert_eq!(it.changed(), [SIGNATURE]);
    assert!(!it.verifies());
    let another = it.setting.another(&it.emission);
    let signature = member(&it.it, "signature").expect("a signature");
    assert!(verifies(&another, &it.it.authenticator_data, &sha256(&it.it.client_data), &signature));

    for ceremony in [Registration, Assertion] {
        let emission = spaced(packed());
        let it = beside(ceremony, &emission, &Deviation::HashOfReserialisedClientData);
        assert_eq!(it.changed(), [SIGNATURE]);
        assert!(!it.verifies());
        let compact = it.setting.valid(ceremony, &packed()).client_data;
        let signature = it.signature_sent(&it.it).expect("a signature");
        let key = it.setting.credential(&emission);
        assert!(verifies(&key, &it.it.authenticator_data, &sha256(&compact), &signature));
    }
}

#[test]
fn white_space_within_strings_is_no_white_space_of_json() {
    let mut emission = plain();
    emission.client_data.white_space = true;
    let setting = Setting { origin: "a \" b \\".to_owned(), ..Setting::default() };
    let deviation = Deviation::HashOfReserialisedClientData;
    let it = setting.render(Assertion, &emission, Some(&deviation)).expect("there is white space to take out");
    let compact = setting.valid(Assertion, &plain()).client_data;
    assert!(compact.windows(11).any(|text| text == br#""a \" b \\""#), "the origin keeps its spaces");
    let key = setting.credential(&emission);
    let signature = member(&it, "signature").expect("a signature");
    assert!(verifies(&key, &it.authenticator_data, &sha256(&compact), &signature));
}

#[test]
fn the_envelope_deviates_in_its_members_and_all_else_is_the_twins() {
    use EnvelopeDeviation as Envelope;
    let of = |ceremony, deviation| {
        let it = beside(ceremony, &plain(), &Deviation::Envelope(deviation));
        assert_eq!(it.changed(), [ENVELOPE]);
        it
    };
    let without = |it: &Beside, name: &str| {
        let mut expected = envelope(&it.twin);
        let response = expected["response"].as_object_mut().expect("an object");
        assert!(response.remove(name).is_some());
        expected
    };
    for ceremony in [Registration, Assertion] {
        let it = of(ceremony, Envelope::WithoutClientData);
        assert_eq!(envelope(&it.it), without(&it, "clientDataJSON"));
    }
    let it = of(Registration, Envelope::WithoutAttestationObject);
    let mut expected = without(&it, "attestationObject");
    expected["response"]["signature"] = envelope(&it.it)["response"]["signature"].clone();
    assert_eq!(envelope(&it.it), expected);
    let signature = member(&it.it, "signature").expect("a signature, as in an assertion");
    let key = it.setting.credential(&it.emission);
    assert!(verifies(&key, &it.it.authenticator_data, &sha256(&it.it.client_data), &signature));

    let it = of(Assertion, Envelope::WithoutAuthenticatorData);
    assert_eq!(envelope(&it.it), without(&it, "authenticatorData"));
    let it = of(Assertion, Envelope::WithoutSignature);
    let mut expected = without(&it, "signature");
    expected["response"]["attestationObject"] = envelope(&it.it)["response"]["attestationObject"].clone();
    assert_eq!(envelope(&it.it), expected);
    assert!(member(&it.it, "attestationObject").is_some(), "an attestation object, as in a registration");
    let it = of(Assertion, Envelope::WithoutUserHandle);
    assert_eq!(envelope(&it.it), without(&it, "userHandle"));
    let it = of(Assertion, Envelope::UserHandle(b"somebody else".to_vec()));
    let mut expected = envelope(&it.twin);
    expected["response"]["userHandle"] = json!(BASE64URL_NOPAD.encode(b"somebody else"));
    assert_eq!(envelope(&it.it), expected);
    let it = of(Assertion, Envelope::UnknownCredentialIdOf(3));
    let mut expected = envelope(&it.twin);
    expected["id"] = json!("AAAA");
    expected["rawId"] = expected["id"].clone();
    assert_eq!((envelope(&it.it), &it.it.credential_id), (expected, &vec![0; 3]));
    let it = of(Assertion, Envelope::UnknownCredentialId);
    let complement: Vec<u8> = it.twin.credential_id.iter().map(|byte| !byte).collect();
    let mut expected = envelope(&it.twin);
    expected["id"] = json!(BASE64URL_NOPAD.encode(&complement));
    expected["rawId"] = expected["id"].clone();
    assert_eq!((envelope(&it.it), &it.it.credential_id), (expected, &complement));
}

#[test]
fn each_deviation_has_its_layer_and_a_sentence_of_its_own() {
    use AttestationDeviation as Attestation;
    use AuthenticatorDataDeviation as AuthData;
    use ClientDataDeviation as ClientData;
    use EnvelopeDeviation as Envelope;
    let layers = [
        (
            Layer::ClientData,
            [
                ClientData::Type("t"),
                ClientData::Challenge(ChallengeDeviation::BitFlipped),
                ClientData::Challenge(ChallengeDeviation::LastBitFlipped),
                ClientData::Challenge(ChallengeDeviation::Complement),
                ClientData::Challenge(ChallengeDeviation::ByteShort),
                ClientData::Challenge(ChallengeDeviation::FirstHalf),
                ClientData::Challenge(ChallengeDeviation::ByteMore),
                ClientData::Challenge(ChallengeDeviation::Empty),
                ClientData::Challenge(ChallengeDeviation::OtherCase),
                ClientData::Challenge(ChallengeDeviation::EncodedTwice),
                ClientData::Challenge(ChallengeDeviation::Padded),
                ClientData::Challenge(ChallengeDeviation::StandardAlphabet),
                ClientData::Challenge(ChallengeDeviation::StrayBits),
                ClientData::Origin("o".to_owned()),
                ClientData::CrossOrigin,
                ClientData::TopOrigin("o".to_owned()),
                ClientData::Member("m", b"1".to_vec()),
                ClientData::Without("m"),
                ClientData::Renamed("m", "M"),
                ClientData::ValueInArray("m"),
                ClientData::Twice("m", Second::Same),
                ClientData::Twice("m", Second::Before("1")),
                ClientData::Twice("m", Second::After("1")),
                ClientData::Within("m"),
                ClientData::Reversed,
                ClientData::Spaced(" "),
                ClientData::Escaped("m"),
                ClientData::InAnArray,
                ClientData::Before(b" "),
                ClientData::Ending(Vec::new()),
                ClientData::Ending(b"}}".to_vec()),
                ClientData::Instead(b"1"),
                ClientData::EndsAfter(1),
                ClientData::ShortBy(1),
                ClientData::InUtf16,
                ClientData::Nested(1),
                ClientData::Large(1),
            ]
            .map(Deviation::ClientData)
            .to_vec(),
        ),
        (
            Layer::AuthenticatorData,
            [
                AuthData::RpIdHashOf("r".to_owned()),
                AuthData::UpCleared,
                AuthData::UvCleared,
                AuthData::BsWithoutBe,
                AuthData::BeFlipped,
                AuthData::AtCleared,
                AuthData::RpIdHashZero,
                AuthData::RpIdHashBitFlipped(9),
                AuthData::CutTo(36),
                AuthData::CredentialIdDeclared(0xffff),
                AuthData::Trailing(vec![0]),
                AuthData::Trailing(vec![0, 0]),
                AuthData::ExtensionsMissing,
                AuthData::ExtensionData(Node::Array(Vec::new())),
                AuthData::AttestedCredentialData(vec![0]),
                AuthData::CredentialIdLength(1024),
            ]
            .map(Deviation::AuthenticatorData)
            .to_vec(),
        ),
        (
            Layer::Attestation,
            [
                Attestation::Format("f"),
                Attestation::StatementAlg(-35),
                Attestation::SignatureBitFlipped,
                Attestation::StatementInNone,
                Attestation::AuthDataPastTheEnd,
                Attestation::WithoutAuthData,
                Attestation::TrailingByte,
                Attestation::LengthNotShortest,
                Attestation::IndefiniteLength,
                Attestation::KeysOutOfOrder,
                Attestation::KeyTwice,
                Attestation::DeepNesting,
                Attestation::HugeLength,
            ]
            .map(Deviation::Attestation)
            .to_vec(),
        ),
        (Layer::Signature, vec![Deviation::HashOfReserialisedClientData, Deviation::Signature(SignatureDeviation::BitFlipped(0))]),
        (
            Layer::Envelope,
            [
                Envelope::WithoutClientData,
                Envelope::WithoutAttestationObject,
                Envelope::WithoutAuthenticatorData,
                Envelope::WithoutSignature,
                Envelope::WithoutUserHandle,
                Envelope::UserHandle(vec![1]),
                Envelope::UserHandle(Vec::new()),
                Envelope::UnknownCredentialId,
                Envelope::UnknownCredentialIdOf(0),
            ]
            .map(Deviation::Envelope)
            .to_vec(),
        ),
    ];
    let mut sentences = BTreeSet::new();
    for (layer, deviations) in layers {
        for deviation in deviations {
            assert_eq!(deviation.layer(), layer, "{deviation:?}");
            assert!(sentences.insert(deviation.sentence()), "two deviations are called: {}", deviation.sentence());
        }
    }
    assert_eq!(sentences.len(), 77);
}
