//! The seeds and the regressions of each fuzz target go through its oracles, without a fuzzer.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use relycheck::corpus::{archive, longest, name, regressions};
use relycheck_fuzzing::{ListedDivergence, Peers, Target};
use relycheck_protocol::RelyingParty;
use serde::Deserialize;

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus")
}

/// The files of a folder by name; none where there is no folder.
fn inputs(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let Ok(entries) = std::fs::read_dir(folder) else { return BTreeMap::new() };
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let read = |path: &Path| std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    paths.map(|path| (path.file_name().expect("a name").to_string_lossy().into_owned(), read(&path))).collect()
}

/// Every seed and every regression of a target; the differential ones beside the embedded RP, and the others are for the fuzzer.
fn replay(target: Target) {
    let seeds = inputs(&corpus().join("seeds").join(target.name()));
    assert!(seeds.len() >= 10, "{}: {} seeds", target.name(), seeds.len());
    let longest = longest(&corpus().join("../fuzz"), target).expect("a limit");
    for (file, input) in &seeds {
        assert_eq!(*file, name(input), "{}: a seed is named by its content", target.name());
        assert!(input.len() <= longest, "{}/{file}: {} bytes, and libFuzzer would cut it at {longest}", target.name(), input.len());
    }
    let regressions = regressions(&corpus(), target.name()).expect("the regressions");
    let mut embedded = Vec::from_iter(relycheck::embedded::find("webauthn-rs-core").map(|embedded| (embedded.make)()));
    for (file, input) in seeds.iter().chain(&regressions) {
        let relying_parties = embedded.iter_mut().map(|rp| ("webauthn-rs-core", &mut **rp as &mut dyn RelyingParty)).collect();
        if let Err(finding) = target.check(input, &mut Peers { relying_parties, ..Peers::default() }) {
            panic!("{}/{file}: {finding}", target.name());
        }
    }
}

macro_rules! replayed {
    ($($target:ident)*) => {
        $(
            #[test]
            fn $target() {
                replay(Target::of_name(stringify!($target)).expect("a target"));
            }
        )*

        #[test]
        fn every_target_is_replayed() {
            let tested = [$(stringify!($target)),*];
            assert_eq!(Target::ALL.map(Target::name), tested);
        }
    };
}

replayed! {
    cbor
    authenticator_data
    attestation_object
    cose_key
    client_data
    registration_response
    authentication_response
    verify_registration
    verify_authentication
    differential
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Regressions {
    regression: Vec<Regression>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Regression {
    target: String,
    name: String,
    was: String,
    now: String,
}

#[test]
fn every_regression_says_what_it_was_and_every_word_has_its_file() {
    let folder = corpus().join("regressions");
    let text = std::fs::read_to_string(folder.join("regressions.toml")).expect("the list of regressions");
    let list: Regressions = toml::from_str(&text).expect("a list of regressions");
    let mut listed: BTreeSet<(String, String)> = list.regression.iter().map(|it| (it.target.clone(), it.name.clone())).collect();
    assert_eq!(listed.len(), list.regression.len(), "each is listed once");
    // what shows a listed divergence is explained in relying-parties.toml.
    listed
        .extend(ListedDivergence::all().map(|divergence| (Target::Differential.name().to_owned(), divergence.shown_by.to_owned())));
    let of = |target: Target| {
        let names = regressions(&corpus(), target.name()).expect("the regressions").into_keys();
        names.map(move |name| (target.name().to_owned(), name))
    };
    let present: BTreeSet<(String, String)> = Target::ALL.into_iter().flat_map(of).collect();
    assert_eq!(listed, present);
    assert!(!listed.is_empty());
    assert!(list.regression.iter().all(|it| !it.was.is_empty() && !it.now.is_empty()));
}

#[test]
fn an_archive_is_the_same_bytes_each_time_and_holds_what_it_was_given() {
    let files = BTreeMap::from([("one".to_owned(), vec![1, 2, 3]), ("two".to_owned(), Vec::new())]);
    let bytes = archive(&files).expect("an archive");
    assert_eq!(bytes, archive(&files).expect("an archive"));
    let mut read = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a zip archive");
    for (name, content) in &files {
        let mut found = Vec::new();
        std::io::Read::read_to_end(&mut read.by_name(name).expect("the file"), &mut found).expect("its bytes");
        assert_eq!(found, *content);
    }
    assert_eq!(read.len(), files.len());
}
