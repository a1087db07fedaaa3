//! `corpus decoders`: the decoders of `adapters/decoders/`, installed, fed and compared with what is on record.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use relycheck_protocol::Artefact;
use relycheck_report::wrapped;
use relycheck_runner::{ChildDriver, Limits};
use serde::{Deserialize, Serialize};

use super::replay::{self, LimitArguments};
use crate::cli::{Failure, print};
use crate::decoding::{Counts, Ended, Fed, Input, Outcome, counts};
use crate::exit::Exit;
use crate::verbs::adapters::{command, installs, succeeds, text_of};

/// Flags of the verb.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Which decoders [default: all]
    names: Vec<String>,
    /// Install them first, each with its own toolchain, as its lock file says
    #[arg(long)]
    install: bool,
    /// Write what was seen to results.json and table.md
    #[arg(long, conflicts_with = "names")]
    update: bool,
    /// Fail where a toolchain is missing, instead of leaving its decoders out
    #[arg(long)]
    require_all: bool,
    /// The folder of the decoders
    #[arg(long, value_name = "FOLDER", default_value = "adapters/decoders")]
    folder: PathBuf,
    /// The corpus, for its regressions [default: corpus, where there is one]
    #[arg(long, value_name = "FOLDER")]
    corpus: Option<PathBuf>,
    #[command(flatten)]
    limits: LimitArguments,
}

/// `decoders.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    toolchain: BTreeMap<String, Toolchain>,
    decoder: Vec<Decoder>,
}

/// What decoders of a language need. Commands are run in the folder of that name.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Toolchain {
    /// A command that succeeds where the toolchain is there.
    present: Vec<String>,
    install: Vec<Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Decoder {
    name: String,
    licence: String,
    toolchain: String,
    run: Vec<String>,
}

/// What is on record for a decoder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    version: String,
    language: String,
    licence: String,
    /// Those that it has a reader for.
    targets: BTreeMap<Artefact, Counts>,
    /// The names of the inputs, by target and outcome. What a library did beyond its outcome is not written down.
    findings: BTreeMap<Artefact, BTreeMap<Outcome, Vec<String>>>,
}

type Records = BTreeMap<String, Record>;

/// What came of one decoder.
enum Came {
    Fed(Record),
    /// Its toolchain is not here.
    NotRun(String),
    Failed(String),
}

/// Which decoders there are, and how they are installed and run.
const MANIFEST: &str = "decoders.toml";
/// The files on record.
const RESULTS: &str = "results.json";
const TABLE: &str = "table.md";

/// Feeds the decoders.
///
/// # Errors
/// Where the manifest, the record or the corpus is broken, there is no such decoder, or a file cannot be written.
pub(super) fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let manifest = manifest(arguments)?;
    let on_record = read(&arguments.folder.join(RESULTS))?;
    // They take a while, and are not needed where no toolchain is here.
    let mut inputs = None;
    let mut came = Vec::new();
    let mut ready: BTreeMap<&str, Result<(), Came>> = BTreeMap::new();
    for decoder in manifest.decoder.iter().filter(|decoder| arguments.names.is_empty() || arguments.names.contains(&decoder.name)) {
        let folder = arguments.folder.join(&decoder.toolchain);
        let Some((name, toolchain)) = manifest.toolchain.get_key_value(&decoder.toolchain) else { continue };
        let ready = ready.entry(name).or_insert_with(|| prepared(arguments, toolchain, &folder));
        let one = match ready {
            Ok(()) => {
                let inputs = match &mut inputs {
                    Some(inputs) => inputs,
                    none => none.insert(replay::inputs(arguments.corpus.as_deref(), &Artefact::ALL)?),
                };
                one(decoder, &folder, arguments.limits.limits(), inputs)
            }
            Err(Came::NotRun(why)) => Came::NotRun(why.clone()),
            Err(Came::Failed(why)) => Came::Failed(why.clone()),
            Err(Came::Fed(_)) => continue,
        };
        came.push((decoder.name.as_str(), one));
    }
    let mut text = String::new();
    let faults = compare(arguments, on_record, &came, &mut text)?;
    print(&text)?;
    let missing = came.iter().any(|(_, came)| matches!(came, Came::NotRun(_)));
    Ok(match (faults > 0 || (arguments.require_all && missing), came.iter().any(|(_, came)| matches!(came, Came::Fed(_)))) {
        (true, _) => Exit::NotConformant,
        (false, false) => Exit::NothingRan,
        (false, true) => Exit::Conformant,
    })
}

