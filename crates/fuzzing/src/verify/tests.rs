//! Each oracle finds what it is there for, in a reference RP with one thing done wrong.

#[path = "../../tests/ceremonies/client_outputs.rs"]
mod client_outputs;

use data_encoding::BASE64URL_NOPAD;
use relycheck_forge::{Attribute, Authority, CertificateDeviation, Chain, Emission, Format, Inputs, attestation_certificate};
use relycheck_protocol::{
    AuthenticationBegin, AuthenticationFinish, Begin, Finish, Identity, RegistrationBegin, RegistrationFinish, Rejected,
    RelyingParty, Stage, UserVerification,
};
use relycheck_reference::Reference;
use relycheck_wire::cbor::Node;

use self::client_outputs::{posting, tried};
use super::divergence::Divergences;
use super::play::play;
use super::statements::are_out_of_order;
use super::{facts, flipped, mutant, tolerated};
use crate::edit::{AuthenticatorDataEdit, BytesEdit, ClientDataEdit, Edit, EnvelopeEdit, MapEdit, ObjectEdit, SignatureEdit};
use crate::opened::{Ceremony, lenient};
use crate::responses::Responses;
use crate::session::{CREATION_CHALLENGE, ORIGIN, OTHER_USER_HANDLE, REQUEST_CHALLENGE, RP_ID, USER_HANDLE, forge};
use crate::{Asked, Finding, Framing, Setting, VerifyInput};

/// The input of an honest registration and authentication.
fn honest(emission: &Emission, setting: Setting) -> Vec<u8> {
    let inputs = |challenge| Inputs { rp_id: RP_ID, origin: ORIGIN, challenge, user_handle: &USER_HANDLE };
    let credential = forge().credential("a test", 0, emission);
    let registration = forge().registration(&credential, emission, &inputs(&CREATION_CHALLENGE), None).expect("no deviation");
    let assertion = forge().assertion(&credential, emission, &inputs(&REQUEST_CHALLENGE), None).expect("no deviation");
    let authentication = Some(assertion.response.as_bytes());
    VerifyInput { registration: registration.response.as_bytes(), authentication, setting, script: &[] }.compose()
}

fn mutated(id: &str) -> Reference {
    Reference::mutated(&mutant(id).expect("a mutant"))
}

fn beside(responses: &Responses<'_>, others: &mut [(&'static str, &mut dyn RelyingParty)]) -> Result<(), Finding> {
    super::beside::check(responses, others, Divergences::known())
}

fn oracle(found: Result<(), Finding>) -> Option<&'static str> {
    found.err().map(|finding| finding.oracle)
}

#[test]
fn an_honest_input_is_accepted_and_every_oracle_is_content() {
    for (emission, attestation) in [(Emission::default(), 0), (Emission { format: Format::PackedSelf, ..Emission::default() }, 1)] {
        let input = honest(&emission, Setting { attestation, ..Setting::default() });
        let mut responses = Responses::new(VerifyInput::authentication(&input));
        let played = play(&mut Reference::new(), &responses).expect("answers");
        assert!(played.registered().is_some());
        assert!(played.of(Ceremony::Authentication).outcome.is_accepted());
        for bit in 0..40 {
            responses.script.bit = bit * 37;
            assert_eq!(super::alone(&responses), Ok(()));
        }
    }
}

