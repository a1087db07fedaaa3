//! Puts results beside the baseline, counts them and derives the exit code.

use std::collections::BTreeSet;

use relycheck_cases::{Catalogue, catalogue};
use relycheck_judge::{
    Baseline, CaseLine, Counts, Entry, Footer, Header, RESULTS_VERSION, Settled, Stale, Tally, Transcript, Verdict,
    accepted_throughout, finding_parts,
};
use relycheck_protocol::{Identity, Request};
use relycheck_runner::{CaseResult, Ended, Exchange, Plan};

use crate::exit::Exit;

/// The reason of an entry that `--bless` made and nobody has explained yet.
pub(crate) const UNEXPLAINED: &str = "not explained yet";

/// The results so far.
pub(crate) struct Settlement {
    pub(crate) baseline: Baseline,
    pub(crate) stale: Vec<Stale>,
    pub(crate) lines: Vec<CaseLine>,
    /// Whether hazards were played. Where they were left out, what the baseline says of them was seen by another run.
    hazards: bool,
}

impl Settlement {
    pub(crate) fn new(baseline: Baseline) -> Self {
        Self { baseline, stale: Vec::new(), lines: Vec::new(), hazards: true }
    }

    /// The same of a run that leaves hazards out.
    pub(crate) fn without_hazards(self) -> Self {
        Self { hazards: false, ..self }
    }

    /// Whether the run says nothing of this case because it left it out as a hazard.
    fn leaves_out(&self, id: &str) -> bool {
        !self.hazards && catalogue().get(id).is_some_and(|case| case.hazard)
    }

    /// Takes a result in and gives its line.
    pub(crate) fn settle(&mut self, result: &CaseResult) -> &CaseLine {
        let id = &catalogue().cases()[result.position].id;
        let settled = self.baseline.settle(id, &result.judgement);
        let baselined = self.note(id, settled);
        self.lines.push(case_line(result, baselined));
        &self.lines[self.lines.len() - 1]
    }

    /// Takes in the lines that an earlier part of this run has written, and compares them with the baseline of now.
    pub(crate) fn resume(&mut self, lines: Vec<CaseLine>) {
        for mut line in lines {
            let settled = self.baseline.settle_line(&line);
            line.baselined = self.note(&line.id, settled);
            self.lines.push(line);
        }
    }

    /// Whether a case is listed; an entry of it that is stale is kept for the end.
    fn note(&mut self, id: &str, settled: Settled) -> bool {
        let left_out = self.leaves_out(id);
        if let Settled::Stale(stale) = settled {
            self.stale.extend((!left_out).then_some(stale));
            return false;
        }
        settled == Settled::Listed
    }

    /// Entries whose case the catalogue does not have.
    pub(crate) fn unknown_entries(&mut self, catalogue: &Catalogue) {
        let ids: BTreeSet<&str> = catalogue.cases().iter().map(|case| case.id.as_str()).collect();
        self.stale.extend(self.baseline.unknown(&ids));
    }

    pub(crate) fn footer(&self, complete: bool) -> Footer {
        counted(&self.lines, complete)
    }

    /// The exit code; a finding below `least` that is not listed does not fail.
    pub(crate) fn exit(&self, complete: bool, ended: &Ended, least: Verdict) -> Exit {
        let mut exit = match ended {
            // A case without a line, although nothing broke the run off, is the suite's own fault.
            Ended::Complete if !complete => Exit::Suite,
            ended => Exit::of(ended),
        };
        if self.lines.iter().any(|line| line.verdict >= least && !line.baselined) {
            exit = exit.or_graver(Exit::NotConformant);
        }
        if !self.stale.is_empty() {
            exit = exit.or_graver(Exit::StaleBaseline);
        }
        let ran = self.lines.iter().any(|line| !matches!(line.verdict, Verdict::NotApplicable | Verdict::Blocked));
        if complete && !ran {
            exit = exit.or_graver(Exit::NothingRan);
        }
        exit
    }

    /// Whether some case shows what the RP does. Where it lacks everything, or everything ends early, nothing is known of it.
    pub(crate) fn shows_something(&self) -> bool {
        let shows = |line: &CaseLine| matches!(line.verdict, Verdict::Pass | Verdict::Observed) || line.verdict.is_listable();
        self.lines.iter().any(shows)
    }

    /// How many cases ended early, which no baseline can list.
    pub(crate) fn ended_early(&self) -> usize {
        self.lines.iter().filter(|line| ended_early(line)).count()
    }

