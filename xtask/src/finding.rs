//! What a chore finds wrong: the place, the fault and the remedy.

use std::fmt;

/// One fault in the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The file, relative to the root, with `:line` where there is one.
    pub place: String,
    /// What is wrong.
    pub fault: String,
    /// What to do.
    pub remedy: String,
}

impl Finding {
    /// A fault at a place, with its remedy.
    #[must_use]
    pub fn new(place: impl Into<String>, fault: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { place: place.into(), fault: fault.into(), remedy: remedy.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{}: {}\n  remedy: {}", self.place, self.fault, self.remedy)
    }
}
