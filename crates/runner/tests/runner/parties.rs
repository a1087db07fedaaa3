//! Small RPs, written for what they do wrong.

use data_encoding::BASE64URL_NOPAD;
use relycheck_cases::{Case, catalogue};
use relycheck_forge::{Forge, Seed};
use relycheck_protocol::{
    Accepted, AuthenticationBegin, AuthenticationFinish, Begin, Begun, Capability, Depth, Finish, Identity, RegistrationBegin,
    RegistrationFinish, Rejected, RelyingParty, Stored,
};
use relycheck_runner::{Driver, InProcess, Plan, Played, Player, Report, SuiteError, run};
use serde_json::{Value, json};

pub(crate) type Boxed = Box<dyn RelyingParty + Send>;

/// Everything that a case may need.
const ALL: [Capability; 16] = [
    Capability::RpId,
    Capability::Origins,
    Capability::CrossOrigin,
    Capability::TopOrigins,
    Capability::Algorithms,
    Capability::UserVerification,
    Capability::Attestation,
    Capability::BackupState,
    Capability::ClientData,
    Capability::ConditionalCreate,
    Capability::Discoverable,
    Capability::UserHandle,
    Capability::UniqueCredentialId,
    Capability::Challenge,
    Capability::Record,
    Capability::Clock,
];

/// An RP that can be told everything.
pub(crate) fn identity() -> Identity {
    Identity {
        name: "small".to_owned(),
        version: "1".to_owned(),
        language: "Rust".to_owned(),
        homepage: None,
        issues: None,
        depth: Depth::Library,
        settable: ALL.to_vec(),
        algorithms: relycheck_forge::Algorithm::ALL.iter().map(|algorithm| algorithm.id()).collect(),
        formats: vec!["none".to_owned(), "packed".to_owned()],
        extensions: Vec::new(),
        lacks: Vec::new(),
    }
}

/// What an RP is asked to judge.
#[derive(Clone, Debug)]
pub(crate) enum Asked {
    Registration(RegistrationFinish),
    Authentication(AuthenticationFinish),
    Reset,
}

impl Asked {
    pub(crate) fn response(&self) -> &str {
        match self {
            Self::Registration(finish) => &finish.response,
            Self::Authentication(finish) => &finish.response,
            Self::Reset => "",
        }
    }
}

/// An RP that offers the challenge it is given, or a fixed one, requests an extension, and leaves the judgement to a function; so that the answer to
/// `reset` is of no account.
pub(crate) struct Party<F> {
    pub(crate) identity: Identity,
    pub(crate) judge: F,
}

fn options(challenge: Option<String>) -> Begin {
    let challenge = challenge.unwrap_or_else(|| BASE64URL_NOPAD.encode(&[7; 32]));
    let options = json!({"challenge": challenge, "extensions": {"largeBlob": {}}});
    Begin::Begun(Begun { options: options.into(), session: Value::Null.into() })
}

impl<F: FnMut(Asked) -> Finish> RelyingParty for Party<F> {
    fn identity(&self) -> Identity {
        self.identity.clone()
    }

    fn begin_registration(&mut self, begin: RegistrationBegin) -> Begin {
        options(begin.challenge)
    }

    fn finish_registration(&mut self, finish: RegistrationFinish) -> Finish {
        (self.judge)(Asked::Registration(finish))
    }

    fn begin_authentication(&mut self, begin: AuthenticationBegin) -> Begin {
        options(begin.challenge)
    }

    fn finish_authentication(&mut self, finish: AuthenticationFinish) -> Finish {
        (self.judge)(Asked::Authentication(finish))
    }

    fn reset(&mut self) {
        (self.judge)(Asked::Reset);
    }
}

pub(crate) fn party(judge: impl FnMut(Asked) -> Finish + Send + 'static) -> Boxed {
    Box::new(Party { identity: identity(), judge })
}

pub(crate) fn accept() -> Finish {
    Finish::Accepted(Box::new(Accepted { record: Value::Null.into(), stored: Stored::default() }))
}

pub(crate) fn reject() -> Finish {
    Finish::Rejected(Rejected { stage: None, detail: "never".to_owned() })
}

/// A number that depends on nothing but the response.
pub(crate) fn digest(asked: &Asked) -> u32 {
    asked.response().bytes().fold(7, |digest, byte| digest.wrapping_mul(31).wrapping_add(u32::from(byte)))
}

/// As many drivers as asked for, each with RPs of its own.
pub(crate) fn drivers<M>(count: usize, make: M) -> Vec<Box<dyn Driver>>
where
    M: Fn() -> Boxed + Clone + Send + 'static,
{
    (0..count).map(|_| Box::new(InProcess::new(make.clone())) as Box<dyn Driver>).collect()
}

/// Runs these cases over these drivers.
pub(crate) fn run_cases(selected: &[usize], drivers: Vec<Box<dyn Driver>>) -> Report {
    // The small RPs look at nothing, so that no case is a hazard to them.
    let plan = Plan { hazards: true, ..Plan::new(catalogue(), selected, 5) };
    run(&plan, drivers, &mut |_| ())
}

/// The positions of all cases.
pub(crate) fn everything() -> Vec<usize> {
    (0..catalogue().cases().len()).collect()
}

/// The case with this id.
pub(crate) fn case(id: &str) -> &'static Case {
    catalogue().get(id).unwrap_or_else(|| panic!("there is no case {id}"))
}

/// Plays one case against an RP that is started for it.
pub(crate) fn play(case: &Case, driver: &mut dyn Driver) -> Result<Played, SuiteError> {
    let identity = driver.introduce().expect("the RP introduces itself");
    let forge = Forge::new(Seed(5));
    Player { forge: &forge, identity: &identity, challenges: 0, hazards: true }.play(case, driver)
}
