//! Attestation objects and the packed statement
//! (<https://www.w3.org/TR/webauthn-3/#sctn-generating-an-attestation-object>).

use crate::cbor::{self, Entries, Major, Node, Reader, first_duplicate};

/// Why bytes are not an attestation object or a statement. Offsets count from the start of the slice that was handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The CBOR itself is at fault, or bytes follow it ([`cbor::Error::TrailingBytes`]).
    #[error("attestation: {0}")]
    Cbor(#[from] cbor::Error),
    /// The item is not a map.
    #[error("attestation: the item is of major type {found}; write a map")]
    NotAMap {
        /// What it is.
        found: Major,
    },
    /// A required key is not there.
    #[error("attestation: key {key:?} is missing; add it as a text string")]
    MissingKey {
        /// The key.
        key: &'static str,
    },
    /// The value of a key has another type.
    #[error("attestation, byte {offset}: the value of {key:?} is of major type {found}; write {expected}")]
    WrongType {
        /// The key.
        key: &'static str,
        /// Where the value begins.
        offset: usize,
        /// The type or types that the key takes.
        expected: &'static str,
        /// What is there.
        found: Major,
    },
    /// A key has the value of an earlier one.
    #[error("attestation, byte {offset}: this key is there already; keep one of them")]
    DuplicateKey {
        /// Where the later key begins.
        offset: usize,
    },
}

/// An attestation object, borrowed from its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AttestationObject<'a> {
    raw: &'a [u8],
    /// The attestation statement format identifier.
    pub fmt: &'a str,
    /// The exact bytes of the statement's CBOR item, a map or an array.
    pub att_stmt: &'a [u8],
    /// The authenticator data, not parsed.
    pub auth_data: &'a [u8],
    /// How many keys there are besides `fmt`, `attStmt` and `authData`.
    pub unknown_keys: usize,
}

impl<'a> AttestationObject<'a> {
    /// Reads one CBOR map with the text keys `fmt`, `attStmt` and `authData`, in any order and form, definite or not; the two
    /// strings must be definite. Other keys are tolerated and counted.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Error> {
        let mut map = TopMap::open(bytes)?;
        let (mut fmt, mut att_stmt, mut auth_data, mut unknown_keys) = (None, None, None, 0);
        while let Some(key) = map.next_key()? {
            let value = &mut map.reader;
            match key {
                Some("fmt") => fmt = Some(value.text().map_err(|error| wrong_type("fmt", "a text string", error))?),
                Some("authData") => {
                    auth_data = Some(value.bytes().map_err(|error| wrong_type("authData", "a byte string", error))?);
                }
                Some("attStmt") => att_stmt = Some(statement(value)?),
                _ => {
                    value.item()?;
                    unknown_keys += 1;
                }
            }
        }
        map.reader.finish()?;
        let fmt = fmt.ok_or(Error::MissingKey { key: "fmt" })?;
        let att_stmt = att_stmt.ok_or(Error::MissingKey { key: "attStmt" })?;
        let auth_data = auth_data.ok_or(Error::MissingKey { key: "authData" })?;
        Ok(Self { raw: bytes, fmt, att_stmt, auth_data, unknown_keys })
    }

    /// The bytes as received, unknown keys and key order included.
    #[must_use]
    pub fn as_bytes(&self) -> &'a [u8] {
        self.raw
    }
}

fn statement<'a>(reader: &mut Reader<'a>) -> Result<&'a [u8], Error> {
    let head = reader.peek()?;
    if !matches!(head.major, Major::Map | Major::Array) {
        let (offset, found) = (head.offset, head.major);
        return Err(Error::WrongType { key: "attStmt", offset, expected: "a map or an array", found });
    }
    Ok(reader.item()?)
}

/// A map that is the whole input and whose keys are known to occur once.
struct TopMap<'a> {
    reader: Reader<'a>,
    entries: Entries,
}

impl<'a> TopMap<'a> {
    fn open(bytes: &'a [u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(bytes);
        let head = reader.peek()?;
        if head.major != Major::Map {
            return Err(Error::NotAMap { found: head.major });
        }
        cbor::item_end(bytes, 0)?;
        if let Some(duplicate) = first_duplicate(bytes, 0)? {
            return Err(Error::DuplicateKey { offset: duplicate.offset() });
        }
        let entries = reader.map()?;
        Ok(Self { reader, entries })
    }

