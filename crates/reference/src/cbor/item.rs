//! Reads one CBOR item of any shape, head by head, into a flat list of nodes.
//!
//! The list is in the order of the bytes and needs no recursion, so that no nesting exhausts the stack, and no node is made that
//! is not backed by a byte of input, so that no declared length exhausts the memory.

use std::borrow::Cow;

use minicbor::Decoder;
use minicbor::data::Type;

use super::Fault;

/// What to do with a byte string that declares more bytes than there are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum OverlongBytes {
    /// The item is not well-formed.
    Refuse,
    /// The string is what is there.
    Cut,
}

/// The value of one head, and of its content where that is not made of items.
#[derive(Debug)]
pub(super) enum Value<'b> {
    Integer(i128),
    Bytes(Cow<'b, [u8]>),
    /// Not checked to be UTF-8: that is a matter of validity, not of form.
    Text(Cow<'b, [u8]>),
    Array,
    Map,
    Tag,
    /// false, true, null, undefined and the unassigned simple values.
    Simple,
    Float,
}

#[derive(Debug)]
pub(super) struct Node<'b> {
    pub(super) start: usize,
    pub(super) end: usize,
    /// The index of the first node that is not part of this one.
    pub(super) after: usize,
    pub(super) value: Value<'b>,
    pub(super) definite: bool,
}

/// One well-formed item.
#[derive(Debug)]
pub(crate) struct Tree<'b> {
    pub(super) input: &'b [u8],
    pub(super) nodes: Vec<Node<'b>>,
    pub(super) nesting: usize,
}

/// An array, a map or a tag whose content is still being read.
struct Open {
    node: usize,
    /// How many items are still to come; `None` until a break comes.
    left: Option<u64>,
    read: u64,
    is_map: bool,
    is_tag: bool,
}

impl<'b> Tree<'b> {
    /// Reads the item at the start of `input`. What follows it is left alone, see [`Tree::len`].
    ///
    /// # Errors
    /// Where the bytes are not well-formed (RFC 8949, section 3).
    pub(crate) fn read(input: &'b [u8], overlong: OverlongBytes) -> Result<Self, Fault> {
        let mut tree = Tree { input, nodes: Vec::new(), nesting: 0 };
        let mut open: Vec<Open> = Vec::new();
        let mut levels = 0;
        let mut position = 0;
        loop {
            while let Some(top) = open.pop_if(|top| top.left == Some(0)) {
                levels -= usize::from(!top.is_tag);
                tree.close(top.node, position);
            }
            if open.is_empty() && !tree.nodes.is_empty() {
                return Ok(tree);
            }
            let kind = Decoder::new(input.get(position..).unwrap_or_default())
                .datatype()
                .map_err(|_| Fault { offset: position, what: "the input ends where an item has to be" })?;
            if kind == Type::Break {
                let top = open
                    .pop_if(|top| top.left.is_none() && !(top.is_map && top.read % 2 == 1))
                    .ok_or(Fault { offset: position, what: "a break where no item of indefinite length can end" })?;
                position += 1;
                levels -= 1;
                tree.close(top.node, position);
                continue;
            }
            if let Some(top) = open.last_mut() {
                top.read = top.read.saturating_add(1);
                top.left = top.left.map(|left| left.saturating_sub(1));
            }
            let node = tree.nodes.len();
            let (head, content) = read_head(input, position, kind, overlong)?;
            position = head.end;
            tree.nodes.push(Node { after: node + 1, ..head });
            if let Some(left) = content {
                let is_tag = kind == Type::Tag;
                let is_map = matches!(kind, Type::Map | Type::MapIndef);
                levels += usize::from(!is_tag);
                tree.nesting = tree.nesting.max(levels);
                open.push(Open { node, left, read: 0, is_map, is_tag });
            }
        }
    }

    fn close(&mut self, node: usize, end: usize) {
        let after = self.nodes.len();
        if let Some(node) = self.nodes.get_mut(node) {
            node.end = end;
            node.after = after;
        }
    }

    /// How many bytes the item takes.
    pub(crate) fn len(&self) -> usize {
        self.nodes.first().map_or(0, |node| node.end)
    }

    /// The item itself.
    pub(crate) fn root(&self) -> Item<'_, 'b> {
        Item { tree: self, index: 0 }
    }
}

/// The number of items inside a container: `Some(None)` for an indefinite one, `None` for what is no container.
type Content = Option<Option<u64>>;

