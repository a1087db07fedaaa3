//! Certificates and paths of them, as the reference RP reads them.

use super::hand_made::signing_key;
use super::hand_made_certificates::*;
use crate::check::Ceremony;
use crate::findings::Findings;
use crate::mutant::Tolerance;
use crate::reader::algorithm::{Curve, Hash, Padding, Scheme};
use crate::reader::certificate::{Aaguid, Certificate};
use crate::trust_path::verify;

fn findings() -> Findings {
    Findings::new(Ceremony::Registration, None)
}

fn path(enclosed: &[Certificate], anchors: &[Certificate]) -> Result<Vec<Tolerance>, String> {
    verify(&findings(), enclosed, anchors)
}

#[test]
fn a_certificate_fills_the_bytes() {
    let der = leaf().der(&root());
    assert!(Certificate::read(&der).is_ok());
    assert!(Certificate::read(&der[..der.len() - 1]).is_err());
    assert!(Certificate::read(&[&der[..], &[0]].concat()).is_err());
    assert!(Certificate::read(b"").is_err());
    let twice = Holder::of("leaf", 2, &[authority(None), usage(0b0000_0100), authority(None)]).der(&root());
    assert!(Certificate::read(&twice).is_err_and(|fault| fault.contains("2.5.29.19 stands twice")));
}

#[test]
fn a_signature_is_verified_by_the_key_and_the_algorithm_that_are_named() {
    let p384 = p384::ecdsa::SigningKey::from_slice(&[3; 48]).unwrap();
    let pairs = [Pair::p256(1), Pair::P384(p384), Pair::Ed25519(ed25519_dalek::SigningKey::from_bytes(&[4; 32]))];
    let issuers: Vec<Holder> = pairs.into_iter().map(|pair| Holder { pair, ..root() }).collect();
    let certificates: Vec<Certificate> = issuers.iter().map(|issuer| issuer.issued_by(issuer)).collect();
    for (place, issuer) in issuers.iter().enumerate() {
        let certificate = leaf().issued_by(issuer);
        for (other, by) in certificates.iter().enumerate() {
            assert_eq!(certificate.is_signed_by(by, &findings()), place == other, "{place} by {other}");
        }
        let mut der = leaf().der(issuer);
        *der.last_mut().unwrap() ^= 1;
        assert!(!Certificate::read(&der).unwrap().is_signed_by(&certificates[place], &findings()));
    }
    // what is signed names the algorithm too, and of none of these is anything verified.
    let of = |algorithm: &[u8]| {
        let der = leaf().der(&root());
        let from = tagged(OID, ECDSA_WITH_SHA256);
        let places: Vec<usize> = (0..der.len() - from.len()).filter(|at| der[*at..].starts_with(&from)).collect();
        let mut changed = der.clone();
        changed[places[1]..][..from.len()].copy_from_slice(&tagged(OID, algorithm));
        Certificate::read(&changed).unwrap().is_signed_by(&root().issued_by(&root()), &findings())
    };
    assert!(of(ECDSA_WITH_SHA256));
    assert!(!of(ECDSA_WITH_SHA384) && !of(ECDSA_WITH_SHA512) && !of(b"\x2a\x86\x48\xce\x3d\x04\x03\x07"));
}

