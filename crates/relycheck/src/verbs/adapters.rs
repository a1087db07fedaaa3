//! `adapters`: the RPs of the folder `adapters/`, installed, run and compared with what is on record.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;
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

/// An adapter with what its folder says of it.
struct Adapter {
    folder: PathBuf,
    manifest: Manifest,
    baseline: Baseline,
    /// `None` where nothing is on record, or what is is to be written anew.
    on_record: Option<Record>,
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
    /// How the verb would end if this were the only adapter.
    #[serde(skip)]
    exit: Exit,
}

/// The files beside `adapter.toml`.
const MANIFEST: &str = "adapter.toml";
const BASELINE: &str = "baseline.toml";
const RESULTS: &str = "results.json";

/// Runs the adapters.
///
/// # Errors
/// Where there is no such adapter, or a file of one is broken.
pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let mut outcomes = Vec::new();
    for adapter in &adapters(arguments)? {
        outcomes.push(one(arguments, adapter)?);
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
    let none_ran = outcomes.iter().all(|outcome| outcome.not_run.is_some());
    let missing = arguments.require_all && outcomes.iter().any(|outcome| outcome.not_run.is_some());
    let of_all = match (missing, none_ran) {
        (true, _) => Exit::NotConformant,
        (false, true) => Exit::NothingRan,
        (false, false) => Exit::Conformant,
    };
    Ok(outcomes.iter().fold(of_all, |exit, outcome| exit.or_graver(outcome.exit)))
}

/// The adapters that are asked for, by folder. All their files are read before the first is run, which takes a while.
fn adapters(arguments: &Arguments) -> Result<Vec<Adapter>, Failure> {
    let mut manifests = manifests(arguments)?;
    manifests.retain(|(_, manifest)| arguments.names.is_empty() || arguments.names.contains(&manifest.name));
    let adapter = |(folder, manifest): (PathBuf, Manifest)| {
        let baseline = baseline(&folder)?;
        let on_record = if arguments.update { None } else { on_record(&folder)? };
        Ok(Adapter { folder, manifest, baseline, on_record })
    };
    manifests.into_iter().map(adapter).collect()
}

/// All manifests, by folder; every adapter that is asked for has one.
fn manifests(arguments: &Arguments) -> Result<Vec<(PathBuf, Manifest)>, Failure> {
    let root = arguments.folder.display();
    let entries = std::fs::read_dir(&arguments.folder).map_err(|error| {
        Failure::usage(format!("{root}: {error}\n  remedy: run it in the folder that holds adapters/, or name it with --folder"))
    })?;
    let mut folders: Vec<PathBuf> =
        entries.filter_map(|entry| entry.ok().map(|entry| entry.path()).filter(|path| path.join(MANIFEST).is_file())).collect();
    folders.sort();
    if folders.is_empty() {
        let message = format!("{root}: no folder in it has an {MANIFEST}\n  remedy: name the folder of the adapters with --folder");
        return Err(Failure { exit: Exit::NothingRan, message });
    }
    let manifests: Vec<(PathBuf, Manifest)> =
        folders.into_iter().map(|folder| manifest(&folder).map(|manifest| (folder, manifest))).collect::<Result<_, _>>()?;
    if let Some(unknown) = arguments.names.iter().find(|name| !manifests.iter().any(|(_, manifest)| manifest.name == **name)) {
        let known: Vec<&str> = manifests.iter().map(|(_, manifest)| manifest.name.as_str()).collect();
        return Err(Failure::usage(format!("{root}: no adapter {unknown}\n  remedy: name one of {}", known.join(", "))));
    }
    Ok(manifests)
}

fn manifest(folder: &Path) -> Result<Manifest, Failure> {
    let path = folder.join(MANIFEST);
    let broken = |fault: &dyn std::fmt::Display, remedy: &str| {
        let fault = fault.to_string();
        Failure::usage(format!("{}: {}\n  remedy: {remedy}", path.display(), fault.trim_end()))
    };
    let as_neighbours = "write it as its neighbours are: name, title, licence, toolchain, install, run";
    let text = std::fs::read_to_string(&path).map_err(|error| broken(&error, as_neighbours))?;
    let manifest: Manifest = toml::from_str(&text).map_err(|error| broken(&error, as_neighbours))?;
    if folder.file_name().is_none_or(|name| name != manifest.name.as_str()) {
        return Err(broken(&format!("the name is {}", manifest.name), "call it as its folder is called"));
    }
    if manifest.embedded.is_none() && (manifest.toolchain.is_empty() || manifest.run.is_empty()) {
        return Err(broken(&"neither `embedded` nor both `toolchain` and `run` are there", as_neighbours));
    }
    Ok(manifest)
}

/// The text of a file that need not be there.
pub(super) fn text_of(path: &Path) -> Result<Option<String>, Failure> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => {
            let remedy = "make it a file of UTF-8 text, or take it away";
            Err(Failure::usage(format!("{} cannot be read: {error}\n  remedy: {remedy}", path.display())))
        }
    }
}

