//! Which cases a command is about.

use globset::{Glob, GlobMatcher};
use relycheck_cases::Catalogue;

use crate::cli::Failure;
use crate::exit::Exit;

/// The positions of the cases whose id matches one of the patterns; all cases where there is no pattern.
///
/// # Errors
/// Where a pattern is none, or matches no case: one that is mistyped must not go unseen beside others.
pub(crate) fn select(catalogue: &Catalogue, patterns: &[String]) -> Result<Vec<usize>, Failure> {
    let cases = catalogue.cases();
    if patterns.is_empty() {
        return Ok((0..cases.len()).collect());
    }
    let matchers = patterns.iter().map(|pattern| matcher(pattern)).collect::<Result<Vec<_>, _>>()?;
    let matches = |&position: &usize| matchers.iter().any(|matcher| matcher.is_match(&cases[position].id));
    let selected: Vec<usize> = (0..cases.len()).filter(matches).collect();
    let is_idle = |matcher: &GlobMatcher| !selected.iter().any(|&position| matcher.is_match(&cases[position].id));
    match matchers.iter().find(|matcher| is_idle(matcher)) {
        Some(idle) => {
            let exit = if selected.is_empty() { Exit::NothingRan } else { Exit::Usage };
            let message = format!("--case {}: no case has such an id\n  remedy: `list` shows all ids", idle.glob());
            Err(Failure { exit, message })
        }
        None => Ok(selected),
    }
}

fn matcher(pattern: &str) -> Result<GlobMatcher, Failure> {
    let remedy = "write ids as `list` shows them; * stands for any characters, / included";
    let refused = |fault: globset::Error| Failure::usage(format!("--case {pattern}: {}\n  remedy: {remedy}", fault.kind()));
    Glob::new(pattern).map(|glob| glob.compile_matcher()).map_err(refused)
}
