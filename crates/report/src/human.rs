//! What a person reads after a check.

use std::fmt::Write as _;

use relycheck_judge::{CaseLine, Footer, Header, Stale, Verdict};

use crate::layout::{WIDTH, wrapped};
use crate::plain::{harmless, plain};
use crate::style::{STRONG, of, paint};
use crate::{findings, grid};

/// Everything that there is to say about a run.
#[derive(Debug)]
pub struct Results<'a> {
    /// What was run.
    pub header: &'a Header,
    /// All lines, in any order.
    pub lines: &'a [CaseLine],
    /// The counts.
    pub footer: &'a Footer,
    /// The baseline's stale entries.
    pub stale: &'a [Stale],
    /// How the command ends.
    pub ending: &'a Ending,
}

/// The exit code with its meaning, and why a run was not completed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// The code.
    pub code: u8,
    /// What it means, in a sentence.
    pub meaning: String,
    /// What broke the run off.
    pub broken_off: Option<String>,
}

/// The grid, the findings, the counts and the exit code's meaning, in 80 columns.
#[must_use]
pub fn human(results: &Results<'_>) -> String {
    let Results { header, lines, footer, stale, ending } = results;
    let mut out = String::new();
    let about = format!("{} {} against {}, seed {}", plain(&header.rp), plain(&header.rp_version), header.edition, header.seed);
    out.push_str(&wrapped(&about, 0));
    out.push('\n');
    let table = grid::terminal(lines);
    if !table.is_empty() {
        out.push_str(&table);
        out.push('\n');
    }
    let select = |keep: &dyn Fn(&CaseLine) -> bool| lines.iter().filter(|line| keep(line)).collect::<Vec<_>>();
    let sections = [
        ("Findings", select(&|line| line.verdict.is_finding() && !line.baselined)),
        ("Known, in the baseline", select(&|line| line.verdict.is_finding() && line.baselined)),
        ("Blocked: nothing can be said", select(&|line| line.verdict == Verdict::Blocked)),
    ];
    for (heading, lines) in sections {
        let text = findings::terminal(heading, &lines);
        if !text.is_empty() {
            out.push_str(&text);
            out.push('\n');
        }
    }
    out.push_str(&not_applicable(lines));
    for entry in *stale {
        out.push_str(&wrapped(&format!("stale baseline entry: {}", harmless(&entry.to_string())), 0));
    }
    out.push_str(&counts(footer));
    if let Some(broken_off) = &ending.broken_off {
        out.push_str(&wrapped(&format!("The run was broken off: {}", plain(broken_off)), 0));
    }
    out.push_str(&wrapped(&format!("exit {}: {}", ending.code, ending.meaning), 0));
    out
}

/// Why cases were left out, each reason with the number of cases that it costs.
fn not_applicable(lines: &[CaseLine]) -> String {
    let mut reasons = std::collections::BTreeMap::<&str, usize>::new();
    for line in lines.iter().filter(|line| line.verdict == Verdict::NotApplicable) {
        *reasons.entry(line.reason.as_deref().unwrap_or("no reason given")).or_default() += 1;
    }
    let mut out = String::new();
    if reasons.is_empty() {
        return out;
    }
    let _ = writeln!(out, "{}", paint(STRONG, "Not applicable to this RP"));
    for (reason, count) in reasons {
        out.push_str(&wrapped(&format!("{count} × {}", plain(reason)), 2));
    }
    out.push('\n');
    out
}

fn counts(footer: &Footer) -> String {
    let total: usize = Verdict::ALL.iter().map(|&verdict| footer.counts.get(verdict)).sum();
    let mut out = format!("{total} cases:");
    let mut column = out.len();
    let present = Verdict::ALL.into_iter().filter(|&verdict| footer.counts.get(verdict) > 0);
    for (place, verdict) in present.enumerate() {
        let plain = format!("{} {}", footer.counts.get(verdict), verdict.as_str());
        let comma = if place > 0 { "," } else { "" };
        if column + comma.len() + 1 + plain.len() >= WIDTH {
            let _ = write!(out, "{comma}\n  {}", paint(of(verdict), &plain));
            column = 2 + plain.len();
        } else {
            let _ = write!(out, "{comma} {}", paint(of(verdict), &plain));
            column += comma.len() + 1 + plain.len();
        }
    }
    out.push('\n');
    if footer.baselined + footer.suspect > 0 {
        let text = format!("{} of the findings are in the baseline; {} passes are suspect", footer.baselined, footer.suspect);
        out.push_str(&wrapped(&format!("{text} (refused elsewhere)"), 0));
    }
    let tally = footer.grid;
    let unselected = if tally.not_selected > 0 { format!(" + {} not selected", tally.not_selected) } else { String::new() };
    let _ = writeln!(
        out,
        "platform scenarios: {} = {} run + {} observed + {} with a reason{unselected}",
        tally.grid, tally.run, tally.observed, tally.with_reason
    );
    out
}
