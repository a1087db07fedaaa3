//! What is remembered, looked up, judged and refused.

use relycheck_adapter_helper::{decode, pem, term, user_verification};
use relycheck_protocol::{
    AttestationTrust, AuthenticationBegin, AuthenticationFinish, Begin, Finish, Policy, RegistrationBegin, RegistrationFinish,
    RelyingParty, Stage, UserVerification,
};
use serde_json::{Value, json};

use crate::libraries::{
    Bare, Full, OTHER, OWNER, attestation, authentication, begun_by, fault, known, log_in, policy, record, refusal, register,
    registration, user,
};

fn failed(begin: Begin) -> String {
    match begin {
        Begin::Failed(detail) => detail,
        other => panic!("{other:?}"),
    }
}

fn discoverable() -> AuthenticationBegin {
    AuthenticationBegin { user: None, records: Vec::new(), ..authentication() }
}

#[test]
fn the_library_s_state_comes_back() {
    assert_eq!(record(register(Full, registration(), "state", &[])), json!({"challenge": "own", "kept": 1}));
    assert_eq!(record(log_in(Full, authentication(), "state", &[])), json!({"challenge": "own", "kept": 1}));
    assert!(fault(register(Full, registration(), "typed", &[])).starts_with("session: "));
    assert_eq!(record(log_in(Full, authentication(), "listed", &[])), true);
    assert_eq!(record(log_in(Full, discoverable(), "listed", &[])), false);
}

#[test]
fn a_session_of_the_other_ceremony_or_none_is_a_fault() {
    let of = |session| AuthenticationFinish { session, response: String::new(), records: Vec::new() };
    let session = begun_by(Full.begin_registration(registration())).session;
    for session in [session, Value::Null.into(), json!({}).into()] {
        assert!(fault(Full.finish_authentication(of(session))).contains("hand it back unchanged"));
    }
    let session = begun_by(Full.begin_authentication(authentication())).session;
    let finish = RegistrationFinish { session, response: String::new(), records: Vec::new() };
    assert!(fault(Full.finish_registration(finish)).contains("hand it back unchanged"));
}

#[test]
fn a_given_challenge_is_in_options_and_state_and_has_to_be_base64url() {
    let given = |challenge: &str| RegistrationBegin { challenge: Some(challenge.to_owned()), ..registration() };
    assert_eq!(begun_by(Full.begin_registration(given("Z2l2ZW4"))).options["challenge"], "Z2l2ZW4");
    assert_eq!(record(register(Full, given("Z2l2ZW4"), "state", &[]))["challenge"], "Z2l2ZW4");
    assert!(failed(Full.begin_registration(given("="))).starts_with("challenge: "));
    let challenge = Some("=".to_owned());
    assert!(failed(Full.begin_authentication(AuthenticationBegin { challenge, ..authentication() })).starts_with("challenge: "));
    let opaque = RegistrationBegin { user: user(OWNER, "opaque"), ..given("Z2l2ZW4") };
    assert!(failed(Full.begin_registration(opaque)).contains("no member `challenge`"));
}

#[test]
fn what_cannot_begin_says_why() {
    let named = |name| RegistrationBegin { user: user(OWNER, name), ..registration() };
    assert!(failed(Full.begin_registration(named("unforeseen"))).starts_with("the library cannot begin: invalid digit"));
    assert_eq!(failed(Full.begin_registration(named("misplaced"))), "user.name: a fault; give another");
}

#[test]
fn the_library_s_errors_are_refusals_where_they_are_judged() {
    let words = "invalid digit found in string".to_owned();
    assert_eq!(refusal(register(Full, registration(), "judged x", &[])), (Some(Stage::Key), words.clone()));
    assert_eq!(refusal(log_in(Full, authentication(), "judged x", &[])), (Some(Stage::Signature), words.clone()));
    assert_eq!(refusal(log_in(Full, authentication(), "named x", &[])), (Some(Stage::ClientData), words));
    assert_eq!(record(log_in(Full, authentication(), "judged 7", &[])), 7);
    assert_eq!(refusal(log_in(Full, authentication(), "json", &[])).0, Some(Stage::Parse));
    assert!(fault(log_in(Full, authentication(), "forgotten x", &[])).starts_with("invalid digit"));
}

#[test]
fn a_record_is_found_by_its_id_where_the_data_has_it_looked_for() {
    let table = [known("b3Ro", OTHER), known("aWQ", OWNER)];
    let of = |finish| match finish {
        Finish::Accepted(accepted) => accepted.record["of"].clone(),
        other => json!(refusal(other).0.map(Stage::as_str)),
    };
    // `id` and `oth` are what the base64url stands for.
    assert_eq!(of(log_in(Full, discoverable(), "record oth", &table)), OTHER);
    assert_eq!(of(log_in(Full, discoverable(), "record no", &table)), "state");
    assert_eq!(of(log_in(Full, authentication(), "record id", &table)), OWNER);
    assert_eq!(of(log_in(Full, authentication(), "record oth", &table)), "state", "it was not listed");
    assert_eq!(of(log_in(Bare, authentication(), "record oth", &table)), "state", "it is not the user's");
    let other = AuthenticationBegin { user: Some(user(OTHER, "name")), ..authentication() };
    assert_eq!(of(log_in(Bare, other, "record oth", &table)), OTHER, "it need not be listed");
    let nobody = AuthenticationBegin { user: None, ..authentication() };
    assert_eq!(of(log_in(Bare, nobody, "record oth", &table)), OTHER);
    assert!(fault(log_in(Full, authentication(), "number id", &table)).starts_with("record of credential aWQ: "));
}

