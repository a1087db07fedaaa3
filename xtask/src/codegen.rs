//! `codegen`: files that are generated from the types they describe, written or compared.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use crate::Finding;

/// Where the JSON Schemas of the protocol are kept, relative to the root.
const SCHEMAS: &str = "crates/protocol/schemas";

/// A file or folder that cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {error}\n  remedy: make it accessible to this user, then run this again")]
pub struct CodegenError {
    path: String,
    error: io::Error,
}

/// Compares the generated files under a checkout with what the types say now, and gives what differs.
///
/// # Errors
/// Where a file cannot be read. A folder that is missing is empty.
pub fn check(root: &Path) -> Result<Vec<Finding>, CodegenError> {
    Ok(differences(&generated(), &present(&root.join(SCHEMAS))?).iter().map(Difference::finding).collect())
}

/// Writes what differs, deletes what is no longer generated, and gives the paths that changed, relative to the root.
///
/// # Errors
/// Where a file cannot be read, written or deleted.
pub fn write(root: &Path) -> Result<Vec<String>, CodegenError> {
    let folder = root.join(SCHEMAS);
    let wanted = generated();
    let mut changed = Vec::new();
    for difference in differences(&wanted, &present(&folder)?) {
        let path = folder.join(difference.name);
        match wanted.get(difference.name) {
            Some(text) => std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&path, text)),
            None => std::fs::remove_file(&path),
        }
        .map_err(|error| fault(&path, error))?;
        changed.push(format!("{SCHEMAS}/{}", difference.name));
    }
    Ok(changed)
}

fn generated() -> BTreeMap<String, String> {
    relycheck_protocol::schema_files().into_iter().map(|(name, text)| (name.to_owned(), text)).collect()
}

fn fault(path: &Path, error: io::Error) -> CodegenError {
    CodegenError { path: path.display().to_string(), error }
}

fn present(folder: &Path) -> Result<BTreeMap<String, String>, CodegenError> {
    let mut found = BTreeMap::new();
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(found),
        entries => entries.map_err(|error| fault(folder, error))?,
    };
    for entry in entries {
        let path = entry.map_err(|error| fault(folder, error))?.path();
        let bytes = std::fs::read(&path).map_err(|error| fault(&path, error))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // what is no UTF-8 was not generated; it differs in any case.
        found.insert(name, String::from_utf8_lossy(&bytes).into_owned());
    }
    Ok(found)
}

#[derive(Debug, PartialEq, Eq)]
enum How {
    Missing,
    Changed { line: usize },
    Extra,
}

#[derive(Debug, PartialEq, Eq)]
struct Difference<'a> {
    name: &'a str,
    how: How,
}

fn differences<'a>(wanted: &'a BTreeMap<String, String>, present: &'a BTreeMap<String, String>) -> Vec<Difference<'a>> {
    let mut differences = Vec::new();
    for (name, text) in wanted {
        match present.get(name) {
            None => differences.push(Difference { name, how: How::Missing }),
            Some(old) if old != text => {
                differences.push(Difference { name, how: How::Changed { line: first_difference(old, text) } });
            }
            Some(_) => {}
        }
    }
    let extra = present.keys().filter(|name| !wanted.contains_key(*name));
    differences.extend(extra.map(|name| Difference { name, how: How::Extra }));
    differences
}

/// The number of the first line, from 1, that is not the same in both.
fn first_difference(old: &str, new: &str) -> usize {
    old.split('\n').zip(new.split('\n')).take_while(|(old, new)| old == new).count() + 1
}

impl Difference<'_> {
    fn finding(&self) -> Finding {
        let path = format!("{SCHEMAS}/{}", self.name);
        let again = "run `cargo xtask codegen` and commit the result";
        match self.how {
            How::Missing => Finding::new(path, "the file is generated and missing", again),
            How::Changed { line } => Finding::new(format!("{path}:{line}"), "the file is not what the types say", again),
            How::Extra => Finding::new(path, "nothing generates this file", "delete it; `cargo xtask codegen` does"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Difference, How, differences, first_difference};

    fn files(files: &[(&str, &str)]) -> BTreeMap<String, String> {
        files.iter().map(|&(name, text)| (name.to_owned(), text.to_owned())).collect()
    }

    #[test]
    fn each_kind_of_difference_is_found() {
        let wanted = files(&[("a", "1\n2\n"), ("b", "1\n"), ("c", "1\n")]);
        let present = files(&[("a", "1\n3\n"), ("b", "1\n"), ("d", "1\n")]);
        let expected = [
            Difference { name: "a", how: How::Changed { line: 2 } },
            Difference { name: "c", how: How::Missing },
            Difference { name: "d", how: How::Extra },
        ];
        assert_eq!(differences(&wanted, &present), expected);
        assert_eq!(differences(&wanted, &wanted), []);
    }

    #[test]
    fn a_missing_end_of_line_is_a_difference() {
        assert_eq!(first_difference("1\n2\n", "1\n2"), 3);
        assert_eq!(differences(&files(&[("a", "1\n")]), &files(&[("a", "1")])).len(), 1);
    }
}
