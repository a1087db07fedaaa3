//! Markdown: the summary of a CI job, and one table for several RPs.

use std::fmt::Write as _;

use relycheck_judge::{CaseLine, Verdict};

use crate::grid;
use crate::human::Results;
use crate::plain::markdown as escaped;

/// How many findings a summary writes out.
const SHOWN: usize = 50;

/// The summary of one run.
#[must_use]
pub fn markdown(results: &Results<'_>) -> String {
    let Results { header, lines, footer, stale, ending } = results;
    let mut out = format!("## relycheck: {} {}\n\n", escaped(&header.rp), escaped(&header.rp_version));
    let _ = writeln!(out, "exit {}: {}\n", ending.code, ending.meaning);
    if let Some(broken_off) = &ending.broken_off {
        let _ = writeln!(out, "The run was broken off: {}\n", escaped(broken_off));
    }
    let present: Vec<Verdict> = Verdict::ALL.into_iter().filter(|&verdict| footer.counts.get(verdict) > 0).collect();
    let cells =
        |cell: &dyn Fn(Verdict) -> String| present.iter().map(|&verdict| format!(" {} |", cell(verdict))).collect::<String>();
    let _ = writeln!(out, "|{}", cells(&|verdict| verdict.as_str().to_owned()));
    let _ = writeln!(out, "|{}", "---|".repeat(present.len()));
    let _ = writeln!(out, "|{}\n", cells(&|verdict| footer.counts.get(verdict).to_string()));
    let _ = writeln!(out, "{} of the findings are in the baseline.\n", footer.baselined);
    let mut findings: Vec<&CaseLine> = lines.iter().filter(|line| line.verdict.is_finding() && !line.baselined).collect();
    findings.sort_by(|one, other| (other.verdict, &one.id).cmp(&(one.verdict, &other.id)));
    if !findings.is_empty() {
        out.push_str("| verdict | requirement | case | observed | effect |\n|---|---|---|---|---|\n");
        for line in findings.iter().take(SHOWN) {
            let _ = writeln!(
                out,
                "| {} | {} | `{}` | {} | {} |",
                line.verdict.as_str(),
                line.requirement.as_deref().unwrap_or("-"),
                line.id,
                escaped(line.reason.as_deref().unwrap_or_default()),
                line.effect.as_ref().map_or(String::new(), |effect| escaped(&effect.sentence)),
            );
        }
        if findings.len() > SHOWN {
            let _ = writeln!(out, "\n… and {} more.", findings.len() - SHOWN);
        }
        out.push('\n');
    }
    for stale in *stale {
        let _ = writeln!(out, "- stale baseline entry: {}", escaped(&stale.to_string()));
    }
    if lines.iter().any(|line| line.cell.is_some()) {
        let _ = writeln!(out, "<details><summary>Platform grid</summary>\n\n{}\n</details>", grid::markdown(lines));
    }
    out
}

/// Several runs in one table: a row per RP, a column per verdict, and the requirements of its findings.
#[must_use]
pub fn comparison(runs: &[Results<'_>]) -> String {
    let counted = |verdict: &Verdict| runs.iter().any(|run| run.footer.counts.get(*verdict) > 0);
    let present: Vec<Verdict> = Verdict::ALL.into_iter().filter(counted).collect();
    let mut out = String::from("| relying party | version | cases |");
    present.iter().for_each(|verdict| out.push_str(&format!(" {} |", verdict.as_str())));
    out.push_str(" findings by requirement |\n|---|---|---|");
    out.push_str(&"---|".repeat(present.len()));
    out.push_str("---|\n");
    for run in runs {
        let complete = if run.footer.complete { "" } else { " (incomplete)" };
        let (rp, version) = (escaped(&run.header.rp), escaped(&run.header.rp_version));
        let _ = write!(out, "| {rp}{complete} | {version} | {} |", run.lines.len());
        for &verdict in &present {
            let _ = write!(out, " {} |", run.footer.counts.get(verdict));
        }
        let mut by_requirement = std::collections::BTreeMap::<&str, usize>::new();
        for line in run.lines.iter().filter(|line| line.verdict.is_finding()) {
            *by_requirement.entry(line.requirement.as_deref().unwrap_or("-")).or_default() += 1;
        }
        let findings: Vec<String> = by_requirement.iter().map(|(row, count)| format!("{row} × {count}")).collect();
        let _ = writeln!(out, " {} |", if findings.is_empty() { "none".to_owned() } else { findings.join(", ") });
    }
    out
}
