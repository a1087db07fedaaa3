//! The catalogue: every case once, sorted by id; each negative with its twin among them.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use relycheck_platforms::{Platforms, load};
use relycheck_spec::{BugClass, classes};

use crate::case::Case;
use crate::script::Script;
use crate::{authentication, journeys, platform, registration};

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
        registration::build(&mut builder);
        authentication::build(&mut builder);
        builder.finish()
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

/// Takes cases in and sees to it that each negative's twin is a case of its own, once.
#[derive(Debug, Default)]
pub(crate) struct Builder {
    cases: BTreeMap<String, Case>,
    positives: HashMap<Script, Vec<String>>,
}

impl Builder {
    /// A case without a twin. Its own id is the label of its keys and ids, so the label given is of no account.
    pub(crate) fn positive(&mut self, mut case: Case) {
        let key = unlabelled(&case.script);
        case.script.label.clone_from(&case.id);
        self.positives.entry(key).or_default().push(case.id.clone());
        debug_assert!(!self.cases.contains_key(&case.id), "two cases are called {}", case.id);
        self.cases.insert(case.id.clone(), case);
    }

    /// A negative with its twin: where the same script is a case already, the one whose id is most alike; else `twin` becomes a
    /// case.
    pub(crate) fn negative(&mut self, mut case: Case, twin: Case) {
        let alike = |id: &&String| id.bytes().zip(case.id.bytes()).take_while(|(one, other)| one == other).count();
        let known = self.positives.get(&unlabelled(&twin.script)).and_then(|ids| ids.iter().max_by_key(alike));
        let id = match known {
            Some(id) => id.clone(),
            None => {
                let id = twin.id.clone();
                self.positive(twin);
                id
            }
        };
        // A label of its own: what a twin's keys, ids and challenge have in common with a negative's would tell the two apart.
        case.script.label.clone_from(&case.id);
        case.twin = Some(id);
        debug_assert!(!self.cases.contains_key(&case.id), "two cases are called {}", case.id);
        self.cases.insert(case.id.clone(), case);
    }

    fn finish(self) -> Catalogue {
        let mut cases: Vec<Case> = self.cases.into_values().collect();
        for case in &mut cases {
            let shows = |class: &&BugClass| class.requirements.iter().any(|row| case.requirements.contains(row));
            case.classes = classes().iter().filter(shows).map(|class| class.id.clone()).collect();
        }
        Catalogue { cases }
    }
}

fn unlabelled(script: &Script) -> Script {
    Script { label: String::new(), ..script.clone() }
}
