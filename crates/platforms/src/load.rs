//! From the texts of the data files to the model: which file is read when, and by what.

mod authenticators;
mod environments;
mod journeys;
mod outcomes;
mod reader;
mod references;
mod valued;

use crate::error::DataError;
use crate::model::Platforms;
use reader::Document;

/// A data file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source<'a> {
    /// Path relative to the data folder, with `/`; it decides how the file is read.
    pub file: &'a str,
    /// TOML, UTF-8.
    pub text: &'a str,
}

type Reader = fn(&Document<'_>, &mut Platforms) -> Result<(), DataError>;

/// Each file is read after those it refers to. Rows and journeys name ambiguities; the way back is a matter of tests.
const READERS: &[(&str, Reader)] = &[
    ("documents.toml", references::documents),
    ("statements.toml", references::statements),
    ("observations.toml", references::observations),
    ("grid.toml", references::grid),
    ("ambiguities.toml", references::ambiguities),
    ("authenticators.toml", authenticators::authenticators),
    ("rows/", environments::environments),
    ("journeys.toml", journeys::journeys),
];

impl Platforms {
    /// Reads data files, in whatever order they are given, and checks every cross-reference among them.
    ///
    /// Files are known by name: `documents.toml`, `statements.toml`, `observations.toml`, `grid.toml`, `ambiguities.toml`,
    /// `authenticators.toml`, `journeys.toml`, and anything in `rows/`. One that is missing counts as empty.
    ///
    /// # Errors
    ///
    /// The first fault found: TOML that does not parse, a key that is missing, unknown or of the wrong type, an id that is
    /// unknown or given twice, a value without ground or with two, a value that claims a document although the documents
    /// are silent on it, an outcome that contradicts itself or its request, a journey that does not fit its rows.
    pub fn from_sources(sources: &[Source<'_>]) -> Result<Self, DataError> {
        if let Some(stray) = sources.iter().find(|source| !READERS.iter().any(|(name, _)| reads(name, source.file))) {
            return Err(DataError {
                file: stray.file.to_owned(),
                line: 1,
                key: String::new(),
                fault: "no reader knows a file of this name".to_owned(),
                remedy: format!("name it one of {}", READERS.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")),
            });
        }
        let mut platforms = Self::default();
        for (name, reader) in READERS {
            for source in sources.iter().filter(|source| reads(name, source.file)) {
                reader(&Document::parse(source)?, &mut platforms)?;
            }
        }
        Ok(platforms)
    }
}

fn reads(name: &str, file: &str) -> bool {
    if name.ends_with('/') { file.starts_with(name) } else { file == name }
}
