//! What decoders are fed with: everything that the catalogue sends, part by part, CBOR at its edges, and what was ever found.

use std::collections::BTreeMap;
use std::path::Path;

use data_encoding::HEXLOWER;
use relycheck_cases::Case;
use relycheck_fuzzing::Target;
use relycheck_protocol::Artefact;
use serde::Deserialize;

use super::{Demanded, demand};
use crate::corpus::{Seed, name, offered, regressions};

/// Bytes, and what they are to be read as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// What they are to be read as.
    pub target: Artefact,
    /// The first 16 letters of their SHA-256, in lower-case hexadecimal: the name of the file, where they are one of the corpus.
    pub name: String,
    /// Where they come from.
    pub about: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// Items of CBOR at the edges of RFC 8949 and of the CTAP2 canonical form, by hand.
const EDGES: &str = include_str!("../../../wire/tests/data/cbor-cases.toml");

/// The targets whose inputs are one item of CBOR, and which are fed with those too.
const OF_CBOR: [Artefact; 3] = [Artefact::Cbor, Artefact::AttestationObject, Artefact::CoseKey];

/// In how many places one valid input of each target is cut off.
const CUTS: usize = 16;

#[derive(Deserialize)]
struct Edges {
    case: Vec<Edge>,
}

/// One of them. What it is stands beside it, and is not looked at here.
#[derive(Deserialize)]
struct Edge {
    id: String,
    hex: String,
}

/// The inputs that cases offer; with them, for what is CBOR, the items at its edges, and for each target one valid input that is cut off
/// in several places. By target, in the order of their names.
///
/// # Errors
/// Where the table of items is none; the suite is at fault then.
pub fn catalogue_inputs(cases: &[Case], targets: &[Artefact]) -> Result<Vec<Input>, String> {
    let mut by_target: BTreeMap<Artefact, BTreeMap<String, Input>> = BTreeMap::new();
    let mut add = |target, about: String, bytes: Vec<u8>| {
        let name = name(&bytes);
        by_target.entry(target).or_default().entry(name.clone()).or_insert(Input { target, name, about, bytes });
    };
    let edges: Edges = toml::from_str(EDGES).map_err(|error| error.to_string())?;
    for Edge { id, hex } in edges.case {
        let bytes = HEXLOWER.decode(hex.as_bytes()).map_err(|error| format!("{id}: {error}"))?;
        for target in OF_CBOR.into_iter().filter(|target| targets.contains(target)) {
            add(target, format!("CBOR case {id}"), bytes.clone());
        }
    }
    for (target, seeds) in offered(cases).seeds {
        let Target::Parse(target) = target else { continue };
        if !targets.contains(&target) {
            continue;
        }
        for Seed { input, part, case, .. } in seeds.by_name.into_values() {
            add(target, format!("{part} of {case}"), input);
        }
    }
    for inputs in by_target.values_mut() {
        let whole = inputs.values().find(|input| demand(input.target, &input.bytes).demanded == Demanded::Accept);
        for cut in whole.map(cuts).unwrap_or_default() {
            inputs.entry(cut.name.clone()).or_insert(cut);
        }
    }
    Ok(by_target.into_values().flat_map(BTreeMap::into_values).collect())
}

/// An input that ends too early, at places that are evenly apart.
fn cuts(whole: &Input) -> Vec<Input> {
    let places = (0..CUTS).map(|cut| whole.bytes.len() * cut / CUTS);
    let at = |place: usize| {
        let bytes = whole.bytes[..place].to_vec();
        Input { target: whole.target, name: name(&bytes), about: format!("{} cut after {place} bytes", whole.about), bytes }
    };
    places.map(at).collect()
}

/// The regressions of these targets, as [`crate::corpus::regressions`] finds them.
///
/// # Errors
/// Where a folder or a file cannot be read, with its path.
pub fn regression_inputs(corpus: &Path, targets: &[Artefact]) -> Result<Vec<Input>, String> {
    let mut inputs = Vec::new();
    for &target in targets {
        let found = regressions(corpus, target.as_str())?;
        let input =
            |(file, bytes): (String, Vec<u8>)| Input { target, name: name(&bytes), about: format!("regression {file}"), bytes };
        inputs.extend(found.into_iter().map(input));
    }
    Ok(inputs)
}
