//! What the checks of one ceremony have found.

use relycheck_protocol::{Rejected, Stage};

use crate::check::{Ceremony, Id};
use crate::mutant::{Switch, Tolerance};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    NotReached,
    Passed,
    Failed,
}

/// The outcome of each check so far, under a mutant's switch.
pub(crate) struct Findings {
    switch: Option<Switch>,
    ceremony: Ceremony,
    outcomes: Vec<Outcome>,
    failed: Vec<(Id, String)>,
    refusal: Option<Tolerance>,
    /// The switches that something here depends on.
    touched: Vec<Switch>,
}

impl Findings {
    pub(crate) fn new(ceremony: Ceremony, switch: Option<Switch>) -> Self {
        Self {
            switch,
            ceremony,
            outcomes: vec![Outcome::NotReached; Id::ALL.len()],
            failed: Vec::new(),
            refusal: None,
            touched: Vec::new(),
        }
    }

    /// An account of its own for what is read aside and has been judged elsewhere, or is judged by its result alone: every check that
    /// is not made in it counts as passed.
    pub(crate) fn aside(&self) -> Self {
        Self { outcomes: vec![Outcome::Passed; Id::ALL.len()], ..Self::new(self.ceremony, self.switch) }
    }

    /// Whether the check is switched off.
    pub(crate) fn is_off(&self, id: Id) -> bool {
        self.switch == Some(Switch::Off(id))
    }

    /// Whether the end of a credential key is where it would be in canonical form; `differs` says whether that makes a difference.
    pub(crate) fn ends_key_by_re_encoding(&mut self, differs: bool) -> bool {
        if differs {
            self.touched.push(Switch::KeyEndByReEncoding);
        }
        self.switch == Some(Switch::KeyEndByReEncoding)
    }

    /// Whether every check that this one presupposes has passed.
    fn is_reached(&self, id: Id) -> bool {
        id.presupposes()
            .iter()
            .filter(|needed| self.runs(**needed))
            .all(|needed| self.outcomes[*needed as usize] == Outcome::Passed)
    }

    fn runs(&self, id: Id) -> bool {
        id.check().ceremony.covers(self.ceremony)
    }

    /// A check that can be passed over: it holds, or `fault` says what is wrong.
    pub(crate) fn rule(&mut self, id: Id, holds: bool, fault: impl FnOnce() -> String) {
        if !self.is_reached(id) {
            return;
        }
        if !holds {
            self.touched.push(Switch::Off(id));
        }
        if holds || self.is_off(id) {
            self.outcomes[id as usize] = Outcome::Passed;
        } else {
            self.fail(id, fault());
        }
    }

    /// A check that reads: what it read, or what the lenient reader makes of it where the check is off.
    pub(crate) fn gate<T>(&mut self, id: Id, strict: Result<T, String>, lenient: impl FnOnce() -> Option<T>) -> Option<T> {
        if !self.is_reached(id) {
            return None;
        }
        if strict.is_err() {
            self.touched.push(Switch::Off(id));
        }
        let value = match strict {
            Ok(value) => Ok(value),
            Err(fault) if self.is_off(id) => lenient().ok_or(fault),
            Err(fault) => Err(fault),
        };
        match value {
            Ok(value) => {
                self.outcomes[id as usize] = Outcome::Passed;
                Some(value)
            }
            Err(fault) => {
                self.fail(id, fault);
                None
            }
        }
    }

    /// With this check off, what follows is read otherwise, though the check itself holds here.
    pub(crate) fn depends_on(&mut self, id: Id) {
        self.touched.push(Switch::Off(id));
    }

    /// A part that does not occur in this response: what presupposes its check is reached all the same.
    pub(crate) fn not_there(&mut self, id: Id) {
        self.rule(id, true, String::new);
    }

    fn fail(&mut self, id: Id, fault: String) {
        self.outcomes[id as usize] = Outcome::Failed;
        self.failed.push((id, fault));
    }

    /// Where a strict mutant does not have this tolerance, refuses what needs it.
    pub(crate) fn tolerate(&mut self, tolerance: Tolerance, needed: bool) {
        if !needed {
            return;
        }
        self.touched.push(Switch::Refuse(tolerance));
        if self.switch == Some(Switch::Refuse(tolerance)) {
            self.refusal = Some(tolerance);
        }
    }

    /// The switches under which this ceremony might have ended otherwise, but for those on what is kept.
    pub(crate) fn into_touched(self) -> Vec<Switch> {
        self.touched
    }

    /// The ids of the checks that were reached and hold, in the order of the table.
    pub(crate) fn passes(&self) -> Vec<&'static str> {
        let passed = Id::ALL.iter().filter(|id| self.outcomes[**id as usize] == Outcome::Passed);
        passed.map(|id| id.name()).collect()
    }

    /// The ids of the checks that failed, in the order in which they ran.
    pub(crate) fn violations(&self) -> Vec<&'static str> {
        self.failed.iter().map(|(id, _)| id.name()).collect()
    }

    /// The refusal, or nothing where no check failed.
    pub(crate) fn rejection(&self) -> Option<Rejected> {
        let checks = self.failed.iter().map(|(id, fault)| (id.check().stage, format!("{}: {fault}", id.name())));
        let strict = self.refusal.map(|tolerance| (tolerance.stage(), format!("{}: {}", tolerance.name(), tolerance.what())));
        let all: Vec<(Stage, String)> = checks.chain(strict).collect();
        let stage = all.first()?.0;
        let detail: Vec<String> = all.into_iter().map(|(_, sentence)| sentence).collect();
        Some(Rejected { stage: Some(stage), detail: detail.join("; ") })
    }
}
