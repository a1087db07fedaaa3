//! Which seeds are kept: those that libFuzzer needs for the coverage of all.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use relycheck_fuzzing::Target;

use super::{Seed, name};

/// The choice could not be made.
#[derive(Debug, thiserror::Error)]
pub enum MinimiseError {
    /// A file for libFuzzer, or one that it wrote.
    #[error("{place}: {error}\n  remedy: make room for files of a few MiB where the system keeps temporary ones")]
    File {
        /// Where.
        place: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// The limits of a target.
    #[error("{place}: {error}\n  remedy: start this where fuzz/ lies, and give the target its limits")]
    Options {
        /// Where.
        place: PathBuf,
        /// What is wrong.
        error: io::Error,
    },
    /// `cargo fuzz` could not be started.
    #[error("cargo fuzz: {0}\n  remedy: `cargo install cargo-fuzz --locked`, and start this where fuzz/ lies")]
    Start(io::Error),
    /// The target did not build, or ended at a seed.
    #[error("{target}: cargo fuzz ended with {status}; it said last:\n{last}\n  remedy: mend what it found, and choose again")]
    Target {
        /// Its name.
        target: &'static str,
        /// How it ended.
        status: std::process::ExitStatus,
        /// The end of its words.
        last: String,
    },
}

/// How many of the last lines of a run are shown.
const LAST: usize = 12;

/// The names of the seeds that together cover what all of these cover: `cargo fuzz` builds the target without a sanitiser, and
/// libFuzzer merges them into nothing.
///
/// # Errors
/// Where the target cannot be built or run, or finds something.
pub fn kept(target: Target, seeds: &BTreeMap<String, Seed>) -> Result<BTreeSet<String>, MinimiseError> {
    let scratch = std::env::temp_dir().join(format!("relycheck-corpus-{}-{}", std::process::id(), target.name()));
    let kept = merge(target, seeds, &scratch);
    let removed = std::fs::remove_dir_all(&scratch);
    let kept = kept?;
    removed.map_err(|error| MinimiseError::File { place: scratch, error })?;
    Ok(kept)
}

/// How libFuzzer chooses. A parser's inputs are cheap, so those stay that run something another number of times. What runs a whole
/// relying party takes a thousand times as long: the fewest that reach every edge.
fn merging(target: Target) -> &'static [&'static str] {
    match target {
        Target::Parse(_) => &["-merge=1"],
        Target::VerifyRegistration | Target::VerifyAuthentication | Target::Differential => {
            &["-set_cover_merge=1", "-use_counters=0"]
        }
    }
}

/// How long, in bytes, an input of a target may be: `max_len` of its options in the folder `fuzz`. libFuzzer cuts what is longer.
///
/// # Errors
/// Where the options cannot be read or have no such line.
pub fn longest(fuzz: &Path, target: Target) -> Result<usize, MinimiseError> {
    let place = fuzz.join("options").join(format!("{}.options", target.name()));
    let read = std::fs::read_to_string(&place).and_then(|text| {
        let value = text.lines().find_map(|line| line.strip_prefix("max_len = ")).and_then(|value| value.parse().ok());
        value.ok_or_else(|| io::Error::other("it has no line `max_len = BYTES`"))
    });
    read.map_err(|error| MinimiseError::Options { place, error })
}

fn merge(target: Target, seeds: &BTreeMap<String, Seed>, scratch: &Path) -> Result<BTreeSet<String>, MinimiseError> {
    let (all, few) = (scratch.join("all"), scratch.join("few"));
    let file = |place: &Path, error| MinimiseError::File { place: place.to_owned(), error };
    let longest = longest(Path::new("fuzz"), target)?;
    for folder in [&all, &few] {
        std::fs::create_dir_all(folder).map_err(|error| file(folder, error))?;
    }
    for (name, seed) in seeds.iter().filter(|(_, seed)| seed.input.len() <= longest) {
        let place = all.join(name);
        std::fs::write(&place, &seed.input).map_err(|error| file(&place, error))?;
    }
    let run = Command::new("cargo")
        .args(["fuzz", "run", "--sanitizer", "none", target.name()])
        .args([&few, &all])
        .args(["--", &format!("-max_len={longest}"), "-timeout=60"])
        .args(merging(target))
        .stdin(Stdio::null())
        .output()
        .map_err(MinimiseError::Start)?;
    if !run.status.success() {
        let said = String::from_utf8_lossy(&run.stderr);
        let lines: Vec<&str> = said.lines().collect();
        let last = lines[lines.len().saturating_sub(LAST)..].join("\n");
        return Err(MinimiseError::Target { target: target.name(), status: run.status, last });
    }
    // libFuzzer gives files names of its own.
    let entries = std::fs::read_dir(&few).map_err(|error| file(&few, error))?;
    entries.map(|entry| Ok(name(&std::fs::read(entry?.path())?))).collect::<io::Result<_>>().map_err(|error| file(&few, error))
}
