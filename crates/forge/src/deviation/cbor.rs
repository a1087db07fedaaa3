//! What can be wrong with the CBOR of a response: one edit at one of the places where CBOR occurs.

use relycheck_wire::cbor::{Node, Width};

/// Where CBOR occurs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CborPlace {
    /// <https://www.w3.org/TR/webauthn-3/#sctn-generating-an-attestation-object>
    AttestationObject,
    /// The value of `attStmt`; before it is encoded within the object.
    AttestationStatement,
    /// <https://www.w3.org/TR/webauthn-3/#sctn-attested-credential-data>
    CredentialPublicKey,
    /// The extensions of authenticator data, where there are any.
    /// <https://www.w3.org/TR/webauthn-3/#sctn-authenticator-data>
    Extensions,
}

/// One edit of a map. Entries go by their number in canonical order, from 0; a number beyond the last changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum CborEdit {
    /// The map is written so.
    Map(Spelling),
    /// The key of an entry is written so.
    Key(usize, Spelling),
    /// The value of an entry is written so.
    Value(usize, Spelling),
    /// The keys are these, in order.
    Keys(Vec<Node>),
    /// One more entry, at this number: its key, and its value.
    Entry(usize, Node, Flood),
    /// An entry is missing.
    Without(usize),
    /// An entry stands twice, one after the other, with the same value.
    Twice(usize),
    /// Two entries have changed places.
    Swapped(usize, usize),
    /// It ends after this many bytes.
    Cut(usize),
    /// These bytes follow it.
    Followed(Vec<u8>),
}

/// How an item is written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Spelling {
    /// With an argument of this width.
    Wide(Width),
    /// In indefinite form: a string in two chunks.
    Indefinite,
    /// Under a tag.
    Tagged(u64),
    /// With this count declared, whatever it holds.
    Declared(u64),
    /// As other bytes.
    As(Flood),
}

/// Bytes that may be many: a beginning, a unit as often as said, an end. Kept as this recipe, never as what it makes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Flood {
    /// What comes first.
    pub head: Vec<u8>,
    /// What is repeated.
    pub unit: Vec<u8>,
    /// How often.
    pub times: usize,
    /// What comes last.
    pub tail: Vec<u8>,
}

impl Flood {
    /// These bytes and no more.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self { head: bytes.to_vec(), ..Self::default() }
    }

    /// A unit as often as said, and an end.
    #[must_use]
    pub fn repeating(unit: &[u8], times: usize, tail: &[u8]) -> Self {
        Self { head: Vec::new(), unit: unit.to_vec(), times, tail: tail.to_vec() }
    }

    fn bytes(&self) -> Vec<u8> {
        [&self.head[..], &self.unit.repeat(self.times), &self.tail].concat()
    }

    fn sentence(&self) -> String {
        const SHOWN: usize = 16;
        if self.times > 0 {
            return format!("{} × {} and {} bytes more", self.times, hex(&self.unit), self.head.len() + self.tail.len());
        }
        match self.head.get(..SHOWN) {
            Some(start) => format!("{}…, {} bytes", hex(start), self.head.len()),
            None => hex(&self.head),
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    if bytes.is_empty() { "no byte".to_owned() } else { data_encoding::HEXLOWER.encode(bytes) }
}

impl CborPlace {
    fn name(self) -> &'static str {
        match self {
            Self::AttestationObject => "the attestation object",
            Self::AttestationStatement => "the attestation statement",
            Self::CredentialPublicKey => "the credential public key",
            Self::Extensions => "the extension data",
        }
    }
}

impl CborEdit {
    pub(super) fn sentence(&self, place: CborPlace) -> String {
        let place = place.name();
        match self {
            Self::Map(spelling) => format!("{place} is {}", spelling.sentence()),
            Self::Key(entry, spelling) => format!("in {place}, the key of entry {entry} is {}", spelling.sentence()),
            Self::Value(entry, spelling) => format!("in {place}, the value of entry {entry} is {}", spelling.sentence()),
            Self::Keys(keys) => {
                let keys: Vec<String> = keys.iter().map(|key| hex(&key.encode())).collect();
                format!("the keys of {place} are {}", keys.join(", "))
            }
            Self::Entry(entry, key, value) => {
                format!("{place} has one more entry, number {entry}: {} with the value {}", hex(&key.encode()), value.sentence())
            }
            Self::Without(entry) => format!("{place} lacks entry {entry}"),
            Self::Twice(entry) => format!("entry {entry} of {place} stands twice"),
            Self::Swapped(one, other) => format!("entries {one} and {other} of {place} have changed places"),
            Self::Cut(length) => format!("{place} ends after {length} bytes"),
            Self::Followed(bytes) => format!("{} follows {place}", hex(bytes)),
        }
    }

