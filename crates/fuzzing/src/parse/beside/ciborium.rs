//! CBOR beside ciborium: whether the bytes are one valid item, and which value that is.

use ciborium::Value;
use relycheck_wire::cbor::{self, Node};

use super::REFUSED;
use crate::Artefact;
use crate::verdict::{self, ACCEPTED};

/// Where ciborium parts with wire: what wire says, what ciborium says, and ciborium's words.
pub(super) fn compare(input: &[u8]) -> Option<(String, String, String)> {
    let ours = verdict::of(Artefact::Cbor, input);
    match (read(input), ours == ACCEPTED) {
        (Err(words), true) => Some((ours, REFUSED.to_owned(), words)),
        (Err(_), false) => None,
        (Ok(value), _) if cbor::well_formed(input).is_ok() => {
            let node = Node::decode(input).ok()?;
            let difference = difference(&node, &value).map(|difference| format!("other value: {difference}"));
            let theirs = difference.or_else(|| (ours != ACCEPTED).then(|| ACCEPTED.to_owned()))?;
            Some((ours, theirs, String::new()))
        }
        (Ok(_), _) => Some((ours, ACCEPTED.to_owned(), String::new())),
    }
}

/// The one value that the bytes are.
fn read(mut input: &[u8]) -> Result<Value, String> {
    let value = ciborium::from_reader(&mut input).map_err(|error| error.to_string())?;
    if input.is_empty() { Ok(value) } else { Err(format!("{} bytes follow", input.len())) }
}

/// Where the values differ, in a word. The recursion is bounded since the tree is.
fn difference(node: &Node, value: &Value) -> Option<&'static str> {
    match (node, value) {
        (Node::Wide(_, node), value) => difference(node, value),
        (Node::Unsigned(number), Value::Integer(read)) => differs(i128::from(*read) == i128::from(*number), "integer"),
        (Node::Negative(number), Value::Integer(read)) => differs(i128::from(*read) == -1 - i128::from(*number), "integer"),
        (Node::Bytes(_) | Node::IndefiniteBytes(_), Value::Bytes(read)) => differs(joined(node) == *read, "byte string"),
        (Node::Text(_) | Node::IndefiniteText(_), Value::Text(read)) => differs(joined(node) == read.as_bytes(), "text string"),
        (Node::Array(elements) | Node::IndefiniteArray(elements), Value::Array(read)) => elements_differ(elements, read),
        (Node::Map(entries) | Node::IndefiniteMap(entries), Value::Map(read)) => entries_differ(entries, read),
        (Node::Tag(2 | 3, _), Value::Integer(_)) => Some("bignum as integer"),
        (Node::Tag(number, content), Value::Tag(read, inner)) if number == read => difference(content, inner),
        (Node::Simple(20), Value::Bool(false)) | (Node::Simple(21), Value::Bool(true)) | (Node::Simple(22), Value::Null) => None,
        (Node::Simple(23), Value::Null) => Some("undefined as null"),
        (Node::Half(bits), Value::Float(read)) => differs(same(half(*bits), *read), "float"),
        (Node::Single(bits), Value::Float(read)) => differs(same(f32::from_bits(*bits).into(), *read), "float"),
        (Node::Double(bits), Value::Float(read)) => differs(same(f64::from_bits(*bits), *read), "float"),
        _ => Some("type"),
    }
}

fn differs(same: bool, what: &'static str) -> Option<&'static str> {
    (!same).then_some(what)
}

fn elements_differ(elements: &[Node], read: &[Value]) -> Option<&'static str> {
    if elements.len() != read.len() {
        return Some("number of elements");
    }
    elements.iter().zip(read).find_map(|(node, value)| difference(node, value))
}

fn entries_differ(entries: &[(Node, Node)], read: &[(Value, Value)]) -> Option<&'static str> {
    if entries.len() != read.len() {
        return Some("number of entries");
    }
    let pairs = entries.iter().zip(read);
    pairs.into_iter().find_map(|((key, value), (read_key, read))| difference(key, read_key).or_else(|| difference(value, read)))
}

/// The content of a string in either form.
fn joined(node: &Node) -> Vec<u8> {
    match node {
        Node::Bytes(content) | Node::Text(content) => content.clone(),
        Node::IndefiniteBytes(chunks) | Node::IndefiniteText(chunks) => chunks.iter().flat_map(joined).collect(),
        Node::Wide(_, node) => joined(node),
        _ => Vec::new(),
    }
}

/// Equal, -0 apart from 0, and all that is not a number alike: ciborium may quieten it.
fn same(one: f64, other: f64) -> bool {
    one.to_bits() == other.to_bits() || one.is_nan() && other.is_nan()
}

/// RFC 8949, appendix D.
fn half(bits: u16) -> f64 {
    let mantissa = f64::from(bits & 0x3ff);
    let magnitude = match i32::from(bits >> 10 & 0x1f) {
        0 => mantissa * 2f64.powi(-24),
        31 if mantissa == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        exponent => (mantissa + 1024.0) * 2f64.powi(exponent - 25),
    };
    if bits & 0x8000 == 0 { magnitude } else { -magnitude }
}
