//! The pieces that all areas build their cases from.

use relycheck_forge::{Deviation, Emission};
use relycheck_judge::{Expectation, Expected, Remembered, Role};
use relycheck_protocol::{Mediation, Stage, UserVerification};

use crate::rule;
use crate::script::{Ceremony, Delivery, Departure, Kind, Script, flags_sent};

/// What a credential record holds so far, as far as the standard fixes it.
#[derive(Clone, Debug)]
pub(crate) struct History {
    pub(crate) sign_count: u32,
    pub(crate) uv_initialized: Option<bool>,
    pub(crate) backup_eligible: bool,
    /// What the registration reported; `None` where it did not.
    pub(crate) transports: Option<Vec<String>>,
}

impl History {
    /// After a registration.
    pub(crate) fn of_registration(emission: &Emission) -> Self {
        Self {
            sign_count: emission.sign_count,
            uv_initialized: Some(emission.uv),
            backup_eligible: emission.be,
            transports: emission.transports.clone(),
        }
    }

    /// After an authentication: step 24 of <https://www.w3.org/TR/webauthn-3/#sctn-verifying-assertion>. Whether a first UV=1 sets
    /// uvInitialized depends on another factor, so it is left open.
    pub(crate) fn advance(&mut self, emission: &Emission) {
        self.sign_count = emission.sign_count;
        if self.uv_initialized == Some(false) && emission.uv {
            self.uv_initialized = None;
        }
    }

    /// Id and key are known when the response is made.
    fn remembered(&self, emission: &Emission) -> Remembered {
        Remembered {
            credential_id: None,
            public_key: None,
            transports: self.transports.clone(),
            sign_count: Some(self.sign_count),
            uv_initialized: self.uv_initialized,
            backup_eligible: Some(self.backup_eligible),
            backup_state: Some(emission.bs),
        }
    }
}

/// A registration response whose expectation follows from request and flags.
pub(crate) fn registration(
    credential: u32,
    user_verification: Option<UserVerification>,
    mediation: Option<Mediation>,
    emission: &Emission,
    role: Role,
) -> Delivery {
    let history = History::of_registration(emission);
    by_rule(Kind::Create, credential, user_verification, mediation, emission, role, &history)
}

/// An authentication response whose expectation follows from request and flags; `history` is moved on.
pub(crate) fn assertion(
    credential: u32,
    user_verification: Option<UserVerification>,
    mediation: Option<Mediation>,
    emission: &Emission,
    history: &mut History,
) -> Delivery {
    history.advance(emission);
    by_rule(Kind::Get, credential, user_verification, mediation, emission, Role::Subject, history)
}

fn by_rule(
    kind: Kind,
    credential: u32,
    user_verification: Option<UserVerification>,
    mediation: Option<Mediation>,
    emission: &Emission,
    role: Role,
    history: &History,
) -> Delivery {
    let flags = rule::Flags { up: emission.up, uv: emission.uv, be: emission.be, bs: emission.bs };
    let (outcome, requirement, stage) = rule::expect(kind, user_verification, mediation, flags);
    let remembered = (outcome == Expected::Accepted).then(|| history.remembered(emission));
    Delivery {
        credential,
        emission: emission.clone(),
        departure: None,
        part: None,
        role,
        expectation: Expectation { outcome, requirement: requirement.to_owned(), stage, remembered },
    }
}

/// The same ceremony, with the departure, and refused by the rule that its flags then break.
pub(crate) fn with_flags_departing(ceremony: &Ceremony, deviation: Deviation) -> Ceremony {
    let mut departing = ceremony.clone();
    for delivery in &mut departing.deliveries {
        delivery.departure = Some(Departure::Bytes(deviation.clone()));
        let (outcome, requirement, stage) =
            rule::expect(ceremony.kind, ceremony.user_verification, ceremony.mediation, flags_sent(delivery));
        delivery.expectation = Expectation { outcome, requirement: requirement.to_owned(), stage, remembered: None };
    }
    departing
}

/// The expectation that a response is refused.
pub(crate) fn refused(requirement: &str, stage: Stage) -> Expectation {
    Expectation { outcome: Expected::Rejected, requirement: requirement.to_owned(), stage: Some(stage), remembered: None }
}

/// The ordinary registration that an authentication case starts from, and what it leaves behind. It asks for `preferred`, so that
/// UV is the emission's own.
pub(crate) fn starting_registration(script: &mut Script, credential: u32, user: u32, emission: &Emission) -> History {
    let asked = Some(UserVerification::Preferred);
    let delivery = registration(credential, asked, None, emission, Role::Setup);
    script.ceremonies.push(Ceremony::create(user, asked).deliver(delivery));
    History::of_registration(emission)
}
