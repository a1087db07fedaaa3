//! The files that a command is to write: that they can be written is found out before work is done for them, and none of them may be
//! what the command reads.

use std::fs::{OpenOptions, remove_file};
use std::path::{Path, PathBuf};

use crate::cli::Failure;

/// A file as a flag names it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    pub(crate) flag: &'a str,
    pub(crate) path: &'a Path,
}

impl Place<'_> {
    /// Finds out whether the file can be written, and leaves everything as it was.
    pub(crate) fn writable(self) -> Result<(), Failure> {
        let found = self.path.metadata().ok();
        // A pipe or a device is not opened more than once.
        if found.as_ref().is_some_and(|found| !found.is_file() && !found.is_dir()) {
            return Ok(());
        }
        let is_new = found.is_none();
        let opened = OpenOptions::new().write(true).create(true).truncate(false).open(self.path);
        // Where a link leads to no file, it is what it leads to that has been made.
        let tried = opened.and_then(|_| if is_new { remove_file(self.path.canonicalize()?) } else { Ok(()) });
        tried.map_err(|error| Failure::output(&self.to_string(), &error))
    }

    /// The file that is meant, by whatever path; `None` for what is no file, as a device.
    fn meant(self) -> Option<PathBuf> {
        let Ok(found) = self.path.metadata() else {
            let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            return Some(folder.canonicalize().ok()?.join(self.path.file_name()?));
        };
        if found.is_file() { self.path.canonicalize().ok() } else { None }
    }
}

impl std::fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.flag, self.path.display())
    }
}

/// Refuses two places that are one file: what stands under the one would be written over by the other.
pub(crate) fn apart(places: &[Place<'_>]) -> Result<(), Failure> {
    for (number, &place) in places.iter().enumerate() {
        let meant = place.meant();
        if let Some(other) = places[..number].iter().find(|other| meant.is_some() && other.meant() == meant) {
            return Err(Failure::usage(format!("{place}: names the same file as {other}\n  remedy: name another file")));
        }
    }
    Ok(())
}