#[test]
fn a_key_is_one_for_the_schemes_of_its_type() {
    let of = |algorithm: &[u8], key: &[u8]| {
        let pair = Pair::Public(sequence(&[algorithm, &bit_string(key)]));
        let certificate = Holder { pair, ..leaf() }.issued_by(&root());
        let schemes = [
            Scheme::Ecdsa(Curve::P256, Hash::Sha256),
            Scheme::EdDsa(Curve::Ed25519),
            Scheme::EdDsa(Curve::Ed448),
            Scheme::Rsa(Padding::Pkcs1),
        ];
        schemes.map(|scheme| certificate.key(scheme).is_some())
    };
    let ec = |curve: &[u8]| sequence(&[&tagged(OID, EC_PUBLIC_KEY), &tagged(OID, curve)]);
    let p256 = signing_key(9).verifying_key().to_sec1_bytes().to_vec();
    let p384 = p384::ecdsa::SigningKey::from_slice(&[9; 48]).unwrap().verifying_key().to_sec1_bytes().to_vec();
    let p521 =
        p521::ecdsa::SigningKey::from_slice(&[&[0], &[9; 65][..]].concat()).unwrap().verifying_key().to_sec1_bytes().to_vec();
    let ed25519 = ed25519_dalek::SigningKey::from_bytes(&[9; 32]).verifying_key().to_bytes();
    let ed448 = ed448_goldilocks::SigningKey::try_from(&[9; 57][..]).unwrap().verifying_key().to_bytes();
    let modulus = tagged(INTEGER, &[&[0], &[0xc3; 256][..]].concat());
    let rsa = sequence(&[&modulus, &tagged(INTEGER, &[1, 0, 1])]);
    let only = |place| std::array::from_fn::<_, 4, _>(|at| at == place);
    assert_eq!(of(&ec(P256), &p256), only(0));
    assert_eq!(of(&ec(P384), &p384), only(0));
    assert_eq!(of(&ec(P521), &p521), only(0));
    assert_eq!(of(&sequence(&[&tagged(OID, ED25519)]), &ed25519), only(1));
    assert_eq!(of(&sequence(&[&tagged(OID, ED448)]), ed448.as_ref()), only(2));
    let of_rsa = |key: &[u8]| of(&sequence(&[&tagged(OID, RSA_ENCRYPTION), &[5, 0]]), key);
    assert_eq!(of_rsa(&rsa), only(3));
    // more than a verification should take, something behind the numbers, and no number.
    let numbers = |n: usize, e: usize| {
        let number = |octets: usize| tagged(INTEGER, &[&[0], &vec![0xc3; octets][..]].concat());
        sequence(&[&number(n), &number(e)])
    };
    assert_eq!([of_rsa(&numbers(512, 8)), of_rsa(&numbers(513, 8)), of_rsa(&numbers(512, 9))], [only(3), [false; 4], [false; 4]]);
    assert_eq!(of_rsa(&sequence(&[&modulus, &tagged(INTEGER, &[3]), &[5, 0]])), [false; 4]);
    assert_eq!(of_rsa(&sequence(&[&tagged(OCTET_STRING, &[0xc3; 256]), &tagged(INTEGER, &[3])])), [false; 4]);
    // of a curve that is not known, and of a point of another curve.
    assert_eq!(of(&ec(b"\x2b\x81\x04\x00\x0a"), &p256), [false; 4]);
    assert_eq!(of(&ec(P384), &p256), [false; 4]);
}

#[test]
fn only_a_ca_may_issue_and_no_longer_a_path_than_it_says() {
    let may = |extensions: &[Vec<u8>], between| Holder::of("root", 1, extensions).issued_by(&root()).may_issue(between);
    assert!(may(&[authority(None)], 0) && may(&[authority(None)], 9));
    assert!(may(&[authority(Some(1))], 1) && !may(&[authority(Some(1))], 2));
    assert!(!may(&[], 0));
    assert!(!may(&[extension(BASIC_CONSTRAINTS, true, &sequence(&[]))], 0));
    assert!(may(&[authority(None), usage(0b0000_0100)], 0));
    assert!(!may(&[authority(None), usage(0b1000_0000)], 0));
    assert!(!may(&[authority(None), extension(KEY_USAGE, true, &[5, 0])], 0));
}

#[test]
fn critical_extensions_are_those_that_are_looked_at() {
    let unknown = |extensions: &[Vec<u8>]| Holder::of("leaf", 2, extensions).issued_by(&root()).has_unknown_critical_extension();
    let other = |critical| extension(b"\x2a\x03", critical, &[5, 0]);
    assert!(!unknown(&[authority(None), usage(0b0000_0100)]));
    assert!(!unknown(&[other(false)]) && unknown(&[other(true)]));
}

