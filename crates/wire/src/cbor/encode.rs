//! A permissive writer: a tree of items that can also be written in forms that a well-behaved encoder never uses.

use super::head::shortest_info;
use super::{Error, Head, Major, Offence, canonical, key_order, well_formed};

/// How many bytes the argument of a head takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Width {
    /// One byte after the initial byte.
    One,
    /// Two bytes.
    Two,
    /// Four bytes.
    Four,
    /// Eight bytes.
    Eight,
}

impl Width {
    fn info(self) -> u8 {
        match self {
            Self::One => 24,
            Self::Two => 25,
            Self::Four => 26,
            Self::Eight => 27,
        }
    }
}

/// One item to be written. What is listed is written as listed: keys in any order, and as often as they occur. Writing and
/// dropping a tree recurse as deep as it is; an item of thousands of levels is better made of [`Node::Raw`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Node {
    /// An unsigned integer.
    Unsigned(u64),
    /// The negative integer -1 minus this.
    Negative(u64),
    /// A byte string.
    Bytes(Vec<u8>),
    /// A text string, as bytes so that it need not be UTF-8.
    Text(Vec<u8>),
    /// An array.
    Array(Vec<Node>),
    /// A map.
    Map(Vec<(Node, Node)>),
    /// A tag and its content.
    Tag(u64, Box<Node>),
    /// A simple value: one byte below 24, two bytes from 24 on. 24 to 31 in two bytes are not well-formed.
    Simple(u8),
    /// A binary16 float, by its bits.
    Half(u16),
    /// A binary32 float, by its bits.
    Single(u32),
    /// A binary64 float, by its bits.
    Double(u64),
    /// A byte string in indefinite form, of these chunks.
    IndefiniteBytes(Vec<Node>),
    /// A text string in indefinite form, of these chunks.
    IndefiniteText(Vec<Node>),
    /// An array in indefinite form.
    IndefiniteArray(Vec<Node>),
    /// A map in indefinite form.
    IndefiniteMap(Vec<(Node, Node)>),
    /// The node with an argument of this width where it is not too narrow; without effect on nodes without an argument.
    Wide(Width, Box<Node>),
    /// The string, array or map with this count declared, whatever it holds; without effect on other nodes.
    Declared(u64, Box<Node>),
    /// These bytes as they are.
    Raw(Vec<u8>),
}

impl Node {
    /// An integer, unsigned or negative.
    #[must_use]
    pub fn integer(value: i64) -> Self {
        // `!value` is -1 - value.
        u64::try_from(value).map_or_else(|_| Self::Negative(!value as u64), Self::Unsigned)
    }

