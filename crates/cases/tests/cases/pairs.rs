//! The pairs of environments that share a credential, and the journeys made of them.

use std::collections::BTreeSet;

use relycheck_cases::{Catalogue, Kind, catalogue, pair_list};
use relycheck_platforms::load;

#[test]
fn the_pairs_are_those_of_the_snapshot() {
    let pairs = pair_list(load());
    assert_eq!(pairs.iter().collect::<BTreeSet<_>>().len(), pairs.len(), "each once");
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../../../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("pairs", format!("{} pairs\n{}\n", pairs.len(), pairs.join("\n"))));
}

#[test]
fn every_pair_is_a_journey_there_and_back() {
    let journeys: Vec<_> = catalogue().cases().iter().filter(|case| case.id.starts_with("journey/pair/")).collect();
    assert_eq!(journeys.len(), pair_list(load()).len());
    for case in journeys {
        let kinds: Vec<Kind> = case.script.ceremonies.iter().map(|ceremony| ceremony.kind).collect();
        assert_eq!(kinds[0], Kind::Create, "{}", case.id);
        assert!(kinds.len() > 1 && kinds[1..].iter().all(|kind| *kind == Kind::Get), "{}", case.id);
        assert!(case.deliveries().all(|delivery| delivery.credential == 0), "{}: one credential throughout", case.id);
        let be: BTreeSet<bool> = case.deliveries().map(|delivery| delivery.emission.be).collect();
        assert_eq!(be.len(), 1, "{}: BE is fixed for the life of a credential", case.id);
    }
}

#[test]
fn an_environment_that_no_longer_shares_a_pool_loses_its_pairs_and_their_cases() {
    let mut changed = load().clone();
    let environment = "chrome120-macos14-keychain-on-touchid-none";
    let it = changed.environments.iter_mut().find(|it| it.id == environment).expect("the environment exists");
    it.shares_credential.retain(|pool| pool != "icloud-keychain");
    let set = |list: Vec<String>| list.into_iter().collect::<BTreeSet<_>>();
    let (before, after) = (set(pair_list(load())), set(pair_list(&changed)));
    let gone: Vec<&String> = before.difference(&after).collect();
    assert!(!gone.is_empty() && after.is_subset(&before));
    assert!(gone.iter().all(|pair| pair.contains(environment) && pair.ends_with("(icloud-keychain)")), "{gone:?}");
    let catalogue = Catalogue::from_platforms(&changed);
    let journeys = catalogue.cases().iter().filter(|case| case.id.starts_with("journey/pair/")).count();
    assert_eq!(journeys, after.len());
}