fn manifest(arguments: &Arguments) -> Result<Manifest, Failure> {
    let path = arguments.folder.join(MANIFEST);
    let place = path.display();
    let text = std::fs::read_to_string(&path).map_err(|error| {
        Failure::usage(format!("{place}: {error}\n  remedy: run it in the folder that holds adapters/, or name it with --folder"))
    })?;
    let manifest: Manifest = toml::from_str(&text)
        .map_err(|error| Failure::usage(format!("{place}: {error}  remedy: write it as what stands beside it")))?;
    if manifest.decoder.is_empty() {
        let message = format!("{place}: it lists no decoder\n  remedy: add one, or name another folder with --folder");
        return Err(Failure { exit: Exit::NothingRan, message });
    }
    if let Some(decoder) = manifest.decoder.iter().find(|decoder| !manifest.toolchain.contains_key(&decoder.toolchain)) {
        let message = format!("{place}: {}: there is no toolchain {}\n  remedy: add it", decoder.name, decoder.toolchain);
        return Err(Failure::usage(message));
    }
    let known: Vec<&str> = manifest.decoder.iter().map(|decoder| decoder.name.as_str()).collect();
    if let Some(unknown) = arguments.names.iter().find(|name| !known.contains(&name.as_str())) {
        return Err(Failure::usage(format!("{place}: no decoder {unknown}\n  remedy: name one of {}", known.join(", "))));
    }
    Ok(manifest)
}

/// Sees to it that the toolchain is there, and with `--install` what it is for.
fn prepared(arguments: &Arguments, toolchain: &Toolchain, folder: &Path) -> Result<(), Came> {
    if !succeeds(&toolchain.present, folder) {
        return Err(Came::NotRun(format!("its toolchain is not here: `{}` does not succeed", toolchain.present.join(" "))));
    }
    let failed = toolchain.install.iter().find(|command| arguments.install && !installs(command, folder));
    failed.map_or(Ok(()), |failed| Err(Came::Failed(format!("it cannot be installed: `{}` fails", failed.join(" ")))))
}

fn one(decoder: &Decoder, folder: &Path, limits: Limits, inputs: &[Input]) -> Came {
    let mut driver = ChildDriver::new(command(&decoder.run, folder), limits, 1);
    match replay::fed(&mut driver, inputs) {
        Err(failure) => Came::Failed(failure.message),
        Ok(Fed { ended: Ended::NotStarted(error), .. }) => Came::Failed(error.to_string()),
        Ok(Fed { ended: Ended::Died, .. }) => Came::Failed("it cannot be fed: too many inputs in a row ended it".to_owned()),
        Ok(fed) => Came::Fed(record(decoder, &fed)),
    }
}

fn record(decoder: &Decoder, fed: &Fed<'_>) -> Record {
    let mut findings: BTreeMap<Artefact, BTreeMap<Outcome, Vec<String>>> = BTreeMap::new();
    for seen in fed.seen.iter().filter(|seen| seen.outcome.is_finding()) {
        let of_target = findings.entry(seen.input.target).or_default();
        of_target.entry(seen.outcome).or_default().push(seen.input.name.clone());
    }
    Record {
        version: fed.identity.version.clone(),
        language: fed.identity.language.clone(),
        licence: decoder.licence.clone(),
        targets: counts(fed),
        findings,
    }
}

