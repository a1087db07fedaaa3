//! The baseline: what an RP is known to do otherwise, each entry with a reason. An entry that no longer says what happens is stale.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::{CaseLine, Judgement, Part, Verdict};

/// One line of a baseline file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// What the RP does: `accepted` or `rejected`, and `begun` where the finding is about options.
    pub observed: String,
    /// The row that decides.
    pub requirement: Option<String>,
    /// Of a sweep: the names of the parts that are findings, sorted.
    #[serde(default)]
    pub parts: Vec<String>,
    /// Why this is known and left so.
    pub reason: String,
}

/// A baseline, by case id or pattern.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    /// As it was named, for messages.
    file: String,
    entries: BTreeMap<String, Entry>,
}

/// What can be observed of a finding that may be listed: what becomes of a response, and of options that they were given.
const OBSERVED: [&str; 3] = ["accepted", "rejected", "begun"];

/// How many cases one pattern may stand for: more, and nobody knows any longer what is listed.
const MOST_PER_PATTERN: usize = 20;

/// A baseline file that cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{file}:{line}: {fault}\n  remedy: {remedy}")]
pub struct BaselineError {
    /// The file, as it was named.
    pub file: String,
    /// Counted from 1.
    pub line: usize,
    /// What is wrong.
    pub fault: String,
    /// What to do.
    pub remedy: &'static str,
}

/// An entry that does not say what happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stale {
    /// The baseline's file, as it was named.
    pub file: String,
    /// The case.
    pub id: String,
    /// How it is stale.
    pub kind: StaleKind,
}

/// How an entry is stale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StaleKind {
    /// The catalogue has no such case.
    NoSuchCase,
    /// The case was run and is no finding.
    NoFinding {
        /// What it is instead.
        verdict: &'static str,
    },
    /// It is a finding, but another one.
    OtherFinding {
        /// What was seen.
        observed: String,
        /// The row that decided.
        requirement: Option<String>,
    },
    /// It is that finding, in other parts of the sweep.
    OtherParts {
        /// The parts that are findings.
        parts: Vec<String>,
    },
}

impl Stale {
    /// The case, and what its entry does not say.
    #[must_use]
    pub fn fault(&self) -> String {
        let id = &self.id;
        match &self.kind {
            StaleKind::NoSuchCase => format!("{id}: the catalogue has no such case"),
            StaleKind::NoFinding { verdict } => format!("{id}: listed, but the verdict is {verdict}"),
            StaleKind::OtherFinding { observed, requirement } => {
                format!("{id}: listed, but it is {observed} by {}", requirement.as_deref().unwrap_or("no row"))
            }
            StaleKind::OtherParts { parts } => format!("{id}: listed, but the parts that are findings are {}", parts.join(", ")),
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn remedy(&self) -> &'static str {
        let did_not_end = [Verdict::ProtocolError, Verdict::TimedOut, Verdict::Crashed].map(Verdict::as_str);
        match self.kind {
            StaleKind::NoFinding { verdict } if did_not_end.contains(&verdict) => "mend what ends the case early",
            StaleKind::NoSuchCase | StaleKind::NoFinding { .. } => "take the entry out",
            StaleKind::OtherFinding { .. } | StaleKind::OtherParts { .. } => "write what happens now",
        }
    }
}

impl std::fmt::Display for Stale {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}; remedy: {}", self.file, self.fault(), self.remedy())
    }
}

/// Whether a baseline lists a judgement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled {
    /// It is a finding, listed exactly so.
    Listed,
    /// It is not listed.
    Unlisted,
    /// An entry stands there that says something else.
    Stale(Stale),
}

impl Baseline {
    /// Reads a baseline; `file` is for messages. An empty text is a valid, empty baseline.
    ///
    /// # Errors
    /// Where the text is no TOML, an entry lacks a member or has one too many, or a reason is empty.
    pub fn read(file: &str, text: &str) -> Result<Self, BaselineError> {
        let ends: Vec<usize> = text.match_indices('\n').map(|(place, _)| place).collect();
        let line_at = |offset: usize| ends.partition_point(|&end| end < offset) + 1;
        let entries: BTreeMap<Spanned<String>, Spanned<Entry>> = toml::from_str(text).map_err(|error| BaselineError {
            file: file.to_owned(),
            line: error.span().map_or(1, |span| line_at(span.start)),
            fault: error.message().to_owned(),
            remedy: "write each entry as \"case/id\" = { observed = \"rejected\", requirement = \"auth-17n\", reason = \"…\" }",
        })?;
        let mut read = BTreeMap::new();
        for (id, entry) in entries {
            let line = line_at(id.span().start);
            let entry = entry.into_inner();
            let refuse = |fault: String, remedy| Err(BaselineError { file: file.to_owned(), line, fault, remedy });
            if entry.reason.trim().is_empty() {
                return refuse(format!("\"{}\" has no reason", id.get_ref()), "say why this is known and left so");
            }
            if !OBSERVED.contains(&entry.observed.as_str()) {
                let fault = format!("\"{}\" has observed = {}, which is never observed", id.get_ref(), quoted(&entry.observed));
                return refuse(fault, "write observed = \"accepted\", \"rejected\" or, of options, \"begun\"");
            }
            read.insert(id.into_inner(), entry);
        }
        Ok(Self { file: file.to_owned(), entries: read })
    }

