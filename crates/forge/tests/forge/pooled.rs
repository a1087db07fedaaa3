//! Keys of the pool by themselves: found by their public key, and signing as a whole response is signed.

use relycheck_forge::{Algorithm, Emission, Forge, KeyShape, Seed};

use crate::opened::Ceremony::Assertion;
use crate::opened::{Setting, sha256};
use crate::verified::{Members, verifies};

#[test]
fn a_key_is_found_by_its_public_key_and_signs_what_an_assertion_has() {
    let forge = Forge::new(Seed(0));
    for algorithm in Algorithm::ALL {
        let setting = Setting::default();
        let emission = Emission { algorithm, ..Emission::default() };
        let assertion = setting.valid(Assertion, &emission);
        let public_key = setting.credential(&emission).public_key();
        let found = forge.key_of(&public_key).unwrap_or_else(|| panic!("{algorithm:?}"));
        assert_eq!((found.algorithm(), found.public_key()), (algorithm, public_key.clone()));
        let hash = sha256(&assertion.client_data);
        assert_eq!(Some(found.sign(&[&assertion.authenticator_data, &hash])), assertion.signature, "{algorithm:?}");
        let signature = found.sign(&[b"other ", b"bytes"]);
        assert!(verifies(&Members::read(&public_key), algorithm, b"other bytes", &signature), "{algorithm:?}");
    }
}

#[test]
fn keys_whose_coordinates_begin_with_zero_are_found_too() {
    let forge = Forge::new(Seed(0));
    for key in [KeyShape::ShortX, KeyShape::ShortY] {
        let credential = forge.credential("a case", 0, &Emission { key, ..Emission::default() });
        assert!(forge.key_of(&credential.public_key()).is_some(), "{key:?}");
    }
}

#[test]
fn a_key_of_another_forge_or_with_one_byte_changed_is_not_found() {
    let (forge, other) = (Forge::new(Seed(0)), Forge::new(Seed(1)));
    let key = forge.pooled_key(Algorithm::Es256, 3).public_key();
    assert!(forge.key_of(&key).is_some());
    assert!(other.key_of(&key).is_none());
    let mut changed = key;
    *changed.last_mut().expect("a key") ^= 1;
    assert!(forge.key_of(&changed).is_none());
    assert!(forge.key_of(b"\xa0").is_none());
}

#[test]
fn under_another_algorithm_a_pair_signs_otherwise() {
    let key = Forge::new(Seed(0)).pooled_key(Algorithm::Rs256, 0);
    let members = Members::read(&key.public_key());
    let signature = key.by(Algorithm::Ps256).sign(&[b"bytes"]);
    assert!(verifies(&members, Algorithm::Ps256, b"bytes", &signature));
    assert!(!verifies(&members, Algorithm::Rs256, b"bytes", &signature));
}
