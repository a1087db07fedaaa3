//! Items of CBOR in every major type, width and form; rarely with a duplicate key, text that is no UTF-8, or bytes that no item is.

use arbitrary::{Arbitrary, Result, Unstructured};
use relycheck_wire::cbor::{MAX_DEPTH, Node, Width};

use super::{bytes, place, rare, words};

/// How deep arrays and maps go by default. What is deeper is made of bytes.
const DEPTH: usize = 4;

/// One item of CBOR, with what is written behind it.
#[derive(Clone, Debug)]
pub struct Item {
    /// The item.
    pub node: Node,
    /// Whether it is written in CTAP2 canonical form where it has one; else as listed.
    pub canonical: bool,
    /// Bytes behind it; none by default.
    pub tail: Vec<u8>,
}

impl<'a> Arbitrary<'a> for Item {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let canonical = !rare(u, 3)?;
        let tail = if rare(u, 40)? { vec![u.arbitrary()?] } else { Vec::new() };
        let mut node = item(u, DEPTH)?;
        if rare(u, 25)? {
            node = Node::Raw(deep(u)?);
        }
        Ok(Self { node, canonical, tail })
    }
}

impl Item {
    /// The bytes of the item and of what is behind it.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let canonical = if self.canonical { self.node.encode_canonical().ok() } else { None };
        let mut out = canonical.unwrap_or_else(|| self.node.encode());
        out.extend_from_slice(&self.tail);
        out
    }
}

/// An item with at most `depth` arrays or maps within each other.
pub(crate) fn item(u: &mut Unstructured<'_>, depth: usize) -> Result<Node> {
    let node = if depth > 0 && rare(u, 3)? { container(u, depth)? } else { leaf(u)? };
    Ok(match u.int_in_range(0..=63_u8)? {
        60 => Node::Wide(width(u)?, Box::new(node)),
        61 => Node::Tag(number(u)?, Box::new(node)),
        62 => Node::Declared(number(u)?, Box::new(node)),
        63 => broken(u)?,
        _ => node,
    })
}

fn leaf(u: &mut Unstructured<'_>) -> Result<Node> {
    Ok(match u.int_in_range(0..=15_u8)? {
        0..=2 => Node::Unsigned(number(u)?),
        3..=5 => Node::Negative(number(u)?),
        6..=8 => Node::Bytes(bytes(u, 24)?),
        9..=11 => Node::text(words(u)?),
        12 => Node::Simple(*u.choose(&[20, 21, 22, 23, 0, 19, 32, 255])?),
        13 => match place(u, 3)? {
            0 => Node::Half(*u.choose(&[0x3e00, 0x7e00, 0x7c00, 0x8000, 0x0001, 0xfc00])?),
            1 => Node::Single(*u.choose(&[0x3fc0_0000, 0x7fc0_0000, 0x7f80_0000, 0x8000_0000, 0x0000_0001])?),
            _ => Node::Double(u.arbitrary()?),
        },
        14 => strange_text(u)?,
        _ => Node::IndefiniteBytes(chunks(u)?.into_iter().map(Node::Bytes).collect()),
    })
}

fn container(u: &mut Unstructured<'_>, depth: usize) -> Result<Node> {
    let indefinite = rare(u, 8)?;
    let count = u.int_in_range(0..=5_usize)?;
    if rare(u, 2)? {
        let elements = (0..count).map(|_| item(u, depth - 1)).collect::<Result<_>>()?;
        return Ok(if indefinite { Node::IndefiniteArray(elements) } else { Node::Array(elements) });
    }
    let mut entries: Vec<(Node, Node)> = Vec::new();
    for _ in 0..count {
        let key = if rare(u, 12)? { item(u, depth - 1)? } else { key(u)? };
        let value = item(u, depth - 1)?;
        if entries.iter().all(|(other, _)| *other != key) {
            entries.push((key, value));
        }
    }
    if rare(u, 12)?
        && let Some((key, value)) = entries.first().cloned()
    {
        entries.push((if rare(u, 2)? { Node::Wide(width(u)?, Box::new(key)) } else { key }, value));
    }
    Ok(if indefinite { Node::IndefiniteMap(entries) } else { Node::Map(entries) })
}

