//! Validity beyond well-formedness: UTF-8 and keys that occur once (RFC 8949 §5.3.1).

use std::collections::BTreeMap;

use super::walk::{Visit, walk};
use super::{Error, Head, Major, Pair, Pairs, item_end, well_formed};

/// Checks that `bytes` are exactly one well-formed and valid item: text is UTF-8, and no map holds two keys of one value. Keys
/// are compared by value, so that 1 written in one byte and in two are the same key.
///
/// # Errors
/// As [`well_formed`]; then [`Error::InvalidUtf8`] or [`Error::DuplicateKey`], in the order of the items.
pub fn validate(bytes: &[u8]) -> Result<(), Error> {
    well_formed(bytes)?;
    walk(bytes, 0, &mut |Visit { head, end, .. }| {
        if !is_utf8(bytes, &head, end) {
            return Err(Error::InvalidUtf8 { offset: head.offset });
        }
        if head.major == Major::Map { pairs_of(bytes, &head)?.unique() } else { Ok(()) }
    })
    .map(drop)
}

/// False only for a definite text string whose content is not UTF-8. RFC 8949 §3.2.3 wants each chunk to be UTF-8 by itself.
pub(super) fn is_utf8(bytes: &[u8], head: &Head, end: usize) -> bool {
    // Planted: text is bytes.
    cfg!(planted = "utf8-unchecked")
        || head.major != Major::Text
        || head.argument.is_none()
        || str::from_utf8(&bytes[head.end..end]).is_ok()
}

/// The pairs of the map that has this head, gone through to their end.
pub(super) fn pairs_of<'a>(bytes: &'a [u8], map: &Head) -> Result<Pairs<'a>, Error> {
    let mut pairs = Pairs::open(bytes, map)?;
    while pairs.next()?.is_some() {}
    Ok(pairs)
}

/// The first key of the well-formed map that repeats an earlier one, as [`Error::DuplicateKey`]. Keys are compared by value.
pub(super) fn first_duplicate(bytes: &[u8], map: &Head) -> Result<Option<Error>, Error> {
    let mut pairs = Pairs::open(bytes, map)?;
    let mut seen = BTreeMap::new();
    while let Some(pair) = pairs.next()? {
        let offset = pair.key.offset;
        let mut value = Vec::new();
        normalise(bytes, offset, &mut value)?;
        if let Some(first) = seen.insert(value, offset) {
            return Ok(Some(Error::DuplicateKey { offset, first }));
        }
    }
    Ok(None)
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
        (Major::Map, _) => {
            let mut normalised = Vec::new();
            let mut pairs = Pairs::open(bytes, &head)?;
            while let Some(Pair { key, value }) = pairs.next()? {
                let mut pair = Vec::new();
                normalise(bytes, key.offset, &mut pair)?;
                normalise(bytes, value.offset, &mut pair)?;
                normalised.push(pair);
            }
            position = pairs.position();
            normalised.sort_unstable();
            write_fixed(head.major, normalised.len() as u64, out);
            out.extend(normalised.into_iter().flatten());
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
        // Infinity, or a NaN whose payload stays in the upper bits, where a wider NaN of the same payload has it.
        31 => f64::from_bits(0x7ff0_0000_0000_0000 | (u64::from(half & 0x3ff) << 42)),
        _ => (mantissa + 1024.0) * 2f64.powi(exponent - 25),
    };
    if half & 0x8000 == 0 { magnitude } else { -magnitude }
}
