//! The CTAP2 canonical CBOR encoding form, judged by its first offence.

use std::cmp::Ordering;
use std::fmt;

use super::validity::{is_utf8, pairs_of};
use super::walk::{Visit, walk};
use super::{Error, Head, Major, Pairs, well_formed};

/// A rule of the canonical form. Where one byte breaks several, the one that stands first here is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// The bytes are not one well-formed item, for this reason.
    NotWellFormed(Error),
    /// An integer is not in its shortest form.
    IntegerNotShortest,
    /// The length of a string, array or map is not in its shortest form.
    LengthNotShortest,
    /// A string, array or map is in indefinite form.
    IndefiniteLength,
    /// A text string is not UTF-8.
    InvalidUtf8,
    /// A key has the value of an earlier key of its map.
    DuplicateKey,
    /// A key sorts before the key in front of it: by major type, then by length of the encoding, then by its bytes.
    KeyOrder,
    /// There is a tag.
    Tag,
}

impl Rule {
    fn rank(self) -> u8 {
        match self {
            Self::NotWellFormed(_) => 0,
            Self::IntegerNotShortest => 1,
            Self::LengthNotShortest => 2,
            Self::IndefiniteLength => 3,
            Self::InvalidUtf8 => 4,
            Self::DuplicateKey => 5,
            Self::KeyOrder => 6,
            Self::Tag => 7,
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotWellFormed(error) => return write!(f, "not one well-formed item ({error})"),
            Self::IntegerNotShortest => "an integer in more bytes than it needs",
            Self::LengthNotShortest => "a length in more bytes than it needs",
            Self::IndefiniteLength => "an item of indefinite length",
            Self::InvalidUtf8 => "a text string that is not UTF-8",
            Self::DuplicateKey => "a key that its map already has",
            Self::KeyOrder => "a key that sorts before the one in front of it",
            Self::Tag => "a tag",
        })
    }
}

/// The first place where bytes leave the canonical form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("byte {offset}: {rule}; write the item in CTAP2 canonical form")]
pub struct Offence {
    /// The rule that is broken.
    pub rule: Rule,
    /// Where the item or key begins that breaks it, in bytes from the start.
    pub offset: usize,
}

/// How CTAP2 orders two encoded keys: lower major type first, then the shorter encoding, then bytewise.
#[must_use]
pub fn key_order(left: &[u8], right: &[u8]) -> Ordering {
    let major = |key: &[u8]| key.first().map(|&initial| Major::of(initial));
    major(left).cmp(&major(right)).then(left.len().cmp(&right.len())).then_with(|| left.cmp(right))
}

/// Checks that `bytes` are exactly one item in CTAP2 canonical form, which WebAuthn demands of every encoder
/// (<https://www.w3.org/TR/webauthn-3/#sctn-conforming-all-classes>). Floats are left as they are, and depth is a question of its
/// own: [`super::nesting_depth`].
///
/// # Errors
/// The offence with the lowest offset; bytes that are not well-formed offend at the place of that fault.
pub fn canonical(bytes: &[u8]) -> Result<(), Offence> {
    match well_formed(bytes).and_then(|()| first_offence(bytes)) {
        Ok(None) => Ok(()),
        Ok(Some(offence)) => Err(offence),
        Err(error) => Err(Offence { rule: Rule::NotWellFormed(error), offset: error.offset() }),
    }
}

fn first_offence(bytes: &[u8]) -> Result<Option<Offence>, Error> {
    let mut first: Option<Offence> = None;
    // A map's keys are judged when its head is met, and so before items that stand in front of the offending key.
    let mut note = |rule: Rule, offset: usize| {
        let key = |offence: &Offence| (offence.offset, offence.rule.rank());
        let offence = Offence { rule, offset };
        if first.is_none_or(|first| key(&offence) < key(&first)) {
            first = Some(offence);
        }
    };
    walk(bytes, 0, &mut |Visit { head, end, .. }| {
        if let Some(rule) = head_offence(&head) {
            note(rule, head.offset);
        }
        if !is_utf8(bytes, &head, end) {
            note(Rule::InvalidUtf8, head.offset);
        }
        if head.major == Major::Map {
            let pairs = pairs_of(bytes, &head)?;
            if let Err(duplicate) = pairs.unique() {
                note(Rule::DuplicateKey, duplicate.offset());
            }
            if !pairs.are_ascending()
                && let Some(misplaced) = first_misplaced(bytes, &head)?
            {
                note(Rule::KeyOrder, misplaced);
            }
        }
        Ok(())
    })?;
    Ok(first)
}

fn head_offence(head: &Head) -> Option<Rule> {
    match head.major {
        Major::Tag => Some(Rule::Tag),
        _ if head.argument.is_none() => Some(Rule::IndefiniteLength),
        _ if head.is_shortest() => None,
        Major::Unsigned | Major::Negative => Some(Rule::IntegerNotShortest),
        _ => Some(Rule::LengthNotShortest),
    }
}

/// Where the first key begins that sorts before the one in front of it.
fn first_misplaced(bytes: &[u8], map: &Head) -> Result<Option<usize>, Error> {
    let mut pairs = Pairs::open(bytes, map)?;
    let mut previous: Option<&[u8]> = None;
    while let Some(pair) = pairs.next()? {
        let key = pairs.encoded_key();
        if previous.is_some_and(|previous| key_order(previous, key) == Ordering::Greater) {
            return Ok(Some(pair.key.offset));
        }
        previous = Some(key);
    }
    Ok(None)
}