#[test]
fn a_flipped_bit_that_is_accepted_is_found() {
    let input = honest(&Emission::default(), Setting::default());
    let mut responses = Responses::new(VerifyInput::authentication(&input));
    // the counter: authenticator data begins with 32 bytes of hash and one of flags.
    responses.script.bit = 35 * 8;
    let played = play(&mut Reference::new(), &responses).expect("answers");
    assert_eq!(oracle(flipped::check(&mut mutated("lax/auth-21"), &responses, &played)), Some("flipped"));
    let input =
        honest(&Emission { format: Format::PackedSelf, ..Emission::default() }, Setting { attestation: 1, ..Setting::default() });
    let mut responses = Responses::new(VerifyInput::authentication(&input));
    responses.script.bit = 35 * 8;
    let played = play(&mut Reference::new(), &responses).expect("answers");
    assert_eq!(oracle(flipped::check(&mut mutated("lax/reg-22"), &responses, &played)), Some("flipped"));
    // without a statement, a bit of the challenge.
    let input = honest(&Emission::default(), Setting::default());
    let responses = Responses::new(VerifyInput::authentication(&input));
    assert_eq!(oracle(flipped::check(&mut mutated("lax/reg-8"), &responses, &played)), Some("flipped"));
}

#[test]
fn a_tolerance_that_is_missing_is_found() {
    let missing = [
        "strict/unknown-client-data-members",
        "strict/white-space-in-client-data",
        "strict/member-order",
        "strict/bom",
        "strict/malformed-utf8",
    ];
    for registration in [true, false] {
        let input = honest(&Emission::default(), Setting::default());
        let input = VerifyInput { authentication: None, ..VerifyInput::authentication(&input) }.compose();
        let alone = VerifyInput::registration(&input);
        let whole = honest(&Emission::default(), Setting::default());
        let input = if registration { alone } else { VerifyInput::authentication(&whole) };
        for (place, id) in missing.iter().enumerate() {
            let mut responses = Responses::new(input);
            responses.script.bit = u32::try_from(place).expect("few");
            let played = play(&mut mutated(id), &responses).expect("answers");
            assert_eq!(oracle(tolerated::check(&mut mutated(id), &responses, &played)), Some("tolerated"), "{id}");
        }
        if registration {
            let mut responses = Responses::new(input);
            responses.script.bit = 6;
            let played = play(&mut mutated("strict/unknown-transport"), &responses).expect("answers");
            let found = tolerated::check(&mut mutated("strict/unknown-transport"), &responses, &played);
            assert_eq!(oracle(found), Some("tolerated"));
        }
    }
}

#[test]
fn a_tolerance_that_only_others_lack_is_found_too() {
    let input = honest(&Emission::default(), Setting::default());
    for (place, refused) in [(5, "\r\n\t "), (7, "\"relycheck\"")] {
        let mut responses = Responses::new(VerifyInput::authentication(&input));
        responses.script.bit = place;
        let mut odd = Odd { refused: Some(refused), ..Odd::new() };
        let mut odd = super::play::Other(&mut odd);
        let played = play(&mut odd, &responses).expect("answers");
        assert!(played.of(Ceremony::Authentication).outcome.is_accepted());
        assert_eq!(oracle(tolerated::check(&mut odd, &responses, &played)), Some("tolerated"), "{place}");
    }
}

/// Edits under which a check fails, and the mutant without the check.
fn broken() -> Vec<(&'static str, Setting, Vec<Edit>)> {
    let data = |edit| vec![Edit::AuthenticatorData(edit)];
    let member = |name, value: &str| vec![Edit::ClientData(ClientDataEdit::Object(ObjectEdit::Set(name, value.to_owned())))];
    let handle = BASE64URL_NOPAD.encode(&OTHER_USER_HANDLE);
    let other = Edit::Envelope(EnvelopeEdit::Inner(ObjectEdit::Set("userHandle", format!("\"{handle}\""))));
    let required = Setting { request: Some(UserVerification::Required), ..Setting::default() };
    let framed = Setting { framing: Framing::Listed, ..Setting::default() };
    let top = [member("crossOrigin", "true"), member("topOrigin", "\"https://example.net\"")].concat();
    let steps = vec![
        ("16", data(AuthenticatorDataEdit::Flags(1))),
        ("15", data(AuthenticatorDataEdit::RpId("example.com"))),
        ("18", data(AuthenticatorDataEdit::Flags(1 << 4))),
        ("10", member("type", "\"payment.get\"")),
        ("11", member("challenge", "\"AAAA\"")),
        ("12", member("origin", "\"https://example.com\"")),
        ("13", member("crossOrigin", "true")),
        ("14.1", member("topOrigin", "\"https://example.com\"")),
        ("6a", vec![other]),
    ];
    let mut broken: Vec<_> = steps.into_iter().map(|(step, edits)| (step, Setting::default(), edits)).collect();
    broken.push(("17", required, data(AuthenticatorDataEdit::Flags(1 << 2))));
    broken.push(("14.2", framed, top));
    broken
}

