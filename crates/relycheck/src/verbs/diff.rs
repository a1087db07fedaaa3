//! `diff OLD NEW`: what changed between two results files.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use relycheck_judge::CaseLine;
use relycheck_report::plain;

use crate::cli::{Failure, print};
use crate::exit::Exit;
use crate::results_file::ResultsFile;

/// Flags of the verb.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The results of before
    old: PathBuf,
    /// The results of now
    new: PathBuf,
}

/// Prints every case whose verdict, observation or requirement is another, and ends with 1 where there is one.
///
/// # Errors
/// Where a file cannot be read.
pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let (old, new) = (ResultsFile::read(&arguments.old)?, ResultsFile::read(&arguments.new)?);
    let changes = changes(&old.lines, &new.lines);
    let mut text = changes.join("\n");
    let _ = writeln!(
        text,
        "{}{} changes, {} {} -> {} {}",
        if changes.is_empty() { "" } else { "\n" },
        changes.len(),
        plain(&old.header.rp),
        plain(&old.header.rp_version),
        plain(&new.header.rp),
        plain(&new.header.rp_version)
    );
    print(&text)?;
    Ok(if changes.is_empty() { Exit::Conformant } else { Exit::NotConformant })
}

/// A line per case that is not as it was, sorted by case.
fn changes(old: &[CaseLine], new: &[CaseLine]) -> Vec<String> {
    fn by_id(lines: &[CaseLine]) -> BTreeMap<&str, &CaseLine> {
        lines.iter().map(|line| (line.id.as_str(), line)).collect()
    }
    let (old, new) = (by_id(old), by_id(new));
    let ids: std::collections::BTreeSet<&str> = old.keys().chain(new.keys()).copied().collect();
    let word = |line: Option<&&CaseLine>| {
        line.map_or("absent".to_owned(), |line| match &line.requirement {
            Some(row) => format!("{} ({} by {row})", line.verdict.as_str(), line.observation),
            None => line.verdict.as_str().to_owned(),
        })
    };
    let changed = ids.into_iter().filter(|id| {
        let facts = |line: Option<&&CaseLine>| line.map(|line| (line.verdict, line.observation.clone(), line.requirement.clone()));
        facts(old.get(id)) != facts(new.get(id))
    });
    changed.map(|id| format!("{}\n  {} -> {}", plain(id), plain(&word(old.get(id))), plain(&word(new.get(id))))).collect()
}
