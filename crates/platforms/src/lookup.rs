//! Finding things by id, and the names the data uses for enumerations.

use crate::model::*;

/// Where a [`Step`] points.
#[derive(Clone, Copy, Debug)]
pub struct Resolved<'a> {
    /// The step's environment.
    pub environment: &'a Environment,
    /// The request in it.
    pub request: &'a RequestRow,
    /// The outcome of that request.
    pub outcome: &'a Outcome,
}

impl Platforms {
    /// The document with this id.
    pub fn document(&self, id: &str) -> Option<&Document> {
        self.documents.iter().find(|it| it.id == id)
    }

    /// The statement with this id.
    pub fn statement(&self, id: &str) -> Option<&Statement> {
        self.statements.iter().find(|it| it.id == id)
    }

    /// The ambiguity with this id.
    pub fn ambiguity(&self, id: &str) -> Option<&Ambiguity> {
        self.ambiguities.iter().find(|it| it.id == id)
    }

    /// The observation with this id.
    pub fn observation(&self, id: &str) -> Option<&Observation> {
        self.observations.iter().find(|it| it.id == id)
    }

    /// The authenticator with this id.
    pub fn authenticator(&self, id: &str) -> Option<&Authenticator> {
        self.authenticators.iter().find(|it| it.id == id)
    }

    /// The environment with this id.
    pub fn environment(&self, id: &str) -> Option<&Environment> {
        self.environments.iter().find(|it| it.id == id)
    }

    /// The journey with this id.
    pub fn journey(&self, id: &str) -> Option<&Journey> {
        self.journeys.iter().find(|it| it.id == id)
    }

    /// The grid scenario with this id.
    pub fn grid_scenario(&self, id: &str) -> Option<&GridScenario> {
        self.grid.iter().find(|it| it.id == id)
    }

    /// What a step points to. `None` only for a step that was changed after loading.
    pub fn resolve(&self, step: &Step) -> Option<Resolved<'_>> {
        let environment = self.environment(&step.environment)?;
        let request = environment.request(step.ceremony, step.user_verification, step.mediation)?;
        let outcome = request.outcomes.get(step.outcome)?;
        Some(Resolved { environment, request, outcome })
    }

    /// The pool that a response's credential lies in.
    pub fn pool_of(&self, response: &Response) -> Option<&str> {
        self.authenticator(&response.authenticator).map(|it| it.pool.as_str())
    }
}

impl Environment {
    /// The request row with this ceremony, user verification and mediation; there is at most one.
    pub fn request(&self, ceremony: Ceremony, user_verification: UserVerification, mediation: Mediation) -> Option<&RequestRow> {
        let wanted = (ceremony, user_verification, mediation);
        self.requests.iter().find(|it| (it.ceremony, it.user_verification, it.mediation) == wanted)
    }
}

impl Outcome {
    /// The response, if one arrives.
    pub fn response(&self) -> Option<&Response> {
        match self {
            Self::Response(response) => Some(response),
            Self::Nothing { .. } => None,
        }
    }

    /// The response, if one arrives from an honest client.
    pub fn honest_response(&self) -> Option<&Response> {
        self.response().filter(|it| !it.broken)
    }

    /// Whether only a broken or hostile client lets this happen.
    pub fn is_broken(&self) -> bool {
        self.response().is_some_and(|it| it.broken)
    }

    /// Why a response arrives, or does not.
    pub fn arrives_ground(&self) -> &Ground {
        match self {
            Self::Nothing { arrives, .. } => arrives,
            Self::Response(response) => &response.arrives,
        }
    }
}

impl Ground {
    /// The statements named, if a document says it.
    pub fn statements(&self) -> &[StatementId] {
        if let Self::Documented(ids) = self { ids } else { &[] }
    }

    /// The observations named, if it was seen elsewhere.
    pub fn observations(&self) -> &[ObservationId] {
        if let Self::Observed(ids) = self { ids } else { &[] }
    }

    /// `documented`, `observed` or `inferred`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Documented(_) => "documented",
            Self::Observed(_) => "observed",
            Self::Inferred(_) => "inferred",
        }
    }
}

/// Gives an enumeration its names in the data, which `as_str` gives back.
macro_rules! names {
    ($($type:ident { $($variant:ident = $name:literal),+ $(,)? })+) => {$(
        impl $type {
            /// Every value with its name in the data.
            pub(crate) const NAMES: &'static [(&'static str, Self)] = &[$(($name, Self::$variant)),+];

            /// The name in the data.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name),+
                }
            }
        }
    )+};
}

names! {
    ReasonKind {
        UmbrellaOf = "umbrella-of", SameCheckAs = "same-check-as", ClientOnly = "client-only",
        PeerOnly = "peer-only", NoMessage = "no-message", Service = "service",
    }
    Confidence { High = "H", Medium = "M", Low = "L" }
    Fmt { None = "none", PackedSelf = "packed-self" }
    SignCountMoves { Zero = "zero", Increments = "increments", UnixTime = "unix-time" }
    Keychain { On = "on", Off = "off", Any = "any", NotApplicable = "n/a" }
    TouchId {
        Usable = "usable", NotConfigured = "not-configured", LidClosed = "lid-closed",
        NotConfiguredOrLidClosed = "not-configured-or-lid-closed", Any = "any", NotApplicable = "n/a",
    }
    Ceremony { Create = "create", Get = "get" }
    UserVerification { Required = "required", Preferred = "preferred", Discouraged = "discouraged", Omitted = "omitted" }
    Mediation { Optional = "optional", Conditional = "conditional" }
}
