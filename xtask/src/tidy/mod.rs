//! `tidy`: rules that hold for the tree as a whole, each with a name and a function of its own.

mod adapters;
mod anchors;
mod crate_order;
mod leftovers;
mod locks;
mod manifests;
mod openings;
mod paths;
mod repository;
mod sizes;
mod snapshots;
mod trace;

pub use repository::{Dependency, File, Kind, Member, Repository, RepositoryError};

use crate::Finding;

/// One rule.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// One word or two; the tests are called after it.
    pub name: &'static str,
    /// What holds, in a sentence.
    pub holds: &'static str,
    /// Looks for what breaks it.
    pub check: fn(&Repository) -> Vec<Finding>,
}

/// All rules.
pub const RULES: &[Rule] = &[
    Rule { name: "crate_order", holds: "Crates depend on each other in one direction only.", check: crate_order::check },
    Rule { name: "lints", holds: "Lints are set in the root manifest alone, and each member takes them.", check: manifests::lints },
    Rule { name: "members", holds: "The root manifest says of each member what it is for.", check: manifests::members },
    Rule { name: "locks", holds: "The fuzz targets are built from the versions of the workspace.", check: locks::check },
    Rule { name: "openings", holds: "Each file opens with a line on what it is for.", check: openings::check },
    Rule { name: "sizes", holds: "No file is over 64 KiB, and corpus/ stays under 24 MiB.", check: sizes::check },
    Rule {
        name: "adapters",
        holds: "An adapter has what is specific to its library, and little code for it.",
        check: adapters::check,
    },
    Rule {
        name: "leftovers",
        holds: "No placeholder, no debugging aid and no module without a role is left.",
        check: leftovers::check,
    },
    Rule { name: "anchors", holds: "Each link into the standard has the anchor of a row.", check: anchors::check },
    Rule {
        name: "trace",
        holds: "Each row has a case, a reason or a plan, and no two that exclude each other.",
        check: trace::check,
    },
    Rule { name: "snapshots", holds: "Each snapshot is named by a test.", check: snapshots::check },
    Rule { name: "paths", holds: "No text names a directory of somebody's machine.", check: paths::check },
];

/// What all rules find, in their order.
#[must_use]
pub fn findings(repository: &Repository) -> Vec<Finding> {
    RULES.iter().flat_map(|rule| (rule.check)(repository)).collect()
}
