//! Each edit of the envelope changes the member that it names, and nothing that is signed.

use data_encoding::{BASE64, BASE64URL, BASE64URL_NOPAD};
use relycheck_forge::{Deviation, Emission, Encoding, EnvelopeDeviation as Envelope, Rendered};
use relycheck_wire::cose_key::CoseKey;
use serde_json::{Value, json};

use crate::opened::Ceremony::{Assertion, Registration};
use crate::opened::{Ceremony, Setting, json as envelope};

fn beside(ceremony: Ceremony, deviation: Envelope) -> (Rendered, Rendered) {
    let emission = Emission { aaguid: [0xff; 16], ..Emission::default() };
    let setting = Setting::default();
    let it = setting.render(ceremony, &emission, Some(&Deviation::Envelope(deviation))).expect("it changes something");
    let twin = setting.valid(ceremony, &emission);
    assert_eq!(
        (&it.client_data, &it.authenticator_data, &it.signature),
        (&twin.client_data, &twin.authenticator_data, &twin.signature)
    );
    (twin, it)
}

fn expects(ceremony: Ceremony, deviation: Envelope, change: impl FnOnce(&mut Value)) {
    let (twin, it) = beside(ceremony, deviation.clone());
    let mut expected = envelope(&twin);
    change(&mut expected);
    assert_eq!(envelope(&it), expected, "{deviation:?}");
}

#[test]
fn members_are_set_added_and_left_out() {
    for ceremony in [Registration, Assertion] {
        expects(ceremony, Envelope::Set("id", "7".to_owned()), |it| it["id"] = json!(7));
        expects(ceremony, Envelope::Set("response.clientDataJSON", "null".to_owned()), |it| {
            it["response"]["clientDataJSON"] = Value::Null;
        });
        expects(ceremony, Envelope::Set("response", "[]".to_owned()), |it| it["response"] = json!([]));
        expects(ceremony, Envelope::Set("response.relycheck", "{}".to_owned()), |it| it["response"]["relycheck"] = json!({}));
        expects(ceremony, Envelope::Without(vec!["id", "rawId"]), |it| {
            let members = it.as_object_mut().expect("an object");
            assert!(members.remove("id").is_some() && members.remove("rawId").is_some());
        });
        expects(ceremony, Envelope::Without(vec!["response.clientDataJSON"]), |it| {
            assert!(it["response"].as_object_mut().expect("an object").remove("clientDataJSON").is_some());
        });
    }
}

#[test]
fn bytes_are_flipped_or_written_in_another_base64() {
    let member = "response.attestationObject";
    let (twin, _) = beside(Registration, Envelope::Encoded(member, Encoding::Padded));
    let object = twin.attestation_object.expect("a registration");
    for (encoding, expected) in [
        (Encoding::Padded, BASE64URL.encode(&object)),
        (Encoding::Standard, BASE64.encode(&object).trim_end_matches('=').to_owned()),
        (Encoding::StandardPadded, BASE64.encode(&object)),
    ] {
        expects(Registration, Envelope::Encoded(member, encoding), |it| it["response"]["attestationObject"] = json!(expected));
    }
    let (_, it) = beside(Registration, Envelope::Encoded(member, Encoding::TailBits));
    let text = envelope(&it)["response"]["attestationObject"].as_str().expect("text").to_owned();
    let plain = BASE64URL_NOPAD.encode(&object);
    assert_eq!(text[..text.len() - 1], plain[..plain.len() - 1]);
    assert!(BASE64URL_NOPAD.decode(text.as_bytes()).is_err(), "the bits that stand for no byte are not zero");

    let mut flipped = beside(Assertion, Envelope::BitFlipped("id")).0.credential_id;
    *flipped.last_mut().expect("an id") ^= 1;
    expects(Assertion, Envelope::BitFlipped("id"), |it| it["id"] = json!(BASE64URL_NOPAD.encode(&flipped)));
}

#[test]
fn a_member_twice_and_text_around_are_what_they_say() {
    let (twin, it) = beside(Registration, Envelope::Twice("id", "\"AAAA\"".to_owned()));
    assert_eq!(it.response, twin.response.replacen("\"id\":", "\"id\":\"AAAA\",\"id\":", 1));
    let (twin, it) = beside(Registration, Envelope::Within("[", "]"));
    assert_eq!(it.response, format!("[{}]", twin.response));
    let (twin, it) = beside(Registration, Envelope::Unclosed);
    assert_eq!(format!("{}}}", it.response), twin.response);
}

#[test]
fn another_id_beside_a_registration_is_not_that_of_its_authenticator_data() {
    let (twin, it) = beside(Registration, Envelope::UnknownCredentialId);
    let complement: Vec<u8> = twin.credential_id.iter().map(|byte| !byte).collect();
    assert_eq!(envelope(&it)["id"], BASE64URL_NOPAD.encode(&complement));
    assert_eq!(envelope(&it)["rawId"], envelope(&it)["id"]);
    assert_eq!(it.credential_id, twin.credential_id);
}

#[test]
fn the_copy_of_another_key_is_the_next_slots() {
    let setting = Setting::default();
    let lying = setting.valid(Registration, &Emission { public_key_of_another: true, ..Emission::default() });
    let honest = setting.valid(Registration, &Emission::default());
    let copy = |rendered: &Rendered| {
        let text = envelope(rendered)["response"]["publicKey"].as_str().expect("text").to_owned();
        BASE64URL_NOPAD.decode(text.as_bytes()).expect("base64url")
    };
    assert_eq!(lying.attestation_object, honest.attestation_object);
    let other = setting.another(&Emission::default()).public_key();
    let key = CoseKey::parse(&other).expect("the key can be read");
    assert!(copy(&lying).ends_with(&[key.x.expect("x"), key.y.expect("y")].concat()));
    assert_ne!(copy(&lying), copy(&honest));
}
