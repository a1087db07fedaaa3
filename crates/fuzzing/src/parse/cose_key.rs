//! COSE keys: what is read against the entries of the same map, pulled one by one.

use relycheck_wire::annotate;
use relycheck_wire::cbor::{Reader, well_formed};
use relycheck_wire::cose_key::{CoseKey, EC2, OKP, RSA};

use super::{ANNOTATED, covers, expect, is_sampled};
use crate::Finding;

const ORACLE: &str = "parse::cose_key";

/// Runs the oracles over bytes that may be a COSE key.
pub(super) fn check(input: &[u8]) -> Result<(), Finding> {
    if let Ok(key) = CoseKey::parse(input) {
        expect(ORACLE, well_formed(input).is_ok(), || "accepted, and not one well-formed item".to_owned())?;
        expect(ORACLE, key.as_bytes() == input, || "the raw bytes are not the input".to_owned())?;
        members(input, &key)?;
    }
    if is_sampled(input, ANNOTATED) { covers(ORACLE, input, &annotate::cose(input)) } else { Ok(()) }
}

/// Each value stands behind its label: RFC 9052, section 7.1; RFC 9053, section 7; RFC 8230, section 4.
fn members(input: &[u8], key: &CoseKey<'_>) -> Result<(), Finding> {
    let mut reader = Reader::new(input);
    let Ok(mut entries) = reader.map() else { return expect(ORACLE, false, || "accepted, and no map".to_owned()) };
    let mut seen = [false; 5];
    let mut others = 0;
    while entries.advance(&mut reader) == Ok(true) {
        let label = reader.clone().integer();
        if reader.item().is_err() {
            break;
        }
        let value = reader.clone();
        if reader.item().is_err() {
            break;
        }
        let number = || value.clone().integer().ok();
        let string = || value.clone().bytes().ok();
        let (slot, holds) = match (key.kty, label) {
            (kty, Ok(1)) => (0, number() == Some(kty)),
            (_, Ok(3)) => (1, key.alg.is_some() && number() == key.alg),
            (OKP | EC2, Ok(-1)) => (2, key.crv.is_some() && number() == key.crv),
            (OKP | EC2, Ok(-2)) => (3, key.x.is_some() && string() == key.x),
            (EC2, Ok(-3)) => (4, key.y.is_some() && string() == key.y),
            (RSA, Ok(-1)) => (2, key.n.is_some() && string() == key.n),
            (RSA, Ok(-2)) => (3, key.e.is_some() && string() == key.e),
            _ => {
                others += 1;
                continue;
            }
        };
        expect(ORACLE, holds && !seen[slot], || {
            format!("the value of label {label:?} is not the one behind it, or it stands twice")
        })?;
        seen[slot] = true;
    }
    let read = [true, key.alg.is_some(), key.crv.or(key.n.map(|_| 0)).is_some(), key.x.or(key.e).is_some(), key.y.is_some()];
    expect(ORACLE, read == seen, || format!("read {read:?} of {seen:?}: kty, alg, crv or n, x or e, y"))?;
    expect(ORACLE, others == key.other_labels, || format!("{} other labels of {others}", key.other_labels))
}
