//! Goes through one item head by head, without allocation and with recursion of bounded depth.

use super::head::BREAK;
use super::{Error, Head, Major};

/// How many arrays, maps, tags and indefinite strings may stand within each other. Sixteen times what CTAP2 lets a message use,
/// and little enough for the recursion.
pub const MAX_DEPTH: usize = 64;

/// One head met on the way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Visit {
    pub(super) head: Head,
    /// The first byte after the head, or after the content of a definite string.
    pub(super) end: usize,
    /// Arrays and maps that are open, with this one if it is one.
    pub(super) levels: usize,
}

/// What is open around an item.
#[derive(Debug, Clone, Copy)]
pub(super) struct Around {
    /// Arrays, maps, tags and indefinite strings.
    depth: usize,
    /// Arrays and maps alone.
    levels: usize,
}

impl Around {
    /// Nothing.
    pub(super) const NOTHING: Self = Self { depth: 0, levels: 0 };
    /// One array or map.
    pub(super) const ONE_LEVEL: Self = Self { depth: 1, levels: 1 };
}

/// Goes over the one item at `position`, checking that it is well-formed (RFC 8949 §3 and Appendix C), and gives its end. `visit`
/// sees each head in order, breaks left out; its error ends the walk.
pub(super) fn walk(bytes: &[u8], position: usize, visit: &mut impl FnMut(Visit) -> Result<(), Error>) -> Result<usize, Error> {
    let head = Head::of_item(bytes, position)?;
    walk_from(bytes, head, Around::NOTHING, visit)
}

/// As [`walk`], for an item whose head has been read.
#[inline(always)]
pub(super) fn walk_from<V>(bytes: &[u8], head: Head, around: Around, visit: &mut V) -> Result<usize, Error>
where
    V: FnMut(Visit) -> Result<(), Error>,
{
    let offset = head.offset;
    let end = match (head.major, head.argument) {
        (Major::Unsigned | Major::Negative, Some(_)) => head.end,
        // `fits` has just shown that the length is no more than a slice's.
        (Major::Bytes | Major::Text, Some(length)) => head.end + fits(bytes, &head, length, 1)? as usize,
        // Planted: false, true, null and undefined in two bytes.
        (Major::SimpleOrFloat, Some(value)) if head.info == 24 && value < 32 && !cfg!(planted = "reserved-simple-accepted") => {
            return Err(Error::ReservedSimple { offset, value: value as u8 });
        }
        (Major::SimpleOrFloat, _) => head.end,
        (Major::Unsigned | Major::Negative | Major::Tag, None) => {
            return Err(Error::IndefiniteNotAllowed { offset, major: head.major });
        }
        (Major::Bytes | Major::Text, None) | (Major::Array | Major::Map | Major::Tag, _) => {
            return walk_within(bytes, offset, around, visit);
        }
    };
    visit(Visit { head, end, levels: around.levels })?;
    Ok(end)
}

/// The part of the walk for what has items inside. It reads the head again, so that the heads of all other items stay in
/// registers.
#[inline(never)]
fn walk_within<V>(bytes: &[u8], offset: usize, around: Around, visit: &mut V) -> Result<usize, Error>
where
    V: FnMut(Visit) -> Result<(), Error>,
{
    let head = Head::of_item(bytes, offset)?;
    match (head.major, head.argument) {
        // An element takes at least a byte and a pair two, so a larger count cannot be honest.
        (Major::Array, Some(count)) => _ = fits(bytes, &head, count, 1)?,
        (Major::Map, Some(pairs)) => _ = fits(bytes, &head, pairs, 2)?,
        _ => {}
    }
    let is_level = matches!(head.major, Major::Array | Major::Map);
    let inside = Around { depth: around.depth + 1, levels: around.levels + usize::from(is_level) };
    // Planted: as deep as the stack is.
    if inside.depth > MAX_DEPTH && !cfg!(planted = "unbounded-recursion") {
        return Err(Error::TooDeep { offset, limit: MAX_DEPTH });
    }
    visit(Visit { head, end: head.end, levels: inside.levels })?;
    let heads = match (head.major, head.argument) {
        (Major::Tag, _) => 1,
        (Major::Map, Some(pairs)) => pairs * 2,
        (_, Some(count)) => count,
        (_, None) => return walk_to_break(bytes, head, inside, visit),
    };
    let mut position = head.end;
    for _ in 0..heads {
        position = walk_from(bytes, Head::of_item(bytes, position)?, inside, visit)?;
    }
    Ok(position)
}

/// The part of the walk for what is inside an item of indefinite form.
fn walk_to_break<V>(bytes: &[u8], head: Head, inside: Around, visit: &mut V) -> Result<usize, Error>
where
    V: FnMut(Visit) -> Result<(), Error>,
{
    let mut position = head.end;
    let mut after_key = false;
    while bytes.get(position) != Some(&BREAK) {
        let inner = Head::of_item(bytes, position)?;
        // Planted: any string is a chunk of any other.
        let other_type = inner.major != head.major && !cfg!(planted = "chunk-type-unchecked");
        if matches!(head.major, Major::Bytes | Major::Text) && (other_type || inner.argument.is_none()) {
            return Err(Error::ChunkMismatch { offset: position });
        }
        position = walk_from(bytes, inner, inside, visit)?;
        after_key = head.major == Major::Map && !after_key;
    }
    // Planted: a map may end after a key.
    if after_key && !cfg!(planted = "odd-map-accepted") { Err(Error::OddMap { offset: position }) } else { Ok(position + 1) }
}

/// That the input can hold what is declared, in units of `width` bytes.
#[inline]
pub(super) fn fits(bytes: &[u8], head: &Head, declared: u64, width: usize) -> Result<u64, Error> {
    let available = bytes.len() - head.end;
    if declared > (available / width) as u64 {
        Err(Error::LengthExceedsInput { offset: head.offset, declared, available })
    } else {
        Ok(declared)
    }
}

/// Where the one item ends that begins at `offset` of `bytes`. What follows it is not looked at.
///
/// # Errors
/// Any fault that makes the item not well-formed (RFC 8949 §3), or [`Error::TooDeep`].
pub fn item_end(bytes: &[u8], offset: usize) -> Result<usize, Error> {
    walk(bytes, offset, &mut |_| Ok(()))
}

/// Checks that `bytes` are exactly one well-formed item (RFC 8949 §3, Appendix C).
///
/// # Errors
/// Any fault that makes the item not well-formed, [`Error::TooDeep`], or [`Error::TrailingBytes`].
pub fn well_formed(bytes: &[u8]) -> Result<(), Error> {
    ends_at(bytes, item_end(bytes, 0)?)
}

/// That nothing follows the item that ends at `offset`.
pub(super) fn ends_at(bytes: &[u8], offset: usize) -> Result<(), Error> {
    match bytes.len() - offset {
        0 => Ok(()),
        count => Err(Error::TrailingBytes { offset, count }),
    }
}

/// How many arrays and maps stand within each other at the deepest place; 0 for an item that is neither. CTAP2 §8 lets a message
/// use 4. Tags and the chunks of a string are not counted.
///
/// # Errors
/// As [`well_formed`].
pub fn nesting_depth(bytes: &[u8]) -> Result<usize, Error> {
    let mut deepest = 0;
    let end = walk(bytes, 0, &mut |visit| {
        deepest = deepest.max(visit.levels);
        Ok(())
    })?;
    ends_at(bytes, end)?;
    Ok(deepest)
}