    /// A text string.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self::Text(text.as_bytes().to_vec())
    }

    /// A byte string.
    #[must_use]
    pub fn bytes(bytes: &[u8]) -> Self {
        Self::Bytes(bytes.to_vec())
    }

    /// `true` or `false`.
    #[must_use]
    pub fn bool(value: bool) -> Self {
        Self::Simple(20 + u8::from(value))
    }

    /// The entries of a map in either form, also within [`Node::Wide`], [`Node::Declared`] or [`Node::Tag`].
    pub fn entries_mut(&mut self) -> Option<&mut Vec<(Self, Self)>> {
        match self {
            Self::Map(entries) | Self::IndefiniteMap(entries) => Some(entries),
            Self::Wide(_, node) | Self::Declared(_, node) | Self::Tag(_, node) => node.entries_mut(),
            _ => None,
        }
    }

    /// The value of the first entry with this key, if this is a map that has it.
    pub fn value_mut(&mut self, key: &Self) -> Option<&mut Self> {
        self.entries_mut()?.iter_mut().find(|(candidate, _)| candidate == key).map(|(_, value)| value)
    }

    /// The item as written.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.write(&mut out);
        out
    }

    /// Appends the item to `out`.
    pub fn write(&self, out: &mut Vec<u8>) {
        self.write_with(None, None, out);
    }

    fn write_with(&self, width: Option<Width>, declared: Option<u64>, out: &mut Vec<u8>) {
        let count = |length: usize| declared.unwrap_or(length as u64);
        match self {
            Self::Unsigned(value) => write_head(Major::Unsigned, *value, width, out),
            Self::Negative(value) => write_head(Major::Negative, *value, width, out),
            Self::Bytes(content) => {
                write_head(Major::Bytes, count(content.len()), width, out);
                out.extend_from_slice(content);
            }
            Self::Text(content) => {
                write_head(Major::Text, count(content.len()), width, out);
                out.extend_from_slice(content);
            }
            Self::Array(elements) => {
                write_head(Major::Array, count(elements.len()), width, out);
                elements.iter().for_each(|element| element.write(out));
            }
            Self::Map(entries) => {
                write_head(Major::Map, count(entries.len()), width, out);
                write_entries(entries, out);
            }
            Self::Tag(number, content) => {
                write_head(Major::Tag, *number, width, out);
                content.write(out);
            }
            Self::Simple(value) => write_head(Major::SimpleOrFloat, u64::from(*value), None, out),
            Self::Half(bits) => {
                out.push(0xf9);
                out.extend_from_slice(&bits.to_be_bytes());
            }
            Self::Single(bits) => {
                out.push(0xfa);
                out.extend_from_slice(&bits.to_be_bytes());
            }
            Self::Double(bits) => {
                out.push(0xfb);
                out.extend_from_slice(&bits.to_be_bytes());
            }
            Self::IndefiniteBytes(items) => write_indefinite(0x5f, items, out),
            Self::IndefiniteText(items) => write_indefinite(0x7f, items, out),
            Self::IndefiniteArray(items) => write_indefinite(0x9f, items, out),
            Self::IndefiniteMap(entries) => {
                out.push(0xbf);
                write_entries(entries, out);
                out.push(0xff);
            }
            Self::Wide(width, node) => node.write_with(Some(*width), declared, out),
            Self::Declared(count, node) => node.write_with(width, Some(*count), out),
            Self::Raw(bytes) => out.extend_from_slice(bytes),
        }
    }

    /// The item in CTAP2 canonical form: widths, declared counts and indefinite forms are ignored, keys are sorted.
    ///
    /// # Errors
    /// The offence that no ordering removes: a duplicate key, a tag, text that is not UTF-8, or raw bytes that are not canonical.
    pub fn encode_canonical(&self) -> Result<Vec<u8>, Offence> {
        let mut out = Vec::new();
        self.write_canonical(&mut out);
        canonical(&out).map(|()| out)
    }

    fn write_canonical(&self, out: &mut Vec<u8>) {
        match self {
            Self::Array(elements) | Self::IndefiniteArray(elements) => {
                write_head(Major::Array, elements.len() as u64, None, out);
                elements.iter().for_each(|element| element.write_canonical(out));
            }
            Self::Map(entries) | Self::IndefiniteMap(entries) => {
                let one = |node: &Self| {
                    let mut bytes = Vec::new();
                    node.write_canonical(&mut bytes);
                    bytes
                };
                let mut encoded: Vec<_> = entries.iter().map(|(key, value)| (one(key), one(value))).collect();
                encoded.sort_by(|(left, _), (right, _)| key_order(left, right));
                write_head(Major::Map, entries.len() as u64, None, out);
                for (key, value) in encoded {
                    out.extend(key);
                    out.extend(value);
                }
            }
            Self::IndefiniteBytes(chunks) => Self::Bytes(joined(chunks)).write(out),
            Self::IndefiniteText(chunks) => Self::Text(joined(chunks)).write(out),
            Self::Wide(_, node) | Self::Declared(_, node) => node.write_canonical(out),
            // A tag is an offence, however its content is written.
            _ => self.write(out),
        }
    }

    /// Reads one item into a tree that writes the same bytes again, whatever form they have.
    ///
    /// # Errors
    /// As [`well_formed`]; validity is not asked for.
    pub fn decode(bytes: &[u8]) -> Result<Self, Error> {
        well_formed(bytes)?;
        Self::decode_at(bytes, &mut 0)
    }

    /// The recursion ends because [`well_formed`] has bounded the depth.
    fn decode_at(bytes: &[u8], position: &mut usize) -> Result<Self, Error> {
        let head = Head::read(bytes, *position)?;
        *position = head.end;
        let Some(argument) = head.argument else { return Self::decode_indefinite(bytes, &head, position) };
        let node = match head.major {
            Major::Unsigned => Self::Unsigned(argument),
            Major::Negative => Self::Negative(argument),
            Major::Bytes | Major::Text => {
                let content = bytes[head.end..][..argument as usize].to_vec();
                *position += content.len();
                if head.major == Major::Bytes { Self::Bytes(content) } else { Self::Text(content) }
            }
            Major::Array => Self::Array((0..argument).map(|_| Self::decode_at(bytes, position)).collect::<Result<_, _>>()?),
            Major::Map => Self::Map((0..argument).map(|_| Self::decode_pair(bytes, position)).collect::<Result<_, _>>()?),
            Major::Tag => Self::Tag(argument, Box::new(Self::decode_at(bytes, position)?)),
            Major::SimpleOrFloat => match head.info {
                25 => Self::Half(argument as u16),
                26 => Self::Single(argument as u32),
                27 => Self::Double(argument),
                _ => Self::Simple(argument as u8),
            },
        };
        let width = match head.info {
            24 => Width::One,
            25 => Width::Two,
            26 => Width::Four,
            _ => Width::Eight,
        };
        Ok(if head.is_shortest() { node } else { Self::Wide(width, Box::new(node)) })
    }

    fn decode_pair(bytes: &[u8], position: &mut usize) -> Result<(Self, Self), Error> {
        Ok((Self::decode_at(bytes, position)?, Self::decode_at(bytes, position)?))
    }

    fn decode_indefinite(bytes: &[u8], head: &Head, position: &mut usize) -> Result<Self, Error> {
        let mut items = Vec::new();
        let mut entries = Vec::new();
        while bytes.get(*position) != Some(&0xff) {
            if head.major == Major::Map {
                entries.push(Self::decode_pair(bytes, position)?);
            } else {
                items.push(Self::decode_at(bytes, position)?);
            }
        }
        *position += 1;
        Ok(match head.major {
            Major::Bytes => Self::IndefiniteBytes(items),
            Major::Text => Self::IndefiniteText(items),
            Major::Map => Self::IndefiniteMap(entries),
            _ => Self::IndefiniteArray(items),
        })
    }
}

fn write_head(major: Major, argument: u64, width: Option<Width>, out: &mut Vec<u8>) {
    let info = width.map_or(0, Width::info).max(shortest_info(argument));
    out.push((major.number() << 5) | info);
    let bytes = argument.to_be_bytes();
    let length = match info {
        24 => 1,
        25 => 2,
        26 => 4,
        27 => 8,
        _ => 0,
    };
    out.extend_from_slice(&bytes[bytes.len() - length..]);
}

fn write_entries(entries: &[(Node, Node)], out: &mut Vec<u8>) {
    for (key, value) in entries {
        key.write(out);
        value.write(out);
    }
}

fn write_indefinite(initial: u8, items: &[Node], out: &mut Vec<u8>) {
    out.push(initial);
    items.iter().for_each(|item| item.write(out));
    out.push(0xff);
}

/// The content of the chunks that are strings.
fn joined(chunks: &[Node]) -> Vec<u8> {
    let mut content = Vec::new();
    for chunk in chunks {
        match chunk {
            Node::Bytes(bytes) | Node::Text(bytes) => content.extend_from_slice(bytes),
            Node::Wide(_, node) | Node::Declared(_, node) => content.extend(joined(std::slice::from_ref(node))),
            _ => {}
        }
    }
    content
}
