//! What is demanded of decoders, over bytes that were put together by hand from the standards.

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use relycheck::decoding::{Demanded, catalogue_inputs, demand};
use relycheck_cases::catalogue;
use relycheck_protocol::Artefact;
use serde::Deserialize;

use Demanded::{Accept, Either, Refuse};

pub(crate) const TESTS: &[(&str, fn())] = &[
    ("of_cbor_the_table_says_it", of_cbor_the_table_says_it),
    ("of_keys", of_keys),
    ("of_authenticator_data", of_authenticator_data),
    ("of_attestation_objects", of_attestation_objects),
    ("of_client_data", of_client_data),
    ("of_registration_responses", of_registration_responses),
    ("of_authentication_responses", of_authentication_responses),
    ("each_target_is_fed_with_each_demand", each_target_is_fed_with_each_demand),
];

#[track_caller]
fn is(target: Artefact, bytes: &[u8], demanded: Demanded) {
    let demand = demand(target, bytes);
    assert_eq!(demand.demanded, demanded, "{} {}: {}", target.as_str(), String::from_utf8_lossy(bytes), demand.reason);
    assert_eq!(demand.reason.is_empty(), demanded == Accept, "{}", demand.reason);
}

/// Whatever ends before its end cannot be read.
#[track_caller]
fn every_beginning_is_refused(target: Artefact, bytes: &[u8]) {
    for end in 0..bytes.len() {
        is(target, &bytes[..end], Refuse);
    }
}

/// Bytes with some replaced by as many others.
fn with(bytes: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    let at = bytes.windows(old.len()).position(|window| window == old).expect("it is there");
    [&bytes[..at], new, &bytes[at + old.len()..]].concat()
}

fn of_cbor_the_table_says_it() {
    #[derive(Deserialize)]
    struct Table {
        case: Vec<Case>,
    }
    #[derive(Deserialize)]
    struct Case {
        id: String,
        hex: String,
        rp: String,
    }
    let table: Table = toml::from_str(include_str!("../../../wire/tests/data/cbor-cases.toml")).expect("the table");
    assert_eq!(table.case.len(), 61);
    for Case { id, hex, rp } in table.case {
        let demanded = match rp.as_str() {
            // RFC 8949, section 5.4: whoever does not know a simple value may stop at it.
            "accept" if ["simple-16", "simple-32"].contains(&&*id) => Either,
            "accept" => Accept,
            "must-reject" => Refuse,
            _ => Either,
        };
        let bytes = HEXLOWER.decode(hex.as_bytes()).expect("hex");
        assert_eq!(demand(Artefact::Cbor, &bytes).demanded, demanded, "{id}");
    }
    is(Artefact::Cbor, b"\xa1\x41a\x00", Either); // a byte string as key
    is(Artefact::Cbor, &[&[0x81; 70][..], &[0]].concat(), Either); // deeper than wire reads
    is(Artefact::Cbor, &[0x81; 70], Either); // and nobody knows what would come
}

/// The base point of P-256: FIPS 186-4, D.1.2.3.
const X: &str = "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296";
const Y: &str = "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5";

/// `{1: 2, 3: -7, -1: 1, -2: x, -3: y}`
fn es256() -> Vec<u8> {
    HEXLOWER.decode(format!("a5010203262001215820{X}225820{Y}").as_bytes()).expect("hex")
}

fn of_keys() {
    let target = Artefact::CoseKey;
    let key = es256();
    is(target, &key, Accept);
    every_beginning_is_refused(target, &key);
    is(target, &[&key[..], &[0]].concat(), Either);
    is(target, &with(&key, b"\x51\xf5", b"\x51\xf4"), Either); // no point of the curve
    is(target, &with(&key, b"\x03\x26", b"\x03\x28"), Either); // an algorithm that nobody has
    is(target, &with(&key, b"\xa5\x01\x02\x03\x26", b"\xa5\x03\x26\x01\x02"), Either); // another order
    is(target, &with(&key, b"\xa5\x01\x02", b"\xa6\x01\x02\x04\x81\x02"), Either); // one label more, out of order too
    is(target, &with(&key, b"\xa5\x01\x02", b"\xa4"), Either); // no kty
    is(target, b"\x01", Either);
    is(target, b"\xa0", Either);
    // `{1: 1, 3: -8, -1: 6, -2: x}` with the base point of RFC 8032, section 5.1.
    let eddsa = [b"\xa4\x01\x01\x03\x27\x20\x06\x21\x58\x20\x58".to_vec(), vec![0x66; 31]].concat();
    is(target, &eddsa, Accept);
    is(target, &[&eddsa[..eddsa.len() - 32], &[0; 32]].concat(), Either); // of small order
    let rs256 = [b"\xa4\x01\x03\x03\x39\x01\x00\x20\x59\x01\x00".to_vec(), vec![0xb7; 256], b"\x21\x43\x01\x00\x01".to_vec()];
    is(target, &rs256.concat(), Accept);
    is(target, &with(&rs256.concat(), b"\x01\x00\x01", b"\x01\x00\x02"), Either);
}