/// What the RP is known to do otherwise; nothing where there is no file.
fn baseline(folder: &Path) -> Result<Baseline, Failure> {
    let path = folder.join(BASELINE);
    let (name, text) = (path.display().to_string(), text_of(&path)?.unwrap_or_default());
    let ids = catalogue().cases().iter().map(|case| case.id.as_str()).collect();
    Baseline::read(&name, &text).and_then(|baseline| baseline.expanded(&text, &ids)).map_err(Failure::usage)
}

fn on_record(folder: &Path) -> Result<Option<Record>, Failure> {
    let path = folder.join(RESULTS);
    let read = text_of(&path)?.map(|text| serde_json::from_str(&text)).transpose();
    read.map_err(|error| Failure::usage(format!("{}: {error}\n  remedy: --update writes it anew", path.display())))
}

fn one(arguments: &Arguments, adapter: &Adapter) -> Result<Outcome, Failure> {
    let Adapter { folder, manifest, .. } = adapter;
    let mut outcome = Outcome {
        name: manifest.name.clone(),
        title: manifest.title.clone(),
        record: None,
        faults: Vec::new(),
        not_run: None,
        exit: Exit::Conformant,
    };
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
                outcome.fault(Exit::NotConformant, format!("it cannot be installed: `{}` fails", failed.join(" ")));
                return Ok(outcome);
            }
            Box::new(ChildDriver::new(command(&manifest.run, folder), Limits::default(), 1))
        }
    };
    check(arguments, adapter, driver, &mut outcome)?;
    Ok(outcome)
}

impl Outcome {
    fn fault(&mut self, exit: Exit, fault: String) {
        self.faults.push(fault);
        self.exit = self.exit.or_graver(exit);
    }
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

/// Runs the whole catalogue, and compares with baseline and record. A run that was broken off says nothing that could be compared or
/// put on record.
fn check(arguments: &Arguments, adapter: &Adapter, driver: Box<dyn Driver>, outcome: &mut Outcome) -> Result<(), Failure> {
    let selected: Vec<usize> = (0..catalogue().cases().len()).collect();
    let plan = Plan { hazards: true, ..Plan::new(catalogue(), &selected, 1) };
    let mut progress = Progress::new(selected.len(), "cases");
    let mut settlement = Settlement::new(adapter.baseline.clone());
    let report = run_plan(&plan, vec![driver], &mut |event| {
        if let Event::Judged(result) = event {
            progress.step();
            settlement.settle(result);
        }
    });
    drop(progress);
    if let Some((exit, fault)) = broken_off(&report.ended, &adapter.manifest, arguments.install) {
        outcome.fault(exit, fault);
        return Ok(());
    }
    let Some(identity) = report.identity else { return Ok(()) };
    settlement.unknown_entries(catalogue());
    for stale in &settlement.stale {
        outcome.fault(Exit::NotConformant, format!("stale baseline entry: {stale}"));
    }

    let mut record = Record {
        name: identity.name,
        version: identity.version,
        licence: adapter.manifest.licence.clone(),
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
                let fault = format!("unlisted {}: {} ({})", line.verdict.as_str(), line.id, line.observation);
                outcome.fault(Exit::NotConformant, fault);
            }
        }
    }
    let file = adapter.folder.join(RESULTS);
    if arguments.update {
        let text = serde_json::to_string_pretty(&record).map_err(Failure::usage)? + "\n";
        std::fs::write(&file, text).map_err(|error| Failure::output(&file.display().to_string(), &error))?;
    } else if adapter.on_record.as_ref() != Some(&record) {
        outcome.fault(Exit::NotConformant, format!("{} says otherwise; --update writes what was seen", file.display()));
    }
    outcome.record = Some(record);
    Ok(())
}

/// Why a run did not come to its end, and how the verb ends then.
fn broken_off(ended: &Ended, manifest: &Manifest, installed: bool) -> Option<(Exit, String)> {
    if *ended == Ended::Complete {
        return None;
    }
    let exit = Exit::of(ended);
    let remedy = match (exit, installed) {
        (Exit::Suite, _) => "please report this",
        _ if manifest.embedded.is_some() => "start it by `serve-adapter` and see what it says",
        (_, true) => "start its `run` command by hand, in its folder, and see what it says",
        (_, false) => "install it with --install, or start its `run` command by hand, in its folder, and see what it says",
    };
    let why = relycheck_report::plain(&ended.broken_off().unwrap_or_default());
    Some((exit, format!("the run was broken off: {why}\nremedy: {remedy}")))
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
    for line in outcome.faults.iter().flat_map(|fault| fault.lines()) {
        out.push_str(&wrapped(&relycheck_report::plain(line), 2));
    }
    out
}
