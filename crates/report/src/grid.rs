//! The platform grid: environment × ceremony × userVerification → what arrives → what is expected → the verdict.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use relycheck_judge::{CaseLine, Verdict};

use crate::layout::WIDTH;
use crate::style::{FAINT, STRONG, of, paint};

/// What one request of one environment brings: a word for what arrives, and what became of it.
#[derive(Debug)]
struct Outcome<'a> {
    arrives: &'a str,
    documented: bool,
    expected: &'a str,
    verdict: Verdict,
    baselined: bool,
}

/// Environments by title, requests by ceremony and strength of userVerification, outcomes by what arrives.
type Grid<'a> = BTreeMap<&'a str, BTreeMap<(&'a str, usize, &'a str), Vec<Outcome<'a>>>>;

fn gather(lines: &[CaseLine]) -> Grid<'_> {
    let mut grid: Grid<'_> = BTreeMap::new();
    for line in lines {
        let Some(cell) = &line.cell else { continue };
        let request = (cell.ceremony.as_str(), strength(&cell.user_verification), cell.user_verification.as_str());
        let outcomes = grid.entry(&cell.title).or_default().entry(request).or_default();
        let expected = match (cell.arrives.as_str(), line.expected.as_deref()) {
            ("nothing", _) => "retry",
            (_, Some("accepted")) => "accept",
            (_, Some("rejected")) => "refuse",
            (_, Some("either")) => "either",
            _ => "-",
        };
        let documented = line.ground == "documented";
        match outcomes.iter_mut().find(|outcome| outcome.arrives == cell.arrives) {
            Some(outcome) => {
                // One word for several histories and credentials: the gravest, and known only where all of that gravity are.
                if line.verdict > outcome.verdict {
                    (outcome.verdict, outcome.baselined, outcome.expected) = (line.verdict, line.baselined, expected);
                } else if line.verdict == outcome.verdict {
                    outcome.baselined &= line.baselined;
                }
                outcome.documented |= documented;
            }
            None => outcomes.push(Outcome {
                arrives: &cell.arrives,
                documented,
                expected,
                verdict: line.verdict,
                baselined: line.baselined,
            }),
        }
    }
    for outcomes in grid.values_mut().flat_map(BTreeMap::values_mut) {
        outcomes.sort_by_key(|outcome| std::cmp::Reverse(outcome.arrives));
    }
    grid
}

fn strength(user_verification: &str) -> usize {
    let order = ["required", "preferred", "discouraged", "omitted"];
    order.iter().position(|&word| user_verification.starts_with(word)).unwrap_or(order.len())
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::NotApplicable => "n/a",
        Verdict::ProtocolError => "protocol",
        Verdict::TimedOut => "timeout",
        other => other.as_str(),
    }
}

/// The grid for a terminal of 80 columns; empty where no case has a place in it.
pub(crate) fn terminal(lines: &[CaseLine]) -> String {
    let grid = gather(lines);
    let mut out = String::new();
    if grid.is_empty() {
        return out;
    }
    let _ = writeln!(out, "{}", paint(STRONG, "Platform grid: what arrives, what is expected, what the RP did"));
    let legend = "  ~ in no document: seen elsewhere or inferred    * known: in the baseline";
    let _ = writeln!(out, "{}", paint(FAINT, legend));
    for (title, requests) in &grid {
        let _ = writeln!(out, "{title}");
        for ((ceremony, _, user_verification), outcomes) in requests {
            let (user_verification, conditional) = match user_verification.strip_suffix(" (conditional)") {
                Some(word) => (word, ", conditional"),
                None => (*user_verification, ""),
            };
            let lead = format!("  {ceremony:<6} {:<11}", format!("{user_verification}{conditional}"));
            let mut column = lead.chars().count();
            let indent = " ".repeat(column);
            out.push_str(&lead);
            for (place, outcome) in outcomes.iter().enumerate() {
                let mark = if outcome.documented { "" } else { "~" };
                let star = if outcome.baselined { "*" } else { "" };
                let plain = format!("{}{mark} {} {}{star}", outcome.arrives, outcome.expected, word(outcome.verdict));
                let length = plain.chars().count();
                if place > 0 && column + 3 + length > WIDTH {
                    let _ = write!(out, "\n{indent}");
                    column = indent.len();
                } else if place > 0 {
                    out.push_str(" |");
                    column += 2;
                }
                let verdict = paint(of(outcome.verdict), &format!("{}{star}", word(outcome.verdict)));
                let _ = write!(out, " {}{mark} {} {verdict}", outcome.arrives, outcome.expected);
                column += 1 + length;
            }
            out.push('\n');
        }
    }
    out
}

/// The grid as a Markdown table, one row per environment, request and outcome.
#[must_use]
pub fn markdown(lines: &[CaseLine]) -> String {
    let mut out = String::from(
        "| environment | ceremony | userVerification | arrives | ground | expected | verdict |\n|---|---|---|---|---|---|---|\n",
    );
    for (title, requests) in gather(lines) {
        for ((ceremony, _, user_verification), outcomes) in requests {
            for outcome in outcomes {
                let ground = if outcome.documented { "documented" } else { "not documented" };
                let _ = writeln!(
                    out,
                    "| {title} | {ceremony} | {user_verification} | {} | {ground} | {} | {} |",
                    outcome.arrives,
                    outcome.expected,
                    word(outcome.verdict)
                );
            }
        }
    }
    out
}
