//! Which cases a command is about.

use globset::{Glob, GlobSetBuilder};
use relycheck_cases::Catalogue;

/// A pattern that is none.
#[derive(Debug, thiserror::Error)]
#[error("--case {pattern}: {fault}\n  remedy: write ids as `list` shows them; * stands for any characters, / included")]
pub(crate) struct PatternError {
    pattern: String,
    fault: String,
}

/// The positions of the cases whose id matches one of the patterns; all cases where there is no pattern.
pub(crate) fn select(catalogue: &Catalogue, patterns: &[String]) -> Result<Vec<usize>, PatternError> {
    if patterns.is_empty() {
        return Ok((0..catalogue.cases().len()).collect());
    }
    let error =
        |pattern: &str, fault: globset::Error| PatternError { pattern: pattern.to_owned(), fault: fault.kind().to_string() };
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        set.add(Glob::new(pattern).map_err(|fault| error(pattern, fault))?);
    }
    let set = set.build().map_err(|fault| error(&patterns.join(" "), fault))?;
    let matches = |&position: &usize| set.is_match(&catalogue.cases()[position].id);
    Ok((0..catalogue.cases().len()).filter(matches).collect())
}
