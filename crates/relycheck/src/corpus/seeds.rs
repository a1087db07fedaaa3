//! The seeds that the catalogue offers a target.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use relycheck_cases::Kind;
use relycheck_fuzzing::{Artefact, Setting, Target, VerifyInput};
use relycheck_wire::attestation_object::AttestationObject;
use relycheck_wire::authenticator_data::AuthenticatorData;
use sha2::{Digest, Sha256};

use super::rendered::Response;

/// No seed is larger: a fuzzer changes a few bytes at a time, and reads all of them each time.
const LARGEST: usize = 16 * 1024;

/// How many letters of the hash name a file.
const NAME: usize = 16;

/// An input, and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seed {
    /// The bytes, as [`Target::check`] takes them.
    pub input: Vec<u8>,
    /// What of a response it is.
    pub part: &'static str,
    /// The first case that has it, with the part of a sweep.
    pub case: String,
    /// How many more cases and parts have it.
    pub more: usize,
}

/// The seeds of a target by name, and how many inputs were left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seeds {
    /// By [`name`].
    pub by_name: BTreeMap<String, Seed>,
    /// Inputs of more than 16 KiB, each once for each case.
    pub too_large: usize,
    /// Ceremonies that no setting says, or that an input cannot hold.
    pub unsaid: usize,
}

/// The name of an input: the first 16 letters of its SHA-256 in lower-case hexadecimal.
#[must_use]
pub fn name(input: &[u8]) -> String {
    let mut name = HEXLOWER.encode(&Sha256::digest(input));
    name.truncate(NAME);
    name
}

/// The seeds that these responses offer.
pub(super) fn seeds(responses: &[Response]) -> BTreeMap<Target, Seeds> {
    let mut of: BTreeMap<Target, Seeds> = BTreeMap::new();
    for response in responses {
        for (format, part, bytes) in artefacts(response) {
            of.entry(Target::Parse(format)).or_default().add(bytes, part, &response.case);
        }
        let (target, input) = ceremony(response);
        let seeds = of.entry(target).or_default();
        match input {
            Some(input) => seeds.add(input, "ceremony", &response.case),
            None => seeds.unsaid += 1,
        }
    }
    of
}

/// The input of [`Target::Differential`] that hands `seed` to a target; `None` for a target that it does not hand on to.
#[must_use]
pub fn within(target: Target, seed: &Seed) -> Option<Seed> {
    let place = Target::ALL.iter().position(|it| *it == target && *it != Target::Differential)?;
    let input = [&[u8::try_from(place).ok()?], &seed.input[..]].concat();
    Some(Seed { input, ..seed.clone() })
}

impl Seeds {
    fn add(&mut self, input: Vec<u8>, part: &'static str, case: &str) {
        if input.len() > LARGEST {
            self.too_large += 1;
            return;
        }
        let seed = || Seed { input: input.clone(), part, case: case.to_owned(), more: 0 };
        self.by_name.entry(name(&input)).and_modify(|seed| seed.more += 1).or_insert_with(seed);
    }
}

/// The parts of a response, each for the format that reads it.
fn artefacts(response: &Response) -> Vec<(Artefact, &'static str, Vec<u8>)> {
    let rendered = &response.rendered;
    let mut found = Vec::new();
    let mut add = |formats: &[Artefact], part, bytes: &[u8]| {
        found.extend(formats.iter().map(|format| (*format, part, bytes.to_vec())));
    };
    let envelope = match response.kind {
        Kind::Create => Artefact::RegistrationResponse,
        Kind::Get => Artefact::AuthenticationResponse,
    };
    add(&[envelope], "response", rendered.response.as_bytes());
    add(&[Artefact::ClientData], "clientDataJSON", &rendered.client_data);
    add(&[Artefact::AuthenticatorData], "authenticatorData", &rendered.authenticator_data);
    if let Some(object) = &rendered.attestation_object {
        add(&[Artefact::AttestationObject, Artefact::Cbor], "attestationObject", object);
        if let Ok(object) = AttestationObject::parse(object) {
            add(&[Artefact::Cbor], "attStmt", object.att_stmt);
        }
    }
    if let Some(key) = rendered.credential_public_key() {
        add(&[Artefact::CoseKey, Artefact::Cbor], "credentialPublicKey", key);
    }
    if let Some(extensions) = AuthenticatorData::parse(&rendered.authenticator_data).ok().and_then(|data| data.extensions) {
        add(&[Artefact::Cbor], "extensions", extensions);
    }
    found
}

/// The input about a whole ceremony. A zero byte ends a response there, so that one which holds one cannot be given.
fn ceremony(response: &Response) -> (Target, Option<Vec<u8>>) {
    let text = response.rendered.response.as_bytes();
    let (target, registration, authentication) = match response.kind {
        Kind::Create => (Target::VerifyRegistration, Some(text), None),
        Kind::Get => (Target::VerifyAuthentication, response.registration.as_deref().map(str::as_bytes), Some(text)),
    };
    let holds_zero = |text: Option<&[u8]>| text.is_some_and(|text| text.contains(&0));
    let compose =
        |(registration, setting): (&[u8], Setting)| VerifyInput { registration, authentication, setting, script: &[] }.compose();
    let sayable = !holds_zero(registration) && !holds_zero(authentication);
    (target, registration.zip(response.setting).filter(|_| sayable).map(compose))
}

#[cfg(test)]
mod tests {
    use super::{LARGEST, Seeds, name, within};
    use relycheck_fuzzing::{Artefact, Target};

    #[test]
    fn an_input_is_kept_once_and_counted() {
        let mut seeds = Seeds::default();
        for case in ["one", "two"] {
            seeds.add(vec![1, 2, 3], "attStmt", case);
        }
        seeds.add(vec![0; LARGEST], "attStmt", "three");
        seeds.add(vec![0; LARGEST + 1], "attStmt", "four");
        // SHA-256 of 01 02 03, by coreutils' sha256sum.
        let seed = &seeds.by_name["039058c6f2c0cb49"];
        assert_eq!((seed.case.as_str(), seed.more, seeds.too_large, seeds.by_name.len()), ("one", 1, 1, 2));
        assert_eq!(name(&[1, 2, 3]), "039058c6f2c0cb49");
    }

    #[test]
    fn the_differential_target_is_told_for_which_target_an_input_is() {
        let mut seeds = Seeds::default();
        seeds.add(vec![7], "credentialPublicKey", "one");
        let seed = seeds.by_name.values().next().expect("the seed");
        assert_eq!(within(Target::Parse(Artefact::CoseKey), seed).expect("an input").input, [3, 7]);
        assert_eq!(within(Target::Differential, seed), None);
    }
}
