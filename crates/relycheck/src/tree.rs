//! Folders whose files are all generated: what differs from what they should be, and how they become it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

use crate::cli::Failure;

/// How many differences are named before they are only counted.
const NAMED: usize = 20;

/// The paths, below `root` and with `/` between their parts, whose file is missing, differs, or lies in a folder of `generated` and
/// should not be there.
///
/// # Errors
/// Where a folder cannot be read.
pub(crate) fn differences<B: AsRef<[u8]>>(
    root: &Path,
    generated: &[&str],
    wanted: &BTreeMap<String, B>,
) -> Result<Vec<String>, Failure> {
    let mut present = BTreeSet::new();
    for folder in generated {
        list(root, &PathBuf::from(folder), &mut present)
            .map_err(|error| Failure::usage(format!("{} cannot be read: {error}", root.join(folder).display())))?;
    }
    let mut differences: Vec<String> = present.into_iter().filter(|path| !wanted.contains_key(path)).collect();
    for (path, content) in wanted {
        if std::fs::read(root.join(path)).ok().as_deref() != Some(content.as_ref()) {
            differences.push(path.clone());
        }
    }
    differences.sort_unstable();
    Ok(differences)
}

/// Makes these files what they should be; one that is not wanted is removed.
///
/// # Errors
/// Where a file cannot be written or removed.
pub(crate) fn write<B: AsRef<[u8]>>(root: &Path, paths: &[String], wanted: &BTreeMap<String, B>) -> Result<(), Failure> {
    for path in paths {
        let place = root.join(path);
        let outcome = match wanted.get(path) {
            Some(content) => place.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| std::fs::write(&place, content)),
            None => std::fs::remove_file(&place),
        };
        outcome.map_err(|error| Failure::output(&place.display().to_string(), &error))?;
    }
    Ok(())
}

/// What is said of the differences: the paths, what the verb has to say of the whole, how many they are, and what to do where they were
/// only looked for. `of_all` ends where the number follows.
pub(crate) fn summary(check: bool, differences: &[String], of_all: &str) -> String {
    let (each, all) = if check { ("differs", "differ") } else { ("written", "written") };
    let mut out = String::new();
    for path in differences.iter().take(NAMED) {
        let _ = writeln!(out, "{each}: {path}");
    }
    if differences.len() > NAMED {
        let _ = writeln!(out, "… and {} more", differences.len() - NAMED);
    }
    let _ = writeln!(out, "{of_all}{} {all}", differences.len());
    if check && !differences.is_empty() {
        out.push_str("remedy: run the verb without --check and commit what it writes\n");
    }
    out
}

/// The files below a folder, with `/` between the parts of a path.
fn list(root: &Path, below: &Path, found: &mut BTreeSet<String>) -> io::Result<()> {
    let entries = match std::fs::read_dir(root.join(below)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        let path = below.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            list(root, &path, found)?;
        } else {
            found.insert(path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/"));
        }
    }
    Ok(())
}