fn read_head<'b>(input: &'b [u8], start: usize, kind: Type, overlong: OverlongBytes) -> Result<(Node<'b>, Content), Fault> {
    let truncated = |_: minicbor::decode::Error| Fault { offset: start, what: "the item runs past the end of the input" };
    let mut decoder = Decoder::new(input);
    decoder.set_position(start);
    let mut content = None;
    let mut definite = true;
    let value = match kind {
        Type::U8 | Type::U16 | Type::U32 | Type::U64 | Type::I8 | Type::I16 | Type::I32 | Type::I64 | Type::Int => {
            Value::Integer(decoder.int().map_err(truncated)?.into())
        }
        Type::Bytes => Value::Bytes(Cow::Borrowed(match decoder.bytes() {
            Ok(bytes) => bytes,
            Err(error) => {
                let head = start + head_length(input, start);
                if overlong == OverlongBytes::Refuse || head > input.len() {
                    return Err(truncated(error));
                }
                decoder.set_position(input.len());
                input.get(head..).unwrap_or_default()
            }
        })),
        Type::String => Value::Text(Cow::Borrowed(text(&mut decoder)?)),
        Type::BytesIndef | Type::StringIndef => {
            definite = false;
            let chunks = chunks(&mut decoder, kind == Type::BytesIndef)?;
            if kind == Type::BytesIndef { Value::Bytes(Cow::Owned(chunks)) } else { Value::Text(Cow::Owned(chunks)) }
        }
        Type::Array | Type::ArrayIndef => {
            let length = decoder.array().map_err(truncated)?;
            definite = length.is_some();
            content = Some(length);
            Value::Array
        }
        Type::Map | Type::MapIndef => {
            let length = decoder.map().map_err(truncated)?;
            definite = length.is_some();
            content = Some(length.map(|pairs| pairs.saturating_mul(2)));
            Value::Map
        }
        Type::Tag => {
            decoder.tag().map_err(truncated)?;
            content = Some(Some(1));
            Value::Tag
        }
        Type::Bool | Type::Null | Type::Undefined => {
            decoder.skip().map_err(truncated)?;
            Value::Simple
        }
        Type::Simple => {
            let number = decoder.simple().map_err(truncated)?;
            if decoder.position() == start + 2 && number < 32 {
                return Err(Fault { offset: start, what: "a simple value below 32 in two bytes" });
            }
            Value::Simple
        }
        Type::F16 | Type::F32 | Type::F64 => {
            decoder.skip().map_err(truncated)?;
            Value::Float
        }
        Type::Break | Type::Unknown(_) => return Err(Fault { offset: start, what: "reserved additional information" }),
    };
    let end = decoder.position();
    let here = u64::try_from(input.len().saturating_sub(end)).unwrap_or(u64::MAX);
    if content.flatten().is_some_and(|items| items > here) {
        return Err(Fault { offset: start, what: "more items are declared than bytes follow" });
    }
    Ok((Node { start, end, after: 0, value, definite }, content))
}

/// The content of a text string of definite length. minicbor refuses what is not UTF-8, which is well-formed all the same: so the
/// head is read as that of the byte string it differs from by one bit.
fn text<'b>(decoder: &mut Decoder<'b>) -> Result<&'b [u8], Fault> {
    let start = decoder.position();
    let input = decoder.input();
    let head = head_length(input, start);
    let fault = Fault { offset: start, what: "the text runs past the end of the input" };
    let mut as_number: Vec<u8> = input.get(start..start + head).ok_or(fault)?.to_vec();
    if let Some(first) = as_number.first_mut() {
        *first &= ADDITIONAL_INFORMATION;
    }
    let length = Decoder::new(&as_number).u64().ok().and_then(|length| usize::try_from(length).ok()).ok_or(fault)?;
    let end = (start + head).checked_add(length).ok_or(fault)?;
    let content = input.get(start + head..end).ok_or(fault)?;
    decoder.set_position(end);
    Ok(content)
}

/// The chunks of a string of indefinite length, joined.
fn chunks(decoder: &mut Decoder<'_>, bytes: bool) -> Result<Vec<u8>, Fault> {
    let mut joined = Vec::new();
    decoder.set_position(decoder.position() + 1);
    loop {
        let offset = decoder.position();
        match decoder.datatype() {
            Ok(Type::Break) => {
                decoder.set_position(offset + 1);
                return Ok(joined);
            }
            Ok(Type::Bytes) if bytes => joined.extend_from_slice(
                decoder.bytes().map_err(|_| Fault { offset, what: "the chunk runs past the end of the input" })?,
            ),
            Ok(Type::String) if !bytes => joined.extend_from_slice(text(decoder)?),
            Ok(_) => return Err(Fault { offset, what: "a chunk that is no definite string of the same type" }),
            Err(_) => return Err(Fault { offset, what: "the input ends inside a string of indefinite length" }),
        }
    }
}

/// The low bits of an initial byte.
pub(super) const ADDITIONAL_INFORMATION: u8 = 0x1f;

/// How many bytes the head at `start` takes, the initial byte included.
pub(super) fn head_length(input: &[u8], start: usize) -> usize {
    match input.get(start).map(|byte| byte & ADDITIONAL_INFORMATION) {
        Some(24) => 2,
        Some(25) => 3,
        Some(26) => 5,
        Some(27) => 9,
        _ => 1,
    }
}

/// An item inside a [`Tree`].
#[derive(Clone, Copy)]
pub(crate) struct Item<'t, 'b> {
    tree: &'t Tree<'b>,
    index: usize,
}