    /// The next key: its text, or `None` inside if it is something else.
    fn next_key(&mut self) -> Result<Option<Option<&'a str>>, Error> {
        if !self.entries.advance(&mut self.reader)? {
            return Ok(None);
        }
        match self.reader.text() {
            Ok(text) => Ok(Some(Some(text))),
            Err(_) => {
                self.reader.item()?;
                Ok(Some(None))
            }
        }
    }
}

/// Says which key had the value of a wrong type; other faults stay what they are.
fn wrong_type(key: &'static str, expected: &'static str, error: cbor::Error) -> Error {
    match error {
        cbor::Error::UnexpectedType { offset, found, .. } => Error::WrongType { key, offset, expected, found },
        error => Error::Cbor(error),
    }
}

/// A packed attestation statement (<https://www.w3.org/TR/webauthn-3/#sctn-packed-attestation>), borrowed from its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PackedStatement<'a> {
    raw: &'a [u8],
    /// The COSE algorithm identifier.
    pub alg: i64,
    /// The signature.
    pub sig: &'a [u8],
    /// The certificates; `None` for self attestation. The list may be empty, which the syntax does not allow.
    pub x5c: Option<Certificates<'a>>,
    /// How many keys there are besides `alg`, `sig` and `x5c`.
    pub unknown_keys: usize,
}

impl<'a> PackedStatement<'a> {
    /// Reads the bytes of `attStmt`.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Error> {
        let mut map = TopMap::open(bytes)?;
        let (mut alg, mut sig, mut x5c, mut unknown_keys) = (None, None, None, 0);
        while let Some(key) = map.next_key()? {
            let value = &mut map.reader;
            match key {
                Some("alg") => alg = Some(value.integer().map_err(|error| wrong_type("alg", "an integer", error))?),
                Some("sig") => sig = Some(value.bytes().map_err(|error| wrong_type("sig", "a byte string", error))?),
                Some("x5c") => {
                    x5c = Some(Certificates::read(value).map_err(|error| wrong_type("x5c", "an array of byte strings", error))?);
                }
                _ => {
                    value.item()?;
                    unknown_keys += 1;
                }
            }
        }
        map.reader.finish()?;
        let alg = alg.ok_or(Error::MissingKey { key: "alg" })?;
        let sig = sig.ok_or(Error::MissingKey { key: "sig" })?;
        Ok(Self { raw: bytes, alg, sig, x5c, unknown_keys })
    }

    /// The bytes as received.
    #[must_use]
    pub fn as_bytes(&self) -> &'a [u8] {
        self.raw
    }
}

/// The certificates of `x5c`: DER, leaf first, not parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Certificates<'a> {
    array: &'a [u8],
}

impl<'a> Certificates<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, cbor::Error> {
        let mut elements = reader.clone();
        let mut entries = elements.array()?;
        while entries.advance(&mut elements)? {
            elements.bytes()?;
        }
        Ok(Self { array: reader.item()? })
    }

    /// The certificates one by one.
    pub fn iter(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let mut reader = Reader::new(self.array);
        let mut entries = reader.array().ok();
        std::iter::from_fn(move || {
            // `read` has seen every element, so that the first fault is the end.
            entries.as_mut()?.advance(&mut reader).ok()?.then(|| reader.bytes().ok()).flatten()
        })
    }
}

/// An attestation object to be written: in canonical order fmt, attStmt, authData. Change the node for anything else.
#[must_use]
pub fn attestation_object(fmt: &str, att_stmt: Node, auth_data: &[u8]) -> Node {
    Node::Map(vec![
        (Node::text("fmt"), Node::text(fmt)),
        (Node::text("attStmt"), att_stmt),
        (Node::text("authData"), Node::bytes(auth_data)),
    ])
}

/// A packed statement to be written: in canonical order alg, sig, x5c; without `x5c` a self attestation.
#[must_use]
pub fn packed_statement(alg: i64, sig: &[u8], x5c: Option<&[&[u8]]>) -> Node {
    let mut entries = vec![(Node::text("alg"), Node::integer(alg)), (Node::text("sig"), Node::bytes(sig))];
    if let Some(x5c) = x5c {
        let certificates = x5c.iter().map(|certificate| Node::bytes(certificate)).collect();
        entries.push((Node::text("x5c"), Node::Array(certificates)));
    }
    Node::Map(entries)
}
