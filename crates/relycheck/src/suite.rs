//! The catalogue as the tests of somebody's package: a test program of its own, in which each case is a test.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use libtest_mimic::{Arguments, Completion, Failed, Trial};
use relycheck_cases::{Case, catalogue};
use relycheck_judge::{Baseline, Entry, Judgement, Settled, Stale, Verdict, finding_parts};
use relycheck_protocol::{Identity, RelyingParty};
use relycheck_runner::{CaseResult, Driver, Ended, InProcess, Plan, run};
use relycheck_spec::requirement;

use crate::cli::{Failure, say};
use crate::exit::Exit;

/// The seed of keys and ids, as `check` has it where none is given.
const SEED: u64 = 1;

/// The test that says whether the baseline lists cases which the catalogue does not have. Ids of cases hold a stroke.
const BASELINE_TEST: &str = "baseline";

/// Makes an RP anew for each test.
type Make = Arc<dyn Fn() -> Box<dyn RelyingParty + Send> + Send + Sync>;

/// The catalogue against one RP, as a test program. [`suite`] makes one.
#[derive(Clone)]
pub struct Suite {
    make: Make,
    baseline: Option<PathBuf>,
}

/// The whole catalogue against `rp`, as the `main` of a test program without the standard harness.
///
/// ```no_run
/// // tests/conformance.rs, with `[[test]] name = "conformance"` and `harness = false` in Cargo.toml
/// # use relycheck_reference::Reference as MyRp;
/// fn main() -> std::process::ExitCode {
///     relycheck::suite(MyRp::new()).baseline("relycheck.toml").main()
/// }
/// ```
///
/// Each case is a test whose name is the case's id, played in this process against a clone of `rp`. A clone must share no state
/// with another one: tests run at the same time. A finding that the baseline does not list fails its test, as does an entry of the
/// baseline that no longer says what happens.
#[must_use]
pub fn suite<R: RelyingParty + Clone + Send + Sync + 'static>(rp: R) -> Suite {
    Suite { make: Arc::new(move || Box::new(rp.clone())), baseline: None }
}

impl Suite {
    /// Names the file of what the RP is known to do otherwise, relative to the directory of the package, in which `cargo test` runs
    /// its tests. The test `baseline` fails where an entry is of a case that the catalogue does not have.
    #[must_use]
    pub fn baseline(mut self, file: impl Into<PathBuf>) -> Self {
        self.baseline = Some(file.into());
        self
    }

    /// Runs the tests that the program's arguments select; they are those of the standard harness (`--list`, `--exact`, `--skip`, a
    /// part of a name, …).
    ///
    /// A test is ignored where the RP says that it lacks what the case needs (`--ignored` tells why, and fails where what is declared
    /// as lacking works), and where the case is a hazard for the process, which `check` plays in one of its own. It is also reported
    /// as ignored, with the reason, where the RP turns out to lack something or not to request what the case is about, or where the case
    /// is blocked: a ceremony that it presupposes was refused, so nothing can be said. cargo-nextest knows no test that is ignored while
    /// it runs and shows the latter as passed, with the reason in the output.
    ///
    /// The exit code is 0 where all tests passed, 101 where one failed, and as [`Exit`] has it where none could be run: 2 for a
    /// baseline that cannot be read, 5 for an RP that does not say who it is.
    #[must_use]
    pub fn main(self) -> ExitCode {
        let arguments = Arguments::from_args();
        match self.trials() {
            Ok(trials) => libtest_mimic::run(&arguments, trials).exit_code(),
            Err(Failure { exit, message }) => {
                say(&format!("relycheck: {message}"));
                exit.into()
            }
        }
    }

    /// The tests: one per case, in the order of the catalogue, then the baseline's where one is named.
    fn trials(self) -> Result<Vec<Trial>, Failure> {
        let file = self.baseline.as_deref().map(|file| file.display().to_string());
        let baseline = Arc::new(self.read_baseline()?);
        let identity = self.identity()?;
        let mut trials: Vec<Trial> = catalogue()
            .cases()
            .iter()
            .enumerate()
            .map(|(position, case)| {
                // A listed case that the RP cannot take part in is run, since its entry says otherwise.
                let left_out = case.hazard || (lacks(&identity, case) && baseline.get(&case.id).is_none());
                let (make, baseline) = (Arc::clone(&self.make), Arc::clone(&baseline));
                Trial::ignorable_test(&case.id, move || examine(&make, position, &baseline)).with_ignored_flag(left_out)
            })
            .collect();
        if let Some(file) = file {
            trials.push(Trial::test(BASELINE_TEST, move || without_unknown(&file, &baseline)));
        }
        Ok(trials)
    }

    fn read_baseline(&self) -> Result<Baseline, Failure> {
        let Some(file) = &self.baseline else { return Ok(Baseline::default()) };
        let name = file.display().to_string();
        let unreadable = |error| format!("baseline {name}: {error}\n  remedy: name a file that can be read; an empty one is valid");
        let text = std::fs::read_to_string(file).map_err(|error| Failure::usage(unreadable(error)))?;
        let read = Baseline::read(&name, &text).and_then(|baseline| baseline.expanded(&text, &ids()));
        read.map_err(Failure::usage)
    }

