//! Whole ceremonies through the trait, answered by an authenticator made by hand.

mod authenticator;

use authenticator::{ANCHOR, Authenticator, BE, BS, ORIGIN, OTHER_ANCHOR, RP_ID, Statement, UP, UV, flip_signature};
use data_encoding::BASE64URL_NOPAD;
use relycheck_adapter_helper::Data;
use relycheck_adapter_webauthn_rs_core::WebauthnRsCore;
use relycheck_protocol::{
    Accepted, AccountRecord, AttestationConveyance, AttestationPolicy, AttestationTrust, AuthenticationBegin, AuthenticationFinish,
    BackupStatePolicy, Begin, Begun, Capability, ClientDataPolicy, Descriptor, Finish, Mediation, Policy, RegistrationBegin,
    RegistrationFinish, RelyingParty, Stage, TopOrigins, User, UserVerification,
};
use serde_json::{Value, json};

const HANDLE: &str = "dXNlci0x";
const OTHER_HANDLE: &str = "dXNlci0y";

fn policy() -> Policy {
    Policy {
        rp_id: RP_ID.to_owned(),
        origins: vec![ORIGIN.to_owned()],
        cross_origin: false,
        top_origins: TopOrigins::Any,
        algorithms: vec![-7, -257],
        user_verification: Some(UserVerification::Preferred),
        attestation: AttestationPolicy { conveyance: AttestationConveyance::None, verify: false, trust: vec![], anchors: vec![] },
        backup_state: BackupStatePolicy::Compare,
        client_data: ClientDataPolicy::Full,
    }
}

fn user(id: &str) -> User {
    User { id: Some(id.to_owned()), name: "alice".to_owned() }
}

fn registration(policy: Policy) -> RegistrationBegin {
    RegistrationBegin { user: user(HANDLE), policy, exclude: vec![], mediation: None, challenge: None }
}

fn begin_registration(begin: RegistrationBegin) -> Begun {
    match WebauthnRsCore.begin_registration(begin) {
        Begin::Begun(begun) => begun,
        other => panic!("{other:?}"),
    }
}

fn finish_registration(begun: Begun, response: &Value, records: Vec<AccountRecord>) -> Finish {
    WebauthnRsCore.finish_registration(RegistrationFinish { session: begun.session, response: response.to_string(), records })
}

fn register(authenticator: &Authenticator, flags: u8) -> Accepted {
    let begun = begin_registration(registration(policy()));
    let response = authenticator.register(&begun.options, flags, Statement::None);
    accepted(finish_registration(begun, &response, vec![]))
}

fn table(authenticator: &Authenticator, flags: u8) -> Vec<AccountRecord> {
    let record = register(authenticator, flags).record;
    vec![AccountRecord { user_id: HANDLE.to_owned(), credential_id: authenticator.id(), record }]
}

/// A login of a user known beforehand, with `allowCredentials`.
fn known(records: &[AccountRecord], policy: Policy) -> AuthenticationBegin {
    AuthenticationBegin { user: Some(user(HANDLE)), records: records.to_vec(), policy, mediation: None, challenge: None }
}

/// A login without a user name.
fn discoverable() -> AuthenticationBegin {
    AuthenticationBegin { user: None, records: vec![], policy: policy(), mediation: None, challenge: None }
}

fn begin_authentication(begin: AuthenticationBegin) -> Begun {
    match WebauthnRsCore.begin_authentication(begin) {
        Begin::Begun(begun) => begun,
        other => panic!("{other:?}"),
    }
}

fn finish_authentication(begun: Begun, response: &Value, records: Vec<AccountRecord>) -> Finish {
    WebauthnRsCore.finish_authentication(AuthenticationFinish { session: begun.session, response: response.to_string(), records })
}

fn accepted(finish: Finish) -> Accepted {
    match finish {
        Finish::Accepted(accepted) => *accepted,
        other => panic!("{other:?}"),
    }
}

