//! `kill-matrix`: every check of the reference RP, switched off, is missed by some case; every tolerance, turned into a refusal,
//! too.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use relycheck_cases::{Catalogue, catalogue};
use relycheck_forge::{Forge, Seed};
use relycheck_judge::Verdict;
use relycheck_protocol::{
    AuthenticationBegin, AuthenticationFinish, Begin, Finish, Identity, RegistrationBegin, RegistrationFinish, RelyingParty,
};
use relycheck_reference::{Family, Mutant, Reference, checks, mutants};
use relycheck_report::wrapped;
use relycheck_runner::{Driver, Ended, InProcess, Plan, Player, run as run_plan};
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
    /// The cases that pass for the reference RP and not for the mutant; one that is blocked is none of them.
    pub killed_by: Vec<&'static str>,
}

impl Matrix {
    /// The mutants that no case kills.
    pub fn survivors(&self) -> impl Iterator<Item = &Row> {
        self.mutants.iter().filter(|row| row.killed_by.is_empty())
    }
}

/// Drives every mutant through the cases in which it might fare otherwise than the reference RP: those in which what it does
/// otherwise occurs. `on_step` is told after each.
///
/// # Errors
/// Where a run cannot be completed: the suite is at fault then.
pub fn matrix(mutants: &[Mutant], on_step: &mut (dyn FnMut() + Send)) -> Result<Matrix, Failure> {
    let catalogue = catalogue();
    let everything: Vec<usize> = (0..catalogue.cases().len()).collect();
    let sound = verdicts(catalogue, &everything, Reference::new())?;
    let touched = touched(catalogue, mutants)?;
    let next = AtomicUsize::new(0);
    let rows = Mutex::new(BTreeMap::new());
    let on_step = Mutex::new(on_step);
    let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let place = next.fetch_add(1, Ordering::Relaxed);
                    let Some(mutant) = mutants.get(place) else { break };
                    let row = verdicts(catalogue, &touched[place], Reference::mutated(mutant)).map(|verdicts| Row {
                        id: mutant.id.clone(),
                        what: mutant.what,
                        killed_by: killers(&sound, &verdicts),
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

type Verdicts = BTreeMap<&'static str, Verdict>;

/// The cases that pass for the reference RP and show that a mutant is another. One that is blocked, because the mutant refuses what
/// it starts from or its twin, says nothing by itself; what it needs is a case too.
fn killers(sound: &Verdicts, mutated: &Verdicts) -> Vec<&'static str> {
    let passes = |id: &&str| sound.get(id) == Some(&Verdict::Pass);
    let kills = |verdict: &Verdict| !matches!(verdict, Verdict::Pass | Verdict::Blocked);
    mutated.iter().filter(|(id, verdict)| passes(id) && kills(verdict)).map(|(id, _)| *id).collect()
}

/// The reference RP, and for each mutant whether it might have fared otherwise since that was last asked.
struct Watched {
    reference: Reference,
    mutants: Arc<Vec<Mutant>>,
    touched: Arc<Mutex<Vec<bool>>>,
}

impl Watched {
    fn note(&self) {
        let mut touched = self.touched.lock().unwrap_or_else(PoisonError::into_inner);
        for (seen, mutant) in touched.iter_mut().zip(self.mutants.iter()) {
            *seen = *seen || mutant.family == Family::Planted || self.reference.last_might_differ(mutant);
        }
    }
}

impl RelyingParty for Watched {
    fn identity(&self) -> Identity {
        self.reference.identity()
    }
    fn begin_registration(&mut self, begin: RegistrationBegin) -> Begin {
        let outcome = self.reference.begin_registration(begin);
        self.note();
        outcome
    }
    fn finish_registration(&mut self, finish: RegistrationFinish) -> Finish {
        let outcome = self.reference.finish_registration(finish);
        self.note();
        outcome
    }
    fn begin_authentication(&mut self, begin: AuthenticationBegin) -> Begin {
        let outcome = self.reference.begin_authentication(begin);
        self.note();
        outcome
    }
    fn finish_authentication(&mut self, finish: AuthenticationFinish) -> Finish {
        let outcome = self.reference.finish_authentication(finish);
        self.note();
        outcome
    }
}

/// For each mutant the positions of the cases in which it might fare otherwise.
fn touched(catalogue: &'static Catalogue, mutants: &[Mutant]) -> Result<Vec<Vec<usize>>, Failure> {
    let (mutants, log) = (Arc::new(mutants.to_vec()), Arc::new(Mutex::new(vec![false; mutants.len()])));
    let (watching, watched) = (mutants.clone(), log.clone());
    let mut driver = InProcess::new(move || {
        let rp = Watched { reference: Reference::new(), mutants: watching.clone(), touched: watched.clone() };
        Box::new(rp) as Box<dyn RelyingParty + Send>
    });
    let identity = driver.introduce().map_err(|error| suite(&error.to_string()))?;
    let forge = Forge::new(Seed(1));
    let player = Player { forge: &forge, identity: &identity, challenges: 0, hazards: true };
    let mut positions = vec![Vec::new(); mutants.len()];
    for (position, case) in catalogue.cases().iter().enumerate() {
        player.play(case, &mut driver).map_err(|error| suite(&error.to_string()))?;
        let seen = log.lock().map(|mut log| std::mem::replace(&mut *log, vec![false; mutants.len()]));
        for (mutant, _) in seen.unwrap_or_default().iter().enumerate().filter(|(_, seen)| **seen) {
            positions[mutant].push(position);
        }
    }
    Ok(positions)
}

fn verdicts(catalogue: &'static Catalogue, selected: &[usize], reference: Reference) -> Result<Verdicts, Failure> {
    let plan = Plan { hazards: true, ..Plan::new(catalogue, selected, 1) };
    let driver = InProcess::new(move || Box::new(reference.clone()) as Box<dyn RelyingParty + Send>);
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
