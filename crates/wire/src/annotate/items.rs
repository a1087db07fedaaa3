//! Ranges of CBOR: any item, attestation objects, COSE keys.

use super::authenticator_data::annotate_authenticator_data;
use super::ranges::{Range, Ranges};
use crate::cbor::{Head, MAX_DEPTH, Major};

/// The ranges of an attestation object, authenticator data and COSE key within it included. Paths begin with the top-level key,
/// such as `fmt`, `attStmt.x5c[0]`, `authData.flags`.
#[must_use]
pub fn registration(attestation_object: &[u8]) -> Vec<Range> {
    let mut ranges = Ranges::new(attestation_object);
    // What cannot be read further is named by `finish`.
    _ = item(&mut ranges, attestation_object.len(), Path { name: "attestationObject", labels: Labels::AttestationObject }, 0);
    ranges.finish()
}

/// The ranges of a COSE key. Paths are the names of the labels, such as `alg` and `x`.
#[must_use]
pub fn cose(key: &[u8]) -> Vec<Range> {
    let mut ranges = Ranges::new(key);
    _ = item(&mut ranges, key.len(), Path { name: "key", labels: Labels::Cose { kty: None } }, 0);
    ranges.finish()
}

/// How keys of a map become names.
#[derive(Debug, Clone, Copy)]
pub(super) enum Labels {
    Plain,
    AttestationObject,
    Cose { kty: Option<u64> },
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Path<'a> {
    pub(super) name: &'a str,
    pub(super) labels: Labels,
}

/// Names the item at the position of `ranges`, which must end before `limit`; `None` where it cannot be read to its end.
pub(super) fn item(ranges: &mut Ranges<'_>, limit: usize, path: Path<'_>, depth: usize) -> Option<()> {
    let head = Head::read(&ranges.bytes[..limit], ranges.position).ok().filter(|head| !head.is_break())?;
    if depth > MAX_DEPTH {
        return None;
    }
    let name = path.name;
    match (head.major, head.argument) {
        (Major::Unsigned | Major::Negative | Major::Tag, None) => return None,
        (Major::Unsigned, Some(value)) => ranges.push(head.end, name, value.to_string()),
        (Major::Negative, Some(value)) => ranges.push(head.end, name, (-1 - i128::from(value)).to_string()),
        (Major::Bytes | Major::Text, Some(length)) => string(ranges, limit, path, &head, length)?,
        (Major::Tag, Some(number)) => {
            ranges.push(head.end, format!("{name}.tag"), format!("tag {number}"));
            item(ranges, limit, path, depth + 1)?;
        }
        (Major::Array | Major::Bytes | Major::Text, count) => {
            ranges.push(head.end, name, container(&head));
            let mut place = 0;
            while more(ranges, limit, name, count, place)? {
                let element = format!("{name}[{place}]");
                item(ranges, limit, Path { name: &element, labels: Labels::Plain }, depth + 1)?;
                place += 1;
            }
        }
        (Major::Map, count) => {
            ranges.push(head.end, name, container(&head));
            map(ranges, limit, path, count, depth)?;
        }
        (Major::SimpleOrFloat, argument) => ranges.push(head.end, name, simple(head.info, argument.unwrap_or_default())),
    }
    Some(())
}

fn map(ranges: &mut Ranges<'_>, limit: usize, path: Path<'_>, count: Option<u64>, depth: usize) -> Option<()> {
    let mut labels = path.labels;
    let mut place = 0;
    while more(ranges, limit, path.name, count, place)? {
        let start = ranges.position;
        let label = key_name(&ranges.bytes[start..limit], labels);
        let prefix = if matches!(labels, Labels::AttestationObject) { "" } else { path.name };
        let separator = if prefix.is_empty() || label.starts_with('[') { "" } else { "." };
        let value = format!("{prefix}{separator}{label}");
        let key = format!("{value}.key");
        item(ranges, limit, Path { name: &key, labels: Labels::Plain }, depth + 1)?;
        if matches!(labels, Labels::AttestationObject) && label == "authData" {
            auth_data(ranges, limit, depth)?;
        } else {
            let start = ranges.position;
            item(ranges, limit, Path { name: &value, labels: Labels::Plain }, depth + 1)?;
            if let (Labels::Cose { kty }, "kty") = (&mut labels, label.as_str()) {
                *kty = Head::read(ranges.bytes, start).ok().and_then(|head| head.argument);
            }
        }
        place += 1;
    }
    Some(())
}

