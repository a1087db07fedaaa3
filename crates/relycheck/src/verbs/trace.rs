//! `trace`: what exercises each statement, requirement and bug class, or why nothing does.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use relycheck_cases::catalogue;
use relycheck_report::wrapped;
use relycheck_spec::{classes, requirements};
use serde::Serialize;

use crate::cli::{Failure, print};
use crate::exit::Exit;

/// Flags of the verb.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// One JSON object a line
    #[arg(long)]
    json: bool,
    /// One kind only
    #[arg(long, value_enum)]
    only: Option<Only>,
}

/// The kinds of source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Only {
    /// What the platform documents say
    Statements,
    /// Rows of the standard
    Requirements,
    /// Classes of bugs that RPs have had
    Classes,
}

/// A source and what becomes of it.
#[derive(Debug, Serialize)]
struct Entry<'a> {
    id: &'a str,
    kind: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cases: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Reason<'a>>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    planned: bool,
}

#[derive(Debug, Serialize)]
struct Reason<'a> {
    kind: String,
    text: &'a str,
}

impl Entry<'_> {
    /// Nothing exercises it and nothing says why.
    fn is_open(&self) -> bool {
        self.planned || (self.cases.is_empty() && self.reason.is_none())
    }
}

fn entries(only: Option<Only>) -> Vec<Entry<'static>> {
    let mut by_statement: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut by_requirement = by_statement.clone();
    let mut by_class = by_statement.clone();
    for case in catalogue().cases() {
        let id = case.id.as_str();
        case.statements.iter().for_each(|statement| by_statement.entry(statement).or_default().push(id));
        case.requirements.iter().for_each(|row| by_requirement.entry(row).or_default().push(id));
        case.classes.iter().for_each(|class| by_class.entry(class).or_default().push(id));
    }
    let wanted = |kind| only.is_none_or(|only| only == kind);
    let mut entries = Vec::new();
    if wanted(Only::Statements) {
        entries.extend(relycheck_platforms::load().statements.iter().map(|statement| Entry {
            id: &statement.id,
            kind: "statement",
            cases: by_statement.remove(statement.id.as_str()).unwrap_or_default(),
            reason: statement.reason.as_ref().map(|reason| Reason { kind: reason.kind.as_str().to_owned(), text: &reason.text }),
            planned: false,
        }));
    }
    let spec_reason =
        |reason: &'static relycheck_spec::Reason| Reason { kind: reason.kind.as_str().to_owned(), text: &reason.text };
    if wanted(Only::Requirements) {
        entries.extend(requirements().iter().map(|row| Entry {
            id: &row.id,
            kind: "requirement",
            cases: by_requirement.remove(row.id.as_str()).unwrap_or_default(),
            reason: row.reason.as_ref().map(spec_reason),
            planned: row.planned,
        }));
    }
    if wanted(Only::Classes) {
        entries.extend(classes().iter().map(|class| Entry {
            id: &class.id,
            kind: "class",
            cases: by_class.remove(class.id.as_str()).unwrap_or_default(),
            reason: class.reason.as_ref().map(spec_reason),
            planned: class.planned,
        }));
    }
    entries
}

/// Prints the trace.
///
/// # Errors
/// Where it cannot be printed.
pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let entries = entries(arguments.only);
    let mut text = String::new();
    for entry in &entries {
        if arguments.json {
            let line = serde_json::to_string(entry).map_err(Failure::usage)?;
            let _ = writeln!(text, "{line}");
        } else {
            let fate = match (entry.cases.first(), &entry.reason) {
                (Some(first), reason) => {
                    let reason = reason.as_ref().map_or(String::new(), |reason| format!("; {}", reason.kind));
                    format!("{} cases{reason}, as {first}", entry.cases.len())
                }
                (None, Some(reason)) => format!("{}: {}", reason.kind, reason.text),
                (None, None) if entry.planned => "planned".to_owned(),
                (None, None) => "NOTHING".to_owned(),
            };
            text.push_str(&wrapped(&format!("{} {}: {fate}", entry.kind, entry.id), 0));
        }
    }
    let open = entries.iter().filter(|entry| entry.is_open()).count();
    if !arguments.json {
        let with_cases = entries.iter().filter(|entry| !entry.cases.is_empty()).count();
        let reasoned = entries.iter().filter(|entry| entry.cases.is_empty() && entry.reason.is_some()).count();
        let _ = writeln!(text, "{} in all: {with_cases} with cases, {reasoned} with a reason, {open} open", entries.len());
    }
    print(&text)?;
    Ok(if open > 0 { Exit::NotConformant } else { Exit::Conformant })
}
