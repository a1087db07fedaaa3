//! Libraries that do as the user's name or the response says, and requests to them.

use relycheck_adapter_helper::{Ceremony, Kept, Library, OrRefusal, Refusal, begun, relying_party, replace_challenge};
use relycheck_protocol::{
    AccountRecord, AttestationConveyance, AttestationPolicy, AttestationTrust, AuthenticationBegin, AuthenticationFinish,
    BackupStatePolicy, Begin, Begun, ClientDataPolicy, Finish, Policy, RegistrationBegin, RegistrationFinish, RelyingParty, Stage,
    Stored, TopOrigins, User,
};
use serde_json::{Value, json};

pub(crate) const OWNER: &str = "b3duZXI";
pub(crate) const OTHER: &str = "b3RoZXI";

/// With all duties but that to look among the user's credentials.
#[derive(Clone, Copy)]
pub(crate) struct Full;

/// With hardly any.
#[derive(Clone, Copy)]
pub(crate) struct Bare;

relying_party!(Full, "data/identity.json", "data/stages.json");
relying_party!(Bare, "data/bare.json", "data/stages.json");

fn options(challenge: Option<&str>, name: &str) -> Result<Begun, Refusal> {
    match name {
        "unforeseen" => Ok(begun("options", "x".parse::<u8>()?)?),
        "misplaced" => Err("a fault").or_failed("user.name; give another"),
        "opaque" => replace_challenge(begun("options", "state")?, challenge),
        _ => replace_challenge(begun(json!({"challenge": "own"}), json!({"challenge": "own", "kept": 1}))?, challenge),
    }
}

/// The response says what to do, by words with an argument each.
fn verify(ceremony: &Ceremony<'_>) -> Result<Kept, Refusal> {
    let (word, argument) = ceremony.response.split_once(' ').unwrap_or((&ceremony.response, ""));
    let stored = Stored { credential_id: Some("aWQ".to_owned()), ..Stored::default() };
    let record = match word {
        "state" => ceremony.state::<Value>()?,
        "typed" => json!(ceremony.state::<u8>()?),
        "json" => ceremony.json::<Value>()?,
        "listed" => json!(ceremony.listed()),
        "judged" => json!(ceremony.judged(argument.parse::<u8>())?),
        "named" => json!(ceremony.judged_by(argument.parse::<u8>(), |_| "named so".to_owned())?),
        "forgotten" => json!(argument.parse::<u8>()?),
        "record" => ceremony.record::<Value>(argument)?,
        "number" => json!(ceremony.record::<u8>(argument)?),
        "account" => json!(ceremony.account::<Value>((!argument.is_empty()).then_some(argument.as_bytes()))?),
        "owner" => {
            let (id, handle) = argument.split_once(' ').expect("an id and a handle");
            ceremony.compare_user_handle(ceremony.row(id)?, handle)?;
            Value::Null
        }
        "attestation" => {
            let kind = serde_json::from_value::<Option<AttestationTrust>>(json!((argument != "unknown").then_some(argument)));
            json!(ceremony.judge_attestation(kind.expect("a kind"))?)
        }
        _ => Value::Null,
    };
    Kept::new(record, stored)
}

macro_rules! library {
    ($library:ty) => {
        impl Library for $library {
            fn registration_options(&self, begin: &RegistrationBegin) -> Result<Begun, Refusal> {
                options(begin.challenge.as_deref(), &begin.user.name)
            }

            fn verify_registration(&self, ceremony: &Ceremony<'_>) -> Result<Kept, Refusal> {
                verify(ceremony)
            }

            fn authentication_options(&self, begin: &AuthenticationBegin) -> Result<Begun, Refusal> {
                options(begin.challenge.as_deref(), "")
            }

            fn verify_authentication(&self, ceremony: &Ceremony<'_>) -> Result<Kept, Refusal> {
                verify(ceremony)
            }
        }
    };
}

library!(Full);
library!(Bare);

pub(crate) fn policy() -> Policy {
    Policy {
        rp_id: "example.org".to_owned(),
        origins: vec!["https://example.org".to_owned()],
        cross_origin: false,
        top_origins: TopOrigins::Only(Vec::new()),
        algorithms: vec![-7],
        user_verification: None,
        attestation: attestation(false, &[AttestationTrust::None], &[]),
        backup_state: BackupStatePolicy::Ignore,
        client_data: ClientDataPolicy::Full,
    }
}

pub(crate) fn attestation(verify: bool, trust: &[AttestationTrust], anchors: &[&str]) -> AttestationPolicy {
    let anchors = anchors.iter().map(|&anchor| anchor.to_owned()).collect();
    AttestationPolicy { conveyance: AttestationConveyance::None, verify, trust: trust.to_vec(), anchors }
}

pub(crate) fn user(id: &str, name: &str) -> User {
    User { id: Some(id.to_owned()), name: name.to_owned() }
}

pub(crate) fn known(id: &str, owner: &str) -> AccountRecord {
    AccountRecord { user_id: owner.to_owned(), credential_id: id.to_owned(), record: json!({"of": owner}).into() }
}

pub(crate) fn registration() -> RegistrationBegin {
    RegistrationBegin { user: user(OWNER, "name"), policy: policy(), exclude: Vec::new(), mediation: None, challenge: None }
}

/// A login of the owner that lists one credential.
pub(crate) fn authentication() -> AuthenticationBegin {
    let records = vec![known("aWQ", OWNER)];
    AuthenticationBegin { user: Some(user(OWNER, "name")), records, policy: policy(), mediation: None, challenge: None }
}

pub(crate) fn begun_by(begin: Begin) -> Begun {
    match begin {
        Begin::Begun(begun) => begun,
        other => panic!("{other:?}"),
    }
}

/// Both ends of a registration.
pub(crate) fn register(mut rp: impl RelyingParty, begin: RegistrationBegin, response: &str, records: &[AccountRecord]) -> Finish {
    let session = begun_by(rp.begin_registration(begin)).session;
    rp.finish_registration(RegistrationFinish { session, response: response.to_owned(), records: records.to_vec() })
}

/// Both ends of an authentication.
pub(crate) fn log_in(mut rp: impl RelyingParty, begin: AuthenticationBegin, response: &str, records: &[AccountRecord]) -> Finish {
    let session = begun_by(rp.begin_authentication(begin)).session;
    rp.finish_authentication(AuthenticationFinish { session, response: response.to_owned(), records: records.to_vec() })
}

/// The record that is kept.
pub(crate) fn record(finish: Finish) -> Value {
    match finish {
        Finish::Accepted(accepted) => accepted.record.into(),
        other => panic!("{other:?}"),
    }
}

/// Stage and words of a refusal.
pub(crate) fn refusal(finish: Finish) -> (Option<Stage>, String) {
    match finish {
        Finish::Rejected(rejected) => (rejected.stage, rejected.detail),
        other => panic!("{other:?}"),
    }
}

/// The words of a fault.
pub(crate) fn fault(finish: Finish) -> String {
    match finish {
        Finish::Failed(detail) => detail,
        other => panic!("{other:?}"),
    }
}
