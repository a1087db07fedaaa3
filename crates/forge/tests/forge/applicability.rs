//! A deviation is refused where it changes nothing, and only there.

use relycheck_forge::{
    Algorithm, AttestationDeviation, AuthenticatorDataDeviation, ChallengeDeviation, ClientDataDeviation, ClientDataShape,
    Deviation, Emission, EnvelopeDeviation, Format, KeyDeviation, Second, SignatureDeviation,
};

use crate::opened::Ceremony::{Assertion, Registration};
use crate::opened::Setting;

fn plain() -> Emission {
    Emission::default()
}

fn packed() -> Emission {
    Emission { format: Format::PackedSelf, ..plain() }
}

fn shaped(change: impl FnOnce(&mut ClientDataShape)) -> Emission {
    let mut emission = packed();
    change(&mut emission.client_data);
    emission
}

#[test]
fn a_deviation_to_what_is_there_already_is_inapplicable() {
    use AuthenticatorDataDeviation as AuthData;
    use ClientDataDeviation as ClientData;
    let client_data = Deviation::ClientData;
    let auth_data = Deviation::AuthenticatorData;
    let attestation = Deviation::Attestation;
    let table = [
        (Registration, packed(), client_data(ClientData::Type("webauthn.create"))),
        (Assertion, plain(), client_data(ClientData::Type("webauthn.get"))),
        (Registration, packed(), client_data(ClientData::Origin("https://example.org".to_owned()))),
        (Registration, shaped(|shape| shape.cross_origin = Some(true)), client_data(ClientData::CrossOrigin)),
        (Assertion, shaped(|shape| shape.cross_origin = Some(true)), client_data(ClientData::CrossOrigin)),
        (
            Registration,
            shaped(|shape| shape.top_origin = Some("https://example.com".to_owned())),
            client_data(ClientData::TopOrigin("https://example.com".to_owned())),
        ),
        (Registration, packed(), auth_data(AuthData::RpIdHashOf("example.org".to_owned()))),
        (Registration, Emission { up: false, ..packed() }, auth_data(AuthData::UpCleared)),
        (Assertion, Emission { uv: false, ..plain() }, auth_data(AuthData::UvCleared)),
        (Registration, Emission { be: false, bs: true, ..packed() }, auth_data(AuthData::BsWithoutBe)),
        (Assertion, Emission { be: false, bs: true, ..plain() }, auth_data(AuthData::BsWithoutBe)),
        (Registration, packed(), auth_data(AuthData::CredentialIdLength(32))),
        (Registration, packed(), auth_data(AuthData::CredentialIdDeclared(32))),
        (Registration, packed(), auth_data(AuthData::CutTo(1000))),
        (Assertion, plain(), auth_data(AuthData::CutTo(37))),
        (Assertion, plain(), auth_data(AuthData::Trailing(Vec::new()))),
        (Registration, plain(), attestation(AttestationDeviation::Format("none"))),
        (Registration, packed(), attestation(AttestationDeviation::Format("packed"))),
        (Registration, packed(), attestation(AttestationDeviation::StatementAlg(-7))),
        (Registration, plain(), attestation(AttestationDeviation::StatementAlg(-35))),
        (Registration, plain(), attestation(AttestationDeviation::SignatureBitFlipped)),
        (Registration, packed(), attestation(AttestationDeviation::StatementInNone)),
        (Registration, plain(), Deviation::HashOfReserialisedClientData),
        (Registration, packed(), Deviation::HashOfReserialisedClientData),
        (Assertion, plain(), Deviation::HashOfReserialisedClientData),
        (Assertion, Emission { user_handle: false, ..plain() }, Deviation::Envelope(EnvelopeDeviation::WithoutUserHandle)),
        (Assertion, plain(), Deviation::Envelope(EnvelopeDeviation::UserHandle(b"a user".to_vec()))),
    ];
    for (ceremony, emission, deviation) in table {
        let refusal = Setting::default().render(ceremony, &emission, Some(&deviation));
        let refusal = refusal.expect_err(&format!("{ceremony:?}, {deviation:?}"));
        assert_eq!(refusal.deviation, deviation.sentence());
        assert_eq!(refusal.to_string(), format!("this deviation changes nothing here: {}", deviation.sentence()));
    }
}