/// Writes what was seen, or compares it with what is on record, and says how it is; gives the number of faults.
fn compare(arguments: &Arguments, mut on_record: Records, came: &[(&str, Came)], text: &mut String) -> Result<usize, Failure> {
    let file = arguments.folder.join(RESULTS);
    let as_it_was = page(&on_record);
    let mut faults = 0;
    for (name, came) in came {
        let said = match came {
            Came::Fed(record) => {
                let fault = !arguments.update && on_record.get(*name) != Some(record);
                faults += usize::from(fault);
                let otherwise = if fault {
                    format!("; {} says otherwise, --update writes what was seen", file.display())
                } else {
                    String::new()
                };
                let of = |(target, counts): (&Artefact, &Counts)| format!("{} {}", target.as_str(), found(counts));
                let targets: Vec<String> = record.targets.iter().map(of).collect();
                format!("{name} {}: {}{otherwise}", record.version, targets.join("; "))
            }
            Came::NotRun(why) => format!("{name}: NOT RUN, {why}"),
            Came::Failed(why) => {
                faults += 1;
                format!("{name}: FAILED, {why}")
            }
        };
        text.push_str(&wrapped(&relycheck_report::plain(&said), 0));
        if let Came::Fed(record) = came {
            on_record.insert((*name).to_owned(), record.clone());
        }
    }
    if arguments.names.is_empty() {
        let gone: Vec<String> = on_record.keys().filter(|name| !came.iter().any(|(known, _)| known == name)).cloned().collect();
        for name in gone {
            on_record.remove(&name);
            if !arguments.update {
                let _ = writeln!(text, "{name} is on record and in no {MANIFEST}; --update takes it out");
                faults += 1;
            }
        }
    }
    if arguments.update {
        let json = serde_json::to_string_pretty(&on_record).map_err(Failure::usage)? + "\n";
        write(&file, &json)?;
        write(&arguments.folder.join(TABLE), &page(&on_record))?;
    } else if file.exists() && std::fs::read_to_string(arguments.folder.join(TABLE)).ok() != Some(as_it_was) {
        let _ = writeln!(text, "{TABLE} is not that of {RESULTS}; --update writes both");
        faults += 1;
    }
    Ok(faults)
}

fn read(file: &Path) -> Result<Records, Failure> {
    let Some(text) = text_of(file)? else { return Ok(Records::new()) };
    serde_json::from_str(&text)
        .map_err(|error| Failure::usage(format!("{}: {error}\n  remedy: take it away, then --update", file.display())))
}

fn write(file: &Path, text: &str) -> Result<(), Failure> {
    std::fs::write(file, text).map_err(|error| Failure::output(&file.display().to_string(), &error))
}

/// The table with what it is.
fn page(records: &Records) -> String {
    format!(
        "# Decoders on record\n\nMade by `cargo xtask corpus decoders --update`; the inputs' names are in `{RESULTS}`. `corpus/README.md` says \
         what *accept*, *refuse* and\n*either* ask for. The numbers say what a decoder does otherwise; they are no ranking.\n\n{}",
        table(records)
    )
}

/// The findings of a target in a few words.
fn found(counts: &Counts) -> String {
    let found: Vec<String> = counts.findings.iter().map(|(outcome, count)| format!("{count} {}", outcome.words())).collect();
    if found.is_empty() { "none".to_owned() } else { found.join(", ") }
}

/// A row for each decoder and target.
fn table(records: &Records) -> String {
    let mut out = String::from(
        "| decoder | version | target | accept | refuse | either (accepted) | findings |\n|---|---|---|---|---|---|---|\n",
    );
    for (name, record) in records {
        for (target, counts) in &record.targets {
            let found = found(counts);
            let Counts { accept, refuse, either, accepted_of_either, .. } = counts;
            let (version, target) = (&record.version, target.as_str());
            let _ = writeln!(
                out,
                "| {name} | {version} | {target} | {accept} | {refuse} | {either} ({accepted_of_either}) | {found} |"
            );
        }
    }
    out
}
