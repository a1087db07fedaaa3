//! The list of known divergences: readable, real and without superfluous entries.

use relycheck_fuzzing::decoders::{Coset, PasskeyTypes};
use relycheck_fuzzing::divergence::{self, Error, disagreements, read};
use relycheck_fuzzing::{Artefact, Decoder};

/// Those that are asked without being given.
const BUILT_IN: [&str; 3] = ["ciborium", "reference", "serde_json"];

const DECODERS: [&dyn Decoder; 2] = [&Coset, &PasskeyTypes];

#[test]
fn every_entry_is_real_and_no_other_covers_it() {
    let known = read(divergence::TEXT).unwrap();
    assert_eq!(&known, divergence::known());
    for (place, entry) in known.0.iter().enumerate() {
        let seen = disagreements(entry.artefacts[0], &entry.input, &DECODERS);
        let place = place + 1;
        assert!(seen.iter().any(|seen| entry.is(seen)), "entry {place} is shown by no disagreement of its input: {seen:?}");
        for seen in seen.iter().filter(|seen| entry.is(seen)) {
            let other = known.0.iter().filter(|other| *other != entry).find(|other| other.is(seen));
            assert_eq!(other, None, "entry {place} says nothing that this one does not");
        }
    }
}

#[test]
fn every_peer_of_the_list_is_one_that_there_is() {
    for entry in &divergence::known().0 {
        let is_given = DECODERS.iter().any(|decoder| decoder.name() == entry.peer);
        assert!(is_given || BUILT_IN.contains(&&*entry.peer), "{} is no peer", entry.peer);
    }
}

const ENTRY: &str =
    "[[divergence]]\npeer = \"p\"\nartefacts = [\"cbor\"]\nours = [\"accepted\"]\ntheirs = [\"refused\"]\nreason = \"r\"\n";

fn fault(text: &str) -> String {
    read(text).map_or_else(|error| error.to_string(), |known| format!("no fault: {known:?}"))
}

#[test]
fn a_list_that_is_wrong_says_where_and_what_to_do() {
    let good = format!("{ENTRY}hex = \"00\"\n");
    let known = read(&good).unwrap();
    assert_eq!((known.0[0].artefacts.as_slice(), known.0[0].input.as_slice()), (&[Artefact::Cbor][..], &[0][..]));
    assert_eq!(
        fault(&good.replace("\"cbor\"", "\"differential\"")),
        "divergences, entry 1: differential is the name of no artefact; write one of the targets over one artefact"
    );
    assert_eq!(
        fault(&good.replace("[\"accepted\"]", "[]")),
        "divergences, entry 1: artefacts, ours or theirs is empty; name at least one"
    );
    assert_eq!(fault(&good.replace("\"r\"", "\" \"")), "divergences, entry 1: there is no reason; say which sentence decides");
    assert_eq!(fault(ENTRY), "divergences, entry 1: the input is not there or twice; give it as text or as hex");
    assert_eq!(
        fault(&format!("{good}text = \"\"\n")),
        "divergences, entry 1: the input is not there or twice; give it as text or as hex"
    );
    assert!(fault(&format!("{good}\n{ENTRY}hex = \"0G\"\n")).starts_with("divergences, entry 2: hex: "));
    assert!(matches!(read(&good.replace("peer", "pear")), Err(Error::Toml(_))));
}
