//! Which environments share a credential: what is there, what must not be, and that the shared pools decide it.

use std::collections::BTreeSet;

use relycheck_platforms::{Platforms, load, pairs};

fn list(platforms: &Platforms) -> BTreeSet<(String, String, String)> {
    pairs(platforms).iter().map(|it| (it.pool.to_owned(), it.create.id.clone(), it.get.id.clone())).collect()
}

fn pair(pool: &str, create: &str, get: &str) -> (String, String, String) {
    (pool.to_owned(), create.to_owned(), get.to_owned())
}

#[test]
fn what_is_synced_goes_from_browser_to_browser_and_what_is_bound_does_not() {
    let list = list(load());
    let (safari, chrome) = ("safari-macos14-keychain-on-touchid-none", "chrome120-macos14-keychain-on-touchid-none");
    assert!(list.contains(&pair("icloud-keychain", safari, chrome)));
    assert!(list.contains(&pair("icloud-keychain", chrome, safari)));
    assert!(list.contains(&pair("icloud-keychain", safari, safari)), "an environment pairs with itself");
    assert!(list.contains(&pair("chrome-profile", "chrome2023-macos13", chrome)));
    for bound in ["chrome2023-macos13", "edge2023-macos13"] {
        assert!(!list.iter().any(|(_, create, get)| create == bound && get.starts_with("safari")), "{bound}");
    }
}

#[test]
fn legacy_credentials_are_made_under_macos_12_and_used_later() {
    let list = list(load());
    let legacy: Vec<_> = list.iter().filter(|(pool, _, _)| pool == "macos-legacy").collect();
    assert!(legacy.iter().all(|(_, create, _)| create == "legacy-safari-macos12"), "{legacy:?}");
    for get in ["legacy-safari-macos12", "legacy-safari-macos13", "legacy-safari-macos14"] {
        assert!(list.contains(&pair("macos-legacy", "legacy-safari-macos12", get)), "{get}");
    }
}

#[test]
fn an_environment_where_nothing_is_made_pairs_with_none_as_its_maker() {
    for silent in ["safari-macos14-keychain-off-touchid-none", "firefox2023-macos13-platform"] {
        assert!(!list(load()).iter().any(|(_, create, _)| create == silent), "{silent}");
    }
}

#[test]
fn a_pool_that_is_no_longer_shared_takes_its_pairs_along() {
    let chrome = "chrome120-macos14-keychain-on-touchid-none";
    let mut changed = load().clone();
    let environment = changed.environments.iter_mut().find(|it| it.id == chrome).expect("the environment exists");
    environment.shares_credential.retain(|pool| pool != "icloud-keychain");
    let (before, after) = (list(load()), list(&changed));
    let gone: BTreeSet<_> = before.difference(&after).cloned().collect();
    let concerned = |it: &&(String, String, String)| it.0 == "icloud-keychain" && (it.1 == chrome || it.2 == chrome);
    assert_eq!(gone, before.iter().filter(concerned).cloned().collect());
    assert!(!gone.is_empty());
    assert!(after.is_subset(&before));
}

#[test]
fn only_a_broken_response_makes_no_pair() {
    let mut changed = load().clone();
    for outcome in changed.environments.iter_mut().flat_map(|it| &mut it.requests).flat_map(|it| &mut it.outcomes) {
        if let relycheck_platforms::Outcome::Response(response) = outcome {
            response.broken = true;
        }
    }
    assert_eq!(pairs(&changed).len(), 0);
}
