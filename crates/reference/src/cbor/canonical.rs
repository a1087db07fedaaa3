//! Validity (RFC 8949, section 5.3.1) and the CTAP2 canonical form (CTAP, section 8) of an item that is well-formed.

use std::collections::BTreeSet;

use super::Fault;
use super::item::{Item, Node, Value, head_length};

/// A map key as a value: equal where the generic data model calls two keys the same.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key<'t> {
    Integer(i128),
    Bytes(&'t [u8]),
    Text(&'t [u8]),
    /// Nothing in WebAuthn has such keys: arrays, maps, tags, floats and simple values are the same where their bytes are.
    Other(&'t [u8]),
}

/// No key twice in a map, and every text string is UTF-8.
///
/// # Errors
/// The first offence.
pub(crate) fn check_valid(item: Item<'_, '_>) -> Result<(), Fault> {
    for inner in item.all() {
        let Some(node) = inner.nodes().first() else { continue };
        match &node.value {
            Value::Text(text) if str::from_utf8(text).is_err() => {
                return Err(Fault { offset: node.start, what: "text that is not UTF-8" });
            }
            Value::Map => {
                let mut seen = BTreeSet::new();
                for (key, _) in inner.entries() {
                    let Some(node) = key.nodes().first() else { continue };
                    if !seen.insert(key_value(key, node)) {
                        return Err(Fault { offset: node.start, what: "a map key that stands twice" });
                    }
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn key_value<'t>(key: Item<'t, '_>, node: &'t Node<'_>) -> Key<'t> {
    match &node.value {
        Value::Integer(number) => Key::Integer(*number),
        Value::Bytes(bytes) => Key::Bytes(bytes),
        Value::Text(text) => Key::Text(text),
        _ => Key::Other(key.encoding()),
    }
}

/// Valid, lengths and integers in the shortest form, nothing of indefinite length, no tags, keys ascending by major type, then
/// length, then bytes. Floats are left as they are, and depth is no matter of form.
///
/// # Errors
/// The first offence of each kind that is looked for.
pub(crate) fn check_canonical(item: Item<'_, '_>) -> Result<(), Fault> {
    check_valid(item)?;
    for inner in item.all() {
        let Some(node) = inner.nodes().first() else { continue };
        let offence = |what| Err(Fault { offset: node.start, what });
        if !node.definite {
            return offence("an item of indefinite length");
        }
        if matches!(node.value, Value::Tag) {
            return offence("a tag");
        }
        if !matches!(node.value, Value::Float | Value::Simple) && !shortest(inner.input(), node.start) {
            return offence("an integer or a length that is not in its shortest form");
        }
        let mut previous: Option<&[u8]> = None;
        for (key, _) in inner.entries() {
            let encoding = key.encoding();
            if previous.is_some_and(|previous| rank(previous) >= rank(encoding)) {
                return offence("a map whose keys do not ascend");
            }
            previous = Some(encoding);
        }
    }
    Ok(())
}

/// How many bytes the item takes in canonical form. A map that has a key twice keeps both; a tag stays.
pub(crate) fn canonical_length(item: Item<'_, '_>) -> usize {
    let head = |argument: u64| match argument {
        0..=23 => 1,
        24..=0xff => 2,
        0x100..=0xffff => 3,
        0x1_0000..=0xffff_ffff => 5,
        _ => 9,
    };
    let counted = |count: usize| head(u64::try_from(count).unwrap_or(u64::MAX));
    let lengths = item.all().map(|inner| {
        let Some(node) = inner.nodes().first() else { return 0 };
        match &node.value {
            // the argument of a negative integer is -1 minus it.
            Value::Integer(number) => head(u64::try_from(if *number < 0 { -1 - number } else { *number }).unwrap_or(u64::MAX)),
            Value::Bytes(content) | Value::Text(content) => counted(content.len()) + content.len(),
            Value::Array => counted(inner.inside().count()),
            Value::Map => counted(inner.entries().count()),
            Value::Tag => head_length(inner.input(), node.start),
            Value::Simple | Value::Float => node.end - node.start,
        }
    });
    lengths.sum()
}

/// What canonical order compares: major type, length of the encoding, the encoding.
fn rank(encoding: &[u8]) -> (u8, usize, &[u8]) {
    (encoding.first().map_or(0, |byte| byte >> 5), encoding.len(), encoding)
}

/// Whether the argument of a head would not fit a shorter head.
fn shortest(input: &[u8], start: usize) -> bool {
    let length = head_length(input, start);
    let Some(argument) = input.get(start + 1..start + length) else { return true };
    let argument = argument.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    match length {
        2 => argument > 23,
        3 => argument > u64::from(u8::MAX),
        5 => argument > u64::from(u16::MAX),
        9 => argument > u64::from(u32::MAX),
        _ => true,
    }
}
