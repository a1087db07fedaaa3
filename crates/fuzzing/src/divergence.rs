//! Where decoders are known to disagree with wire, and why: `data/divergences.toml`.

use std::fmt;
use std::sync::LazyLock;

use data_encoding::HEXLOWER;
use serde::Deserialize;

use crate::{Artefact, Decoder, Target, parse};

/// A disagreement as it was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagreement {
    /// The reader that is not wire.
    pub peer: &'static str,
    /// What both were given.
    pub artefact: Artefact,
    /// What wire says: [`crate::verdict::of`].
    pub ours: String,
    /// What the peer says: `accepted`, `accepted, inexact`, `refused`, or `other` and what it read otherwise.
    pub theirs: String,
    /// The peer's own words, where it has some.
    pub words: String,
}

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { peer, artefact, ours, theirs, words } = self;
        write!(f, "{}: wire says `{ours}`, {peer} says `{theirs}`", Target::Parse(*artefact).name())?;
        if words.is_empty() { Ok(()) } else { write!(f, " ({words})") }
    }
}

/// A disagreement that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Divergence {
    /// The name of the peer.
    pub peer: String,
    /// The artefacts in which it occurs.
    pub artefacts: Vec<Artefact>,
    /// What wire says, by the names of its errors; of several that make no difference here, any.
    pub ours: Vec<String>,
    /// What the peer says; likewise.
    pub theirs: Vec<String>,
    /// What the peer's own words contain, any of these; whatever they are where there is none.
    pub words: Vec<String>,
    /// Why they disagree, and which sentence decides.
    pub reason: String,
    /// An input that shows it, of the first of the artefacts.
    pub input: Vec<u8>,
}

impl Divergence {
    /// Whether the disagreement is this one.
    #[must_use]
    pub fn is(&self, seen: &Disagreement) -> bool {
        self.peer == seen.peer
            && self.artefacts.contains(&seen.artefact)
            && self.ours.contains(&seen.ours)
            && self.theirs.contains(&seen.theirs)
            && (self.words.is_empty() || self.words.iter().any(|words| seen.words.contains(words)))
    }
}

/// The known divergences, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known(pub Vec<Divergence>);

impl Known {
    /// The first entry that the disagreement is.
    #[must_use]
    pub fn explains(&self, seen: &Disagreement) -> Option<&Divergence> {
        self.0.iter().find(|known| known.is(seen))
    }
}

/// What is wrong with the text of a list.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// It is no TOML of that shape.
    #[error("divergences: {0}; mend the line")]
    Toml(String),
    /// An entry cannot be what it says.
    #[error("divergences, entry {entry}: {fault}; {remedy}")]
    Entry {
        /// Its place, counted from 1.
        entry: usize,
        /// What is wrong.
        fault: String,
        /// What to do.
        remedy: &'static str,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    divergence: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    peer: String,
    artefacts: Vec<String>,
    ours: Vec<String>,
    theirs: Vec<String>,
    #[serde(default)]
    words: Vec<String>,
    reason: String,
    hex: Option<String>,
    text: Option<String>,
}

/// Reads a list: TOML, entries `[[divergence]]` with the fields of [`Divergence`], artefacts by the names of their targets, the input as
/// `text` or, in lower-case hexadecimal digits, as `hex`.
///
/// # Errors
/// See [`Error`].
pub fn read(text: &str) -> Result<Known, Error> {
    let file: File = toml::from_str(text).map_err(|error| Error::Toml(error.to_string()))?;
    let mut known = Known::default();
    for (place, entry) in file.divergence.into_iter().enumerate() {
        let fault = |fault: String, remedy| Error::Entry { entry: place + 1, fault, remedy };
        let artefact = |name: &String| match Target::of_name(name) {
            Some(Target::Parse(artefact)) => Ok(artefact),
            _ => Err(fault(format!("{name} is the name of no artefact"), "write one of the targets over one artefact")),
        };
        let artefacts: Vec<Artefact> = entry.artefacts.iter().map(artefact).collect::<Result<_, _>>()?;
        if artefacts.is_empty() || entry.ours.is_empty() || entry.theirs.is_empty() {
            return Err(fault("artefacts, ours or theirs is empty".to_owned(), "name at least one"));
        }
        if entry.reason.trim().is_empty() {
            return Err(fault("there is no reason".to_owned(), "say which sentence decides"));
        }
        let input = match (&entry.text, &entry.hex) {
            (Some(text), None) => text.clone().into_bytes(),
            (None, Some(hex)) => {
                let input = HEXLOWER.decode(hex.as_bytes());
                input.map_err(|error| fault(format!("hex: {error}"), "write lower-case hexadecimal digits"))?
            }
            _ => return Err(fault("the input is not there or twice".to_owned(), "give it as text or as hex")),
        };
        let Entry { peer, ours, theirs, words, reason, .. } = entry;
        known.0.push(Divergence { peer, artefacts, ours, theirs, words, reason, input });
    }
    Ok(known)
}

/// The known divergences of this repository. A list that cannot be read is an empty one here, so that everything is a finding; a test
/// reads it too.
#[must_use]
pub fn known() -> &'static Known {
    static KNOWN: LazyLock<Known> = LazyLock::new(|| read(TEXT).unwrap_or_default());
    &KNOWN
}

/// The text of the list of this repository.
pub const TEXT: &str = include_str!("../data/divergences.toml");

/// Where the reference's reader, ciborium, serde_json and the given decoders disagree with wire on an input, known or not.
#[must_use]
pub fn disagreements(artefact: Artefact, input: &[u8], decoders: &[&dyn Decoder]) -> Vec<Disagreement> {
    parse::disagreements(artefact, input, decoders)
}
