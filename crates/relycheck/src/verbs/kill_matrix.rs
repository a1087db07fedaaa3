//! `kill-matrix`: every check of the reference RP, switched off, is missed by some case; every tolerance, turned into a refusal,
//! too.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use relycheck_cases::{Catalogue, catalogue};
use relycheck_judge::Verdict;
use relycheck_reference::{Mutant, Reference, checks, mutants};
use relycheck_report::wrapped;
use relycheck_runner::{Driver, Ended, InProcess, Plan, run as run_plan};
use relycheck_spec::requirements;
use serde::Serialize;

use crate::cli::{Failure, print};
use crate::exit::Exit;
use crate::progress::Progress;

/// Flags of the verb.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// One JSON object
    #[arg(long)]
    json: bool,
}

/// The matrix.
#[derive(Debug, Serialize)]
pub struct Matrix {
    /// Every mutant with the cases that kill it, in the order of the reference's table.
    pub mutants: Vec<Row>,
    /// Checks that nothing switches off, with the reason: what they guard cannot be read otherwise.
    pub checks_without_mutant: BTreeMap<&'static str, &'static str>,
    /// Rows that demand or recommend refusal and that no check enforces, with the reason.
    pub ids_without_check: BTreeMap<&'static str, String>,
}

/// One mutant.
#[derive(Debug, Serialize)]
pub struct Row {
    /// Its name.
    pub id: String,
    /// What it does otherwise.
    pub what: &'static str,
    /// The cases whose verdict is pass for the reference RP and is not for the mutant.
    pub killed_by: Vec<&'static str>,
}

impl Matrix {
    /// The mutants that no case kills.
    pub fn survivors(&self) -> impl Iterator<Item = &Row> {
        self.mutants.iter().filter(|row| row.killed_by.is_empty())
    }
}

/// Drives every mutant through the catalogue. `on_step` is told after each.
///
/// # Errors
/// Where a run cannot be completed: the suite is at fault then.
pub fn matrix(mutants: &[Mutant], on_step: &mut (dyn FnMut() + Send)) -> Result<Matrix, Failure> {
    let catalogue = catalogue();
    let sound = verdicts(catalogue, Reference::new())?;
    let passed: Vec<&str> = sound.iter().filter(|(_, verdict)| **verdict == Verdict::Pass).map(|(id, _)| *id).collect();
    let next = AtomicUsize::new(0);
    let rows = Mutex::new(BTreeMap::new());
    let on_step = Mutex::new(on_step);
    let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some((place, mutant)) = { next.fetch_add(1, Ordering::Relaxed) }
                    .checked_add(0)
                    .and_then(|place| mutants.get(place).map(|mutant| (place, mutant)))
                {
                    let row = verdicts(catalogue, Reference::mutated(mutant)).map(|verdicts| Row {
                        id: mutant.id.to_string(),
                        what: mutant.what,
                        killed_by: passed.iter().copied().filter(|id| verdicts.get(id) != Some(&Verdict::Pass)).collect(),
                    });
                    if let Ok(mut rows) = rows.lock() {
                        rows.insert(place, row);
                    }
                    if let Ok(mut on_step) = on_step.lock() {
                        on_step();
                    }
                }
            });
        }
    });
    let rows = rows.into_inner().map_err(|_| suite("a worker panicked"))?;
    let lenient = |check: &&relycheck_reference::Check| match check.kind {
        relycheck_reference::Kind::Gate { lenient: None, why } => Some((check.id, why)),
        _ => None,
    };
    Ok(Matrix {
        mutants: rows.into_values().collect::<Result<_, _>>()?,
        checks_without_mutant: checks().iter().filter_map(|check| lenient(&check)).collect(),
        ids_without_check: ids_without_check(),
    })
}

fn verdicts(catalogue: &'static Catalogue, reference: Reference) -> Result<BTreeMap<&'static str, Verdict>, Failure> {
    let selected: Vec<usize> = (0..catalogue.cases().len()).collect();
    let plan = Plan { hazards: true, ..Plan::new(catalogue, &selected, 1) };
    let driver = InProcess::new(move || Box::new(reference.clone()) as Box<dyn relycheck_protocol::RelyingParty + Send>);
    let report = run_plan(&plan, vec![Box::new(driver) as Box<dyn Driver>], &mut |_| {});
    match report.ended {
        Ended::Complete => {}
        other => return Err(suite(&format!("a run was not completed: {other:?}"))),
    }
    let named = |result: relycheck_runner::CaseResult| (catalogue.cases()[result.position].id.as_str(), result.judgement.verdict);
    Ok(report.results.into_iter().map(named).collect())
}

fn ids_without_check() -> BTreeMap<&'static str, String> {
    let enforced: Vec<&str> = checks().iter().flat_map(|check| check.requirements.iter().copied()).collect();
    let open = requirements().iter().filter(|row| row.verdict.refuses() && !enforced.contains(&row.id.as_str()));
    open.map(|row| {
        let why = match &row.reason {
            Some(reason) => reason.text.clone(),
            None if row.planned => "planned".to_owned(),
            None => "it sums up the other steps: every check serves it, and every positive case exercises it".to_owned(),
        };
        (row.id.as_str(), why)
    })
    .collect()
}

fn suite(message: &str) -> Failure {
    Failure { exit: Exit::Suite, message: message.to_owned() }
}

/// Prints the matrix.
///
/// # Errors
/// Where a run cannot be completed.
pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let mutants = mutants();
    let mut progress = Progress::new(mutants.len(), "mutants");
    let matrix = matrix(&mutants, &mut || progress.step())?;
    drop(progress);
    let text = if arguments.json {
        serde_json::to_string_pretty(&matrix).map_err(|error| suite(&error.to_string()))? + "\n"
    } else {
        human(&matrix)
    };
    print(&text)?;
    Ok(if matrix.survivors().next().is_some() { Exit::NotConformant } else { Exit::Conformant })
}

/// The matrix for people: each mutant with how many cases kill it, and one of them.
#[must_use]
pub fn human(matrix: &Matrix) -> String {
    let mut out = String::new();
    for row in &matrix.mutants {
        match row.killed_by.first() {
            Some(first) => {
                let _ = writeln!(out, "{}: killed by {}, as\n    {first}", row.id, row.killed_by.len());
            }
            None => {
                out.push_str(&wrapped(&format!("{} SURVIVES: {}", row.id, row.what), 0));
            }
        }
    }
    let _ = writeln!(out, "\nChecks without a mutant, each proven by the stage of its refusal:");
    for (id, why) in &matrix.checks_without_mutant {
        out.push_str(&wrapped(&format!("{id}: {why}"), 2));
    }
    let planned = matrix.ids_without_check.values().filter(|why| *why == "planned").count();
    out.push('\n');
    let heading = format!("Rows that ask for a refusal and have no check of their own ({planned} more are planned):");
    out.push_str(&wrapped(&heading, 0));
    for (id, why) in matrix.ids_without_check.iter().filter(|(_, why)| *why != "planned") {
        out.push_str(&wrapped(&format!("{id}: {why}"), 2));
    }
    let survivors = matrix.survivors().count();
    let _ = writeln!(out, "\n{} checks, {} mutants, {survivors} survivors", checks().len(), matrix.mutants.len());
    out
}
