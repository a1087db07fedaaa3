//! Keys with two coordinates: RFC 9053, section 7.1.1.

use super::{LABEL_CRV, LABEL_KTY, LABEL_X, LABEL_Y, in_width, tolerate_leading_zero};
use crate::cbor::Item;
use crate::check::Id;
use crate::findings::Findings;
use crate::public_key::PublicKey;
use crate::reader::algorithm::{Curve, Hash};

/// The parameters as they are.
#[derive(Clone, Copy)]
struct Parameters<'k> {
    curve: Option<i64>,
    x: &'k [u8],
    y: Y<'k>,
}

/// The second coordinate, or which of the two possible ones it is.
#[derive(Clone, Copy)]
enum Y<'k> {
    Coordinate(&'k [u8]),
    Sign(bool),
}

pub(super) fn read(findings: &mut Findings, root: Item<'_, '_>, curve: Curve, hash: Hash) -> Option<PublicKey> {
    let found = parameters(root);
    let missing = match found {
        None => Some("x (label -2) or no y (label -3)"),
        Some(_) if root.at_label(LABEL_KTY).is_none() => Some("kty (label 1)"),
        Some(found) if found.curve.is_none() => Some("crv (label -1)"),
        Some(_) => None,
    };
    let strict = match (found, missing) {
        (Some(found), None) => Ok(found),
        (_, missing) => Err(format!("the key has no {}; add it", missing.unwrap_or_default())),
    };
    let parameters = findings.gate(Id::Cose3, strict, || found)?;

    findings.not_there(Id::Cose14);
    let consistent = match parameters.curve {
        Some(number) if number != curve.number() => {
            Err(format!("crv is {number}, where the key's alg asks for {}; make a key of the algorithm", curve.number()))
        }
        _ => Ok(curve),
    };
    let by_length = || [Curve::P256, Curve::P384, Curve::P521].into_iter().find(|curve| curve.width() == parameters.x.len());
    let curve = findings.gate(Id::Cose10, consistent, || by_length().or(Some(curve)))?;

    let uncompressed = match parameters.y {
        Y::Coordinate(_) => Ok(parameters.y),
        Y::Sign(_) => Err("the key's point is compressed; write y as a byte string".to_owned()),
    };
    let y = findings.gate(Id::Cose5, uncompressed, || Some(parameters.y))?;

    let width = curve.width();
    let fits = |number: &[u8]| number.len() == width;
    let right = fits(parameters.x) && if let Y::Coordinate(y) = y { fits(y) } else { true };
    let point = |x: &[u8]| -> Option<Vec<u8>> {
        match y {
            Y::Coordinate(y) => Some([&[0x04], x, in_width(y, width)?.as_slice()].concat()),
            Y::Sign(odd) => Some([&[0x02 | u8::from(odd)], x].concat()),
        }
    };
    let lenient = || in_width(parameters.x, width).and_then(|x| point(&x));
    let strict = right.then(|| point(parameters.x)).flatten();
    let strict = strict.ok_or_else(|| format!("x and y are not of {width} bytes; keep leading zeros and add none"));
    let point = findings.gate(Id::Cose11, strict, lenient)?;
    tolerate_leading_zero(findings, &[parameters.x, if let Y::Coordinate(y) = y { y } else { &[1] }]);

    let on_curve = PublicKey::from_point(&point, curve, hash)
        .ok_or_else(|| "the key's point does not lie on its curve; send the authenticator's key".to_owned());
    findings.gate(Id::Cose12, on_curve, || Some(PublicKey::Unusable))
}

fn parameters<'t>(root: Item<'t, '_>) -> Option<Parameters<'t>> {
    let y = root.at_label(LABEL_Y)?;
    Some(Parameters {
        curve: root.at_label(LABEL_CRV).and_then(Item::integer),
        x: root.at_label(LABEL_X)?.bytes()?,
        y: match y.boolean() {
            Some(odd) => Y::Sign(odd),
            None => Y::Coordinate(y.bytes()?),
        },
    })
}
