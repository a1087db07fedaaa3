//! `adapters`: the RPs of the folder `adapters/`, installed, run and compared with what is on record.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Stdio};

use relycheck_cases::catalogue;
use relycheck_judge::{Baseline, Harm, Verdict};
use relycheck_report::wrapped;
use relycheck_runner::{ChildDriver, Command, Driver, Ended, Event, Limits, Plan, run as run_plan};
use serde::{Deserialize, Serialize};

use crate::cli::{Failure, print};
use crate::embedded::find;
use crate::exit::Exit;
use crate::progress::Progress;
use crate::settlement::Settlement;
use crate::target::Target;

/// Flags of the verb.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Which adapters, by folder [default: all]
    names: Vec<String>,
    /// Install them first, each with its own toolchain, as its lock file says
    #[arg(long)]
    install: bool,
    /// One JSON object a line
    #[arg(long)]
    json: bool,
    /// Write what was seen to each adapter's results.json
    #[arg(long)]
    update: bool,
    /// Fail where a toolchain is missing, instead of leaving its adapters out
    #[arg(long)]
    require_all: bool,
    /// The folder of the adapters
    #[arg(long, value_name = "FOLDER", default_value = "adapters")]
    folder: PathBuf,
}

/// `adapter.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    name: String,
    title: String,
    /// The licence of the library.
    licence: String,
    /// The name of an embedded RP; it needs neither toolchain nor commands.
    embedded: Option<String>,
    /// A command that succeeds where the toolchain is there.
    #[serde(default)]
    toolchain: Vec<String>,
    /// Commands, run in the adapter's folder.
    #[serde(default)]
    install: Vec<Vec<String>>,
    /// The adapter, run in its folder.
    #[serde(default)]
    run: Vec<String>,
}

/// `results.json`: what is on record for an adapter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    name: String,
    version: String,
    licence: String,
    counts: BTreeMap<Verdict, usize>,
    /// Findings by requirement and what was observed, each with the number of its cases.
    findings: BTreeMap<String, usize>,
    /// Findings by which somebody gets in who should not, and which are in no public advisory: a person publishes them, not this file.
    withheld: usize,
}

/// What came of one adapter.
#[derive(Debug, Serialize)]
struct Outcome {
    name: String,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<Record>,
    /// What is not as it should be; empty where all is as on record.
    faults: Vec<String>,
    /// Why it was not run.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_run: Option<String>,
}

/// Runs the adapters.
///
/// # Errors
/// Where a manifest is broken or there is no such adapter.
pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let manifests = manifests(arguments)?;
    let mut outcomes = Vec::new();
    for (folder, manifest) in &manifests {
        outcomes.push(one(arguments, folder, manifest)?);
    }
    let mut text = String::new();
    for outcome in &outcomes {
        if arguments.json {
            let _ = writeln!(text, "{}", relycheck_report::json(outcome).map_err(Failure::usage)?);
        } else {
            text.push_str(&human(outcome));
        }
    }
    print(&text)?;
    let failed = outcomes.iter().any(|outcome| !outcome.faults.is_empty() || (arguments.require_all && outcome.not_run.is_some()));
    Ok(match (failed, outcomes.iter().all(|outcome| outcome.not_run.is_some())) {
        (true, _) => Exit::NotConformant,
        (false, true) => Exit::NothingRan,
        (false, false) => Exit::Conformant,
    })
}

/// The manifests of the adapters that are asked for, by folder.
fn manifests(arguments: &Arguments) -> Result<Vec<(PathBuf, Manifest)>, Failure> {
    let root = arguments.folder.display();
    let unreadable = |error: &dyn std::fmt::Display| {
        Failure::usage(format!("{root}: {error}\n  remedy: run it in the folder that holds adapters/, or name it with --folder"))
    };
    let mut folders: Vec<PathBuf> = std::fs::read_dir(&arguments.folder)
        .map_err(|error| unreadable(&error))?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()).filter(|path| path.join("adapter.toml").is_file()))
        .collect();
    folders.sort();
    let mut manifests = Vec::new();
    for folder in folders {
        let path = folder.join("adapter.toml");
        let place = path.display();
        let text = std::fs::read_to_string(&path).map_err(|error| unreadable(&error))?;
        let manifest: Manifest = toml::from_str(&text).map_err(|error| {
            Failure::usage(format!(
                "{place}: {error}  remedy: write it as its neighbours are: name, title, licence, toolchain, install, run"
            ))
        })?;
        if folder.file_name().is_none_or(|name| name != manifest.name.as_str()) {
            return Err(Failure::usage(format!(
                "{place}: the name is {}\n  remedy: call it as its folder is called",
                manifest.name
            )));
        }
        manifests.push((folder, manifest));
    }
    if let Some(unknown) = arguments.names.iter().find(|name| !manifests.iter().any(|(_, manifest)| manifest.name == **name)) {
        let known: Vec<&str> = manifests.iter().map(|(_, manifest)| manifest.name.as_str()).collect();
        return Err(Failure::usage(format!("{root}: no adapter {unknown}\n  remedy: name one of {}", known.join(", "))));
    }
    manifests.retain(|(_, manifest)| arguments.names.is_empty() || arguments.names.contains(&manifest.name));
    Ok(manifests)
}

