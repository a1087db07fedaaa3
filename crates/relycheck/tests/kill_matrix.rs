//! Every mutant of the reference RP is killed, and one that does nothing is reported as a survivor.

mod support;

use std::fmt::Write as _;

use relycheck::verbs::kill_matrix::matrix;
use relycheck_judge::Verdict;
use relycheck_protocol::RelyingParty;
use relycheck_reference::{Family, Mutant, Reference, mutants, planted};
use relycheck_runner::{Driver, InProcess};

/// The matrix plays a mutant only through the cases in which what it does otherwise occurs. Played through all of them, it is killed
/// by the same.
#[test]
fn what_the_matrix_leaves_out_kills_no_mutant() {
    let some: Vec<Mutant> = mutants().into_iter().step_by(17).filter(|mutant| mutant.family != Family::State).collect();
    let matrix = matrix(&some, &mut || {}).expect("the suite runs");
    let through_all = |reference: Reference| {
        let driver = InProcess::new(move || Box::new(reference.clone()) as Box<dyn RelyingParty + Send>);
        support::verdicts(support::run_all(vec![Box::new(driver) as Box<dyn Driver>], 1, 0))
    };
    let sound = through_all(Reference::new());
    for (mutant, row) in some.iter().zip(&matrix.mutants) {
        let mutated = through_all(Reference::mutated(mutant));
        let passes = |verdict: &Verdict| *verdict == Verdict::Pass;
        let kills = |verdict: &Verdict| !matches!(verdict, Verdict::Pass | Verdict::Blocked);
        let killers = sound.iter().filter(|(id, verdict)| passes(verdict) && kills(&mutated[*id])).map(|(id, _)| *id);
        assert_eq!(row.killed_by, killers.collect::<Vec<_>>(), "{}", mutant.id);
    }
}

#[test]
fn every_mutant_is_killed_and_the_planted_one_survives() {
    let mut all = mutants();
    all.push(planted());
    let matrix = matrix(&all, &mut || {}).expect("the suite runs");
    let survivors: Vec<&str> = matrix.survivors().map(|row| row.id.as_str()).collect();
    assert_eq!(survivors, ["planted/does-nothing"]);

    // Which cases kill it grows with the catalogue, so it is not written down here; the verb tells.
    let mut text = String::from("| mutant | the demand that it does not make, or what it does instead |\n|---|---|\n");
    for row in &matrix.mutants {
        let _ = writeln!(text, "| {} | {} |", row.id, row.what);
    }
    text.push_str("\nChecks without a mutant:\n\n");
    for (id, why) in &matrix.checks_without_mutant {
        let _ = writeln!(text, "- {id}: {why}");
    }
    support::snapshot!("kill-matrix", text);
}
