//! What came of feeding a decoder as JSON lines: a header, a line per input, a footer.

use std::collections::BTreeMap;

use relycheck_protocol::Artefact;
use serde::{Deserialize, Serialize};

use super::{Demanded, Ended, Fed, Outcome};

/// The version of the format below.
pub const DECODING_VERSION: u32 = 1;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Line {
    Header {
        /// [`DECODING_VERSION`].
        decoding: u32,
        /// The suite's version.
        suite: String,
        decoder: String,
        decoder_version: String,
        language: String,
        /// Whether its memory was measured and limited.
        memory_measured: bool,
    },
    Input {
        target: Artefact,
        /// The name of the input: the first 16 letters of its SHA-256.
        input: String,
        /// Where it comes from.
        about: String,
        demanded: Demanded,
        /// The fault, or what leaves it open.
        #[serde(skip_serializing_if = "String::is_empty", default)]
        reason: String,
        outcome: Outcome,
        /// The decoder's words.
        #[serde(skip_serializing_if = "String::is_empty", default)]
        detail: String,
    },
    Footer {
        counts: BTreeMap<Outcome, usize>,
        /// The targets that the decoder has nothing for.
        unsupported: Vec<Artefact>,
        /// Whether every input was fed.
        complete: bool,
    },
}

/// The lines, each with a line feed.
///
/// # Errors
/// Where one cannot be written; the suite is at fault then.
pub fn lines(fed: &Fed<'_>, memory_measured: bool) -> Result<String, serde_json::Error> {
    let header = Line::Header {
        decoding: DECODING_VERSION,
        suite: env!("CARGO_PKG_VERSION").to_owned(),
        decoder: fed.identity.name.clone(),
        decoder_version: fed.identity.version.clone(),
        language: fed.identity.language.clone(),
        memory_measured,
    };
    let mut counts = BTreeMap::new();
    let mut all = vec![header];
    for seen in &fed.seen {
        *counts.entry(seen.outcome).or_default() += 1;
        all.push(Line::Input {
            target: seen.input.target,
            input: seen.input.name.clone(),
            about: seen.input.about.clone(),
            demanded: seen.demand.demanded,
            reason: seen.demand.reason.clone(),
            outcome: seen.outcome,
            detail: seen.detail.clone(),
        });
    }
    all.push(Line::Footer { counts, unsupported: fed.unsupported.clone(), complete: fed.ended == Ended::Complete });
    all.iter().map(|line| Ok(serde_json::to_string(line)? + "\n")).collect()
}