    fn identity(&self) -> Result<Identity, Failure> {
        let make = Arc::clone(&self.make);
        InProcess::new(move || make())
            .introduce()
            .map_err(|error| Failure { exit: Exit::NoRelyingParty, message: error.to_string() })
    }
}

impl std::fmt::Debug for Suite {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Suite").field("baseline", &self.baseline).finish_non_exhaustive()
    }
}

fn ids() -> BTreeSet<&'static str> {
    catalogue().cases().iter().map(|case| case.id.as_str()).collect()
}

fn lacks(identity: &Identity, case: &Case) -> bool {
    case.needs().iter().any(|need| !identity.settable.contains(need))
}

/// Plays one case, after its twin where it has one, against an RP made for it, and compares with the baseline.
fn examine(make: &Make, position: usize, baseline: &Baseline) -> Result<Completion, Failed> {
    let make = Arc::clone(make);
    let selected = [position];
    let plan = Plan::new(catalogue(), &selected, SEED);
    let report = run(&plan, vec![Box::new(InProcess::new(move || make()))], &mut |_| {});
    match (report.results.first(), report.ended) {
        (Some(result), _) => settle(result, baseline),
        (None, Ended::Suite(error)) => Err(format!("the suite itself is at fault; please report this: {error}").into()),
        (None, Ended::NotStarted(error)) => Err(error.into()),
        (None, Ended::Died(detail)) => Err(format!("the relying party died: {detail}").into()),
        (None, _) => Err("the suite itself is at fault; please report this: the case has no verdict".into()),
    }
}

fn settle(result: &CaseResult, baseline: &Baseline) -> Result<Completion, Failed> {
    let case = &catalogue().cases()[result.position];
    let judgement = &result.judgement;
    let ignored = || {
        let reason = judgement.reason.as_deref().unwrap_or_default();
        Ok(Completion::ignored_with(format!("{}: {reason}", judgement.verdict.as_str())))
    };
    if case.hazard {
        // What the baseline says of it was seen in a process of its own.
        return ignored();
    }
    match (baseline.settle(&case.id, judgement), judgement.verdict) {
        (Settled::Stale(stale), _) => {
            Err(format!("stale baseline entry: {}\n  remedy: {}", stale.fault(), remedy(&stale, judgement)).into())
        }
        (Settled::Listed, _) | (Settled::Unlisted, Verdict::Pass | Verdict::Observed) => Ok(Completion::Completed),
        (Settled::Unlisted, Verdict::NotApplicable | Verdict::Blocked) => ignored(),
        (Settled::Unlisted, _) => Err(finding(case, judgement).into()),
    }
}

fn remedy(stale: &Stale, judgement: &Judgement) -> String {
    if judgement.verdict.is_listable() {
        format!("write what happens now, or mend the relying party: {}", entry(&stale.id, judgement))
    } else {
        stale.remedy().to_owned()
    }
}

/// What the standard says, what was seen, and what that means in the world.
fn finding(case: &Case, judgement: &Judgement) -> String {
    let row = judgement.requirement.as_deref().and_then(requirement);
    let mut text = format!("{} {}", judgement.verdict.as_str(), judgement.requirement.as_deref().unwrap_or("no requirement"));
    if let Some(section) = row.and_then(|row| row.section.as_deref()) {
        let _ = write!(text, " (section {section})");
    }
    let _ = write!(text, "\n{}", case.title);
    if let Some(row) = row {
        let _ = write!(text, "\n  standard: {}", row.text);
    }
    let _ = write!(text, "\n  observed: {}", judgement.reason.as_deref().unwrap_or(judgement.observation));
    let effect = match judgement.observation {
        "accepted" => Some(&case.if_accepted),
        "rejected" => Some(&case.if_refused),
        _ => None,
    };
    if let Some(effect) = effect {
        let _ = write!(text, "\n  effect: {}", effect.sentence);
    }
    let _ = write!(text, "\n  to see its bytes: relycheck explain {}", case.id);
    if judgement.verdict.is_listable() {
        let _ = write!(text, "\n  to list it in the baseline: {}", entry(&case.id, judgement));
    }
    text
}

/// The line of a baseline that says what happened, but for the reason, which only a person can give.
fn entry(id: &str, judgement: &Judgement) -> String {
    let entry = Entry {
        observed: judgement.observation.to_owned(),
        requirement: judgement.requirement.clone(),
        parts: finding_parts(&judgement.parts),
        reason: "…".to_owned(),
    };
    let mut baseline = Baseline::default();
    baseline.insert(id.to_owned(), entry);
    baseline.to_text().trim_end().to_owned()
}

fn without_unknown(file: &str, baseline: &Baseline) -> Result<(), Failed> {
    let unknown: Vec<String> = baseline.unknown(&ids()).map(|stale| format!("  {}", stale.fault())).collect();
    if unknown.is_empty() {
        return Ok(());
    }
    Err(format!("{file} lists what cannot be run\n{}\n  remedy: take these entries out", unknown.join("\n")).into())
}

#[cfg(test)]
mod tests;
