//! A class of bugs that relying parties have had, from public advisories, fixes and studies.

use serde::{Deserialize, Serialize};

use crate::Reason;

/// `B01` to `B96`.
pub type ClassId = String;

/// Where a class can be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Layer {
    /// One message plus stored state.
    Library,
    /// Several steps, or state of a server.
    Steps,
    /// The product around it.
    Product,
}

/// One class.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct BugClass {
    /// `B01` to `B96`.
    pub id: ClassId,
    /// Where it can be seen.
    pub layer: Layer,
    /// What goes wrong.
    pub title: String,
    /// Public advisories on it, by their ids (CVE, GHSA, RUSTSEC and the like).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub advisories: Vec<String>,
    /// Why no case names this class, where none does.
    pub reason: Option<Reason>,
    /// Cases for this class are still to come.
    #[serde(default)]
    pub planned: bool,
}