fn stage(finish: Finish) -> Option<Stage> {
    match finish {
        Finish::Rejected(rejected) => {
            assert!(!rejected.detail.is_empty());
            rejected.stage
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn registration_is_accepted_and_stored() {
    let authenticator = Authenticator::new(1);
    let stored = register(&authenticator, UP | UV | BE | BS).stored;
    assert_eq!(stored.credential_id, Some(authenticator.id()));
    assert_eq!(stored.public_key, Some(BASE64URL_NOPAD.encode(&authenticator.cose_key())));
    assert_eq!(stored.sign_count, Some(0));
    assert_eq!(stored.uv_initialized, Some(true));
    assert_eq!((stored.backup_eligible, stored.backup_state), (Some(true), Some(true)));

    let stored = register(&authenticator, UP).stored;
    assert_eq!((stored.uv_initialized, stored.backup_eligible, stored.backup_state), (Some(false), Some(false), Some(false)));
}

#[test]
fn creation_options_say_what_the_request_asked_for() {
    let mut begin = registration(Policy { user_verification: Some(UserVerification::Required), ..policy() });
    begin.policy.attestation.conveyance = AttestationConveyance::Direct;
    begin.exclude = vec![Descriptor { id: "AQID".to_owned(), transports: vec![] }];
    let options = begin_registration(begin).options;
    assert_eq!(options["rp"]["id"], RP_ID);
    assert_eq!(options["user"]["id"], HANDLE);
    assert_eq!(options["user"]["name"], "alice");
    assert_eq!(options["pubKeyCredParams"], json!([{"type": "public-key", "alg": -7}, {"type": "public-key", "alg": -257}]));
    assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
    assert_eq!(options["authenticatorSelection"]["residentKey"], "required");
    assert_eq!(options["attestation"], "direct");
    assert_eq!(options["excludeCredentials"][0]["id"], "AQID");
    assert_eq!(BASE64URL_NOPAD.decode(options["challenge"].as_str().unwrap().as_bytes()).unwrap().len(), 32);
}

#[test]
fn user_handles_are_made_where_none_is_given() {
    let handle = || {
        let mut begin = registration(policy());
        begin.user.id = None;
        begin_registration(begin).options["user"]["id"].as_str().unwrap().to_owned()
    };
    let first = handle();
    assert_eq!(BASE64URL_NOPAD.decode(first.as_bytes()).unwrap().len(), 16);
    assert_ne!(first, handle());
}

#[test]
fn absent_user_verification_is_preferred() {
    let silent = || Policy { user_verification: None, ..policy() };
    let authenticator = Authenticator::new(1);
    let options = begin_registration(registration(silent())).options;
    assert_eq!(options["authenticatorSelection"]["userVerification"], "preferred");
    let records = table(&authenticator, UP);
    assert_eq!(begin_authentication(known(&records, silent())).options["userVerification"], "preferred");
}

#[test]
fn given_challenges_are_in_the_options_and_are_verified() {
    let authenticator = Authenticator::new(1);
    let (given, another) = ("Z2l2ZW4tY2hhbGxlbmdlLTE", "Z2l2ZW4tY2hhbGxlbmdlLTI");

    let begun = begin_registration(RegistrationBegin { challenge: Some(given.to_owned()), ..registration(policy()) });
    assert_eq!(begun.options["challenge"], given);
    let wrong = authenticator.register(&json!({"challenge": another}), UP, Statement::None);
    assert_eq!(stage(finish_registration(begun.clone(), &wrong, vec![])), Some(Stage::ClientData));
    let right = authenticator.register(&begun.options, UP, Statement::None);
    let record = accepted(finish_registration(begun, &right, vec![])).record;

    let records = vec![AccountRecord { user_id: HANDLE.to_owned(), credential_id: authenticator.id(), record }];
    let begun = begin_authentication(AuthenticationBegin { challenge: Some(given.to_owned()), ..known(&records, policy()) });
    assert_eq!(begun.options["challenge"], given);
    let wrong = authenticator.authenticate(&json!({"challenge": another}), UP, 0, None);
    assert_eq!(stage(finish_authentication(begun.clone(), &wrong, records.clone())), Some(Stage::ClientData));
    let right = authenticator.authenticate(&begun.options, UP, 0, None);
    accepted(finish_authentication(begun, &right, records));
}

#[test]
fn assertion_is_accepted_and_updates_the_record() {
    let authenticator = Authenticator::new(1);
    let records = table(&authenticator, UP | UV | BE);
    let begun = begin_authentication(known(&records, policy()));
    assert_eq!(begun.options["rpId"], RP_ID);
    assert_eq!(begun.options["allowCredentials"][0]["id"], authenticator.id());
    let response = authenticator.authenticate(&begun.options, UP | UV | BE | BS, 7, None);
    let updated = accepted(finish_authentication(begun, &response, records.clone()));
    assert_eq!(updated.stored.sign_count, Some(7));
    assert_eq!((updated.stored.backup_eligible, updated.stored.backup_state), (Some(true), Some(true)));

    // The record that came back is the one that counts: the same count again is refused.
    let records = vec![AccountRecord { record: updated.record, ..records[0].clone() }];
    let begun = begin_authentication(known(&records, policy()));
    let response = authenticator.authenticate(&begun.options, UP | UV | BE | BS, 7, None);
    assert_eq!(stage(finish_authentication(begun, &response, records)), Some(Stage::State));
}

#[test]
fn flipped_signature_bit_is_refused_as_signature() {
    let authenticator = Authenticator::new(1);
    let records = table(&authenticator, UP);
    let begun = begin_authentication(known(&records, policy()));
    let mut response = authenticator.authenticate(&begun.options, UP, 1, None);
    flip_signature(&mut response);
    assert_eq!(stage(finish_authentication(begun, &response, records)), Some(Stage::Signature));
}

#[test]
fn credential_outside_the_allow_list_is_refused_as_state() {
    let (listed, stranger) = (Authenticator::new(1), Authenticator::new(2));
    let records = table(&listed, UP);
    let begun = begin_authentication(known(&records, policy()));
    let response = stranger.authenticate(&begun.options, UP, 1, None);
    assert_eq!(stage(finish_authentication(begun, &response, records)), Some(Stage::State));
}

#[test]
fn user_handle_decides_where_the_user_is_not_known() {
    let authenticator = Authenticator::new(1);
    let records = table(&authenticator, UP | UV);
    let finish = |handle: Option<&str>| {
        let begun = begin_authentication(discoverable());
        assert_eq!(begun.options["allowCredentials"], json!([]));
        let response = authenticator.authenticate(&begun.options, UP | UV, 1, handle);
        finish_authentication(begun, &response, records.clone())
    };
    assert_eq!(accepted(finish(Some(HANDLE))).stored.sign_count, Some(1));
    assert_eq!(stage(finish(Some(OTHER_HANDLE))), Some(Stage::State));
    assert_eq!(stage(finish(None)), Some(Stage::State));
}

#[test]
fn user_known_beforehand_needs_no_list_and_no_handle() {
    let authenticator = Authenticator::new(1);
    let records = table(&authenticator, UP);
    let begun = begin_authentication(AuthenticationBegin { user: Some(user(HANDLE)), ..discoverable() });
    let response = authenticator.authenticate(&begun.options, UP, 1, None);
    accepted(finish_authentication(begun, &response, records.clone()));

    let begun = begin_authentication(AuthenticationBegin { user: Some(user(OTHER_HANDLE)), ..discoverable() });
    let response = authenticator.authenticate(&begun.options, UP, 1, None);
    assert_eq!(stage(finish_authentication(begun, &response, records)), Some(Stage::State));
}

#[test]
fn registered_credential_id_is_refused_as_state() {
    let authenticator = Authenticator::new(1);
    let mut records = table(&authenticator, UP);
    records[0].user_id = OTHER_HANDLE.to_owned();
    let begun = begin_registration(registration(policy()));
    let response = authenticator.register(&begun.options, UP, Statement::None);
    assert_eq!(stage(finish_registration(begun, &response, records)), Some(Stage::State));
}

#[test]
fn backup_eligibility_may_grow_only_where_the_policy_ignores_it() {
    let authenticator = Authenticator::new(1);
    let records = table(&authenticator, UP);
    let finish = |backup_state| {
        let begun = begin_authentication(known(&records, Policy { backup_state, ..policy() }));
        let response = authenticator.authenticate(&begun.options, UP | BE, 1, None);
        finish_authentication(begun, &response, records.clone())
    };
    assert_eq!(stage(finish(BackupStatePolicy::Compare)), Some(Stage::State));
    assert_eq!(accepted(finish(BackupStatePolicy::Ignore)).stored.backup_eligible, Some(true));
}

#[test]
fn missing_user_verification_is_refused_where_required() {
    let required = Policy { user_verification: Some(UserVerification::Required), ..policy() };
    let begun = begin_registration(registration(required));
    let response = Authenticator::new(1).register(&begun.options, UP, Statement::None);
    assert_eq!(stage(finish_registration(begun, &response, vec![])), Some(Stage::AuthData));
}

fn attested(trust: &[AttestationTrust], anchors: &[&str], statement: Statement) -> Finish {
    let attestation = AttestationPolicy {
        conveyance: AttestationConveyance::Direct,
        verify: true,
        trust: trust.to_vec(),
        anchors: anchors.iter().map(|&anchor| anchor.to_owned()).collect(),
    };
    let begun = begin_registration(registration(Policy { attestation, ..policy() }));
    let response = Authenticator::new(1).register(&begun.options, UP, statement);
    finish_registration(begun, &response, vec![])
}

#[test]
fn trust_follows_the_policy() {
    use AttestationTrust::{Anchored, None, SelfSigned};
    use Statement::Certified;
    let (all, both) = ([None, SelfSigned, Anchored], [OTHER_ANCHOR, ANCHOR]);
    for (trust, anchors, statement) in [
        (&[None][..], &[][..], Statement::None),
        (&[SelfSigned], &[], Statement::SelfSigned),
        (&[Anchored], &[ANCHOR], Certified),
        (&[Anchored], &both, Certified),
        (&[Anchored], &[ANCHOR, OTHER_ANCHOR], Certified),
        (&all, &both, Statement::None),
        (&all, &both, Statement::SelfSigned),
        (&all, &both, Certified),
    ] {
        accepted(attested(trust, anchors, statement));
    }
    for (trust, anchors, statement) in [
        (&[][..], &[][..], Statement::None),
        (&[SelfSigned, Anchored], &[ANCHOR], Statement::None),
        (&[None, Anchored], &[ANCHOR], Statement::SelfSigned),
        (&[None, SelfSigned], &[ANCHOR], Certified),
        (&[Anchored], &[ANCHOR], Statement::None),
        (&[Anchored], &[ANCHOR], Statement::SelfSigned),
        (&[Anchored], &[OTHER_ANCHOR], Certified),
        (&[Anchored], &[], Certified),
        (&all, &[OTHER_ANCHOR], Certified),
        (&all, &[], Certified),
    ] {
        assert_eq!(stage(attested(trust, anchors, statement)), Some(Stage::Trust), "{trust:?}");
    }
    for statement in [Statement::SelfSignedBroken, Statement::SelfSignedUnreadable] {
        assert_eq!(stage(attested(&[SelfSigned], &[], statement)), Some(Stage::Attestation));
    }
}

#[test]
fn transports_are_those_of_the_library_s_credential() {
    let attested = accepted(attested(&[AttestationTrust::SelfSigned], &[], Statement::SelfSigned));
    assert_eq!(attested.stored.transports, Some(vec!["internal".to_owned(), "hybrid".to_owned()]));
    let unattested = register(&Authenticator::new(1), UP);
    assert_eq!(json!(unattested.stored.transports), unattested.record["transports"]);
}

#[test]
fn backed_up_without_eligibility_is_refused_as_auth_data() {
    let begun = begin_registration(registration(policy()));
    let response = Authenticator::new(1).register(&begun.options, UP | BS, Statement::None);
    assert_eq!(stage(finish_registration(begun, &response, vec![])), Some(Stage::AuthData));
}

#[test]
fn unreadable_responses_are_refused_as_parse() {
    let authenticator = Authenticator::new(1);
    let records = table(&authenticator, UP);
    let registering = begin_registration(registration(policy()));
    let authenticating = begin_authentication(known(&records, policy()));
    let right = authenticator.register(&registering.options, UP, Statement::None).to_string();
    for response in ["", "null", "{}", "[", "\u{feff}", &format!("{right} x")] {
        let (session, response) = (registering.session.clone(), response.to_owned());
        let finish = RegistrationFinish { session, response: response.clone(), records: vec![] };
        assert_eq!(stage(WebauthnRsCore.finish_registration(finish)), Some(Stage::Parse), "{response}");
        let finish = AuthenticationFinish { session: authenticating.session.clone(), response, records: records.clone() };
        assert_eq!(stage(WebauthnRsCore.finish_authentication(finish)), Some(Stage::Parse));
    }
}

#[test]
fn what_the_library_lacks_is_unsupported() {
    let enterprise = AttestationPolicy { conveyance: AttestationConveyance::Enterprise, ..policy().attestation };
    for (policy, capability) in [
        (Policy { cross_origin: true, ..policy() }, Capability::CrossOrigin),
        (Policy { client_data: ClientDataPolicy::Limited, ..policy() }, Capability::ClientData),
        (Policy { algorithms: vec![-7, -48], ..policy() }, Capability::Algorithms),
        (Policy { attestation: enterprise, ..policy() }, Capability::Attestation),
    ] {
        assert_eq!(WebauthnRsCore.begin_registration(registration(policy)), Begin::Unsupported(capability));
    }
    let begin = RegistrationBegin { mediation: Some(Mediation::Conditional), ..registration(policy()) };
    assert_eq!(WebauthnRsCore.begin_registration(begin), Begin::Unsupported(Capability::ConditionalCreate));
    let begin = AuthenticationBegin { policy: Policy { cross_origin: true, ..policy() }, ..discoverable() };
    assert_eq!(WebauthnRsCore.begin_authentication(begin), Begin::Unsupported(Capability::CrossOrigin));
}

#[test]
fn requests_beyond_the_library_fail_with_the_place() {
    let bad_anchor = AttestationPolicy { anchors: vec!["AQID".to_owned()], ..policy().attestation };
    let mut nameless = registration(policy());
    nameless.user.name.clear();
    for (begin, place) in [
        (registration(Policy { origins: vec!["example.org".to_owned()], ..policy() }), "policy.origins"),
        (registration(Policy { attestation: bad_anchor, ..policy() }), "policy.attestation.anchors[0]"),
        (RegistrationBegin { challenge: Some("=".to_owned()), ..registration(policy()) }, "challenge"),
        (RegistrationBegin { user: user("="), ..registration(policy()) }, "user.id"),
        (nameless, "user"),
    ] {
        match WebauthnRsCore.begin_registration(begin) {
            Begin::Failed(detail) => assert!(detail.contains(place), "{detail}"),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn sessions_of_another_ceremony_fail() {
    let authenticator = Authenticator::new(1);
    let records = table(&authenticator, UP);
    let session = begin_registration(registration(policy())).session;
    let finish = AuthenticationFinish { session, response: "{}".to_owned(), records: records.clone() };
    assert!(matches!(WebauthnRsCore.finish_authentication(finish), Finish::Failed(_)));
    let session = begin_authentication(known(&records, policy())).session;
    let finish = RegistrationFinish { session, response: "{}".to_owned(), records: vec![] };
    assert!(matches!(WebauthnRsCore.finish_registration(finish), Finish::Failed(_)));
}

#[test]
fn identity_survives_the_line() {
    let identity = WebauthnRsCore.identity();
    let line = serde_json::to_string(&identity).unwrap();
    assert_eq!(serde_json::from_str::<relycheck_protocol::Identity>(&line).unwrap(), identity);
    assert!(identity.algorithms.contains(&-7), "{line}");
}

#[test]
fn version_is_the_locked_one() {
    let lock = include_str!("../../../Cargo.lock");
    assert_eq!(Data::locked(lock, "webauthn-rs-core"), Some(WebauthnRsCore.identity().version.as_str()));
}
