//! Changes of a CBOR map: credential key, extensions, attestation object, statement.

use relycheck_forge::Algorithm;
use relycheck_wire::cbor::{Node, Width, key_order};

use super::bytes::BytesEdit;
use super::draw::Draw;
use crate::opened::content_mut;

/// One change; entries are counted modulo how many there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum MapEdit {
    /// The entry is left out.
    Remove(u8),
    /// The entry stands twice.
    Twice(u8),
    /// Two entries change places.
    Swap(u8, u8),
    /// The entry has another value.
    Set(u8, Node),
    /// The entry has another key.
    Rename(u8, Node),
    /// There is one entry more, where canonical order wants it.
    Insert(Node, Node),
    /// The byte string of the entry is changed.
    Bytes(u8, BytesEdit),
    /// Key or value of the entry is written with a head of this width.
    Wide(u8, bool, Width),
    /// The value stands under a tag.
    Tag(u8, u8),
    /// The map is of indefinite length.
    Indefinite,
    /// The map declares so many entries.
    Declared(u8),
    /// In the place of the map stands another item.
    Whole(Node),
}

/// What a map is, so that its edits hit names that mean something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Vocabulary {
    /// Labels of a COSE_Key, and their values.
    Key,
    /// Names of attestation objects, statements and extensions.
    Names,
}

const LABELS: [i64; 9] = [1, 2, 3, 4, 5, -1, -2, -3, -4];
const NAMES: [&str; 10] = ["fmt", "attStmt", "authData", "alg", "sig", "x5c", "none", "packed", "NONE", "credProtect"];

impl MapEdit {
    pub(crate) fn draw(draw: &mut Draw<'_>, vocabulary: Vocabulary) -> Self {
        match draw.below(13) {
            0 => Self::Remove(draw.byte()),
            1 => Self::Twice(draw.byte()),
            2 => Self::Swap(draw.byte(), draw.byte()),
            3 | 4 => Self::Set(draw.byte(), value(draw)),
            5 => Self::Rename(draw.byte(), key(draw, vocabulary)),
            6 => Self::Insert(key(draw, vocabulary), value(draw)),
            7 => Self::Bytes(draw.byte(), BytesEdit::draw(draw)),
            8 => Self::Wide(draw.byte(), draw.byte() & 1 == 1, draw.one_of(&[Width::One, Width::Two, Width::Four, Width::Eight])),
            9 => Self::Tag(draw.byte(), draw.byte()),
            10 => Self::Indefinite,
            11 => Self::Declared(draw.byte()),
            _ => Self::Whole(value(draw)),
        }
    }

    /// Changes the map; what is none is left as it is, but for the edit of the whole.
    pub(crate) fn apply(&self, node: &mut Node) {
        match self {
            Self::Whole(other) => return node.clone_from(other),
            Self::Indefinite => {
                if let Node::Map(entries) = node {
                    *node = Node::IndefiniteMap(std::mem::take(entries));
                }
                return;
            }
            Self::Declared(count) => return wrap(node, |inner| Node::Declared(u64::from(*count), inner)),
            _ => {}
        }
        let Some(entries) = node.entries_mut() else { return };
        if let Self::Insert(key, value) = self {
            entries.push((key.clone(), value.clone()));
            return entries.sort_by(|(left, _), (right, _)| key_order(&left.encode(), &right.encode()));
        }
        if entries.is_empty() {
            return;
        }
        let count = entries.len();
        let place = |byte: &u8| usize::from(*byte) % count;
        match self {
            Self::Remove(entry) => drop(entries.remove(place(entry))),
            Self::Twice(entry) => entries.insert(place(entry), entries[place(entry)].clone()),
            Self::Swap(one, other) => entries.swap(place(one), place(other)),
            Self::Set(entry, value) => entries[place(entry)].1.clone_from(value),
            Self::Rename(entry, key) => entries[place(entry)].0.clone_from(key),
            Self::Bytes(entry, edit) => {
                if let Some(content) = content_mut(&mut entries[place(entry)].1) {
                    edit.apply(content);
                }
            }
            Self::Wide(entry, of_key, width) => {
                let (key, value) = &mut entries[place(entry)];
                wrap(if *of_key { key } else { value }, |inner| Node::Wide(*width, inner));
            }
            Self::Tag(entry, tag) => wrap(&mut entries[place(entry)].1, |inner| Node::Tag(u64::from(*tag), inner)),
            Self::Insert(..) | Self::Indefinite | Self::Declared(_) | Self::Whole(_) => {}
        }
    }
}

fn wrap(node: &mut Node, around: impl FnOnce(Box<Node>) -> Node) {
    let inner = std::mem::replace(node, Node::Simple(0));
    *node = around(Box::new(inner));
}

fn key(draw: &mut Draw<'_>, vocabulary: Vocabulary) -> Node {
    if draw.rarely() {
        return value(draw);
    }
    match vocabulary {
        Vocabulary::Key => Node::integer(draw.one_of(&LABELS)),
        Vocabulary::Names => Node::text(draw.one_of(&NAMES)),
    }
}

fn value(draw: &mut Draw<'_>) -> Node {
    match draw.below(11) {
        0 => Node::integer(i64::from(draw.byte().cast_signed())),
        1 => Node::integer(draw.one_of(&Algorithm::ALL).id()),
        2 => Node::bool(draw.byte() & 1 == 1),
        3 => Node::Bytes(draw.bytes()),
        4 => Node::text(draw.one_of(&NAMES)),
        5 => Node::Array(vec![Node::integer(i64::from(draw.byte().cast_signed()))]),
        6 => Node::Map(Vec::new()),
        7 => Node::Array(Vec::new()),
        8 => Node::Text(draw.bytes()),
        9 => Node::Unsigned(u64::from(draw.number()) << 32 | u64::from(draw.number())),
        // any bytes: most are no item at all.
        _ => Node::Raw(draw.bytes()),
    }
}