    /// The baseline with each pattern, an id in which `*` stands for any characters, replaced by the ids that it matches. A pattern
    /// that matches none stays, and is stale. Where an id stands there too, the id's own entry counts.
    ///
    /// # Errors
    /// Where a pattern matches more than 20 ids; `text` is what was read, for the message.
    pub fn expanded(self, text: &str, ids: &BTreeSet<&str>) -> Result<Self, BaselineError> {
        let (patterns, mut entries): (BTreeMap<_, _>, BTreeMap<_, _>) =
            self.entries.into_iter().partition(|(key, _)| key.contains('*'));
        for (pattern, entry) in patterns {
            let matched: Vec<&str> = ids.iter().copied().filter(|id| matches(&pattern, id)).collect();
            if matched.len() > MOST_PER_PATTERN {
                let line = text.lines().position(|line| line.contains(&quoted(&pattern))).map_or(1, |line| line + 1);
                let fault = format!("\"{pattern}\" matches {} cases, more than {MOST_PER_PATTERN}", matched.len());
                return Err(BaselineError { file: self.file, line, fault, remedy: "name fewer cases with one entry" });
            }
            for id in &matched {
                entries.entry((*id).to_owned()).or_insert_with(|| entry.clone());
            }
            if matched.is_empty() {
                entries.insert(pattern, entry);
            }
        }
        Ok(Self { entries, ..self })
    }

    /// Whether and how a case is listed.
    #[must_use]
    pub fn settle(&self, id: &str, judgement: &Judgement) -> Settled {
        self.compare(id, judgement.verdict, judgement.observation, judgement.requirement.as_deref(), &judgement.parts)
    }

    /// The same of a case's results line, whatever baseline it was compared with when it was written.
    #[must_use]
    pub fn settle_line(&self, line: &CaseLine) -> Settled {
        self.compare(&line.id, line.verdict, &line.observation, line.requirement.as_deref(), &line.parts)
    }

    fn compare(&self, id: &str, verdict: Verdict, observed: &str, requirement: Option<&str>, parts: &[Part]) -> Settled {
        let Some(entry) = self.entries.get(id) else { return Settled::Unlisted };
        let stale = |kind| Settled::Stale(self.stale(id, kind));
        if !verdict.is_listable() {
            return stale(StaleKind::NoFinding { verdict: verdict.as_str() });
        }
        if entry.observed != observed || entry.requirement.as_deref() != requirement {
            let requirement = requirement.map(str::to_owned);
            return stale(StaleKind::OtherFinding { observed: observed.to_owned(), requirement });
        }
        let parts = finding_parts(parts);
        if entry.parts != parts {
            return stale(StaleKind::OtherParts { parts });
        }
        Settled::Listed
    }

    /// The entries whose case is not in the catalogue.
    pub fn unknown<'a>(&'a self, catalogue: &'a BTreeSet<&str>) -> impl Iterator<Item = Stale> + 'a {
        self.entries.keys().filter(|id| !catalogue.contains(id.as_str())).map(|id| self.stale(id, StaleKind::NoSuchCase))
    }

    fn stale(&self, id: &str, kind: StaleKind) -> Stale {
        Stale { file: self.file.clone(), id: id.to_owned(), kind }
    }

    /// The entry of a case.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Entry> {
        self.entries.get(id)
    }

    /// Puts an entry in the place of what stood there.
    pub fn insert(&mut self, id: String, entry: Entry) {
        self.entries.insert(id, entry);
    }

    /// The file's text: one entry a line, sorted by case, whatever the strings hold.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        for (id, entry) in &self.entries {
            let requirement = entry.requirement.as_ref().map_or(String::new(), |row| format!(" requirement = {},", quoted(row)));
            let parts: Vec<String> = entry.parts.iter().map(|part| quoted(part)).collect();
            let parts = if parts.is_empty() { String::new() } else { format!(" parts = [{}],", parts.join(", ")) };
            let _ = writeln!(
                text,
                "{} = {{ observed = {},{requirement}{parts} reason = {} }}",
                quoted(id),
                quoted(&entry.observed),
                quoted(&entry.reason)
            );
        }
        text
    }
}

/// The names of the parts that are findings, sorted: what an entry lists of a sweep.
#[must_use]
pub fn finding_parts(parts: &[Part]) -> Vec<String> {
    let mut names: Vec<String> = parts.iter().filter(|part| part.verdict.is_finding()).map(|part| part.name.clone()).collect();
    names.sort_unstable();
    names
}

/// Whether a pattern, in which `*` stands for any characters, matches an id.
fn matches(pattern: &str, id: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = id.strip_prefix(first) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        let Some(place) = rest.find(part) else { return false };
        rest = &rest[place + part.len()..];
    }
    rest.len() >= last.len() && rest.ends_with(last)
}

/// A TOML basic string. The writer of the `toml` crate would break one with a line feed into several lines.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            character if character.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(character));
            }
            character => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}
