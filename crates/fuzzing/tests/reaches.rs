//! "Eventually reaches": seeded inputs come to every error that wire has, and to every attestation format that the forge has.

mod common;

use std::collections::BTreeSet;

use common::input;
use relycheck_forge::{Chain, Format};
use relycheck_fuzzing::{Artefact, verdict};
use relycheck_wire::attestation_object::{self, AttestationObject, PackedStatement};
use relycheck_wire::authenticator_data::{self, AuthenticatorData};
use relycheck_wire::cbor::{self, Reader, canonical};
use relycheck_wire::client_data::{self, ClientData};
use relycheck_wire::cose_key::{self, CoseKey};
use relycheck_wire::envelope::{self, AuthenticationResponse, Base64Url, RegistrationResponse};
use relycheck_wire::json::{self, Value};

/// Within how many inputs of each artefact.
const WITHIN: u64 = 12_000;

/// Draws inputs of the artefacts until `names` gives every one of `all`.
fn reaches(all: &[&str], artefacts: &[Artefact], names: impl Fn(Artefact, &[u8]) -> Vec<&'static str>) {
    let mut missing: BTreeSet<&str> = all.iter().copied().collect();
    for seed in 0..WITHIN {
        for artefact in artefacts {
            for name in names(*artefact, &input(*artefact, seed)) {
                assert!(all.contains(&name), "{name} is in no list");
                missing.remove(name);
            }
        }
        if missing.is_empty() {
            return;
        }
    }
    panic!("not reached in {WITHIN} inputs each of {artefacts:?}: {missing:?}");
}

#[test]
fn every_error_of_cbor() {
    reaches(verdict::CBOR_ERRORS, &[Artefact::Cbor], |_, input| {
        let reader = || Reader::new(input);
        let errors = [cbor::validate(input).err(), reader().integer().err(), reader().bytes().err(), reader().text().err()];
        errors.iter().flatten().map(verdict::cbor_error).collect()
    });
}

#[test]
fn every_rule_of_the_canonical_form() {
    let rule = |_, input: &[u8]| canonical(input).err().map(|offence| verdict::rule(&offence.rule)).into_iter().collect();
    reaches(verdict::RULES, &[Artefact::Cbor], rule);
}

#[test]
fn every_error_of_authenticator_data() {
    reaches(verdict::AUTHENTICATOR_DATA_ERRORS, &[Artefact::AuthenticatorData], |_, input| {
        let error: Option<authenticator_data::Error> = AuthenticatorData::parse(input).err();
        error.iter().map(verdict::authenticator_data_error).collect()
    });
}

#[test]
fn every_error_of_attestation_objects() {
    reaches(verdict::ATTESTATION_ERRORS, &[Artefact::AttestationObject], |_, input| {
        let error: Option<attestation_object::Error> = AttestationObject::parse(input).err();
        error.iter().map(verdict::attestation_error).collect()
    });
}

#[test]
fn every_error_of_packed_statements() {
    reaches(verdict::ATTESTATION_ERRORS, &[Artefact::AttestationObject], |_, input| {
        let object = AttestationObject::parse(input).ok();
        let error = object.and_then(|object| PackedStatement::parse(object.att_stmt).err());
        error.iter().map(verdict::attestation_error).collect()
    });
}

#[test]
fn every_error_of_cose_keys() {
    reaches(verdict::COSE_KEY_ERRORS, &[Artefact::CoseKey], |_, input| {
        let error: Option<cose_key::Error> = CoseKey::parse(input).err();
        error.iter().map(verdict::cose_key_error).collect()
    });
}

#[test]
fn every_error_of_json() {
    reaches(verdict::JSON_ERRORS, &[Artefact::ClientData], |_, input| {
        let text = String::from_utf8_lossy(input);
        let error: Option<json::Error> = Value::parse(&text).err();
        error.iter().map(verdict::json_error).collect()
    });
}

#[test]
fn every_error_of_client_data() {
    reaches(verdict::CLIENT_DATA_ERRORS, &[Artefact::ClientData], |_, input| {
        let error: Option<client_data::Error> = ClientData::parse(input).err();
        error.iter().map(verdict::client_data_error).collect()
    });
}

#[test]
fn every_error_of_each_envelope() {
    for artefact in [Artefact::RegistrationResponse, Artefact::AuthenticationResponse] {
        reaches(verdict::ENVELOPE_ERRORS, &[artefact], |artefact, input| {
            let Ok(text) = str::from_utf8(input) else { return Vec::new() };
            let error: Option<envelope::Error> = match artefact {
                Artefact::RegistrationResponse => RegistrationResponse::parse(text).err(),
                _ => AuthenticationResponse::parse(text).err(),
            };
            error.iter().map(verdict::envelope_error).collect()
        });
    }
}

#[test]
fn every_error_of_base64url() {
    reaches(verdict::BASE64_ERRORS, &[Artefact::AuthenticationResponse], |_, input| {
        let Some(response) = str::from_utf8(input).ok().and_then(|text| AuthenticationResponse::parse(text).ok()) else {
            return Vec::new();
        };
        let members: [&Base64Url<'_>; 3] = [&response.client_data_json, &response.authenticator_data, &response.signature];
        members.iter().filter_map(|member| member.decode().err()).map(|error| verdict::base64_error(&error)).collect()
    });
}

/// The forge's formats by what the attestation object says. A format that is new breaks the build here.
fn shown(format: Format) -> &'static str {
    match format {
        Format::None => "none",
        Format::PackedSelf => "packed without certificates",
        Format::Packed(_) => "packed with certificates",
    }
}

#[test]
fn every_attestation_format_of_the_forge() {
    let all = [shown(Format::None), shown(Format::PackedSelf), shown(Format::Packed(Chain::Root)), "another"];
    reaches(&all, &[Artefact::AttestationObject], |_, input| {
        let Ok(object) = AttestationObject::parse(input) else { return Vec::new() };
        let packed = PackedStatement::parse(object.att_stmt);
        match (object.fmt, packed) {
            ("none", Err(_)) if object.att_stmt == [0xa0] => vec!["none"],
            ("packed", Ok(packed)) if packed.x5c.is_none() => vec!["packed without certificates"],
            ("packed", Ok(_)) => vec!["packed with certificates"],
            ("none" | "packed", _) => Vec::new(),
            _ => vec!["another"],
        }
    });
}

#[test]
fn most_generated_inputs_are_accepted_and_some_are_not() {
    for artefact in Artefact::ALL {
        // Even seeds are generated and not edited.
        let accepted = (0..1000).filter(|seed| verdict::of(artefact, &input(artefact, seed * 2)) == verdict::ACCEPTED).count();
        assert!((600..=950).contains(&accepted), "{artefact:?}: {accepted} of 1000");
    }
}
