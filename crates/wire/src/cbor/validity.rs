//! Validity beyond well-formedness: UTF-8 and keys that occur once (RFC 8949 §5.3.1).

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::ops::Range;

use super::walk::Walker;
use super::{Error, Head, Major, item_end, key_order, well_formed};

/// Checks that `bytes` are exactly one well-formed and valid item: text is UTF-8, and no map holds two keys of one value. Keys
/// are compared by value, so that 1 written in one byte and in two are the same key.
///
/// # Errors
/// As [`well_formed`]; then [`Error::InvalidUtf8`] or [`Error::DuplicateKey`], in the order of the items.
pub fn validate(bytes: &[u8]) -> Result<(), Error> {
    well_formed(bytes)?;
    let mut walker = Walker::new(bytes, 0);
    while let Some(visit) = walker.next()? {
        let head = visit.head;
        if !is_utf8(bytes, &head, visit.end) {
            return Err(Error::InvalidUtf8 { offset: head.offset });
        }
        if head.major == Major::Map
            && let Some(error) = first_duplicate(bytes, head.offset)?
        {
            return Err(error);
        }
    }
    Ok(())
}

/// False only for a definite text string whose content is not UTF-8. RFC 8949 §3.2.3 wants each chunk to be UTF-8 by itself.
pub(super) fn is_utf8(bytes: &[u8], head: &Head, end: usize) -> bool {
    head.major != Major::Text || head.argument.is_none() || str::from_utf8(&bytes[head.end..end]).is_ok()
}

/// Where a key and its value are.
pub(crate) type Entry = (Range<usize>, Range<usize>);

/// The byte ranges of a map's keys and values, for a map known to be well-formed.
#[derive(Debug)]
pub(crate) struct KeyRanges<'a> {
    bytes: &'a [u8],
    position: usize,
    remaining: Option<u64>,
}

impl<'a> KeyRanges<'a> {
    /// `map` is the offset of the map's head.
    pub(crate) fn new(bytes: &'a [u8], map: usize) -> Result<Self, Error> {
        let head = Head::read(bytes, map)?;
        Ok(Self { bytes, position: head.end, remaining: head.argument })
    }

    /// The next key and its value.
    pub(crate) fn next(&mut self) -> Result<Option<Entry>, Error> {
        match &mut self.remaining {
            Some(0) => return Ok(None),
            Some(remaining) => *remaining -= 1,
            None if self.bytes.get(self.position) == Some(&0xff) => return Ok(None),
            None => {}
        }
        let key = self.position..item_end(self.bytes, self.position)?;
        let value = key.end..item_end(self.bytes, key.end)?;
        self.position = value.end;
        Ok(Some((key, value)))
    }
}

/// The first key of the well-formed map at offset `map` that repeats an earlier one, as [`Error::DuplicateKey`].
pub(crate) fn first_duplicate(bytes: &[u8], map: usize) -> Result<Option<Error>, Error> {
    if is_plainly_ascending(bytes, map)? {
        return Ok(None);
    }
    let mut keys = KeyRanges::new(bytes, map)?;
    let mut seen = BTreeMap::new();
    while let Some((key, _)) = keys.next()? {
        let mut value = Vec::new();
        normalise(bytes, key.start, &mut value)?;
        if let Some(first) = seen.insert(value, key.start) {
            return Ok(Some(Error::DuplicateKey { offset: key.start, first }));
        }
    }
    Ok(None)
}

/// Whether the keys are shortest-form integers and definite strings in ascending order. Such keys cannot repeat, and this is
/// what well-behaved senders write, so the common case needs no set of keys.
fn is_plainly_ascending(bytes: &[u8], map: usize) -> Result<bool, Error> {
    let mut keys = KeyRanges::new(bytes, map)?;
    let mut previous: Option<Range<usize>> = None;
    while let Some((key, _)) = keys.next()? {
        let head = Head::read(bytes, key.start)?;
        let plain = head.major <= Major::Text && head.argument.is_some() && head.is_shortest();
        let ascending = previous.is_none_or(|previous| key_order(&bytes[previous], &bytes[key.clone()]) == Ordering::Less);
        if !(plain && ascending) {
            return Ok(false);
        }
        previous = Some(key);
    }
    Ok(true)
}

