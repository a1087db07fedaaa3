//! Keys that an algorithm defines as one string: ML-DSA.

use super::{LABEL_KTY, LABEL_PUB};
use crate::cbor::Item;
use crate::check::Id;
use crate::findings::Findings;
use crate::public_key::PublicKey;
use crate::reader::algorithm::Lattice;

pub(super) fn read(findings: &mut Findings, root: Item<'_, '_>, set: Lattice) -> Option<PublicKey> {
    let key = root.at_label(LABEL_PUB).and_then(Item::bytes).and_then(|bytes| PublicKey::from_lattice(bytes, set));
    let has_type = root.at_label(LABEL_KTY).is_some();
    let fault = || "the key has no kty (label 1), or no pub (label -1) of the algorithm's length; add both".to_owned();
    let key = match key {
        Some(key) if has_type => findings.gate(Id::Cose3, Ok(key), || None),
        key => findings.gate(Id::Cose3, Err(fault()), || key),
    }?;
    for id in [Id::Cose10, Id::Cose5, Id::Cose11, Id::Cose12, Id::Cose14] {
        findings.not_there(id);
    }
    Some(key)
}