    /// The baseline that says exactly what was seen. An entry that says so already keeps its reason, and one of a case that ended
    /// early, or was left out, stays as it is. One of a case that was blocked goes: it would be stale.
    pub(crate) fn blessed(&self) -> Baseline {
        let mut blessed = Baseline::default();
        for line in self.lines.iter().filter(|line| ended_early(line) || self.leaves_out(&line.id)) {
            if let Some(entry) = self.baseline.get(&line.id) {
                blessed.insert(line.id.clone(), entry.clone());
            }
        }
        for line in self.lines.iter().filter(|line| line.verdict.is_listable()) {
            let kept = self.baseline.get(&line.id).filter(|_| line.baselined);
            let reason = kept.map_or_else(|| UNEXPLAINED.to_owned(), |entry| entry.reason.clone());
            let entry = Entry {
                observed: line.observation.clone(),
                requirement: line.requirement.clone(),
                parts: finding_parts(&line.parts),
                reason,
            };
            blessed.insert(line.id.clone(), entry);
        }
        blessed
    }
}

fn ended_early(line: &CaseLine) -> bool {
    line.verdict.is_finding() && !line.verdict.is_listable()
}

/// The header of a run.
pub(crate) fn header(plan: &Plan<'_>, identity: &Identity, patterns: &[String], memory_measured: bool) -> Header {
    Header {
        suite: env!("CARGO_PKG_VERSION").to_owned(),
        protocol: relycheck_protocol::VERSION,
        results: RESULTS_VERSION,
        edition: relycheck_spec::EDITION.to_owned(),
        seed: plan.seed,
        rp: identity.name.clone(),
        rp_version: identity.version.clone(),
        selected: plan.selected.len(),
        catalogue: plan.catalogue.cases().len(),
        patterns: patterns.to_vec(),
        memory_measured,
    }
}

/// How many characters of responses a transcript holds at most. What is longer is made by repetition, and by playing the case again.
const LONGEST_TRANSCRIPT: usize = 1 << 20;

fn response_length(request: &Request) -> usize {
    match request {
        Request::FinishRegistration(finish) => finish.response.len(),
        Request::FinishAuthentication(finish) => finish.response.len(),
        _ => 0,
    }
}

/// The results line of a case; `baselined` says whether a baseline lists it.
#[must_use]
pub fn case_line(result: &CaseResult, baselined: bool) -> CaseLine {
    let case = &catalogue().cases()[result.position];
    let judgement = &result.judgement;
    let effect = match (judgement.verdict.is_finding(), judgement.observation) {
        (true, "accepted") => Some(case.if_accepted.clone()),
        (true, "rejected") => Some(case.if_refused.clone()),
        _ => None,
    };
    let plain_pass = judgement.verdict == Verdict::Pass && !judgement.suspect;
    let length: usize = result.exchanges().iter().map(|exchange| response_length(&exchange.request)).sum();
    let transcript = (!plain_pass && length <= LONGEST_TRANSCRIPT).then(|| {
        let exchange = |exchange: &Exchange| serde_json::json!({ "request": exchange.request, "answer": exchange.answer });
        Transcript(result.exchanges().iter().map(exchange).collect())
    });
    CaseLine {
        id: case.id.clone(),
        verdict: judgement.verdict,
        baselined,
        suspect: judgement.suspect,
        all_accepted: accepted_throughout(&result.played.run),
        observation: judgement.observation.to_owned(),
        expected: judgement.expected.map(|expected| expected.as_str().to_owned()),
        requirement: judgement.requirement.clone(),
        grid: case.grid.clone(),
        statements: case.statements.clone(),
        ground: case.ground.as_str().to_owned(),
        cell: case.cell.clone(),
        reason: judgement.reason.clone(),
        parts: judgement.parts.iter().filter(|part| part.verdict != Verdict::Pass).cloned().collect(),
        effect,
        stderr: if plain_pass { String::new() } else { result.played.stderr.clone() },
        transcript,
    }
}

/// The footer of these lines.
pub(crate) fn counted(lines: &[CaseLine], complete: bool) -> Footer {
    Footer {
        counts: Counts::of(lines.iter().map(|line| line.verdict)),
        baselined: lines.iter().filter(|line| line.baselined).count(),
        suspect: lines.iter().filter(|line| line.suspect).count(),
        grid: tally(lines),
        complete,
    }
}

/// Counts the grid: a scenario with a reason has no message to a server; one of which some case came to a verdict was run; one
/// whose cases were all left to the RP, blocked or not applicable was observed.
fn tally(lines: &[CaseLine]) -> Tally {
    let platforms = relycheck_platforms::load();
    let mut tally = Tally { grid: platforms.grid.len(), ..Tally::default() };
    for scenario in &platforms.grid {
        let mut of_it = lines.iter().filter(|line| line.grid.contains(&scenario.id)).peekable();
        let undecided = |line: &CaseLine| matches!(line.verdict, Verdict::Observed | Verdict::NotApplicable | Verdict::Blocked);
        let place = if scenario.reason.is_some() {
            &mut tally.with_reason
        } else if of_it.peek().is_none() {
            &mut tally.not_selected
        } else if of_it.all(undecided) {
            &mut tally.observed
        } else {
            &mut tally.run
        };
        *place += 1;
    }
    tally
}