/// Writes the well-formed item at `offset` in a form that is the same for all encodings of one value (RFC 8949 §5.6.1), and
/// gives its end. The recursion is bounded because well-formed items are (`MAX_DEPTH`).
fn normalise(bytes: &[u8], offset: usize, out: &mut Vec<u8>) -> Result<usize, Error> {
    let head = Head::read(bytes, offset)?;
    let mut position = head.end;
    match (head.major, head.argument) {
        (Major::SimpleOrFloat, _) => {
            normalise_simple(&head, out);
        }
        (Major::Bytes | Major::Text, Some(_)) => {
            position = item_end(bytes, offset)?;
            write_fixed(head.major, (position - head.end) as u64, out);
            out.extend_from_slice(&bytes[head.end..position]);
        }
        (Major::Bytes | Major::Text, None) => {
            let mut content = Vec::new();
            while bytes.get(position) != Some(&0xff) {
                let chunk = Head::read(bytes, position)?;
                position = item_end(bytes, position)?;
                content.extend_from_slice(&bytes[chunk.end..position]);
            }
            position += 1;
            write_fixed(head.major, content.len() as u64, out);
            out.extend_from_slice(&content);
        }
        (Major::Array, count) => {
            let mut elements = Vec::new();
            let mut written = 0;
            while count.map_or_else(|| bytes.get(position) != Some(&0xff), |count| written < count) {
                position = normalise(bytes, position, &mut elements)?;
                written += 1;
            }
            position += usize::from(count.is_none());
            write_fixed(head.major, written, out);
            out.extend_from_slice(&elements);
        }
        (Major::Map, count) => {
            let mut pairs = Vec::new();
            let mut keys = KeyRanges::new(bytes, offset)?;
            while let Some((key, value)) = keys.next()? {
                let mut pair = Vec::new();
                normalise(bytes, key.start, &mut pair)?;
                normalise(bytes, value.start, &mut pair)?;
                position = value.end;
                pairs.push(pair);
            }
            position += usize::from(count.is_none());
            pairs.sort_unstable();
            write_fixed(head.major, pairs.len() as u64, out);
            out.extend(pairs.into_iter().flatten());
        }
        (Major::Tag, argument) => {
            write_fixed(head.major, argument.unwrap_or_default(), out);
            position = normalise(bytes, position, out)?;
        }
        (Major::Unsigned | Major::Negative, argument) => {
            write_fixed(head.major, argument.unwrap_or_default(), out);
        }
    }
    Ok(position)
}

fn write_fixed(major: Major, argument: u64, out: &mut Vec<u8>) {
    out.push(major.number());
    out.extend_from_slice(&argument.to_be_bytes());
}

/// Simple values keep their number; floats become binary64, so that 1.5 is one key whatever its width.
fn normalise_simple(head: &Head, out: &mut Vec<u8>) {
    let argument = head.argument.unwrap_or_default();
    let double = match head.info {
        25 => half_to_double(argument as u16),
        26 => f64::from(f32::from_bits(argument as u32)),
        27 => f64::from_bits(argument),
        _ => return write_fixed(Major::SimpleOrFloat, argument, out),
    };
    // A byte that no major type has keeps floats apart from simple values of the same number.
    out.push(8);
    out.extend_from_slice(&double.to_bits().to_be_bytes());
}

/// The value of a binary16 float, as in RFC 8949 Appendix D.
fn half_to_double(half: u16) -> f64 {
    let exponent = i32::from((half >> 10) & 0x1f);
    let mantissa = f64::from(half & 0x3ff);
    let magnitude = match exponent {
        0 => mantissa * 2f64.powi(-24),
        31 if half & 0x3ff == 0 => f64::INFINITY,
        // The payload of a NaN stays in the upper bits, where a wider NaN of the same payload has it.
        31 => f64::from_bits(0x7ff0_0000_0000_0000 | (u64::from(half & 0x3ff) << 42)),
        _ => (mantissa + 1024.0) * 2f64.powi(exponent - 25),
    };
    if half & 0x8000 == 0 { magnitude } else { -magnitude }
}
