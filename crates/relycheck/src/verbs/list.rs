//! `list`: every case.

use std::fmt::Write as _;

use relycheck_cases::{Case, Kind, catalogue, pair_list};
use relycheck_report::wrapped;
use relycheck_spec::requirement;
use serde::Serialize;

use crate::cli::{Failure, print};
use crate::exit::Exit;
use crate::selection::select;

/// Flags of the verb.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// One JSON object a line
    #[arg(long)]
    json: bool,
    /// Only cases whose id matches; may be repeated
    #[arg(long = "case", value_name = "GLOB")]
    cases: Vec<String>,
    /// The environments that can share a credential, instead of cases
    #[arg(long, conflicts_with_all = ["json", "cases"])]
    pairs: bool,
}

/// One case in the machine's form.
#[derive(Debug, Serialize)]
struct Listed<'a> {
    id: &'a str,
    title: &'a str,
    requirements: &'a [String],
    statements: &'a [String],
    grid: &'a [String],
    classes: &'a [String],
    /// The severity of the gravest row that the case exercises.
    level: &'static str,
    ground: &'static str,
    needs: Vec<&'static str>,
    depth: &'static str,
    ceremonies: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    twin: Option<&'a str>,
}

impl<'a> Listed<'a> {
    fn new(case: &'a Case) -> Self {
        let gravest = case.requirements.iter().filter_map(|id| requirement(id)).map(relycheck_spec::Requirement::severity).max();
        Self {
            id: &case.id,
            title: &case.title,
            requirements: &case.requirements,
            statements: &case.statements,
            grid: &case.grid,
            classes: &case.classes,
            level: gravest.map_or("recorded", relycheck_spec::Severity::as_str),
            ground: case.ground.as_str(),
            needs: case.needs().into_iter().map(relycheck_protocol::Capability::as_str).collect(),
            depth: "library",
            ceremonies: case.script.ceremonies.iter().map(|ceremony| Kind::as_str(ceremony.kind)).collect(),
            twin: case.twin.as_deref(),
        }
    }
}

/// Every pair of environments that can share a credential, as the data has them, and their count.
#[must_use]
pub fn pairs() -> String {
    let pairs = pair_list(relycheck_platforms::load());
    let mut text = String::new();
    for pair in &pairs {
        let _ = writeln!(text, "{}", pair.replace(" -> ", "\n  -> "));
    }
    let _ = writeln!(text, "{} pairs", pairs.len());
    text
}

/// Prints the list.
///
/// # Errors
/// Where a pattern is none, or matches no case.
pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    if arguments.pairs {
        print(&pairs())?;
        return Ok(Exit::Conformant);
    }
    let catalogue = catalogue();
    let selected = select(catalogue, &arguments.cases)?;
    let mut text = String::new();
    for &position in &selected {
        let case = &catalogue.cases()[position];
        if arguments.json {
            let line = serde_json::to_string(&Listed::new(case)).map_err(Failure::usage)?;
            let _ = writeln!(text, "{line}");
        } else {
            let _ = write!(text, "{}\n{}", case.id, wrapped(&case.title, 4));
        }
    }
    if !arguments.json {
        let _ = writeln!(text, "{} cases", selected.len());
    }
    print(&text)?;
    Ok(Exit::Conformant)
}
