//! What the tests share: the one macro for snapshots, the RPs, and a fixed seed for proptest.

#![allow(dead_code, unused_macros, unused_imports, reason = "each test program uses its part")]

use std::collections::BTreeMap;

use proptest::test_runner::{Config, RngSeed};
use relycheck::embedded::Embedded;
use relycheck_cases::catalogue;
use relycheck_judge::{Judgement, Verdict};
use relycheck_runner::{CaseResult, Driver, Ended, InProcess, Plan, run};

/// Compares with a snapshot of the folder `snapshots/` at the root.
macro_rules! snapshot {
    ($name:literal, $text:expr) => {{
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../../snapshots"));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!($name, $text));
    }};
}
pub(crate) use snapshot;

/// The binary under test.
pub(crate) const RELYCHECK: &str = env!("CARGO_BIN_EXE_relycheck");

/// Proptest with a fixed seed and no files of its own.
pub(crate) fn fixed(cases: u32) -> Config {
    Config { cases, rng_seed: RngSeed::Fixed(1), failure_persistence: None, ..Config::default() }
}

/// Runs the whole catalogue over drivers and expects to come to its end.
pub(crate) fn run_all(drivers: Vec<Box<dyn Driver>>, seed: u64, challenges: u64) -> Vec<CaseResult> {
    let selected: Vec<usize> = (0..catalogue().cases().len()).collect();
    let plan = Plan { challenges, hazards: true, ..Plan::new(catalogue(), &selected, seed) };
    let report = run(&plan, drivers, &mut |_| {});
    assert_eq!(report.ended, Ended::Complete);
    report.results
}

/// A driver over an embedded RP in this process.
pub(crate) fn in_process(embedded: &Embedded) -> Box<dyn Driver> {
    Box::new(InProcess::new(embedded.make))
}

/// What a run came to, by case.
pub(crate) fn judgements(results: Vec<CaseResult>) -> BTreeMap<&'static str, Judgement> {
    results.into_iter().map(|result| (catalogue().cases()[result.position].id.as_str(), result.judgement)).collect()
}

/// The verdicts alone.
pub(crate) fn verdicts(results: Vec<CaseResult>) -> BTreeMap<&'static str, Verdict> {
    judgements(results).into_iter().map(|(id, judgement)| (id, judgement.verdict)).collect()
}