/// The authenticator data within its byte string, and only there: what is wrong inside does not reach what follows.
fn auth_data(ranges: &mut Ranges<'_>, limit: usize, depth: usize) -> Option<()> {
    let head = Head::read(&ranges.bytes[..limit], ranges.position).ok()?;
    let end = head.argument.and_then(|length| usize::try_from(length).ok()).and_then(|length| head.end.checked_add(length));
    let Some(end) = end.filter(|end| head.major == Major::Bytes && *end <= limit) else {
        return item(ranges, limit, Path { name: "authData", labels: Labels::Plain }, depth + 1);
    };
    ranges.push(head.end, "authData.length", format!("byte string of {} bytes", end - head.end));
    annotate_authenticator_data(ranges, end, "authData.");
    let left = end - ranges.position;
    ranges.push(end, "authData.unparsed", format!("{left} bytes that belong to no field or could not be read"));
    Some(())
}

/// Whether an element follows; consumes the break of the indefinite form.
fn more(ranges: &mut Ranges<'_>, limit: usize, name: &str, count: Option<u64>, done: u64) -> Option<bool> {
    if let Some(count) = count {
        return Some(done < count);
    }
    let next = ranges.bytes[..limit].get(ranges.position)?;
    if *next == 0xff {
        ranges.push(ranges.position + 1, format!("{name}.break"), "break");
    }
    Some(*next != 0xff)
}

fn string(ranges: &mut Ranges<'_>, limit: usize, path: Path<'_>, head: &Head, length: u64) -> Option<()> {
    let end = usize::try_from(length).ok().and_then(|length| head.end.checked_add(length)).filter(|end| *end <= limit)?;
    let content = &ranges.bytes[head.end..end];
    let meaning = match (head.major, str::from_utf8(content)) {
        (Major::Text, Ok(text)) => format!("text {text:?}"),
        (Major::Text, Err(_)) => format!("text of {length} bytes that are not UTF-8"),
        _ => format!("byte string of {length} bytes"),
    };
    ranges.push(end, path.name, meaning);
    Some(())
}

fn container(head: &Head) -> String {
    match (head.major, head.argument) {
        (Major::Array, Some(count)) => format!("array of {count}"),
        (Major::Array, None) => "array of indefinite length".to_owned(),
        (Major::Map, Some(count)) => format!("map of {count}"),
        (Major::Map, None) => "map of indefinite length".to_owned(),
        (Major::Text, _) => "text of indefinite length".to_owned(),
        _ => "byte string of indefinite length".to_owned(),
    }
}

fn simple(info: u8, argument: u64) -> String {
    match (info, argument) {
        (25, bits) => format!("half float, bits {bits:04x}"),
        (26, bits) => f32::from_bits(bits as u32).to_string(),
        (27, bits) => f64::from_bits(bits).to_string(),
        (_, 20) => "false".to_owned(),
        (_, 21) => "true".to_owned(),
        (_, 22) => "null".to_owned(),
        (_, 23) => "undefined".to_owned(),
        (_, value) => format!("simple value {value}"),
    }
}

/// A short name for the key at the start of `bytes`: the text itself if it is plain, a COSE label's name, else in brackets.
fn key_name(bytes: &[u8], labels: Labels) -> String {
    let Ok(head) = Head::read(bytes, 0) else { return "[key]".to_owned() };
    match (head.major, head.argument) {
        (Major::Text, Some(length)) => usize::try_from(length)
            .ok()
            .and_then(|length| bytes[head.end..].get(..length))
            .and_then(|content| str::from_utf8(content).ok())
            .filter(|text| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'))
            .map_or_else(|| "[text]".to_owned(), str::to_owned),
        (Major::Unsigned, Some(value)) => cose_label(i128::from(value), labels),
        (Major::Negative, Some(value)) => cose_label(-1 - i128::from(value), labels),
        _ => "[key]".to_owned(),
    }
}

fn cose_label(label: i128, labels: Labels) -> String {
    let name = match (labels, label) {
        (Labels::Cose { .. }, 1) => "kty",
        (Labels::Cose { .. }, 3) => "alg",
        (Labels::Cose { kty: Some(3) }, -1) => "n",
        (Labels::Cose { kty: Some(3) }, -2) => "e",
        (Labels::Cose { kty: Some(1 | 2) }, -1) => "crv",
        (Labels::Cose { kty: Some(1 | 2) }, -2) => "x",
        (Labels::Cose { kty: Some(2) }, -3) => "y",
        _ => return format!("[{label}]"),
    };
    name.to_owned()
}