#[test]
fn what_was_accepted_against_a_fact_is_found() {
    for (step, setting, edits) in broken() {
        let input = honest(&Emission::default(), setting);
        let mut responses = Responses::new(VerifyInput::authentication(&input));
        responses.script.authentication.steps.extend(edits);
        let right = play(&mut Reference::new(), &responses).expect("answers");
        assert_eq!(facts::check(&responses, &right), Ok(()));
        let wrong = play(&mut mutated(&format!("lax/auth-{step}")), &responses).expect("answers");
        assert_eq!(oracle(facts::check(&responses, &wrong)), Some("facts"), "auth-{step}");
    }
}

/// What the grammar of JSON allows and parsers limit.
fn beyond_limits() -> [String; 4] {
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    [r#""\ud800net""#.to_owned(), r#""\udc00\ud800""#.to_owned(), "1e400".to_owned(), deep]
}

fn client_data_member(name: &'static str, value: &str) -> Edit {
    Edit::ClientData(ClientDataEdit::Object(ObjectEdit::Set(name, value.to_owned())))
}

#[test]
fn what_the_grammar_of_json_leaves_open_is_no_finding() {
    let of_envelope = |name, value: &str| Edit::Envelope(EnvelopeEdit::Outer(ObjectEdit::Set(name, value.to_owned())));
    let of_response = |name, value: &str| Edit::Envelope(EnvelopeEdit::Inner(ObjectEdit::Set(name, value.to_owned())));
    let mut found = Vec::new();
    for value in &beyond_limits() {
        let edits = [
            (true, vec![client_data_member("relycheckUnknown", value)]),
            (value.contains("net"), vec![client_data_member("crossOrigin", "true"), client_data_member("topOrigin", value)]),
            (false, vec![of_envelope("relycheckUnknown", value)]),
            (false, vec![of_envelope("authenticatorAttachment", value)]),
            (false, vec![of_response("authenticatorData", value)]),
            (false, vec![of_response("transports", &format!("[{value}]"))]),
        ];
        for (is_accepted, steps) in edits {
            let input = honest(&Emission::default(), Setting { framing: Framing::Anywhere, ..Setting::default() });
            let mut responses = Responses::new(VerifyInput::authentication(&input));
            responses.script.registration.steps.extend(steps.clone());
            if is_accepted {
                let played = play(&mut Reference::new(), &responses).expect("answers");
                assert!(played.registered().is_some(), "{steps:?}");
            }
            for bit in 0..16 {
                responses.script.bit = bit;
                found.extend(super::alone(&responses).err().map(|finding| format!("{bit}, {steps:?}: {finding:.300}")));
            }
        }
    }
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn a_fault_beside_what_the_grammar_leaves_open_is_found() {
    for value in &beyond_limits() {
        let input = honest(&Emission::default(), Setting::default());
        let mut responses = Responses::new(VerifyInput::authentication(&input));
        let edits = [client_data_member("challenge", "\"AAAA\""), client_data_member("relycheckUnknown", value)];
        responses.script.registration.steps.extend(edits);
        let played = play(&mut mutated("lax/reg-8"), &responses).expect("answers");
        assert!(played.registered().is_some(), "{value}");
        assert_eq!(oracle(facts::check(&responses, &played)), Some("facts"), "{value}");
    }
}

#[test]
fn the_oracles_read_the_base64_that_the_reference_reads() {
    let input = honest(&Emission::default(), Setting::default());
    let responses = Responses::new(VerifyInput::authentication(&input));
    let registration: serde_json::Value = serde_json::from_slice(responses.input.registration).expect("a response");
    let object = registration["response"]["attestationObject"].as_str().expect("a text").to_owned();
    // 194 bytes, so that the last letter has two bits to spare, which an encoder leaves clear.
    let (letters, last) = object.split_at(object.len() - 1);
    let tail = |bits: u8| format!("{letters}{}", char::from(last.as_bytes()[0] + bits));
    let forms = [
        object.clone(),
        format!("{object}="),
        format!("{object}==="),
        object.replace('-', "+").replace('_', "/"),
        tail(1),
        tail(2),
        tail(3),
        format!("={object}"),
        object.replacen('o', "o=", 1),
        format!("{object} "),
        object.replacen('o', "o\\n", 1),
    ];
    let mut read = 0;
    for form in forms {
        let mut posted = registration.clone();
        posted["response"]["attestationObject"] = form.as_str().into();
        let input = VerifyInput { registration: posted.to_string().as_bytes(), authentication: None, ..responses.input }.compose();
        let responses = Responses::new(VerifyInput::registration(&input));
        let played = play(&mut Reference::new(), &responses).expect("answers");
        let is_read = played.registered().is_some();
        assert_eq!(is_read, lenient(&form).is_some(), "{form}");
        read += u32::from(is_read);
    }
    assert_eq!(read, 7);
}

#[test]
fn a_member_that_stands_twice_is_found_where_it_was_accepted() {
    let input = honest(&Emission::default(), Setting::default());
    let mut responses = Responses::new(VerifyInput::authentication(&input));
    let twice = ObjectEdit::Prepend("origin", "\"https://example.com\"".to_owned());
    responses.script.authentication.steps.push(Edit::ClientData(ClientDataEdit::Object(twice)));
    let played = play(&mut mutated("lax/cd-8"), &responses).expect("answers");
    assert!(played.of(Ceremony::Authentication).outcome.is_accepted());
    assert_eq!(oracle(facts::check(&responses, &played)), Some("facts"));
}

#[test]
fn a_peer_that_accepts_what_the_reference_refuses_is_found_unless_that_is_known() {
    // what the public API of webauthn-rs-core cannot be told.
    let excused = ["6a", "13", "14.1"];
    for (step, setting, edits) in broken() {
        let input = honest(&Emission::default(), setting);
        let mut responses = Responses::new(VerifyInput::authentication(&input));
        responses.script.authentication.steps.extend(edits);
        let mut peer = mutated(&format!("lax/auth-{step}"));
        assert_eq!(oracle(beside(&responses, &mut [("a peer", &mut peer)])), Some("beside"), "auth-{step}");
        assert_eq!(beside(&responses, &mut [("a peer", &mut Reference::new())]), Ok(()));
        let found = oracle(beside(&responses, &mut [("webauthn-rs-core", &mut peer)]));
        assert_eq!(found, (!excused.contains(&step)).then_some("beside"), "auth-{step}");
    }
    let input =
        honest(&Emission { format: Format::PackedSelf, ..Emission::default() }, Setting { attestation: 1, ..Setting::default() });
    let mut responses = Responses::new(VerifyInput::authentication(&input));
    responses.script.registration.steps.push(Edit::Signature(SignatureEdit::Bytes(BytesEdit::Flip(300))));
    let mut peer = mutated("lax/reg-22");
    assert_eq!(oracle(beside(&responses, &mut [("webauthn-rs-core", &mut peer)])), Some("beside"));
    let input = honest(&Emission::default(), Setting::default());
    let mut responses = Responses::new(VerifyInput::authentication(&input));
    responses.script.authentication.steps.push(Edit::AuthenticatorData(AuthenticatorDataEdit::Behind(vec![0])));
    let mut peer = mutated("lax/ad-8");
    assert_eq!(oracle(beside(&responses, &mut [("a peer", &mut peer)])), Some("beside"));
    assert_eq!(beside(&responses, &mut [("webauthn-rs-core", &mut peer)]), Ok(()));
}

#[test]
fn certificates_excuse_a_peer_that_passes_over_what_is_listed_and_nothing_else() {
    use CertificateDeviation as D;
    let emission = Emission { format: Format::Packed(Chain::Root), aaguid: [7; 16], ..Emission::default() };
    let input = honest(&emission, Setting { attestation: 4, ..Setting::default() });
    let flipped = Edit::Signature(SignatureEdit::Bytes(BytesEdit::Flip(300)));
    for (check, deviation, further, is_excused) in [
        ("reg-24c", D::UnknownCriticalExtension, None, true),
        ("reg-24c", D::SelfSigned, None, false),
        ("reg-24c", D::Expired, None, false),
        ("reg-22", D::RsaKey, None, true),
        ("reg-22", D::RsaKey, Some(flipped.clone()), false),
        ("reg-22", D::SerialNumber, Some(flipped), false),
        ("pkc-9a", D::FirmwareNegative, None, true),
        ("pkc-2", D::CountryInWords, None, true),
        ("pkc-2", D::Without(Attribute::Country), None, false),
        ("pk-4", D::AaguidOther, None, false),
        ("pkc-8", D::Authority, None, false),
    ] {
        for chain in [Chain::Root, Chain::TwoIntermediates] {
            let mut responses = Responses::new(VerifyInput::authentication(&input));
            responses.script.registration.steps.push(Edit::Certify(chain, Some(deviation)));
            responses.script.registration.steps.extend(further.clone());
            let mut peer = mutated(&format!("lax/{check}"));
            assert_eq!(
                oracle(beside(&responses, &mut [("a peer", &mut peer)])),
                Some("beside"),
                "{check}, {chain:?}, {deviation:?}"
            );
            let found = oracle(beside(&responses, &mut [("webauthn-rs-core", &mut peer)]));
            assert_eq!(found, (!is_excused).then_some("beside"), "{check}, {chain:?}, {deviation:?}");
        }
    }
}

#[test]
fn a_certificate_that_is_passed_over_excuses_no_path_that_leads_nowhere_and_no_policy() {
    let certify = Edit::Certify(Chain::IntermediateNotEnclosed, Some(CertificateDeviation::UnknownCriticalExtension));
    let emission = Emission { format: Format::Packed(Chain::Root), aaguid: [7; 16], ..Emission::default() };
    for (attestation, is_excused) in [(5, true), (4, false), (3, false), (2, false), (1, false)] {
        let input = honest(&emission, Setting { attestation, ..Setting::default() });
        let mut responses = Responses::new(VerifyInput::authentication(&input));
        responses.script.registration.steps.push(certify.clone());
        let mut peer = mutated("lax/reg-24c");
        let found = oracle(beside(&responses, &mut [("webauthn-rs-core", &mut peer)]));
        assert_eq!(found, (!is_excused).then_some("beside"), "{attestation}");
    }
}

#[test]
fn certificates_are_in_order_where_each_is_followed_by_its_issuers() {
    let [root, intermediate] = [Authority::Root, Authority::Intermediate].map(|authority| authority.certificate().to_vec());
    let leaf = |chain| attestation_certificate(chain, [7; 16]);
    for (enclosed, expected) in [
        (vec![leaf(Chain::Root)], false),
        (vec![leaf(Chain::Root), root.clone()], false),
        (vec![leaf(Chain::Intermediate), intermediate.clone(), root.clone()], false),
        (vec![leaf(Chain::Root), leaf(Chain::Root)], true),
        (vec![leaf(Chain::Intermediate), root, intermediate], true),
        (vec![leaf(Chain::Root), b"no certificate".to_vec()], false),
    ] {
        assert_eq!(are_out_of_order(&enclosed), expected, "{} certificates", enclosed.len());
    }
}

#[test]
fn members_that_a_statement_does_not_have_excuse_nothing_else() {
    let emission = Emission { format: Format::PackedSelf, ..Emission::default() };
    let input = honest(&emission, Setting { attestation: 1, ..Setting::default() });
    let further = Edit::Statement(MapEdit::Insert(Node::text("more"), Node::Unsigned(0)));
    let flipped = Edit::Signature(SignatureEdit::Bytes(BytesEdit::Flip(300)));
    for (steps, is_excused) in [(vec![further.clone()], true), (vec![further, flipped.clone()], false), (vec![flipped], false)] {
        let mut responses = Responses::new(VerifyInput::authentication(&input));
        responses.script.registration.steps.extend(steps.clone());
        let mut peer = mutated("lax/reg-22");
        assert_eq!(oracle(beside(&responses, &mut [("a peer", &mut peer)])), Some("beside"), "{steps:?}");
        let found = oracle(beside(&responses, &mut [("webauthn-rs-core", &mut peer)]));
        assert_eq!(found, (!is_excused).then_some("beside"), "{steps:?}");
    }
}

#[test]
fn a_peer_that_refuses_what_the_reference_accepts_is_found_unless_that_is_known() {
    let input = honest(&Emission { credential_id_length: 8, ..Emission::default() }, Setting::default());
    let responses = Responses::new(VerifyInput::authentication(&input));
    let mut peer = mutated("strict/short-credential-id");
    assert_eq!(oracle(beside(&responses, &mut [("a peer", &mut peer)])), Some("beside"));
    assert_eq!(beside(&responses, &mut [("webauthn_rp", &mut peer)]), Ok(()));
}

#[test]
fn a_user_handle_that_is_missing_excuses_a_refusal_where_the_user_is_known_and_nothing_is_listed() {
    for (asked, user_handle, is_excused) in [
        (Asked::OwnerNothingListed, false, true),
        (Asked::OwnerNothingListed, true, false),
        (Asked::Owner, false, false),
        (Asked::Owner, true, false),
        (Asked::Nobody, true, false),
    ] {
        let input = honest(&Emission { user_handle, ..Emission::default() }, Setting { asked, ..Setting::default() });
        let responses = Responses::new(VerifyInput::authentication(&input));
        let mut odd = Odd { refused: Some("\"signature\""), ..Odd::new() };
        assert_eq!(oracle(beside(&responses, &mut [("another", &mut odd)])), Some("beside"), "{asked:?}, {user_handle}");
        let found = oracle(beside(&responses, &mut [("webauthn_rp", &mut odd)]));
        assert_eq!(found, (!is_excused).then_some("beside"), "{asked:?}, {user_handle}");
    }
}

#[test]
fn a_client_output_excuses_a_refusal_where_the_peer_does_not_take_it() {
    let whole = [&[8], honest(&Emission::default(), Setting::default()).as_slice()].concat();
    for peer in ["webauthn-rs-core", "webauthn_rp"] {
        for tried in tried(peer) {
            let outputs =
                tried.taken.iter().map(|outputs| (outputs, false)).chain(tried.refused.iter().map(|outputs| (outputs, true)));
            for (outputs, is_excused) in outputs {
                let input = posting(&whole, tried.registration, outputs);
                let input = if tried.registration {
                    VerifyInput::registration(&input[1..])
                } else {
                    VerifyInput::authentication(&input[1..])
                };
                let refused = if tried.registration { "\"attestationObject\"" } else { "\"signature\"" };
                let mut odd = Odd { refused: Some(refused), ..Odd::new() };
                let found = oracle(beside(&Responses::new(input), &mut [(peer, &mut odd)]));
                assert_eq!(found, (!is_excused).then_some("beside"), "{peer}, {}, {outputs}", tried.registration);
            }
        }
    }
}

#[test]
fn a_statement_signed_in_ber_is_refused_as_an_assertion_is() {
    let input =
        honest(&Emission { format: Format::PackedSelf, ..Emission::default() }, Setting { attestation: 1, ..Setting::default() });
    let mut responses = Responses::new(VerifyInput::authentication(&input));
    responses.script.registration.steps.push(Edit::Signature(SignatureEdit::LongLength));
    let played = play(&mut Reference::new(), &responses).expect("answers");
    assert_eq!(played.of(Ceremony::Registration).checks.failed, ["reg-22"]);
}

/// A reference RP that may make its own challenges, refuses texts with something in them, and then spoils an answer.
struct Odd {
    reference: Reference,
    settable: bool,
    refused: Option<&'static str>,
    spoil: fn(Finish) -> Finish,
}

impl Odd {
    /// One that does none of this.
    fn new() -> Self {
        Self { reference: Reference::new(), settable: true, refused: None, spoil: |finish| finish }
    }

    fn finished(&self, text: &str, finish: Finish) -> Finish {
        if self.refused.is_some_and(|refused| text.contains(refused)) {
            return Finish::Rejected(Rejected { stage: Some(Stage::Parse), detail: "not so".to_owned() });
        }
        (self.spoil)(finish)
    }
}

impl RelyingParty for Odd {
    fn identity(&self) -> Identity {
        let mut identity = self.reference.identity();
        identity.settable.retain(|capability| self.settable || *capability != relycheck_protocol::Capability::Challenge);
        identity
    }

    fn begin_registration(&mut self, begin: RegistrationBegin) -> Begin {
        self.reference.begin_registration(begin)
    }

    fn finish_registration(&mut self, finish: RegistrationFinish) -> Finish {
        let text = finish.response.clone();
        let finish = self.reference.finish_registration(finish);
        self.finished(&text, finish)
    }

    fn begin_authentication(&mut self, begin: AuthenticationBegin) -> Begin {
        self.reference.begin_authentication(begin)
    }

    fn finish_authentication(&mut self, finish: AuthenticationFinish) -> Finish {
        let text = finish.response.clone();
        let finish = self.reference.finish_authentication(finish);
        self.finished(&text, finish)
    }
}

#[test]
fn an_answer_that_is_none_is_found() {
    let input = honest(&Emission::default(), Setting::default());
    let responses = Responses::new(VerifyInput::authentication(&input));
    let spoils: [fn(Finish) -> Finish; 3] = [
        |_| Finish::Failed("a fault".to_owned()),
        |_| Finish::Rejected(Rejected { stage: None, detail: String::new() }),
        |finish| match finish {
            Finish::Accepted(mut accepted) => {
                accepted.stored.credential_id = None;
                Finish::Accepted(accepted)
            }
            other => other,
        },
    ];
    for spoil in spoils {
        let mut odd = Odd { spoil, ..Odd::new() };
        assert_eq!(oracle(beside(&responses, &mut [("a peer", &mut odd)])), Some("answers"));
    }
}

#[test]
fn a_peer_with_challenges_of_its_own_is_given_responses_that_are_signed_for_them() {
    for emission in [Emission::default(), Emission { format: Format::PackedSelf, ..Emission::default() }] {
        let input = honest(&emission, Setting { attestation: 1, ..Setting::default() });
        let responses = Responses::new(VerifyInput::authentication(&input));
        let mut odd = Odd { settable: false, ..Odd::new() };
        let played = play(&mut super::play::Other(&mut odd), &responses).expect("answers");
        assert!(played.of(Ceremony::Registration).outcome.is_accepted());
        assert!(played.of(Ceremony::Authentication).outcome.is_accepted());
        assert!(!played.of(Ceremony::Authentication).text.is_empty());
    }
}