#[test]
fn a_deviation_of_the_other_ceremony_is_inapplicable() {
    for deviation in [
        Deviation::Signature(SignatureDeviation::ByAnotherKey),
        Deviation::Envelope(EnvelopeDeviation::WithoutAuthenticatorData),
        Deviation::Envelope(EnvelopeDeviation::WithoutSignature),
        Deviation::Envelope(EnvelopeDeviation::WithoutUserHandle),
        Deviation::Envelope(EnvelopeDeviation::UserHandle(vec![1])),
    ] {
        assert!(Setting::default().render(Registration, &packed(), Some(&deviation)).is_err(), "{deviation:?}");
    }
    for deviation in [
        Deviation::Key(KeyDeviation::Of(Algorithm::Es384)),
        Deviation::Key(KeyDeviation::Without(3)),
        Deviation::Key(KeyDeviation::Compressed),
        Deviation::Key(KeyDeviation::EntryMissing),
        Deviation::Attestation(AttestationDeviation::Format("relycheck-format")),
        Deviation::Attestation(AttestationDeviation::TrailingByte),
        Deviation::Attestation(AttestationDeviation::KeyTwice),
        Deviation::AuthenticatorData(AuthenticatorDataDeviation::AtCleared),
        Deviation::AuthenticatorData(AuthenticatorDataDeviation::CredentialIdDeclared(0xffff)),
        Deviation::AuthenticatorData(AuthenticatorDataDeviation::CredentialIdLength(1024)),
        Deviation::Envelope(EnvelopeDeviation::WithoutAttestationObject),
    ] {
        assert!(Setting::default().render(Assertion, &plain(), Some(&deviation)).is_err(), "{deviation:?}");
    }
}

#[test]
fn a_deviation_of_a_member_that_is_not_there_is_inapplicable() {
    use ClientDataDeviation as ClientData;
    for deviation in [
        ClientData::Without("topOrigin"),
        ClientData::Renamed("topOrigin", "TopOrigin"),
        ClientData::ValueInArray("topOrigin"),
        ClientData::Twice("topOrigin", Second::Same),
        ClientData::Escaped("crossOrigin"),
        ClientData::Spaced(""),
        ClientData::Before(b""),
        ClientData::Ending(b"}".to_vec()),
        ClientData::ShortBy(0),
        ClientData::EndsAfter(1000),
        ClientData::Member("crossOrigin", b"false".to_vec()),
    ] {
        for ceremony in [Registration, Assertion] {
            let rendered = Setting::default().render(ceremony, &plain(), Some(&Deviation::ClientData(deviation.clone())));
            assert!(rendered.is_err(), "{deviation:?}");
        }
    }
}

#[test]
fn a_challenge_without_bits_cannot_have_one_flipped() {
    let setting = Setting { challenge: Vec::new(), ..Setting::default() };
    for deviation in [ChallengeDeviation::BitFlipped, ChallengeDeviation::LastBitFlipped, ChallengeDeviation::Empty] {
        let deviation = Deviation::ClientData(ClientDataDeviation::Challenge(deviation));
        for ceremony in [Registration, Assertion] {
            assert!(setting.render(ceremony, &plain(), Some(&deviation)).is_err());
        }
    }
}

/// Whether an RP can be tested must not depend on how long its challenges are.
#[test]
fn padding_and_stray_bits_apply_to_challenges_of_every_length() {
    for length in 16..=64 {
        let setting = Setting { challenge: vec![0; length], ..Setting::default() };
        for deviation in [ChallengeDeviation::Padded, ChallengeDeviation::StrayBits] {
            let deviation = Deviation::ClientData(ClientDataDeviation::Challenge(deviation));
            assert!(setting.render(Registration, &plain(), Some(&deviation)).is_ok(), "{length} bytes, {deviation:?}");
        }
    }
    // The alphabet is another one only where a character of it occurs.
    let other = Deviation::ClientData(ClientDataDeviation::Challenge(ChallengeDeviation::StandardAlphabet));
    let without = Setting { challenge: vec![0; 32], ..Setting::default() };
    assert!(without.render(Registration, &plain(), Some(&other)).is_err());
    let with = Setting { challenge: vec![0xff; 32], ..Setting::default() };
    assert!(with.render(Registration, &plain(), Some(&other)).is_ok());
}