    /// The map as this edit has it, encoded.
    pub(crate) fn apply(&self, map: Node) -> Vec<u8> {
        let mut map = map;
        match self {
            Self::Map(spelling) => map = spelling.apply(map),
            Self::Key(entry, spelling) => edit_entry(&mut map, *entry, |(key, _)| *key = spelling.apply(key.clone())),
            Self::Value(entry, spelling) => edit_entry(&mut map, *entry, |(_, value)| *value = spelling.apply(value.clone())),
            Self::Keys(keys) => edit_entries(&mut map, |entries| {
                entries.iter_mut().zip(keys).for_each(|((key, _), other)| *key = other.clone());
            }),
            Self::Entry(entry, key, value) => edit_entries(&mut map, |entries| {
                if *entry <= entries.len() {
                    entries.insert(*entry, (key.clone(), Node::Raw(value.bytes())));
                }
            }),
            Self::Without(entry) => edit_entries(&mut map, |entries| {
                if *entry < entries.len() {
                    entries.remove(*entry);
                }
            }),
            Self::Twice(entry) => edit_entries(&mut map, |entries| {
                if let Some(twice) = entries.get(*entry).cloned() {
                    entries.insert(*entry, twice);
                }
            }),
            Self::Swapped(one, other) => edit_entries(&mut map, |entries| {
                if *one.max(other) < entries.len() {
                    entries.swap(*one, *other);
                }
            }),
            Self::Cut(_) | Self::Followed(_) => {}
        }
        let mut bytes = map.encode();
        match self {
            Self::Cut(length) => bytes.truncate(*length),
            Self::Followed(more) => bytes.extend_from_slice(more),
            _ => {}
        }
        bytes
    }
}

fn edit_entries(map: &mut Node, edit: impl FnOnce(&mut Vec<(Node, Node)>)) {
    if let Some(entries) = map.entries_mut() {
        edit(entries);
    }
}

fn edit_entry(map: &mut Node, number: usize, edit: impl FnOnce(&mut (Node, Node))) {
    edit_entries(map, |entries| {
        if let Some(entry) = entries.get_mut(number) {
            edit(entry);
        }
    });
}

impl Spelling {
    fn sentence(&self) -> String {
        match self {
            Self::Wide(width) => format!("written with an argument of {} bytes", 1_u8 << (*width as u8)),
            Self::Indefinite => "of indefinite length".to_owned(),
            Self::Tagged(tag) => format!("under tag {tag}"),
            Self::Declared(count) => format!("declared to have {count} bytes or entries"),
            Self::As(bytes) => bytes.sentence(),
        }
    }

    fn apply(&self, node: Node) -> Node {
        match self {
            Self::Wide(width) => Node::Wide(*width, Box::new(node)),
            Self::Tagged(tag) => Node::Tag(*tag, Box::new(node)),
            Self::Declared(count) => Node::Declared(*count, Box::new(node)),
            Self::As(bytes) => Node::Raw(bytes.bytes()),
            Self::Indefinite => match node {
                Node::Map(entries) => Node::IndefiniteMap(entries),
                Node::Array(elements) => Node::IndefiniteArray(elements),
                Node::Bytes(bytes) => Node::IndefiniteBytes(halves(&bytes).map(|half| Node::Bytes(half.to_vec())).into()),
                Node::Text(text) => Node::IndefiniteText(halves(&text).map(|half| Node::Text(half.to_vec())).into()),
                other => other,
            },
        }
    }
}

fn halves(bytes: &[u8]) -> [&[u8]; 2] {
    let (one, other) = bytes.split_at(bytes.len() / 2);
    [one, other]
}