fn key(u: &mut Unstructured<'_>) -> Result<Node> {
    Ok(if rare(u, 2)? { Node::text(words(u)?) } else { Node::integer(u.int_in_range(-30..=30)?) })
}

/// Text that is no UTF-8 or comes in chunks.
fn strange_text(u: &mut Unstructured<'_>) -> Result<Node> {
    if rare(u, 2)? {
        return Ok(Node::Text(u.choose(&[&b"\xff"[..], b"a\xc3", b"\xed\xa0\x80", b"\xc0\xaf"])?.to_vec()));
    }
    // A character that is cut in two is no text in either chunk.
    const CHUNKS: [&[&[u8]]; 3] = [&[b"fm", b"t"], &[b""], &[b"\xc3", b"\xa4"]];
    let texts = CHUNKS[place(u, CHUNKS.len())?];
    Ok(Node::IndefiniteText(texts.iter().map(|text| Node::Text(text.to_vec())).collect()))
}

fn chunks(u: &mut Unstructured<'_>) -> Result<Vec<Vec<u8>>> {
    (0..u.int_in_range(0..=3_u8)?).map(|_| bytes(u, 6)).collect()
}

pub(crate) fn width(u: &mut Unstructured<'_>) -> Result<Width> {
    Ok(*u.choose(&[Width::One, Width::Two, Width::Four, Width::Eight])?)
}

/// A number of any size, mostly one at which something changes.
pub(crate) fn number(u: &mut Unstructured<'_>) -> Result<u64> {
    const EDGES: [u64; 18] = [
        0,
        1,
        2,
        23,
        24,
        0xff,
        0x100,
        0xffff,
        0x1_0000,
        0x7fff_ffff,
        0x8000_0000,
        0xffff_ffff,
        0x1_0000_0000,
        0x1_0000_0001,
        i64::MAX as u64,
        1 << 63,
        u64::MAX - 1,
        u64::MAX,
    ];
    Ok(match u.int_in_range(0..=3_u8)? {
        0 | 1 => u64::from(u.int_in_range(0..=40_u8)?),
        2 => *u.choose(&EDGES)?,
        _ => u.arbitrary()?,
    })
}

/// Bytes that no well-formed item begins with or is.
pub(crate) fn broken(u: &mut Unstructured<'_>) -> Result<Node> {
    const BROKEN: [&[u8]; 16] = [
        b"\x1c",                                 // reserved additional information
        b"\x5e",                                 // the same of a string
        b"\x1f",                                 // an integer of indefinite form
        b"\xdf\x00",                             // a tag of indefinite form
        b"\xff",                                 // a break
        b"\xbf\x01\xff",                         // a key without value
        b"\x5f\x61a\xff",                        // a chunk of another type
        b"\x7f\x7f\xff\xff",                     // a chunk of indefinite form
        b"\xf8\x14",                             // false in two bytes
        b"\x18",                                 // an argument that is not there
        b"\x1b\x00",                             // one that is cut short
        b"\x42a",                                // a string that is cut short
        b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff", // an array as large as can be declared
        b"\xbb\x80\x00\x00\x00\x00\x00\x00\x01", // a map whose heads are more than can be counted
        b"\x5b\x00\x00\x00\x01\x00\x00\x00\x01", // a string that is one byte long in 32 bits
        b"",
    ];
    Ok(Node::Raw(u.choose(&BROKEN)?.to_vec()))
}

/// Nesting around the limit of the reader.
fn deep(u: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let depth = u.int_in_range(MAX_DEPTH - 2..=MAX_DEPTH + 2)?;
    let (head, tail): (&[u8], &[u8]) =
        *u.choose(&[(&b"\x81"[..], &b""[..]), (b"\x9f", b"\xff"), (b"\xc6", b""), (b"\xa1\x00", b"")])?;
    Ok([&head.repeat(depth)[..], b"\x00", &tail.repeat(depth)].concat())
}
