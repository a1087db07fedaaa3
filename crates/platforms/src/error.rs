//! What can be wrong with the data files, said so that the author can mend it.

/// A fault in a data file.
///
/// `Display` gives three lines: `FILE:LINE: KEY`, the fault, the remedy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {key}\n  fault: {fault}\n  remedy: {remedy}")]
pub struct DataError {
    /// The file's name as given in its [`crate::Source`].
    pub file: String,
    /// Line of the offending key or value, from 1.
    pub line: usize,
    /// Path of keys from the top of the file, such as `environment[0].request[2].outcome[0].uv`; empty for the whole file.
    pub key: String,
    /// What is wrong.
    pub fault: String,
    /// What to do about it.
    pub remedy: String,
}
