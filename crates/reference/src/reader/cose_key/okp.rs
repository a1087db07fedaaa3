//! Keys that are one string of octets: RFC 9053, section 7.2.

use super::{LABEL_CRV, LABEL_KTY, LABEL_X};
use crate::cbor::Item;
use crate::check::Id;
use crate::findings::Findings;
use crate::public_key::PublicKey;
use crate::reader::algorithm::Curve;

pub(super) fn read(findings: &mut Findings, root: Item<'_, '_>, curve: Curve) -> Option<PublicKey> {
    let x = root.at_label(LABEL_X).and_then(Item::bytes);
    let number = root.at_label(LABEL_CRV).and_then(Item::integer);
    let complete = x.filter(|_| number.is_some() && root.at_label(LABEL_KTY).is_some());
    let strict = complete.ok_or_else(|| "the key has no kty (label 1), crv (label -1) or x (label -2); add all three".to_owned());
    let x = findings.gate(Id::Cose3, strict, || x)?;

    let consistent = match number {
        Some(number) if number != curve.number() => {
            Err(format!("crv is {number}, where the key's alg asks for {}; make a key of the algorithm", curve.number()))
        }
        _ => Ok(curve),
    };
    let by_length = || [Curve::Ed25519, Curve::Ed448].into_iter().find(|curve| curve.width() == x.len());
    let curve = findings.gate(Id::Cose10, consistent, || by_length().or(Some(curve)))?;

    findings.not_there(Id::Cose5);
    findings.not_there(Id::Cose14);
    let width = curve.width();
    let strict = (x.len() == width).then(|| x.to_vec()).ok_or_else(|| format!("x is not of {width} bytes; send all of it"));
    // its octets come with the lowest first.
    let x = findings.gate(Id::Cose11, strict, || {
        let mut filled = x.to_vec();
        filled.resize(width, 0);
        Some(filled)
    })?;
    let on_curve = PublicKey::from_octets(&x, curve)
        .ok_or_else(|| "the key's point does not lie on its curve; send the authenticator's key".to_owned());
    findings.gate(Id::Cose12, on_curve, || Some(PublicKey::Unusable))
}
