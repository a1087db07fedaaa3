//! Folders whose files are all generated: what differs from what they should be, and how they become it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

use crate::cli::Failure;

/// How many differences are named before they are only counted.
const NAMED: usize = 20;

/// A file that is not as it should be, below the root and with `/` between the parts of its path.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Difference {
    path: String,
    /// It lies in a generated folder and is none of the generated files.
    surplus: bool,
}

/// What is missing below `root`, is not as it is wanted, or lies in a folder of `generated` and should not be there.
///
/// # Errors
/// Where a folder cannot be read.
pub(crate) fn differences<B: AsRef<[u8]>>(
    root: &Path,
    generated: &[&str],
    wanted: &BTreeMap<String, B>,
) -> Result<Vec<Difference>, Failure> {
    let mut present = BTreeSet::new();
    for folder in generated {
        list(root, &PathBuf::from(folder), &mut present).map_err(|error| unreadable(&root.join(folder), &error))?;
    }
    let surplus = present.into_iter().filter(|path| !wanted.contains_key(path)).map(|path| Difference { path, surplus: true });
    let as_wanted = |path: &str, content: &B| std::fs::read(root.join(path)).is_ok_and(|present| present == content.as_ref());
    let others = wanted.iter().filter(|(path, content)| !as_wanted(path, content));
    let others = others.map(|(path, _)| Difference { path: path.clone(), surplus: false });
    let mut differences: Vec<Difference> = surplus.chain(others).collect();
    differences.sort_unstable();
    Ok(differences)
}

/// A folder or file of a corpus that cannot be read.
pub(crate) fn unreadable(place: &Path, error: &io::Error) -> Failure {
    Failure::usage(format!(
        "{} cannot be read: {error}\n  remedy: mend that, or name another corpus with --folder",
        place.display()
    ))
}

/// Makes these files what they should be; one that is surplus is removed.
///
/// # Errors
/// Where a file cannot be written or removed.
pub(crate) fn write<B: AsRef<[u8]>>(root: &Path, differences: &[Difference], wanted: &BTreeMap<String, B>) -> Result<(), Failure> {
    for Difference { path, .. } in differences {
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
pub(crate) fn summary(check: bool, differences: &[Difference], of_all: &str) -> String {
    let mut out = String::new();
    for Difference { path, surplus } in differences.iter().take(NAMED) {
        let what = match (check, surplus) {
            (true, false) => "differs",
            (true, true) => "surplus",
            (false, false) => "written",
            (false, true) => "removed",
        };
        let _ = writeln!(out, "{what}: {path}");
    }
    if differences.len() > NAMED {
        let _ = writeln!(out, "… and {} more", differences.len() - NAMED);
    }
    let surplus = differences.iter().filter(|difference| difference.surplus).count();
    let (others, [other, more]) = (differences.len() - surplus, if check { ["differ", "surplus"] } else { ["written", "removed"] });
    let surplus = if surplus > 0 { format!(", {surplus} {more}") } else { String::new() };
    let _ = writeln!(out, "{of_all}{others} {other}{surplus}");
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

#[cfg(test)]
mod tests {
    //! What is written, and what is taken away.

    use std::collections::BTreeMap;

    use super::{differences, summary, write};

    #[test]
    fn what_is_removed_is_not_called_written() {
        let root = std::env::temp_dir().join(format!("relycheck-tree-{}", std::process::id()));
        std::fs::create_dir_all(root.join("made")).expect("a folder");
        std::fs::write(root.join("made/mine"), "mine").expect("a file");
        std::fs::write(root.join("beside"), "mine too").expect("a file");
        let wanted = BTreeMap::from([("made/one".to_owned(), "1")]);
        let found = || differences(&root, &["made"], &wanted).expect("it can be read");
        let all = found();
        assert_eq!(
            summary(true, &all, "").lines().take(3).collect::<Vec<_>>(),
            ["surplus: made/mine", "differs: made/one", "1 differ, 1 surplus"]
        );
        assert_eq!(summary(false, &all, ""), "removed: made/mine\nwritten: made/one\n1 written, 1 removed\n");
        write(&root, &all, &wanted).expect("it can be written");
        assert_eq!(found(), []);
        assert_eq!(summary(false, &[], ""), "0 written\n");
        assert!(!root.join("made/mine").exists() && root.join("beside").exists());
        let _ = std::fs::remove_dir_all(root);
    }
}
