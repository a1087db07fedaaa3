//! `vectors`: the catalogue as files, written or compared.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

use relycheck_cases::catalogue;

use crate::cli::{Failure, print};
use crate::exit::Exit;
use crate::tree::{self, Difference};
use crate::vectors::files;

/// Flags of the verb.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Write nothing; say what differs, and end with 1 where something does
    #[arg(long)]
    check: bool,
    /// The corpus; its vectors/, expectations/ and schemas/ are made to hold the
    /// catalogue's files and no others
    #[arg(long, value_name = "FOLDER", default_value = "corpus")]
    folder: PathBuf,
}

/// The folders whose files are all generated.
const GENERATED: [&str; 3] = ["vectors", "expectations", "schemas"];
/// Every id that was ever published, and the larger ones' reason to be gone.
const LOCK: &str = "ids.lock";
/// No file of a repository should be larger.
const LARGEST: usize = 64 * 1024;

/// Writes or compares the files.
///
/// # Errors
/// Where a file cannot be read or written, an id has gone without a word, or a file would be too large.
pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    if arguments.check && !arguments.folder.is_dir() {
        let folder = arguments.folder.display();
        return Err(Failure::usage(format!("vectors --check: {folder} is no folder\n  remedy: name the corpus with --folder")));
    }
    let wanted = wanted(&arguments.folder)?;
    let differences = tree::differences(&arguments.folder, &GENERATED, &wanted)?;
    if !arguments.check {
        tree::write(&arguments.folder, &differences, &wanted)?;
    }
    print(&summary(arguments, &wanted, &differences))?;
    Ok(if arguments.check && !differences.is_empty() { Exit::NotConformant } else { Exit::Conformant })
}

fn summary(arguments: &Arguments, wanted: &BTreeMap<String, String>, differences: &[Difference]) -> String {
    let of = |folder: &str| wanted.keys().filter(|path| path.starts_with(folder)).count();
    let bytes: usize = wanted.values().map(String::len).sum();
    let all = format!("{} vectors of {} cases, {} KiB; ", of("vectors/"), of("expectations/"), bytes / 1024);
    tree::summary(arguments.check, differences, &all)
}

/// Every file as it should be, by path within the folder.
fn wanted(folder: &Path) -> Result<BTreeMap<String, String>, Failure> {
    let lock = locked(folder)?;
    let mut wanted = files(catalogue().cases())
        .map_err(|error| Failure { exit: Exit::Suite, message: format!("a vector cannot be made: {error}") })?;
    if let Some((path, text)) = wanted.iter().find(|(_, text)| text.len() > LARGEST) {
        let message =
            format!("{path} would have {} bytes, more than {LARGEST}; let the deviation repeat a shorter unit", text.len());
        return Err(Failure { exit: Exit::Suite, message });
    }
    wanted.insert(LOCK.to_owned(), lock);
    Ok(wanted)
}

/// The lock with the ids of today. An id that is gone has to say why.
fn locked(folder: &Path) -> Result<String, Failure> {
    let path = folder.join(LOCK);
    let text = match std::fs::read_to_string(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        read => read.map_err(|error| tree::unreadable(&path, &error))?,
    };
    let place = |number: usize| format!("{}:{}", path.display(), number + 1);
    let mut published: BTreeMap<String, &str> = BTreeMap::new();
    let mut area = "";
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#') && !line.is_empty()) {
        let Some(entry) = line.strip_prefix(' ') else {
            area = line;
            continue;
        };
        let (rest, retired) = entry.split_once(" retired: ").unwrap_or((entry, ""));
        let id = format!("{area}{rest}");
        if catalogue().get(&id).is_none() && retired.trim().is_empty() {
            return Err(Failure::usage(format!(
                "{}: {id} was published and is no case any longer\n  remedy: bring the case back, or write ` {rest} retired: why`",
                place(number)
            )));
        }
        published.insert(id, retired);
    }
    for case in catalogue().cases() {
        published.entry(case.id.clone()).or_default();
    }
    let mut locked = String::from(
        "# Every case id ever published, sorted: a line is what its area begins with, a line with a space in front what follows.\n\
         # One that is gone says why: ` id retired: why`.\n",
    );
    let mut area = "";
    for (id, retired) in &published {
        let (this, rest) = id.split_at(area_of(id));
        if this != area {
            area = this;
            let _ = writeln!(locked, "{area}");
        }
        let why = if retired.is_empty() { String::new() } else { format!(" retired: {retired}") };
        let _ = writeln!(locked, " {rest}{why}");
    }
    Ok(locked)
}

/// How much of an id is its area: up to the second slash, or the first where there is no other.
fn area_of(id: &str) -> usize {
    let mut slashes = id.match_indices('/').map(|(place, _)| place + 1);
    let first = slashes.next().unwrap_or_default();
    slashes.next().unwrap_or(first)
}
