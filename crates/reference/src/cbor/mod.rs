//! The reader of CBOR: minicbor head by head, with a classification of what was read.
//!
//! The checks read through the same code, so what a test finds out here holds for them.

mod canonical;
mod item;

pub(crate) use canonical::{canonical_length, check_canonical, check_valid};
pub(crate) use item::{Item, OverlongBytes, Tree};

/// An offence against a rule of CBOR.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}, at byte {offset}")]
pub struct Fault {
    /// Where the offending item begins, counted from the start of what was read.
    pub offset: usize,
    /// What is wrong.
    pub what: &'static str,
}

/// What some bytes are in terms of RFC 8949 and of CTAP's canonical form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Classification {
    /// Exactly one well-formed item (RFC 8949, section 3), and nothing after it.
    pub well_formed: bool,
    /// How many bytes follow the first item; 0 where there is none.
    pub trailing: usize,
    /// Well-formed, no map key twice, all text UTF-8 (RFC 8949, section 5.3.1).
    pub valid: bool,
    /// Valid and in CTAP2 canonical form. Nesting is not part of it.
    pub canonical: bool,
    /// How many arrays and maps lie inside one another at the deepest place of the first item.
    pub nesting: usize,
}

/// Classifies any bytes. Time and memory grow with their number, not with the lengths that they declare or with their nesting.
#[must_use]
pub fn classify(bytes: &[u8]) -> Classification {
    let Ok(tree) = Tree::read(bytes, OverlongBytes::Refuse) else {
        return Classification { well_formed: false, trailing: 0, valid: false, canonical: false, nesting: 0 };
    };
    let trailing = bytes.len().saturating_sub(tree.len());
    let well_formed = trailing == 0;
    Classification {
        well_formed,
        trailing,
        valid: well_formed && check_valid(tree.root()).is_ok(),
        canonical: well_formed && check_canonical(tree.root()).is_ok(),
        nesting: tree.nesting,
    }
}
