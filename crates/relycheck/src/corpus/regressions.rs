//! What some parser once fell over.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

/// The files of `regressions/<target>/` in a corpus, by name; none where the target has no such folder.
///
/// # Errors
/// Where there is no corpus, or a folder or a file cannot be read, with its path.
pub fn regressions(corpus: &Path, target: &str) -> Result<BTreeMap<String, Vec<u8>>, String> {
    let unreadable = |path: &Path, error: io::Error| {
        format!(
            "{} cannot be read: {error}\n  remedy: name the folder of the corpus, which holds regressions/TARGET/",
            path.display()
        )
    };
    let all = corpus.join("regressions");
    std::fs::metadata(&all).map_err(|error| unreadable(&all, error))?;
    let folder = all.join(target);
    let entries = match std::fs::read_dir(&folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
        entries => entries.map_err(|error| unreadable(&folder, error))?,
    };
    let mut found = BTreeMap::new();
    for entry in entries {
        let path = entry.map_err(|error| unreadable(&folder, error))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        found.insert(name, std::fs::read(&path).map_err(|error| unreadable(&path, error))?);
    }
    Ok(found)
}
