//! The catalogue: every case once, sorted by id; each negative with its twin among them.

use std::sync::LazyLock;

use relycheck_platforms::{Platforms, load};

use crate::builder::Builder;
use crate::case::Case;
use crate::{areas, journeys, platform};

/// All cases.
#[derive(Debug)]
pub struct Catalogue {
    cases: Vec<Case>,
}

impl Catalogue {
    /// Builds the catalogue from platform data.
    #[must_use]
    pub fn from_platforms(platforms: &Platforms) -> Self {
        let mut builder = Builder::default();
        platform::build(platforms, &mut builder);
        journeys::build(platforms, &mut builder);
        areas::build(&mut builder);
        Self { cases: builder.finish() }
    }

    /// All cases, sorted by id.
    #[must_use]
    pub fn cases(&self) -> &[Case] {
        &self.cases
    }

    /// The place of a case in [`Catalogue::cases`].
    #[must_use]
    pub fn position(&self, id: &str) -> Option<usize> {
        self.cases.binary_search_by(|case| case.id.as_str().cmp(id)).ok()
    }

    /// A case by its id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Case> {
        self.position(id).map(|position| &self.cases[position])
    }
}

/// The catalogue of this build.
#[must_use]
pub fn catalogue() -> &'static Catalogue {
    static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::from_platforms(load()));
    &CATALOGUE
}
