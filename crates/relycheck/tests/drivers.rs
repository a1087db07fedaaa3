//! The ways to an RP agree: child process and in-process, one job and two, any seed, any challenge.

mod support;

use relycheck::embedded::{EMBEDDED, Embedded};
use relycheck_runner::{ChildDriver, Command, Driver, Limits};
use support::{RELYCHECK, in_process, judgements, run_all, verdicts};

fn child(embedded: &Embedded, seed: u64) -> Box<dyn Driver> {
    let arguments = vec!["serve-adapter".to_owned(), embedded.name.to_owned()];
    Box::new(ChildDriver::new(Command { program: RELYCHECK.to_owned(), arguments, folder: None }, Limits::default(), seed))
}

#[test]
fn a_child_process_is_judged_as_the_same_rp_in_this_process() {
    for embedded in EMBEDDED {
        let apart = judgements(run_all(vec![child(embedded, 1), child(embedded, 2)], 1, 0));
        let inside = judgements(run_all(vec![in_process(embedded)], 1, 0));
        assert_eq!(apart, inside, "{}", embedded.name);
    }
}

#[test]
fn verdicts_do_not_depend_on_seed_or_number_of_jobs() {
    for embedded in EMBEDDED {
        let first = verdicts(run_all(vec![in_process(embedded)], 1, 0));
        let second = verdicts(run_all(vec![in_process(embedded), in_process(embedded), in_process(embedded)], 2, 0));
        assert_eq!(first, second, "{}", embedded.name);
    }
}

#[test]
fn verdicts_do_not_depend_on_the_challenge() {
    for embedded in EMBEDDED {
        let first = verdicts(run_all(vec![in_process(embedded)], 1, 1));
        for challenges in 2..=5 {
            let other = verdicts(run_all(vec![in_process(embedded)], 1, challenges));
            assert_eq!(first, other, "{}, challenges {challenges}", embedded.name);
        }
    }
}
