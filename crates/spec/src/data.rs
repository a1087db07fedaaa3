//! Reads the rows, once.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use serde::Deserialize;

use crate::{BugClass, Requirement};

/// The files of `data/requirements/`, in the order of the standard.
const REQUIREMENTS: &[(&str, &str)] = &[
    ("conformance.toml", include_str!("../data/requirements/conformance.toml")),
    ("registration.toml", include_str!("../data/requirements/registration.toml")),
    ("authentication.toml", include_str!("../data/requirements/authentication.toml")),
    ("authenticator-data.toml", include_str!("../data/requirements/authenticator-data.toml")),
    ("keys-and-signatures.toml", include_str!("../data/requirements/keys-and-signatures.toml")),
    ("client-data.toml", include_str!("../data/requirements/client-data.toml")),
    ("attestation.toml", include_str!("../data/requirements/attestation.toml")),
    ("extensions.toml", include_str!("../data/requirements/extensions.toml")),
    ("options-and-records.toml", include_str!("../data/requirements/options-and-records.toml")),
    ("cbor.toml", include_str!("../data/requirements/cbor.toml")),
    ("ambiguities.toml", include_str!("../data/requirements/ambiguities.toml")),
];

const CLASSES: &str = include_str!("../data/bug-classes.toml");

/// A row that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {fault}\n  remedy: {remedy}")]
pub struct DataError {
    /// The file, relative to the crate's `data/`.
    pub file: String,
    /// What is wrong, with the line where the reader knows it.
    pub fault: String,
    /// What to do.
    pub remedy: &'static str,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RequirementFile {
    requirement: Vec<Requirement>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClassFile {
    class: Vec<BugClass>,
}

/// Reads rows from `(file, text)` pairs and checks that no id stands twice and that no row both has a reason and is planned.
pub(crate) fn read_requirements(files: &[(&str, &str)]) -> Result<Vec<Requirement>, DataError> {
    let mut rows = Vec::new();
    let mut seen = BTreeSet::new();
    for (file, text) in files {
        let parsed: RequirementFile = toml::from_str(text).map_err(|error| DataError {
            file: (*file).to_owned(),
            fault: error.to_string(),
            remedy: "write the row as its neighbours are: id, level, verdict, section, anchor, text",
        })?;
        for row in parsed.requirement {
            let fault = |fault: String, remedy| DataError { file: (*file).to_owned(), fault, remedy };
            if !seen.insert(row.id.clone()) {
                return Err(fault(format!("the id {} stands twice", row.id), "give each requirement one row"));
            }
            if row.planned && row.reason.is_some() {
                return Err(fault(format!("{} is planned and has a reason", row.id), "keep one of the two"));
            }
            rows.push(row);
        }
    }
    Ok(rows)
}

// the data is compiled in; a fault in it is a fault of this build, shown by every test.
fn built_in<T>(read: Result<T, DataError>) -> T {
    read.unwrap_or_else(|error| panic!("{error}"))
}

static ROWS: LazyLock<Vec<Requirement>> = LazyLock::new(|| built_in(read_requirements(REQUIREMENTS)));
static BY_ID: LazyLock<HashMap<&str, &Requirement>> = LazyLock::new(|| ROWS.iter().map(|row| (row.id.as_str(), row)).collect());
static CLASS_ROWS: LazyLock<Vec<BugClass>> = LazyLock::new(|| {
    built_in(toml::from_str::<ClassFile>(CLASSES).map(|file| file.class).map_err(|error| DataError {
        file: "bug-classes.toml".to_owned(),
        fault: error.to_string(),
        remedy: "write the row as its neighbours are: id, layer, title",
    }))
});

/// All rows, in the order of the standard.
#[must_use]
pub fn requirements() -> &'static [Requirement] {
    &ROWS
}

/// The row of an id.
#[must_use]
pub fn requirement(id: &str) -> Option<&'static Requirement> {
    BY_ID.get(id).copied()
}

/// All bug classes, by number.
#[must_use]
pub fn classes() -> &'static [BugClass] {
    &CLASS_ROWS
}

/// The bug class of an id.
#[must_use]
pub fn class(id: &str) -> Option<&'static BugClass> {
    CLASS_ROWS.iter().find(|class| class.id == id)
}
