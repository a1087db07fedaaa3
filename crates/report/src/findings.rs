//! The findings, those of one cause together.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use relycheck_judge::{CaseLine, Verdict};
use relycheck_spec::requirement;

use crate::layout::wrapped;
use crate::plain::plain;
use crate::style::{FAINT, STRONG, of, paint};

/// How many cases of one cause are written out; the machine formats have all.
const SHOWN: usize = 4;

/// What findings of one cause have in common.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Cause<'a> {
    /// Gravest first.
    verdict: std::cmp::Reverse<Verdict>,
    requirement: Option<&'a str>,
    reason: Option<&'a str>,
}

/// The findings of the selection, gravest first, as text for a terminal; empty where there is none.
pub(crate) fn terminal(heading: &str, lines: &[&CaseLine]) -> String {
    let mut causes: BTreeMap<Cause<'_>, Vec<&CaseLine>> = BTreeMap::new();
    for &line in lines {
        let cause = Cause {
            verdict: std::cmp::Reverse(line.verdict),
            requirement: line.requirement.as_deref(),
            reason: line.reason.as_deref(),
        };
        causes.entry(cause).or_default().push(line);
    }
    let mut out = String::new();
    if causes.is_empty() {
        return out;
    }
    let _ = writeln!(out, "{}", paint(STRONG, heading));
    for (Cause { verdict: std::cmp::Reverse(verdict), requirement: id, reason }, mut lines) in causes {
        lines.sort_by(|one, other| one.id.cmp(&other.id));
        let count = if lines.len() == 1 { "1 case".to_owned() } else { format!("{} cases", lines.len()) };
        let row = id.and_then(requirement);
        let section = row.and_then(|row| row.section.as_deref()).map_or(String::new(), |section| format!(" (section {section})"));
        let verdict = paint(of(verdict), verdict.as_str());
        let _ = writeln!(out, "{verdict} {}{section}, {count}", id.unwrap_or("no requirement"));
        if let Some(row) = row {
            out.push_str(&wrapped(&format!("standard: {}", row.text), 2));
        }
        if let Some(reason) = reason {
            out.push_str(&wrapped(&format!("observed: {}", plain(reason)), 2));
        }
        for line in lines.iter().take(SHOWN) {
            let _ = writeln!(out, "  - {}", line.id);
            if let Some(effect) = &line.effect {
                out.push_str(&wrapped(&effect.sentence, 4));
            }
        }
        if lines.len() > SHOWN {
            let rest = format!("  … and {} more; --format json lists all\n", lines.len() - SHOWN);
            out.push_str(&paint(FAINT, &rest));
        }
    }
    out
}