#[test]
fn the_extensions_of_the_standard_are_read() {
    let of = |extensions: &[Vec<u8>]| Holder::of("leaf", 2, extensions).issued_by(&root());
    let aaguid = |critical, content: &[u8]| of(&[extension(AAGUID, critical, content)]).aaguid();
    let wrapped = tagged(OCTET_STRING, &[7; 16]);
    assert!(matches!(aaguid(false, &wrapped), Aaguid::Is(found) if found == [7; 16]));
    assert!(matches!(of(&[]).aaguid(), Aaguid::Absent));
    assert!(matches!(aaguid(true, &wrapped), Aaguid::Malformed(_)));
    assert!(matches!(aaguid(false, &[7; 16]), Aaguid::Malformed(_)));
    assert!(matches!(aaguid(false, &tagged(OCTET_STRING, &[7; 17])), Aaguid::Malformed(_)));
    let firmware = |critical, content: &[u8]| of(&[extension(FIRMWARE, critical, content)]).has_sound_firmware_version();
    assert!(of(&[]).has_sound_firmware_version());
    assert!(firmware(false, &[INTEGER, 1, 0]) && firmware(false, &[INTEGER, 2, 0, 0x80]));
    assert!(!firmware(true, &[INTEGER, 1, 0]));
    assert!(!firmware(false, &[INTEGER, 1, 0x80]));
    assert!(!firmware(false, &[OCTET_STRING, 1, 0]));
    assert!(!firmware(false, b""));
}

#[test]
fn a_path_ends_in_an_anchor() {
    let (root, leaf) = (root(), leaf());
    let between = Holder::of("between", 3, &[authority(None)]);
    let anchors = [root.issued_by(&root)];
    assert_eq!(path(&[leaf.issued_by(&root)], &anchors), Ok(vec![]));
    assert!(path(&[leaf.issued_by(&root)], &[]).is_err());
    assert!(path(&[], &anchors).is_err());
    let enclosed = [leaf.issued_by(&between), between.issued_by(&root)];
    assert_eq!(path(&enclosed, &anchors), Ok(vec![Tolerance::IntermediateEnclosed]));
    assert!(path(&enclosed[..1], &anchors).is_err());
    assert_eq!(path(&enclosed[..1], &[between.issued_by(&root)]), Ok(vec![Tolerance::IntermediateNotEnclosed]));
    assert_eq!(path(&[leaf.issued_by(&root), root.issued_by(&root)], &anchors), Ok(vec![]));
    assert_eq!(path(&enclosed[..1], &[leaf.issued_by(&between)]), Ok(vec![Tolerance::AttestationCertificateTrusted]));

    // the same key under another name, and another key under the same name.
    let renamed = Holder::of("another", 1, &[authority(None)]);
    assert!(path(&[leaf.issued_by(&root)], &[renamed.issued_by(&renamed)]).is_err());
    let forged = Holder::of("root", 7, &[authority(None)]);
    assert!(path(&[leaf.issued_by(&forged)], &anchors).is_err());
    // nobody who is enclosed is an anchor.
    assert!(path(&[leaf.issued_by(&forged), forged.issued_by(&forged)], &anchors).is_err());
}

#[test]
fn whoever_says_to_be_a_ca_or_says_it_unreadably_is_none_for_an_authenticator() {
    let is_none = |extensions: &[Vec<u8>]| Holder::of("leaf", 2, extensions).issued_by(&root()).is_no_authoritys();
    assert!(is_none(&[]) && is_none(&[extension(BASIC_CONSTRAINTS, true, &sequence(&[]))]));
    assert!(!is_none(&[authority(None)]));
    assert!(!is_none(&[extension(BASIC_CONSTRAINTS, true, b"\x04\x00")]));
}

