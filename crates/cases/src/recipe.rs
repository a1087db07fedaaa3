//! A valid ceremony in the making: what the requirement areas vary, one thing at a time.

use relycheck_forge::{Algorithm, ClientDataShape, Emission, KeyShape};
use relycheck_judge::{Expected, Role};
use relycheck_protocol::{Mediation, Policy, TopOrigins, UserVerification};
use relycheck_spec::{Verdict, requirement};

use crate::build::{assertion, registration, starting_registration};
use crate::script::{Allow, Ceremony, Kind, Script};

/// A top-level origin that is expected where one is.
pub(crate) const TOP_ORIGIN: &str = "https://example.com";

/// A registration, or an authentication with the registration before it.
#[derive(Clone, Debug)]
pub(crate) struct Recipe {
    pub(crate) kind: Kind,
    pub(crate) policy: Policy,
    pub(crate) user_verification: Option<UserVerification>,
    pub(crate) mediation: Option<Mediation>,
    /// Whether the client knows no extension, and the case is about options that request one.
    pub(crate) without_outputs: bool,
    /// Authentication: what is listed.
    pub(crate) allow: Allow,
    /// Authentication: how the credential was registered.
    pub(crate) registered: Emission,
    /// How an honest platform answers.
    pub(crate) emission: Emission,
    /// The row by which the answer is accepted, or left to the RP; `None` for the rule on flags.
    pub(crate) accepted_by: Option<&'static str>,
}

impl Recipe {
    /// The plainest: `preferred`, a known user, and what any browser of today sends.
    pub(crate) fn new(kind: Kind) -> Self {
        Self {
            kind,
            policy: Script::new("").policy,
            user_verification: Some(UserVerification::Preferred),
            mediation: None,
            without_outputs: false,
            allow: Allow::Account,
            registered: Emission::default(),
            emission: Emission::default(),
            accepted_by: None,
        }
    }

    /// The plainest, answered so.
    pub(crate) fn emitting(kind: Kind, emission: Emission) -> Self {
        Self { emission, ..Self::new(kind) }
    }

    /// The plainest, with a credential of this algorithm, which alone is offered.
    pub(crate) fn of_algorithm(kind: Kind, algorithm: Algorithm) -> Self {
        Self::with_key(kind, algorithm, KeyShape::Ordinary)
    }

    /// The same, with a key of this shape.
    pub(crate) fn with_key(kind: Kind, algorithm: Algorithm, key: KeyShape) -> Self {
        let emission = Emission { algorithm, key, ..Emission::default() };
        let mut recipe = Self { registered: emission.clone(), ..Self::emitting(kind, emission) };
        recipe.policy.algorithms = vec![algorithm.id()];
        recipe
    }

    /// The plainest, with client data written so.
    pub(crate) fn client_data(kind: Kind, shape: ClientDataShape) -> Self {
        Self::emitting(kind, Emission { client_data: shape, ..Emission::default() })
    }

    /// The RP expects to be framed by [`TOP_ORIGIN`], and is: with this `topOrigin` in client data.
    pub(crate) fn framed(kind: Kind, top_origin: Option<&str>) -> Self {
        let top_origin = top_origin.map(str::to_owned);
        let shape = ClientDataShape { cross_origin: Some(true), top_origin, ..ClientDataShape::default() };
        let mut recipe = Self::client_data(kind, shape);
        recipe.policy.cross_origin = true;
        recipe.policy.top_origins = TopOrigins::Only(vec![TOP_ORIGIN.to_owned()]);
        recipe
    }

    /// What is played: the response that the case is about is the only one of the last ceremony.
    pub(crate) fn script(&self) -> Script {
        let mut script = Script { policy: self.policy.clone(), ..Script::new("") };
        let ceremony = match self.kind {
            Kind::Create => {
                let delivery = registration(0, self.user_verification, self.mediation, &self.emission, Role::Subject);
                Ceremony::create(0, self.user_verification).deliver(delivery)
            }
            Kind::Get => {
                let mut history = starting_registration(&mut script, 0, 0, &self.registered);
                let delivery = assertion(0, self.user_verification, self.mediation, &self.emission, &mut history);
                Ceremony { allow: self.allow.clone(), ..Ceremony::get(0, self.user_verification).deliver(delivery) }
            }
        };
        let mut ceremony = Ceremony { mediation: self.mediation, without_outputs: self.without_outputs, ..ceremony };
        if let (Some(row), Some(delivery)) = (self.accepted_by, ceremony.deliveries.last_mut()) {
            row.clone_into(&mut delivery.expectation.requirement);
            if requirement(row).is_some_and(|row| row.verdict == Verdict::Policy) {
                delivery.expectation.outcome = Expected::Either;
            }
        }
        script.ceremonies.push(ceremony);
        script
    }
}
