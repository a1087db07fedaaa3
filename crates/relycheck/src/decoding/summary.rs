//! What came of feeding a decoder, for people.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use relycheck_protocol::Artefact;
use relycheck_report::{plain, wrapped};
use serde::{Deserialize, Serialize};

use super::{DEATHS_IN_A_ROW, Demanded, Ended, Fed, Outcome, Seen};

/// How many inputs of a kind of finding are named.
const NAMED: usize = 3;

/// How the inputs of a target came out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// How many had to be accepted.
    pub accept: usize,
    /// How many had to be refused.
    pub refuse: usize,
    /// How many might be either.
    pub either: usize,
    /// Of those that might be either, how many were accepted.
    pub accepted_of_either: usize,
    /// The findings.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub findings: BTreeMap<Outcome, usize>,
}

/// The counts by target.
#[must_use]
pub fn counts(fed: &Fed<'_>) -> BTreeMap<Artefact, Counts> {
    let mut by_target: BTreeMap<Artefact, Counts> = BTreeMap::new();
    for Seen { input, demand, outcome, .. } in &fed.seen {
        let counts = by_target.entry(input.target).or_default();
        match demand.demanded {
            Demanded::Accept => counts.accept += 1,
            Demanded::Refuse => counts.refuse += 1,
            Demanded::Either => counts.either += 1,
        }
        if demand.demanded == Demanded::Either && *outcome == Outcome::Accepted {
            counts.accepted_of_either += 1;
        }
        if outcome.is_finding() {
            *counts.findings.entry(*outcome).or_default() += 1;
        }
    }
    by_target
}

/// A table of the targets, then the findings.
#[must_use]
pub fn summary(fed: &Fed<'_>, memory_measured: bool) -> String {
    let identity = &fed.identity;
    let mut out = wrapped(&plain(&format!("{} {}, {}", identity.name, identity.version, identity.language)), 0);
    let _ = writeln!(out, "{:<24} {:>6} {:>6} {:>6}  findings", "what has to be done", "accept", "refuse", "either");
    for (target, counts) in counts(fed) {
        let found: Vec<String> = counts.findings.iter().map(|(outcome, count)| format!("{count} {}", outcome.words())).collect();
        let found = if found.is_empty() { "none".to_owned() } else { found.join(", ") };
        let _ = writeln!(out, "  {:<22} {:>6} {:>6} {:>6}  {found}", target.as_str(), counts.accept, counts.refuse, counts.either);
    }
    for target in &fed.unsupported {
        let _ = writeln!(out, "  {:<22} unsupported", target.as_str());
    }
    for outcome in Outcome::FINDINGS {
        for target in Artefact::ALL {
            let found: Vec<&Seen<'_>> =
                fed.seen.iter().filter(|seen| seen.outcome == outcome && seen.input.target == target).collect();
            findings(&mut out, outcome, target, &found);
        }
    }
    match &fed.ended {
        Ended::Complete => {}
        Ended::NotStarted(error) => out.push_str(&wrapped(&plain(&format!("Given up: {error}")), 0)),
        Ended::Died => {
            let _ = writeln!(out, "Given up: {DEATHS_IN_A_ROW} inputs in a row ended it.");
        }
    }
    if !memory_measured {
        out.push_str("Its memory could not be measured on this system, and was not limited.\n");
    }
    out
}

fn findings(out: &mut String, outcome: Outcome, target: Artefact, found: &[&Seen<'_>]) {
    if found.is_empty() {
        return;
    }
    let _ = writeln!(out, "{}, {}:", outcome.words(), target.as_str());
    for seen in found.iter().take(NAMED) {
        let said = [seen.demand.reason.as_str(), seen.detail.as_str()];
        let said: Vec<&str> = said.into_iter().filter(|words| !words.is_empty()).collect();
        let text = format!("{} ({}) {}", seen.input.name, seen.input.about, said.join(" / "));
        out.push_str(&wrapped(&plain(&text), 2));
    }
    if let Some(more @ 1..) = found.len().checked_sub(NAMED) {
        let _ = writeln!(out, "  and {more} more; --format json names all");
    }
}
