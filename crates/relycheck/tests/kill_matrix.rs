//! Every mutant of the reference RP is killed, and one that does nothing is reported as a survivor.

mod support;

use std::fmt::Write as _;

use relycheck::verbs::kill_matrix::matrix;
use relycheck_reference::{mutants, planted};

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