/// rpIdHash, these flags, and the counter 0.
fn header(flags: u8) -> Vec<u8> {
    [vec![0x49; 32], vec![flags, 0, 0, 0, 0]].concat()
}

const ID: [u8; 16] = [0xc1; 16];

/// With a credential of this id.
fn attested(flags: u8, id: &[u8]) -> Vec<u8> {
    [header(flags), vec![0; 16], vec![0, u8::try_from(id.len()).expect("short")], id.to_vec(), es256()].concat()
}

fn of_authenticator_data() {
    let target = Artefact::AuthenticatorData;
    is(target, &header(0x05), Accept);
    every_beginning_is_refused(target, &header(0x05));
    is(target, &[header(0x05), vec![0]].concat(), Either);
    is(target, &header(0x07), Either); // a reserved bit
    is(target, &header(0x11), Either); // BS without BE
    is(target, &header(0x19), Accept);
    is(target, &header(0x85), Refuse); // ED, and nothing there
    for (extensions, demanded) in [
        (&b"\xa0"[..], Accept),
        (b"\xa1\x6bcredProtect\x02", Accept),
        (b"\xa1\x6bcredProtect\x04", Either),
        (b"\xa1\x61x\xf4", Either),
        (b"\xb8\x00", Either),
        (b"\xa1", Refuse),
        (b"\xa1\x61x", Refuse),
        (b"\x80", Either),
        (b"\x1c", Refuse),
    ] {
        is(target, &[header(0x85), extensions.to_vec()].concat(), demanded);
    }
    let whole = attested(0x45, &ID);
    is(target, &whole, Accept);
    every_beginning_is_refused(target, &whole);
    is(target, &with(&whole, &[0, 16], &[0xff, 0xff]), Refuse);
    is(target, &attested(0x45, &ID[..15]), Either);
    is(target, &with(&whole, b"\xa5\x01\x02", b"\xa5\x1c\x02"), Refuse); // the key is no CBOR
    is(target, &with(&whole, b"\x03\x26", b"\x03\x28"), Either);
}

/// `{"fmt": fmt, "attStmt": {}, "authData": data}`
fn object(fmt: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let length = u8::try_from(data.len()).expect("short");
    [b"\xa3\x63fmt\x64", &fmt[..], b"\x67attStmt\xa0\x68authData\x58", &[length], data].concat()
}

fn of_attestation_objects() {
    let target = Artefact::AttestationObject;
    let whole = object(b"none", &attested(0x45, &ID));
    is(target, &whole, Accept);
    every_beginning_is_refused(target, &whole);
    is(target, &[&whole[..], &[0]].concat(), Either);
    is(target, &object(b"nono", &attested(0x45, &ID)), Either);
    is(target, &object(b"none", &header(0x05)), Either); // no credential
    is(target, &object(b"none", &header(0x05)[..36]), Either); // what the byte string holds is asked for by itself
    is(target, b"\xa0", Either);
}

