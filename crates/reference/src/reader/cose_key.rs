//! COSE keys: what their members have to be, and the key that they make.
//!
//! <https://www.w3.org/TR/webauthn-3/#sctn-alg-identifier>

mod akp;
mod ec2;
mod okp;
mod rsa;

use crate::cbor::{Item, OverlongBytes, Tree};
use crate::check::Id;
use crate::findings::Findings;
use crate::mutant::Tolerance;
use crate::public_key::PublicKey;
use crate::reader::algorithm::{Curve, ES256, Hash, KTY_EC2, KTY_OKP, KTY_RSA, Padding, Scheme, algorithm};

const LABEL_KTY: i64 = 1;
const LABEL_ALG: i64 = 3;
const LABEL_KEY_OPS: i64 = 4;
const LABEL_CRV: i64 = -1;
const LABEL_X: i64 = -2;
const LABEL_Y: i64 = -3;
const LABEL_N: i64 = -1;
const LABEL_E: i64 = -2;
const LABEL_PUB: i64 = -1;

/// The operation `verify`: RFC 9052, section 7.1.
const OPERATION_VERIFY: i64 = 2;

/// A key with the algorithm that it states.
pub(crate) struct CredentialKey {
    pub(crate) algorithm: i128,
    pub(crate) key: PublicKey,
}

/// Runs the checks on a key and gives what it is, as leniently as a check that is off has it. Whether its algorithm was offered is asked
/// where there is an offer.
pub(crate) fn read(findings: &mut Findings, encoding: &[u8], offered: Option<&[i64]>) -> Option<CredentialKey> {
    let tree = Tree::read(encoding, OverlongBytes::Refuse).ok()?;
    let root = tree.root();
    let stated = findings.gate(Id::Cose1, stated_algorithm(root), || Some(i128::from(ES256)))?;
    if let Some(offered) = offered {
        findings.rule(Id::Reg20, offered.iter().any(|one| i128::from(*one) == stated), || {
            format!("the key's alg is {stated}, which was not offered; make a key of an offered algorithm")
        });
    }
    // one of another algorithm, whose parameters are not examined: this relying party never verifies with it.
    let Some((scheme, tolerance)) = algorithm(stated) else {
        return Some(CredentialKey { algorithm: stated, key: PublicKey::Unusable });
    };
    if let Some(tolerance) = tolerance {
        findings.tolerate(tolerance, true);
    }
    let scheme = findings.gate(Id::Cose17, suiting(root, scheme), || scheme_of_type(root).or(Some(scheme)))?;
    check_members(findings, root, scheme);
    let key = match scheme {
        Scheme::Ecdsa(curve, hash) => ec2::read(findings, root, curve, hash),
        Scheme::EdDsa(curve) => okp::read(findings, root, curve),
        Scheme::Rsa(padding) => rsa::read(findings, root, padding),
        Scheme::MlDsa(set) => akp::read(findings, root, set),
    }?;
    Some(CredentialKey { algorithm: stated, key })
}

fn stated_algorithm(root: Item<'_, '_>) -> Result<i128, String> {
    root.at_label(LABEL_ALG).and_then(Item::number).ok_or_else(|| "the key has no number as alg (label 3); add it".to_owned())
}

/// The scheme, where kty is that of the algorithm. Whether there is a kty is asked later.
fn suiting(root: Item<'_, '_>, scheme: Scheme) -> Result<Scheme, String> {
    match root.at_label(LABEL_KTY) {
        Some(kty) if kty.integer() != Some(scheme.kty()) => {
            Err(format!("kty is not {}, as the key's alg has it; make a key of the algorithm", scheme.kty()))
        }
        _ => Ok(scheme),
    }
}

/// What a relying party takes that looks at type and curve of the key alone.
pub(crate) fn scheme_of_type(root: Item<'_, '_>) -> Option<Scheme> {
    let curve = root.at_label(LABEL_CRV).and_then(Item::integer);
    match (root.at_label(LABEL_KTY).and_then(Item::integer)?, curve) {
        (KTY_EC2, Some(1)) => Some(Scheme::Ecdsa(Curve::P256, Hash::Sha256)),
        (KTY_EC2, Some(2)) => Some(Scheme::Ecdsa(Curve::P384, Hash::Sha384)),
        (KTY_EC2, Some(3)) => Some(Scheme::Ecdsa(Curve::P521, Hash::Sha512)),
        (KTY_OKP, Some(7)) => Some(Scheme::EdDsa(Curve::Ed448)),
        (KTY_OKP, Some(6)) => Some(Scheme::EdDsa(Curve::Ed25519)),
        (KTY_RSA, _) => Some(Scheme::Rsa(Padding::Pkcs1)),
        _ => None,
    }
}

/// The members beside those that the algorithm asks for.
fn check_members(findings: &mut Findings, root: Item<'_, '_>, scheme: Scheme) {
    let operations = root.at_label(LABEL_KEY_OPS);
    let may_verify = operations.is_none_or(|list| list.elements().any(|one| one.integer() == Some(OPERATION_VERIFY)));
    findings.rule(Id::Cose18, may_verify, || "key_ops (label 4) is there without verify (2); leave it out".to_owned());

    let required: &[i64] = match scheme {
        Scheme::Ecdsa(..) => &[LABEL_KTY, LABEL_ALG, LABEL_CRV, LABEL_X, LABEL_Y],
        Scheme::EdDsa(_) | Scheme::Rsa(_) => &[LABEL_KTY, LABEL_ALG, LABEL_CRV, LABEL_X],
        Scheme::MlDsa(_) => &[LABEL_KTY, LABEL_ALG, LABEL_PUB],
    };
    // key_ops that do not allow to verify have a check of their own.
    let is_passed = |label: i64| required.contains(&label) || label == LABEL_KEY_OPS && !may_verify;
    let other = root.entries().find(|(label, _)| !label.integer().is_some_and(is_passed));
    findings.rule(Id::Cose2, other.is_none(), || {
        let name =
            other.and_then(|(label, _)| label.integer()).map_or_else(|| "of another type".to_owned(), |label| label.to_string());
        format!("the key has a member with the label {name} that its algorithm does not ask for; leave it out")
    });
}

/// A number of bytes as a coordinate: the number's own, filled with zeros in front or freed of them; `None` where it is too great.
fn in_width(number: &[u8], width: usize) -> Option<Vec<u8>> {
    let start = number.iter().position(|byte| *byte != 0).unwrap_or(number.len());
    let significant = number.get(start..)?;
    let mut coordinate = vec![0; width.checked_sub(significant.len())?];
    coordinate.extend_from_slice(significant);
    Some(coordinate)
}

/// What a mutant does not put up with in the numbers of a key.
fn tolerate_leading_zero(findings: &mut Findings, coordinates: &[&[u8]]) {
    findings.tolerate(Tolerance::LeadingZeroCoordinate, coordinates.iter().any(|bytes| bytes.first() == Some(&0)));
}