#[test]
fn the_account_is_that_of_the_user_or_of_the_handle() {
    let table = [known("b3Ro", OTHER), known("aWQ", OWNER), known("aWRz", OWNER)];
    let other = AuthenticationBegin { user: Some(user(OTHER, "name")), ..discoverable() };
    assert_eq!(record(log_in(Full, other, "account owner", &table)), json!([{"of": OTHER}]));
    assert_eq!(record(log_in(Full, discoverable(), "account owner", &table)), json!([{"of": OWNER}, {"of": OWNER}]));
    for response in ["account nobody", "account"] {
        assert_eq!(refusal(log_in(Full, discoverable(), response, &table)).0, Some(Stage::State));
    }
}

#[test]
fn the_user_handle_is_that_of_the_owner() {
    let table = [known("aWQ", OWNER)];
    assert_eq!(record(log_in(Full, authentication(), "owner id owner", &table)), Value::Null);
    assert_eq!(refusal(log_in(Full, authentication(), "owner id other", &table)).0, Some(Stage::State));
}

#[test]
fn what_is_no_duty_is_not_done() {
    let table = [known("aWQ", OWNER)];
    for response in ["account owner", "owner id owner", "attestation none"] {
        assert!(fault(log_in(Bare, authentication(), response, &table)).starts_with("identity.json: application: "), "{response}");
    }
    assert_eq!(record(register(Bare, registration(), "", &table)), Value::Null, "an id that is registered already");
}

#[test]
fn an_id_that_is_registered_already_is_refused() {
    let (stage, words) = refusal(register(Full, registration(), "", &[known("aWQ", OTHER)]));
    assert_eq!(stage, Some(Stage::State));
    assert!(words.starts_with("application: "), "{words}");
    assert_eq!(record(register(Full, registration(), "", &[known("b3Ro", OTHER)])), Value::Null);
    assert_eq!(record(log_in(Full, authentication(), "", &[known("aWQ", OTHER)])), Value::Null);
}

#[test]
fn attestation_is_judged_by_the_policy() {
    use AttestationTrust::{Anchored, None as Nothing, SelfSigned};
    let judged = |verify, trust: &[AttestationTrust], anchors: &[&str], kind: &str| {
        let policy = Policy { attestation: attestation(verify, trust, anchors), ..policy() };
        register(Full, RegistrationBegin { policy, ..registration() }, &format!("attestation {kind}"), &[])
    };
    for (kind, trust, others) in [
        ("none", Nothing, [SelfSigned, Anchored]),
        ("self", SelfSigned, [Nothing, Anchored]),
        ("anchored", Anchored, [Nothing, SelfSigned]),
    ] {
        assert_eq!(record(judged(true, &[trust], &["AAE"], kind)), true);
        assert_eq!(refusal(judged(true, &others, &["AAE"], kind)).0, Some(Stage::Trust));
        assert_eq!(record(judged(false, &others, &["AAE"], kind)), false);
    }
    assert_eq!(refusal(judged(true, &[Anchored], &[], "anchored")).0, Some(Stage::Trust));
    assert_eq!(refusal(judged(true, &[Nothing, SelfSigned, Anchored], &["AAE"], "unknown")).0, Some(Stage::Trust));
}

#[test]
fn terms_are_the_same_json_in_the_library_s_type() {
    assert_eq!(user_verification(&policy()), UserVerification::Preferred);
    assert_eq!(term::<String>("place", UserVerification::Discouraged), Ok("discouraged".to_owned()));
    assert!(term::<u8>("policy.x", "text").is_err_and(|refusal| format!("{refusal:?}").contains("policy.x: invalid type")));
    assert!(decode("user.id", "_x").is_err_and(|refusal| format!("{refusal:?}").contains("user.id: ")));
}

#[test]
fn anchors_are_pem_in_lines_of_64() {
    let der = [0x5a; 50];
    let anchors = [relycheck_adapter_helper::encode(der)];
    let texts = pem(&attestation(true, &[], &[&anchors[0]])).expect("base64url");
    let line = "Wlpa".repeat(16);
    assert_eq!(texts, [format!("-----BEGIN CERTIFICATE-----\n{line}\nWlo=\n-----END CERTIFICATE-----\n")]);
    let bad = pem(&attestation(true, &[], &["AAE", "="]));
    assert!(bad.is_err_and(|refusal| format!("{refusal:?}").contains("policy.attestation.anchors[1]: ")));
}