#[test]
fn a_path_is_the_shortest_one_whatever_the_order() {
    let (root, leaf) = (Holder::of("root", 1, &[authority(Some(2))]), leaf());
    let [issuer, near, far] = [("issuer", 3), ("near", 4), ("far", 5)].map(|(name, key)| Holder::of(name, key, &[authority(None)]));
    let anchors = [root.issued_by(&root)];
    for issuers in [[&near, &far], [&far, &near]] {
        let mut enclosed = vec![leaf.issued_by(&issuer)];
        enclosed.extend(issuers.map(|by| issuer.issued_by(by)));
        enclosed.extend([far.issued_by(&near), near.issued_by(&root)]);
        assert!(path(&enclosed, &anchors).is_ok());
    }
}

#[test]
fn a_ca_that_has_certified_a_new_key_of_its_own_counts_as_one() {
    let root = Holder::of("root", 1, &[authority(Some(0))]);
    let renewed = Holder::of("root", 6, &[authority(None)]);
    let (leaf, anchors) = (leaf(), [root.issued_by(&root)]);
    assert!(path(&[leaf.issued_by(&renewed), renewed.issued_by(&root)], &anchors).is_ok());
    let other = Holder::of("other", 6, &[authority(None)]);
    assert!(path(&[leaf.issued_by(&other), other.issued_by(&root)], &anchors).is_err());
}

#[test]
fn a_path_is_looked_for_in_so_many_certificates_and_no_more() {
    let (root, leaf) = (root(), leaf());
    let of = |count: usize| {
        let mut enclosed = vec![leaf.issued_by(&root)];
        enclosed.extend((1..count).map(|_| root.issued_by(&root)));
        path(&enclosed, &[root.issued_by(&root)]).is_ok()
    };
    assert!(of(32) && !of(33));
}

#[test]
fn each_certificate_of_a_path_counts() {
    let (root, leaf) = (root(), leaf());
    let anchors = [root.issued_by(&root)];
    let through = |between: &Holder| path(&[leaf.issued_by(between), between.issued_by(&root)], &anchors).is_ok();
    let between = || Holder::of("between", 3, &[authority(None)]);
    assert!(through(&between()));
    assert!(!through(&Holder::of("between", 3, &[])), "no CA");
    assert!(!through(&Holder { years: ["20", "25"], ..between() }), "expired");
    assert!(!through(&Holder { years: ["27", "49"], ..between() }), "not valid yet");
    assert!(!through(&Holder::of("between", 3, &[authority(None), extension(b"\x2a\x03", true, &[5, 0])])), "critical and unknown");
    for years in [["20", "25"], ["27", "49"]] {
        let lapsed = Holder { years, ..self::leaf() }.issued_by(&root);
        assert!(path(&[lapsed], &anchors).is_err());
    }
    // an anchor is trusted as it is.
    let old = Holder { years: ["20", "25"], ..self::root() };
    assert!(path(&[leaf.issued_by(&old)], &[old.issued_by(&old)]).is_ok());

    let (first, second) = (Holder::of("first", 4, &[authority(Some(0))]), Holder::of("second", 5, &[authority(None)]));
    let enclosed = [leaf.issued_by(&second), second.issued_by(&first), first.issued_by(&root)];
    assert!(path(&enclosed, &anchors).is_err(), "one CA more than the first allows");
    let enclosed = [leaf.issued_by(&first), first.issued_by(&second), second.issued_by(&root)];
    assert!(path(&enclosed, &anchors).is_ok());
    let short = Holder::of("root", 1, &[authority(Some(1))]);
    assert!(path(&enclosed, &[short.issued_by(&short)]).is_err(), "the anchor's counts too");
}

#[test]
fn certificates_that_have_issued_each_other_lead_nowhere() {
    let (one, other) = (Holder::of("one", 4, &[authority(None)]), Holder::of("other", 5, &[authority(None)]));
    let (root, leaf) = (root(), leaf());
    let mut enclosed = vec![leaf.issued_by(&one), one.issued_by(&other), other.issued_by(&one)];
    assert!(path(&enclosed, &[root.issued_by(&root)]).is_err());
    // one more that the root has issued for the same name and key.
    enclosed.push(other.issued_by(&root));
    assert!(path(&enclosed, &[root.issued_by(&root)]).is_ok());
}
