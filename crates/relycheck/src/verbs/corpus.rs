//! `corpus`: what fuzzers start from, made of the catalogue, written or compared.

mod decoders;
mod replay;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

use relycheck_cases::catalogue;
use relycheck_fuzzing::Target;

use crate::cli::{Failure, print};
use crate::corpus::{Offered, Seed, Seeds, archive, kept, name, offered, regressions, within};
use crate::exit::Exit;
use crate::tree::{self, Difference};

/// Flags of the verb.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Arguments {
    #[command(subcommand)]
    verb: Option<Verb>,
    /// Write nothing; say what differs, and end with 1 where something does
    #[arg(long, conflicts_with_all = ["minimise", "zip"])]
    check: bool,
    /// Choose the seeds anew by the coverage of the targets, then write them; needs cargo-fuzz
    #[arg(long)]
    minimise: bool,
    /// Also write seeds and regressions as TARGET_seed_corpus.zip into this folder
    #[arg(long, value_name = "FOLDER")]
    zip: Option<PathBuf>,
    /// The corpus; its seeds/ and dictionaries/ are made to hold the seeds and
    /// dictionaries and nothing else
    #[arg(long, value_name = "FOLDER", default_value = "corpus")]
    folder: PathBuf,
}

/// What else is done with the corpus.
#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Feed all that the catalogue offers to a decoder that speaks the protocol
    Replay(replay::Arguments),
    /// Feed it to the decoders of a folder and compare with what is on record
    Decoders(decoders::Arguments),
}

/// The folders whose files are all generated but for the selections.
const GENERATED: [&str; 2] = ["seeds", "dictionaries"];

/// The seeds of each target, in the order of the targets.
type Selected = Vec<(Target, BTreeMap<String, Seed>)>;

/// Writes or compares the files.
///
/// # Errors
/// Where a file cannot be read or written, a selection names what no case renders, or the targets cannot be run.
pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    match &arguments.verb {
        Some(Verb::Replay(arguments)) => return replay::run(arguments),
        Some(Verb::Decoders(arguments)) => return decoders::run(arguments),
        None => {}
    }
    let offered = offered(catalogue().cases());
    let selected = select(arguments, &offered)?;
    let wanted = files(&offered, &selected);
    let differences = tree::differences(&arguments.folder, &GENERATED, &wanted)?;
    if !arguments.check {
        tree::write(&arguments.folder, &differences, &wanted)?;
    }
    if let Some(folder) = &arguments.zip {
        archives(&arguments.folder, folder, &selected)?;
    }
    print(&summary(arguments, &offered, &selected, &differences))?;
    Ok(if arguments.check && !differences.is_empty() { Exit::NotConformant } else { Exit::Conformant })
}

/// The seeds that the selections name, or those that coverage chooses now. What the differential target chooses from are the
/// seeds of the others.
fn select(arguments: &Arguments, offered: &Offered) -> Result<Selected, Failure> {
    let mut selected: Selected = Vec::new();
    for target in Target::ALL {
        let candidates = match offered.seeds.get(&target) {
            Some(seeds) => seeds.by_name.clone(),
            None => handed_on(&selected),
        };
        let names = if arguments.minimise {
            kept(target, &candidates).map_err(|error| Failure::usage(error.to_string()))?
        } else {
            listed(&arguments.folder, target)?
        };
        let mut seeds = BTreeMap::new();
        for name in names {
            let Some(seed) = candidates.get(&name) else {
                return Err(Failure::usage(format!(
                    "{}: no case renders {name} any longer\n  remedy: choose anew with `corpus --minimise`",
                    arguments.folder.join(selection(target)).display()
                )));
            };
            seeds.insert(name, seed.clone());
        }
        selected.push((target, seeds));
    }
    Ok(selected)
}

fn handed_on(selected: &Selected) -> BTreeMap<String, Seed> {
    let all = selected.iter().flat_map(|(target, seeds)| seeds.values().filter_map(|seed| within(*target, seed)));
    all.map(|seed| (name(&seed.input), seed)).collect()
}

fn selection(target: Target) -> String {
    format!("seeds/{}.selected.txt", target.name())
}

/// The names in a selection.
fn listed(folder: &Path, target: Target) -> Result<BTreeSet<String>, Failure> {
    let path = folder.join(selection(target));
    let text = std::fs::read_to_string(&path).map_err(|error| {
        Failure::usage(format!("{} cannot be read: {error}\n  remedy: choose seeds with `corpus --minimise`", path.display()))
    })?;
    Ok(text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect())
}

/// Every file as it should be, by path within the corpus.
fn files(offered: &Offered, selected: &Selected) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for (target, dictionary) in &offered.dictionaries {
        files.insert(format!("dictionaries/{}.dict", target.name()), dictionary.clone().into_bytes());
    }
    for (target, seeds) in selected {
        let mut manifest = String::from("# name\tbytes\twhat of a response\tthe first case that has it\tmore that have it\n");
        let mut names =
            format!("# The seeds of {} that coverage kept, by name. Made by `cargo xtask corpus --minimise`.\n", target.name());
        for (name, seed) in seeds {
            let _ = writeln!(manifest, "{name}\t{}\t{}\t{}\t{}", seed.input.len(), seed.part, seed.case, seed.more);
            let _ = writeln!(names, "{name}");
            files.insert(format!("seeds/{}/{name}", target.name()), seed.input.clone());
        }
        files.insert(format!("seeds/{}.manifest.tsv", target.name()), manifest.into_bytes());
        files.insert(selection(*target), names.into_bytes());
    }
    files
}

/// Writes the archive of each target: its seeds, and what its regressions are.
fn archives(corpus: &Path, folder: &Path, selected: &Selected) -> Result<(), Failure> {
    let output = |place: &Path, error: &io::Error| Failure::output(&place.display().to_string(), error);
    std::fs::create_dir_all(folder).map_err(|error| output(folder, &error))?;
    for (target, seeds) in selected {
        let mut files: BTreeMap<String, Vec<u8>> = seeds.iter().map(|(name, seed)| (name.clone(), seed.input.clone())).collect();
        // No seed has such a name.
        files.extend(regressions(corpus, target.name()).map_err(Failure::usage)?);
        let place = folder.join(format!("{}_seed_corpus.zip", target.name()));
        let bytes = archive(&files).map_err(|error| Failure { exit: Exit::Suite, message: error.to_string() })?;
        std::fs::write(&place, bytes).map_err(|error| output(&place, &error))?;
    }
    Ok(())
}

fn summary(arguments: &Arguments, offered: &Offered, selected: &Selected, differences: &[Difference]) -> String {
    let mut all = String::new();
    let _ = writeln!(all, "{:<24} {:>5} {:>5} {:>9} {:>6}", "target", "seeds", "KiB", "offered", "larger");
    for (target, seeds) in selected {
        let bytes: usize = seeds.values().map(|seed| seed.input.len()).sum();
        let of = offered.seeds.get(target);
        let (offered, larger) = of.map_or((0, 0), |seeds: &Seeds| (seeds.by_name.len(), seeds.too_large));
        let _ = writeln!(all, "{:<24} {:>5} {:>5} {offered:>9} {larger:>6}", target.name(), seeds.len(), bytes.div_ceil(1024));
    }
    let unsaid: usize = offered.seeds.values().map(|seeds| seeds.unsaid).sum();
    let _ = writeln!(all, "ceremonies that an input cannot say: {unsaid}");
    tree::summary(arguments.check, differences, &all)
}