fn client_data(ceremony: &str) -> String {
    format!(r#"{{"type":"webauthn.{ceremony}","challenge":"AAAA","origin":"https://example.org","crossOrigin":false}}"#)
}

fn of_client_data() {
    let target = Artefact::ClientData;
    let text = client_data("create");
    is(target, text.as_bytes(), Accept);
    every_beginning_is_refused(target, text.as_bytes());
    let more = |member: &str| text.replacen('{', &format!("{{{member},"), 1);
    for (member, demanded) in [
        (r#""later":[1,{"a":"\u00e9"}]"#, Accept),
        (r#""topOrigin":"https://example.com""#, Either),
        (r#""tokenBinding":{"status":"supported"}"#, Either),
        (r#""type":"webauthn.create""#, Either),
        (r#""later":{"a":1,"a":2}"#, Either),
        (r#""later":1e999"#, Either),
        (r#""later":9007199254740993"#, Either),
        (r#""later":"\ud800""#, Either),
        (r#""later":"\x""#, Refuse),
        (r#""later":01"#, Refuse),
        ("", Refuse),
    ] {
        is(target, more(member).as_bytes(), demanded);
    }
    is(target, format!("\u{feff}{text}").as_bytes(), Either);
    is(target, format!(" {text}\n").as_bytes(), Accept);
    is(target, format!("{text}{text}").as_bytes(), Refuse);
    is(target, &with(text.as_bytes(), b"example", b"ex\xffmple"), Either);
    for (old, new) in [("webauthn", "payment"), ("AAAA", "AA=="), ("https", "ftp"), ("false", "0"), ("origin", "origon")] {
        is(target, text.replacen(old, new, 1).as_bytes(), Either);
    }
    is(target, b"[]", Either);
}

fn encoded(bytes: impl AsRef<[u8]>) -> String {
    BASE64URL_NOPAD.encode(bytes.as_ref())
}

fn of_registration_responses() {
    let target = Artefact::RegistrationResponse;
    let data = attested(0x45, &ID);
    // RFC 5480: the identifiers of an elliptic curve key and of P-256, then the point as a bit string.
    let info = format!("3059301306072a8648ce3d020106082a8648ce3d03010703420004{X}{Y}");
    let info = encoded(HEXLOWER.decode(info.as_bytes()).expect("hex"));
    let text = format!(
        r#"{{"id":"{0}","rawId":"{0}","type":"public-key","authenticatorAttachment":"platform","clientExtensionResults":{{}},{1}}}"#,
        encoded(ID),
        format_args!(
            r#""response":{{"clientDataJSON":"{}","attestationObject":"{}","authenticatorData":"{}","transports":["internal"],{}}}"#,
            encoded(client_data("create")),
            encoded(object(b"none", &data)),
            encoded(&data),
            format_args!(r#""publicKey":"{info}","publicKeyAlgorithm":-7"#),
        ),
    );
    is(target, text.as_bytes(), Accept);
    every_beginning_is_refused(target, text.as_bytes());
    for (old, new) in [
        (r#""rawId":"w"#, r#""rawId":"v"#),
        ("public-key", "password"),
        (r#""platform""#, "null"),
        (r#""platform""#, r#""here""#),
        ("{},", r#"{"credProps":{"rk":true}},"#),
        (r#"["internal"]"#, r#"["internal","internal"]"#),
        (r#"["internal"]"#, r#"["telepathy"]"#),
        ("-7", "-8"),
        (r#""publicKey":"MF"#, r#""publicKey":"MG"#),
        (r#""publicKey":"#, r#""publickey":"#),
        ("\"transports\"", "\"later\":0,\"transports\""),
        (&encoded(client_data("create")), &encoded(client_data("get"))),
        (&encoded(client_data("create")), &encoded("{")),
    ] {
        assert!(text.contains(old), "{old}");
        is(target, text.replacen(old, new, 1).as_bytes(), Either);
    }
}

fn of_authentication_responses() {
    let target = Artefact::AuthenticationResponse;
    let text = format!(
        r#"{{"id":"{0}","rawId":"{0}","type":"public-key","clientExtensionResults":{{}},"response":{1}}}"#,
        encoded(ID),
        format_args!(
            r#"{{"clientDataJSON":"{}","authenticatorData":"{}","signature":"MAA","userHandle":"AA"}}"#,
            encoded(client_data("get")),
            encoded(header(0x05)),
        ),
    );
    is(target, text.as_bytes(), Accept);
    every_beginning_is_refused(target, text.as_bytes());
    is(target, text.replacen(r#","userHandle":"AA""#, "", 1).as_bytes(), Accept);
    for (old, new) in [
        (r#""userHandle":"AA""#, r#""userHandle":"""#.to_owned()),
        (r#""MAA""#, r#""""#.to_owned()),
        (&*encoded(header(0x05)), encoded(attested(0x45, &ID))),
        (&encoded(header(0x05)), encoded(&header(0x05)[..36])),
        (&encoded(client_data("get")), encoded(client_data("create"))),
    ] {
        assert!(text.contains(old), "{old}");
        is(target, text.replacen(old, &new, 1).as_bytes(), Either);
    }
}

fn each_target_is_fed_with_each_demand() {
    let inputs = catalogue_inputs(catalogue().cases(), &Artefact::ALL).expect("the catalogue has inputs");
    for target in Artefact::ALL {
        for demanded in [Accept, Refuse, Either] {
            let of = |input: &&relycheck::decoding::Input| demand(target, &input.bytes).demanded == demanded;
            let count = inputs.iter().filter(|input| input.target == target).filter(of).count();
            assert!(count >= 10, "{} {demanded:?}: {count}", target.as_str());
        }
    }
    let mut names: Vec<_> = inputs.iter().map(|input| (input.target, &input.name)).collect();
    let all = names.len();
    names.dedup();
    assert_eq!(names.len(), all, "no input is fed twice");
}