fn one(arguments: &Arguments, folder: &Path, manifest: &Manifest) -> Result<Outcome, Failure> {
    let mut outcome =
        Outcome { name: manifest.name.clone(), title: manifest.title.clone(), record: None, faults: Vec::new(), not_run: None };
    let driver: Box<dyn Driver> = match manifest.embedded.as_deref().map(find) {
        Some(Some(embedded)) => match Target::Embedded(embedded).children(1, Limits::default(), 1, None)?.pop() {
            Some(driver) => driver,
            None => return Ok(outcome),
        },
        Some(None) => {
            outcome.not_run = Some("it is not built into this program".to_owned());
            return Ok(outcome);
        }
        None => {
            if !succeeds(&manifest.toolchain, folder) {
                outcome.not_run = Some(format!("its toolchain is not here: `{}` does not succeed", manifest.toolchain.join(" ")));
                return Ok(outcome);
            }
            if arguments.install
                && let Some(failed) = manifest.install.iter().find(|command| !installs(command, folder))
            {
                outcome.faults.push(format!("it cannot be installed: `{}` fails", failed.join(" ")));
                return Ok(outcome);
            }
            Box::new(ChildDriver::new(command(&manifest.run, folder), Limits::default(), 1))
        }
    };
    check(arguments, folder, manifest, driver, &mut outcome)?;
    Ok(outcome)
}

/// A command whose program, if it has a path, is in the folder.
pub(super) fn command(words: &[String], folder: &Path) -> Command {
    let (program, arguments) = words.split_first().map_or((String::new(), &[][..]), |(program, rest)| (program.clone(), rest));
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let program = if program.contains('/') { folder.join(program).to_string_lossy().into_owned() } else { program };
    Command { program, arguments: arguments.to_vec(), folder: Some(folder) }
}

fn process(words: &[String], folder: &Path) -> Process {
    let Command { program, arguments, folder } = command(words, folder);
    let mut process = Process::new(program);
    process.args(arguments).stdin(Stdio::null()).stdout(Stdio::null());
    if let Some(folder) = folder {
        process.current_dir(folder);
    }
    process
}

pub(super) fn succeeds(words: &[String], folder: &Path) -> bool {
    process(words, folder).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// What goes wrong is said by the command itself, on standard error.
pub(super) fn installs(words: &[String], folder: &Path) -> bool {
    process(words, folder).status().is_ok_and(|status| status.success())
}

/// Runs the whole catalogue, and compares with baseline and record.
fn check(
    arguments: &Arguments,
    folder: &Path,
    manifest: &Manifest,
    driver: Box<dyn Driver>,
    outcome: &mut Outcome,
) -> Result<(), Failure> {
    let ids = catalogue().cases().iter().map(|case| case.id.as_str()).collect();
    let file = folder.join("baseline.toml");
    let name = file.display().to_string();
    let text = std::fs::read_to_string(&file).unwrap_or_default();
    let baseline =
        Baseline::read(&name, &text).and_then(|baseline| baseline.expanded(&name, &text, &ids)).map_err(Failure::usage)?;
    let selected: Vec<usize> = (0..catalogue().cases().len()).collect();
    let plan = Plan { hazards: true, ..Plan::new(catalogue(), &selected, 1) };
    let mut progress = Progress::new(selected.len(), "cases");
    let mut settlement = Settlement::new(baseline);
    let report = run_plan(&plan, vec![driver], &mut |event| {
        if let Event::Judged(result) = event {
            progress.step();
            settlement.settle(result);
        }
    });
    drop(progress);
    settlement.unknown_entries(catalogue());
    if report.ended != Ended::Complete {
        outcome.faults.push(format!("the run was broken off: {:?}", report.ended));
    }
    outcome.faults.extend(settlement.stale.iter().map(|stale| format!("stale baseline entry: {stale}")));
    let Some(identity) = report.identity else { return Ok(()) };

    let mut record = Record {
        name: identity.name,
        version: identity.version,
        licence: manifest.licence.clone(),
        counts: BTreeMap::new(),
        findings: BTreeMap::new(),
        withheld: 0,
    };
    for line in &settlement.lines {
        let bypass = line.effect.as_ref().is_some_and(|effect| effect.harm == Harm::Bypass);
        if line.verdict.is_finding() && !line.baselined && bypass {
            record.withheld += 1;
            continue;
        }
        *record.counts.entry(line.verdict).or_default() += 1;
        if line.verdict.is_finding() {
            let key = format!("{} {}", line.requirement.as_deref().unwrap_or("-"), line.observation);
            *record.findings.entry(key).or_default() += 1;
            if !line.baselined {
                outcome.faults.push(format!("unlisted {}: {} ({})", line.verdict.as_str(), line.id, line.observation));
            }
        }
    }
    let file = folder.join("results.json");
    if arguments.update {
        let text = serde_json::to_string_pretty(&record).map_err(Failure::usage)? + "\n";
        std::fs::write(&file, text).map_err(|error| Failure::output(&file.display().to_string(), &error))?;
    } else {
        let on_record = std::fs::read_to_string(&file).ok().and_then(|text| serde_json::from_str::<Record>(&text).ok());
        if on_record.as_ref() != Some(&record) {
            outcome.faults.push(format!("{} says otherwise; --update writes what was seen", file.display()));
        }
    }
    outcome.record = Some(record);
    Ok(())
}

fn human(outcome: &Outcome) -> String {
    let mut out = format!("{}: ", outcome.title);
    match (&outcome.record, &outcome.not_run) {
        (_, Some(why)) => return wrapped(&format!("{out}NOT RUN, {why}"), 0),
        (Some(record), None) => {
            let counts: Vec<String> =
                record.counts.iter().map(|(verdict, count)| format!("{count} {}", verdict.as_str())).collect();
            let withheld = if record.withheld > 0 { format!(", {} withheld", record.withheld) } else { String::new() };
            let _ = write!(out, "{}: {}{withheld}", record.version, counts.join(", "));
        }
        (None, None) => out.push_str("no result"),
    }
    let mut out = wrapped(&out, 0);
    for fault in &outcome.faults {
        out.push_str(&wrapped(&relycheck_report::plain(fault), 2));
    }
    out
}
