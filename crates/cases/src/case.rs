//! A case of the catalogue.

use relycheck_judge::{Cell, Effect, Expected, Observation};
use relycheck_protocol::Capability;

use crate::script::{Delivery, Script};

/// A recipe with its sources and its meaning.
#[derive(Clone, Debug)]
pub struct Case {
    /// Unique and stable: area, then words.
    pub id: String,
    /// What happens in it.
    pub title: String,
    /// The rows that it exercises, each once; the deciding one of every response that the case is about is among them.
    pub requirements: Vec<String>,
    /// The grid scenarios that it belongs to.
    pub grid: Vec<String>,
    /// The documents' statements behind it.
    pub statements: Vec<String>,
    /// The bug classes that it shows.
    pub classes: Vec<String>,
    /// What its situation stems from.
    pub ground: Ground,
    /// It may end or exhaust the process that reads its response, so it is never played in the suite's own.
    pub hazard: bool,
    /// Where the platform grid shows it.
    pub cell: Option<Cell>,
    /// What is played.
    pub script: Script,
    /// The case that is this one without its departure.
    pub twin: Option<String>,
    /// What follows where a response that is to be refused is accepted.
    pub if_accepted: Effect,
    /// What follows where a response that is to be accepted is refused.
    pub if_refused: Effect,
}

/// What a case's situation stems from. A platform response also carries values that no document states; the weakest ground of what
/// the case is about (whether something arrives, UV, and what else sets it apart from others of its row) is named here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ground {
    /// The standard.
    Standard,
    /// A document on a platform says so.
    Documented,
    /// It was seen, outside the documents.
    Observed,
    /// It follows by reasoning, which the row gives.
    Inferred,
}

impl Ground {
    /// The word in listings.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Documented => "documented",
            Self::Observed => "observed",
            Self::Inferred => "inferred",
        }
    }
}

impl Case {
    /// The case, which also exercises these rows.
    pub(crate) fn exercising(&mut self, rows: &[&str]) -> &mut Self {
        for &row in rows {
            if !self.requirements.iter().any(|known| known == row) {
                self.requirements.push(row.to_owned());
            }
        }
        self
    }

    /// The case, which shows these classes of bugs.
    pub(crate) fn showing(&mut self, classes: &[&str]) -> &mut Self {
        self.classes.extend(classes.iter().map(|&class| class.to_owned()));
        self
    }

    /// The case, which may end or exhaust the process that reads its response.
    pub(crate) fn as_hazard(&mut self) -> &mut Self {
        self.hazard = true;
        self
    }

    /// All responses, in order.
    pub fn deliveries(&self) -> impl Iterator<Item = &Delivery> {
        self.script.ceremonies.iter().flat_map(|ceremony| &ceremony.deliveries)
    }

    /// Whether the case is its twin plus a departure.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        self.twin.is_some()
    }

    /// What the RP must be able to do.
    #[must_use]
    pub fn needs(&self) -> Vec<Capability> {
        self.script.needs()
    }

    /// What an observation that was not expected means in the world.
    #[must_use]
    pub fn effect(&self, observation: &Observation) -> &Effect {
        match observation {
            Observation::Accepted(_) => &self.if_accepted,
            Observation::Rejected { .. } => &self.if_refused,
        }
    }

    /// The expectations in a few words: each once, in order.
    #[must_use]
    pub fn expected(&self) -> Vec<Expected> {
        let mut expected: Vec<Expected> = Vec::new();
        for delivery in self.deliveries() {
            if delivery.role == relycheck_judge::Role::Subject && !expected.contains(&delivery.expectation.outcome) {
                expected.push(delivery.expectation.outcome);
            }
        }
        expected
    }
}
