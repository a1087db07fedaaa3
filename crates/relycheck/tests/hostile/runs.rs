//! Runs the binary and reads what it writes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::Command;
use std::sync::{LazyLock, OnceLock};
use std::time::{Duration, Instant};

use relycheck_cases::{Case, catalogue};
use relycheck_runner::schedule;
use serde_json::Value;

use crate::adapters::HOSTILE;
use crate::support::RELYCHECK;

/// A run of the binary, read.
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) took: Duration,
    lines: OnceLock<Vec<Value>>,
}

/// Runs the binary to its end.
pub(crate) fn relycheck(arguments: &[&str]) -> Ran {
    read(Command::new(RELYCHECK).args(arguments))
}

/// Runs a command to its end.
pub(crate) fn read(command: &mut Command) -> Ran {
    let begun = Instant::now();
    let output = command.output().expect("the binary runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Ran {
        code: output.status.code(),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
        took: begun.elapsed(),
        lines: OnceLock::new(),
    }
}

/// Runs the binary and expects an exit code.
#[track_caller]
pub(crate) fn ends(arguments: &[&str], code: i32) -> Ran {
    let ran = relycheck(arguments);
    assert_eq!(ran.code, Some(code), "{arguments:?}\n{}\n{}", ran.stdout, ran.stderr);
    ran
}

/// This program's path, which is also the adapters'.
pub(crate) fn this_program() -> String {
    std::env::current_exe().expect("this program has a path").to_str().expect("a path of UTF-8").to_owned()
}

/// A file for a test to write, which is not there yet.
pub(crate) fn fresh_file(name: &str) -> PathBuf {
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("hostile-{name}"));
    let _ = std::fs::remove_file(&file);
    file
}

/// A path as an argument.
pub(crate) fn text(path: &std::path::Path) -> &str {
    path.to_str().expect("a path of UTF-8")
}

/// The cases that most of the adapters meet: positives, a negative with its twin, and others whose twins come along.
const FEW: [&str; 5] = [
    "authentication/attachment/*",
    "authentication/authenticator-data/up0",
    "registration/attachment/*",
    "registration/client-data/top-origin-unexpected*",
    "registration/client-data/origin-other",
];

/// What an adapter of [`HOSTILE`] comes to over a few cases, one after the other; each is run once, however many tests ask.
pub(crate) fn ran(name: &str) -> &'static Ran {
    static RUNS: LazyLock<BTreeMap<&str, OnceLock<Ran>>> =
        LazyLock::new(|| HOSTILE.iter().map(|hostile| (hostile.name, OnceLock::new())).collect());
    RUNS[name].get_or_init(|| {
        let flags = HOSTILE.iter().find(|hostile| hostile.name == name).map_or(&[][..], |hostile| hostile.flags);
        let cases: Vec<&str> =
            if flags.contains(&"--case") { vec![] } else { FEW.iter().flat_map(|glob| ["--case", glob]).collect() };
        let _ = std::fs::remove_file(given_file(name));
        check(&[&cases, flags].concat(), &[name, text(&given_file(name))])
    })
}

/// The file that the adapter of [`ran`] is given.
pub(crate) fn given_file(name: &str) -> PathBuf {
    std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("hostile-of-{name}"))
}

/// Checks an adapter of this program, results lines wanted.
pub(crate) fn check(flags: &[&str], adapter: &[&str]) -> Ran {
    let program = this_program();
    let alone: &[&str] = if flags.contains(&"--jobs") { &[] } else { &["--jobs", "1"] };
    relycheck(&[&["check", "--format", "json"], alone, flags, &["--", &program, "adapter"], adapter].concat())
}

impl Ran {
    /// The results lines of one kind.
    pub(crate) fn of_kind(&self, kind: &str) -> Vec<&Value> {
        let read = |line| serde_json::from_str::<Value>(line).expect("a results line");
        let lines = self.lines.get_or_init(|| self.stdout.lines().map(read).collect());
        lines.iter().filter(|line| line["kind"] == kind).collect()
    }

    /// The verdict lines, by case.
    pub(crate) fn cases(&self) -> BTreeMap<String, &Value> {
        let lines = self.of_kind("case");
        let count = lines.len();
        let cases: BTreeMap<_, _> = lines.into_iter().map(|line| (word(line, "id").to_owned(), line)).collect();
        assert_eq!(cases.len(), count, "a case has two lines");
        cases
    }

    /// The ids of the cases with this verdict.
    pub(crate) fn with_verdict(&self, verdict: &str) -> BTreeSet<String> {
        self.cases().into_iter().filter(|(_, line)| line["verdict"] == verdict).map(|(id, _)| id).collect()
    }

    /// How many cases have which verdict, in words.
    pub(crate) fn summary(&self) -> String {
        let mut counts = BTreeMap::new();
        for line in self.of_kind("case") {
            let suspect = if line["suspect"] == true { " (suspect)" } else { "" };
            *counts.entry(format!("{}{suspect}", word(line, "verdict"))).or_insert(0) += 1;
        }
        let counts: Vec<String> = counts.into_iter().map(|(verdict, count)| format!("{count} {verdict}")).collect();
        if counts.is_empty() { "not run".to_owned() } else { counts.join(", ") }
    }

    /// Every selected case has a line, and the file says so.
    #[track_caller]
    pub(crate) fn assert_complete(&self) {
        let [header, footer] = ["header", "footer"].map(|kind| self.of_kind(kind));
        assert_eq!((header.len(), footer.len()), (1, 1), "{}", self.stdout);
        assert_eq!(header[0]["selected"], self.cases().len());
        assert_eq!(footer[0]["complete"], true);
    }

    /// The run was given up after so many lines, which are there, and nothing says that it is complete.
    #[track_caller]
    pub(crate) fn assert_given_up_after(&self, count: usize) {
        assert_eq!(self.cases().len(), count, "{}", self.stdout);
        assert!(self.of_kind("header")[0]["selected"].as_u64() > Some(count as u64));
        assert!(self.of_kind("footer").iter().all(|footer| footer["complete"] == false));
    }
}

/// A member that is a string.
#[track_caller]
pub(crate) fn word<'a>(line: &'a Value, member: &str) -> &'a str {
    line[member].as_str().unwrap_or_else(|| panic!("no {member} in {line}"))
}

/// The few cases and the twins that come along, as they are met.
pub(crate) fn few_in_order() -> Vec<&'static Case> {
    let cases = catalogue().cases();
    let selected: Vec<usize> = (0..cases.len()).filter(|&position| is_of_few(&cases[position].id)).collect();
    schedule(catalogue(), &selected, 1).into_iter().map(|position| &cases[position]).collect()
}

/// Whether a case is one of the few, and no twin that comes along.
fn is_of_few(id: &str) -> bool {
    FEW.iter().any(|glob| glob.strip_suffix('*').map_or(id == *glob, |start| id.starts_with(start)))
}

/// Those of the few cases that are the third which a process sees, where each third one ends it; and those whose twin is one.
pub(crate) fn thirds() -> (BTreeSet<String>, BTreeSet<String>) {
    let order = few_in_order();
    let ended: BTreeSet<&str> = order.iter().skip(2).step_by(3).map(|case| case.id.as_str()).collect();
    let (thirds, others): (Vec<&Case>, Vec<&Case>) =
        order.iter().filter(|case| is_of_few(&case.id)).partition(|case| ended.contains(case.id.as_str()));
    let orphans = others.into_iter().filter(|case| case.twin.as_deref().is_some_and(|twin| ended.contains(twin)));
    (thirds.into_iter().map(|case| case.id.clone()).collect(), orphans.map(|case| case.id.clone()).collect())
}
