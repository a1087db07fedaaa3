//! The results file: JSON lines, a header, a line per case, a footer. Versioned, and the same bytes for the same run.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Effect, Part, Verdict};

/// The version of the format below.
pub const RESULTS_VERSION: u32 = 1;

/// One line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Line {
    /// The first.
    Header(Header),
    /// One per case.
    Case(Box<CaseLine>),
    /// The last. A file without it stems from a run that was cut off.
    Footer(Footer),
}

/// What was run against what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The suite's version.
    pub suite: String,
    /// The protocol's version.
    pub protocol: u32,
    /// [`RESULTS_VERSION`].
    pub results: u32,
    /// The edition of the standard.
    pub edition: String,
    /// The seed of order, keys and ids.
    pub seed: u64,
    /// The RP's name.
    pub rp: String,
    /// The RP's version.
    pub rp_version: String,
    /// How many cases were selected.
    pub selected: usize,
    /// How many the catalogue has.
    pub catalogue: usize,
    /// The patterns that selected the cases; none selects all.
    pub patterns: Vec<String>,
    /// Whether the RP's memory was measured and limited.
    pub memory_measured: bool,
}

/// One case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaseLine {
    /// The case.
    pub id: String,
    /// The verdict.
    pub verdict: Verdict,
    /// Whether a baseline lists exactly this.
    pub baselined: bool,
    /// Refused, but elsewhere than the deviation is.
    pub suspect: bool,
    /// Whether every response of the case was accepted: what a positive twin has to show.
    pub all_accepted: bool,
    /// `accepted`, `rejected`, or the word for the fault.
    pub observation: String,
    /// `accepted`, `rejected` or `either`.
    pub expected: Option<String>,
    /// The row that decided.
    pub requirement: Option<String>,
    /// The grid scenarios that the case belongs to.
    pub grid: Vec<String>,
    /// The documents' statements behind the case.
    pub statements: Vec<String>,
    /// `standard`, `documented`, `observed` or `inferred`: what the case's situation stems from.
    pub ground: String,
    /// Where the platform grid shows it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cell: Option<Cell>,
    /// Why, for everything but a plain pass.
    pub reason: Option<String>,
    /// Of a sweep: the parts whose verdict is not a plain pass; all others passed.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub parts: Vec<Part>,
    /// What it means in the world, for findings.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub effect: Option<Effect>,
    /// The end of what the RP wrote to standard error meanwhile.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub stderr: String,
    /// What passed between suite and RP, for everything but a plain pass.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub transcript: Option<Transcript>,
}

/// A place in the platform grid.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Cell {
    /// The environment's id.
    pub environment: String,
    /// The environment's title.
    pub title: String,
    /// `create` or `get`.
    pub ceremony: String,
    /// The `userVerification` of the request, or `omitted`; with ` (conditional)` behind where mediation is that.
    pub user_verification: String,
    /// What arrives: `nothing`, `UV=0`, `UV=1`.
    pub arrives: String,
}

/// The messages of a case, enough to play it again.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Transcript(pub Vec<Value>);

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Footer {
    /// Cases by verdict.
    pub counts: Counts,
    /// Findings that the baseline lists.
    pub baselined: usize,
    /// Passes that were refused elsewhere than the deviation is.
    pub suspect: usize,
    /// The grid scenarios: how many were run, observed, or have a reason; the three add up to the grid.
    pub grid: Tally,
    /// Whether every selected case has a line.
    pub complete: bool,
}

/// Cases by verdict; a verdict that did not occur is 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Counts(pub BTreeMap<Verdict, usize>);

impl Counts {
    /// Counts verdicts.
    #[must_use]
    pub fn of(verdicts: impl Iterator<Item = Verdict>) -> Self {
        let mut counts: BTreeMap<Verdict, usize> = Verdict::ALL.into_iter().map(|verdict| (verdict, 0)).collect();
        for verdict in verdicts {
            *counts.entry(verdict).or_default() += 1;
        }
        Self(counts)
    }

    /// How many cases have this verdict.
    #[must_use]
    pub fn get(&self, verdict: Verdict) -> usize {
        self.0.get(&verdict).copied().unwrap_or_default()
    }
}

/// The grid of platform scenarios, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Scenarios with a verdict on what the RP did.
    pub run: usize,
    /// Scenarios whose outcome is the RP's choice, or whose cases do not apply to it or were blocked.
    pub observed: usize,
    /// Scenarios that no message to a server shows; the reason is in the data.
    pub with_reason: usize,
    /// Scenarios left out by the choice of cases.
    pub not_selected: usize,
    /// All.
    pub grid: usize,
}
