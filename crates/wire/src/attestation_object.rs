//! Attestation objects and the packed statement
//! (<https://www.w3.org/TR/webauthn-3/#sctn-generating-an-attestation-object>).

use crate::cbor::{self, Head, Major, Node, Pair, Pairs, Reader};

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
    /// See [`Error`]. What is wrong with the CBOR comes first, then a doubled key; of several values of a wrong type, that of the
    /// key which is first in canonical order.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Error> {
        let mut pairs = open(bytes)?;
        let (mut fmt, mut att_stmt, mut auth_data, mut unknown_keys) = (None, None, None, 0);
        while let Some(Pair { key, value }) = pairs.next()? {
            match key.string(bytes, Major::Text) {
                Ok(name) if name == b"fmt" => fmt = Some(value),
                Ok(name) if name == b"attStmt" => att_stmt = Some((value, pairs.position())),
                Ok(name) if name == b"authData" => auth_data = Some(value),
                _ => unknown_keys += 1,
            }
        }
        unique(&pairs)?;
        let fmt = fmt.map(|value| value.text(bytes)).transpose().map_err(|error| wrong_type("fmt", "a text string", error))?;
        let att_stmt = att_stmt.map(|(head, end)| statement(bytes, &head, end)).transpose()?;
        let auth_data = byte_string(bytes, "authData", auth_data)?;
        pairs.finish()?;
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

fn statement<'a>(bytes: &'a [u8], head: &Head, end: usize) -> Result<&'a [u8], Error> {
    match head.major {
        Major::Map | Major::Array => Ok(&bytes[head.offset..end]),
        found => Err(Error::WrongType { key: "attStmt", offset: head.offset, expected: "a map or an array", found }),
    }
}

fn byte_string<'a>(bytes: &'a [u8], key: &'static str, value: Option<Head>) -> Result<Option<&'a [u8]>, Error> {
    let content = value.map(|value| value.string(bytes, Major::Bytes)).transpose();
    content.map_err(|error| wrong_type(key, "a byte string", error))
}

/// The pairs of the map that is the first item of `bytes`.
fn open(bytes: &[u8]) -> Result<Pairs<'_>, Error> {
    let head = Reader::new(bytes).peek()?;
    if head.major == Major::Map { Ok(Pairs::open(bytes, &head)?) } else { Err(Error::NotAMap { found: head.major }) }
}

fn unique(pairs: &Pairs<'_>) -> Result<(), Error> {
    pairs.unique().map_err(|error| Error::DuplicateKey { offset: error.offset() })
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
    /// As [`AttestationObject::parse`].
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Error> {
        let mut pairs = open(bytes)?;
        let (mut alg, mut sig, mut x5c, mut unknown_keys) = (None, None, None, 0);
        while let Some(Pair { key, value }) = pairs.next()? {
            match key.string(bytes, Major::Text) {
                Ok(b"alg") => alg = Some(value),
                Ok(b"sig") => sig = Some(value),
                Ok(b"x5c") => x5c = Some((value, pairs.position())),
                _ => unknown_keys += 1,
            }
        }
        unique(&pairs)?;
        let alg = alg.map(|value| value.integer()).transpose().map_err(|error| wrong_type("alg", "an integer", error))?;
        let sig = byte_string(bytes, "sig", sig)?;
        let x5c = x5c.map(|(head, end)| Certificates::read(bytes, &head, end)).transpose();
        let x5c = x5c.map_err(|error| wrong_type("x5c", "an array of byte strings", error))?;
        pairs.finish()?;
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
    /// The elements of the item in `bytes` that has this head and this end.
    fn read(bytes: &'a [u8], head: &Head, end: usize) -> Result<Self, cbor::Error> {
        let mut reader = Reader::at(bytes, head.offset);
        let mut entries = reader.array()?;
        while entries.advance(&mut reader)? {
            reader.bytes()?;
        }
        Ok(Self { array: &bytes[head.offset..end] })
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
