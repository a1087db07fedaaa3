//! Any flipped bit of what is signed is refused, by both embedded RPs.

mod support;

use data_encoding::BASE64URL_NOPAD;
use proptest::prelude::*;
use relycheck::embedded::{EMBEDDED, Embedded};
use relycheck_cases::{Case, Offer, catalogue, respond};
use relycheck_forge::{Forge, Rendered, Seed};
use relycheck_protocol::{
    AccountRecord, AuthenticationBegin, AuthenticationFinish, Begin, Finish, RegistrationBegin, RegistrationFinish, RelyingParty,
    Shared, User,
};
use serde_json::{Value, json};

/// A ceremony that has begun, with the valid response to it: everything to finish it as often as one likes.
struct Open {
    rp: Box<dyn RelyingParty + Send>,
    session: Shared,
    response: Value,
    records: Vec<AccountRecord>,
    registration: bool,
}

impl Open {
    /// Opens the last ceremony of a case; earlier ones are finished.
    fn new(embedded: &Embedded, case: &Case) -> Self {
        let forge = Forge::new(Seed(1));
        let mut rp = (embedded.make)();
        let handle = |user| forge.user_handle(&case.script.label, user).to_vec();
        let user = User { id: Some(BASE64URL_NOPAD.encode(&handle(0))), name: "somebody".to_owned() };
        let (mut offers, mut records) = (Vec::new(), Vec::<AccountRecord>::new());
        for (number, ceremony) in case.script.ceremonies.iter().enumerate() {
            let policy = case.script.policy_of(ceremony);
            let registration = ceremony.kind == relycheck_cases::Kind::Create;
            let (user, challenge) = (user.clone(), None);
            let begun = if registration {
                rp.begin_registration(RegistrationBegin { user, policy, exclude: Vec::new(), mediation: None, challenge })
            } else {
                let user = Some(user);
                rp.begin_authentication(AuthenticationBegin { user, records: records.clone(), policy, mediation: None, challenge })
            };
            let Begin::Begun(begun) = begun else { panic!("{}: {begun:?}", embedded.name) };
            let challenge =
                BASE64URL_NOPAD.decode(begun.options["challenge"].as_str().expect("text").as_bytes()).expect("base64url");
            offers.push(Offer { challenge, ..Offer::default() });
            let rendered: Rendered = respond(&forge, &case.script, (number, 0), &offers, handle).expect("it renders");
            let response = serde_json::from_str(&rendered.response).expect("JSON");
            let mut open = Self { rp, session: begun.session, response, records: records.clone(), registration };
            let accepted = open.finish(&open.response.clone());
            let Finish::Accepted(accepted) = accepted else { panic!("{}: the valid response: {accepted:?}", embedded.name) };
            if number + 1 == case.script.ceremonies.len() {
                return open;
            }
            rp = open.rp;
            records.push(AccountRecord {
                user_id: BASE64URL_NOPAD.encode(&handle(0)),
                credential_id: BASE64URL_NOPAD.encode(&rendered.credential_id),
                record: accepted.record,
            });
        }
        panic!("{} has no ceremony", case.id)
    }

    fn finish(&mut self, response: &Value) -> Finish {
        let (session, response, records) = (self.session.clone(), response.to_string(), self.records.clone());
        if self.registration {
            self.rp.finish_registration(RegistrationFinish { session, response, records })
        } else {
            self.rp.finish_authentication(AuthenticationFinish { session, response, records })
        }
    }

    fn bytes(&self, member: &str) -> Vec<u8> {
        BASE64URL_NOPAD.decode(self.response["response"][member].as_str().expect("text").as_bytes()).expect("base64url")
    }

    /// The valid response with one bit of a member flipped.
    fn with_bit_flipped(&mut self, member: &str, bit: usize) -> Finish {
        let mut bytes = self.bytes(member);
        bytes[bit / 8] ^= 1 << (bit % 8);
        let mut response = self.response.clone();
        response["response"][member] = json!(BASE64URL_NOPAD.encode(&bytes));
        self.finish(&response)
    }
}

fn refused_for_every_bit(case: &str, members: &[&str], within: impl Fn(&Open, &str) -> std::ops::Range<usize>) {
    let case = catalogue().get(case).expect("a case");
    for embedded in EMBEDDED {
        let mut open = Open::new(embedded, case);
        for &member in members {
            let range = within(&open, member);
            for bit in range.start * 8..range.end * 8 {
                let outcome = open.with_bit_flipped(member, bit);
                assert!(matches!(outcome, Finish::Rejected(_)), "{}: bit {bit} of {member}: {outcome:?}", embedded.name);
            }
        }
    }
}

#[test]
fn every_bit_of_an_assertion() {
    let case = "authentication/user-verification/required-uv1/registered-uv1";
    refused_for_every_bit(case, &["authenticatorData", "clientDataJSON"], |open, member| 0..open.bytes(member).len());
}

#[test]
fn every_bit_of_a_packed_self_registration_whose_attestation_is_verified() {
    // authData is the last entry of the attestation object: its bytes are the object's last.
    refused_for_every_bit("registration/attestation/packed-self", &["attestationObject", "clientDataJSON"], |open, member| {
        let whole = open.bytes(member).len();
        let signed = if member == "attestationObject" { open.bytes("authenticatorData").len() } else { whole };
        whole - signed..whole
    });
}

proptest! {
    #![proptest_config(support::fixed(64))]

    /// The same over whichever authentication of the catalogue, and more than one bit.
    #[test]
    fn any_changed_byte_of_any_accepted_assertion(
        which in any::<prop::sample::Index>(),
        member in prop::sample::select(vec!["authenticatorData", "clientDataJSON"]),
        place in any::<prop::sample::Index>(),
        change in 1_u8..,
    ) {
        let plain = |case: &&Case| {
            let shape = &case.script.ceremonies;
            case.id.starts_with("platform/") && case.id.contains("/get/required/uv1/registered-uv1")
                && case.twin.is_none() && shape.len() == 2 && shape[1].deliveries.len() == 1
        };
        let cases: Vec<&Case> = catalogue().cases().iter().filter(plain).collect();
        let case = cases[which.index(cases.len())];
        for embedded in EMBEDDED {
            let mut open = Open::new(embedded, case);
            let mut bytes = open.bytes(member);
            let place = place.index(bytes.len());
            bytes[place] ^= change;
            let mut response = open.response.clone();
            response["response"][member] = json!(BASE64URL_NOPAD.encode(&bytes));
            let outcome = open.finish(&response);
            prop_assert!(matches!(outcome, Finish::Rejected(_)), "{}: {}: {outcome:?}", embedded.name, case.id);
        }
    }
}