impl<'t, 'b> Item<'t, 'b> {
    /// What is under the tags, where there are any: that they are there is a matter of canonical form.
    fn untagged(mut self) -> Self {
        while let Some(Value::Tag) = self.tree.nodes.get(self.index).map(|node| &node.value) {
            self.index += 1;
        }
        self
    }

    fn value(self) -> Option<&'t Value<'b>> {
        self.tree.nodes.get(self.untagged().index).map(|node| &node.value)
    }

    /// The integer, where it is one of 64 bits.
    pub(crate) fn integer(self) -> Option<i64> {
        match self.value() {
            Some(Value::Integer(number)) => i64::try_from(*number).ok(),
            _ => None,
        }
    }

    /// The integer, of whatever size.
    pub(crate) fn number(self) -> Option<i128> {
        match self.value() {
            Some(Value::Integer(number)) => Some(*number),
            _ => None,
        }
    }

    /// The byte string.
    pub(crate) fn bytes(self) -> Option<&'t [u8]> {
        match self.value() {
            Some(Value::Bytes(bytes)) => Some(bytes),
            _ => None,
        }
    }

    /// The text string, where it is UTF-8.
    pub(crate) fn text(self) -> Option<&'t str> {
        match self.value() {
            Some(Value::Text(text)) => str::from_utf8(text).ok(),
            _ => None,
        }
    }

    /// `true` or `false`.
    pub(crate) fn boolean(self) -> Option<bool> {
        let node = self.tree.nodes.get(self.untagged().index)?;
        match self.tree.input.get(node.start) {
            Some(0xf4) => Some(false),
            Some(0xf5) => Some(true),
            _ => None,
        }
    }

    /// Whether this is an array.
    pub(crate) fn is_array(self) -> bool {
        matches!(self.value(), Some(Value::Array))
    }

    /// Whether this is a map.
    pub(crate) fn is_map(self) -> bool {
        matches!(self.value(), Some(Value::Map))
    }

    /// Keys and values of a map, in the order of the bytes; nothing for what is no map.
    pub(crate) fn entries(self) -> impl Iterator<Item = (Item<'t, 'b>, Item<'t, 'b>)> {
        let Item { tree, index } = self.untagged();
        let end = if self.is_map() { tree.nodes.get(index).map_or(0, |node| node.after) } else { 0 };
        let mut next = index + 1;
        std::iter::from_fn(move || {
            if next >= end {
                return None;
            }
            let value = tree.nodes.get(next)?.after;
            let pair = (Item { tree, index: next }, Item { tree, index: value });
            next = tree.nodes.get(value)?.after;
            Some(pair)
        })
    }

    /// The elements of an array, in order; nothing for what is no array.
    pub(crate) fn elements(self) -> impl Iterator<Item = Item<'t, 'b>> {
        let this = self.untagged();
        this.inside().filter(move |_| this.is_array())
    }

    /// What lies directly inside an array, a map or a tag, in the order of the bytes.
    pub(super) fn inside(self) -> impl Iterator<Item = Item<'t, 'b>> {
        let tree = self.tree;
        let end = tree.nodes.get(self.index).map_or(0, |node| node.after);
        let mut next = self.index + 1;
        std::iter::from_fn(move || {
            let node = tree.nodes.get(next).filter(|_| next < end)?;
            let item = Item { tree, index: next };
            next = node.after;
            Some(item)
        })
    }

    /// The value of the first entry with this integer key.
    pub(crate) fn at_label(self, label: i64) -> Option<Item<'t, 'b>> {
        self.at(|key| key.integer() == Some(label))
    }

    /// The value of the first entry with this text key.
    pub(crate) fn at_name(self, name: &str) -> Option<Item<'t, 'b>> {
        self.at(|key| key.text() == Some(name))
    }

    /// A key with a tag is another than the same without: by RFC 8949, section 5.6.1, its content is not all that it is compared by.
    fn at(self, is: impl Fn(Item<'t, 'b>) -> bool) -> Option<Item<'t, 'b>> {
        self.entries().find(|(key, _)| key.untagged().index == key.index && is(*key)).map(|(_, value)| value)
    }

    /// The bytes that this item takes.
    pub(crate) fn encoding(self) -> &'b [u8] {
        self.tree.nodes.get(self.index).and_then(|node| self.tree.input.get(node.start..node.end)).unwrap_or_default()
    }

    /// The nodes of this item and of all inside it.
    pub(super) fn nodes(self) -> &'t [Node<'b>] {
        let after = self.tree.nodes.get(self.index).map_or(0, |node| node.after);
        self.tree.nodes.get(self.index..after).unwrap_or_default()
    }

    /// This item and all inside it, each on its own.
    pub(super) fn all(self) -> impl Iterator<Item = Item<'t, 'b>> {
        let after = self.tree.nodes.get(self.index).map_or(0, |node| node.after);
        let tree = self.tree;
        (self.index..after).map(move |index| Item { tree, index })
    }

    /// The bytes of the whole input, for heads.
    pub(super) fn input(self) -> &'b [u8] {
        self.tree.input
    }
}
