//! COSE_Key, the form of a credential public key
//! (RFC 9052 §7; <https://www.w3.org/TR/webauthn-3/#sctn-alg-identifier>).

use crate::cbor::{self, Head, Major, Node, Offence, Pair, Pairs, Reader};

/// Labels and values of RFC 9052, 9053 and 8230.
pub mod label {
    /// kty, the key type.
    pub const KTY: i64 = 1;
    /// alg, the algorithm.
    pub const ALG: i64 = 3;
    /// crv, the curve of an EC2 or OKP key.
    pub const CRV: i64 = -1;
    /// x, a coordinate of an EC2 key, or the public key of an OKP key.
    pub const X: i64 = -2;
    /// y, a coordinate of an EC2 key.
    pub const Y: i64 = -3;
    /// n, the modulus of an RSA key.
    pub const N: i64 = -1;
    /// e, the exponent of an RSA key.
    pub const E: i64 = -2;
}

/// kty OKP, octet key pair.
pub const OKP: i64 = 1;
/// kty EC2, elliptic curve with two coordinates.
pub const EC2: i64 = 2;
/// kty RSA.
pub const RSA: i64 = 3;

/// Why bytes are not a COSE_Key. Offsets count from the start of the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The CBOR itself is at fault, or bytes follow it ([`cbor::Error::TrailingBytes`]).
    #[error("COSE key: {0}")]
    Cbor(#[from] cbor::Error),
    /// The item is not a map.
    #[error("COSE key: the item is of major type {found}; write a map")]
    NotAMap {
        /// What it is.
        found: Major,
    },
    /// There is no kty, without which the other labels have no meaning.
    #[error("COSE key: label 1 (kty) is missing; add it")]
    MissingKty,
    /// The value of a label has another type than the view can hold.
    #[error("COSE key, byte {offset}: the value of label {label} is of major type {found}; write {expected}")]
    WrongType {
        /// The label.
        label: i64,
        /// Where the value begins.
        offset: usize,
        /// The type that the label takes.
        expected: &'static str,
        /// What is there.
        found: Major,
    },
    /// A label has the value of an earlier one.
    #[error("COSE key, byte {offset}: this label is there already; keep one of them")]
    DuplicateLabel {
        /// Where the later label begins.
        offset: usize,
    },
}

/// A COSE key, borrowed from its bytes. Which labels must be there, and how long coordinates are, is not judged here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CoseKey<'a> {
    raw: &'a [u8],
    /// Label 1, the key type: 1 OKP, 2 EC2, 3 RSA, or another.
    pub kty: i64,
    /// Label 3, the algorithm.
    pub alg: Option<i64>,
    /// Label -1 of EC2 and OKP, the curve.
    pub crv: Option<i64>,
    /// Label -2 of EC2 and OKP, big-endian for EC2.
    pub x: Option<&'a [u8]>,
    /// Label -3 of EC2, big-endian; only the uncompressed form, a byte string.
    pub y: Option<&'a [u8]>,
    /// Label -1 of RSA, unsigned and big-endian.
    pub n: Option<&'a [u8]>,
    /// Label -2 of RSA, unsigned and big-endian.
    pub e: Option<&'a [u8]>,
    /// How many labels there are besides these.
    pub other_labels: usize,
}

impl<'a> CoseKey<'a> {
    /// Reads one CBOR map, in canonical form or not. Labels that it does not know for the key type are tolerated and counted.
    ///
    /// # Errors
    /// See [`Error`]. What is wrong with the CBOR comes first, then a doubled label; of several values of a wrong type kty, then
    /// that of the label which is first in canonical order.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Error> {
        let head = Reader::new(bytes).peek()?;
        if head.major != Major::Map {
            return Err(Error::NotAMap { found: head.major });
        }
        let mut pairs = Pairs::open(bytes, &head)?;
        // The meaning of the negative labels depends on kty, which need not come first.
        let (mut kty, mut alg, mut first, mut second, mut third, mut other_labels) = (None, None, None, None, None, 0);
        while let Some(Pair { key, value }) = pairs.next()? {
            match key.integer() {
                Ok(label::KTY) => kty = Some(value),
                Ok(label::ALG) => alg = Some(value),
                Ok(-1) => first = Some(value),
                Ok(-2) => second = Some(value),
                Ok(-3) => third = Some(value),
                _ => other_labels += 1,
            }
        }
        pairs.finish()?;
        pairs.unique().map_err(|error| Error::DuplicateLabel { offset: error.offset() })?;
        let kty = integer(label::KTY, kty)?.ok_or(Error::MissingKty)?;
        let alg = integer(label::ALG, alg)?;
        let (crv, x, y, n, e) = match kty {
            OKP => (integer(label::CRV, first.take())?, byte_string(bytes, label::X, second.take())?, None, None, None),
            EC2 => (
                integer(label::CRV, first.take())?,
                byte_string(bytes, label::X, second.take())?,
                byte_string(bytes, label::Y, third.take())?,
                None,
                None,
            ),
            RSA => (None, None, None, byte_string(bytes, label::N, first.take())?, byte_string(bytes, label::E, second.take())?),
            _ => (None, None, None, None, None),
        };
        // What has not been taken means nothing for this type of key.
        let other_labels = other_labels + [first, second, third].iter().flatten().count();
        Ok(Self { raw: bytes, kty, alg, crv, x, y, n, e, other_labels })
    }

    /// The bytes as received.
    #[must_use]
    pub fn as_bytes(&self) -> &'a [u8] {
        self.raw
    }
}

fn integer(label: i64, value: Option<Head>) -> Result<Option<i64>, Error> {
    value.map(|value| value.integer()).transpose().map_err(|error| wrong_type(label, "an integer", error))
}

fn byte_string(bytes: &[u8], label: i64, value: Option<Head>) -> Result<Option<&[u8]>, Error> {
    let content = value.map(|value| value.string(bytes, Major::Bytes)).transpose();
    content.map_err(|error| wrong_type(label, "a byte string", error))
}

fn wrong_type(label: i64, expected: &'static str, error: cbor::Error) -> Error {
    match error {
        cbor::Error::UnexpectedType { offset, found, .. } => Error::WrongType { label, offset, expected, found },
        error => Error::Cbor(error),
    }
}

/// A COSE key to be written: labels and values, in any order and number.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CoseKeyWriter {
    /// The entries as listed.
    pub entries: Vec<(Node, Node)>,
}

impl CoseKeyWriter {
    /// An EC2 key with both coordinates, big-endian and as wide as the curve's field if honest.
    #[must_use]
    pub fn ec2(alg: i64, crv: i64, x: &[u8], y: &[u8]) -> Self {
        let mut key = Self::okp(alg, crv, x);
        key.set(label::KTY, Node::integer(EC2));
        key.set(label::Y, Node::bytes(y));
        key
    }

    /// An OKP key.
    #[must_use]
    pub fn okp(alg: i64, crv: i64, x: &[u8]) -> Self {
        let mut key = Self::default();
        key.set(label::KTY, Node::integer(OKP));
        key.set(label::ALG, Node::integer(alg));
        key.set(label::CRV, Node::integer(crv));
        key.set(label::X, Node::bytes(x));
        key
    }

    /// An RSA key; `n` and `e` are unsigned and big-endian, without leading zeros if honest.
    #[must_use]
    pub fn rsa(alg: i64, n: &[u8], e: &[u8]) -> Self {
        let mut key = Self::default();
        key.set(label::KTY, Node::integer(RSA));
        key.set(label::ALG, Node::integer(alg));
        key.set(label::N, Node::bytes(n));
        key.set(label::E, Node::bytes(e));
        key
    }

    /// Gives the first entry with this label another value, in its place; appends it if there is none.
    pub fn set(&mut self, label: i64, value: Node) {
        let label = Node::integer(label);
        match self.entries.iter_mut().find(|(candidate, _)| *candidate == label) {
            Some((_, place)) => *place = value,
            None => self.entries.push((label, value)),
        }
    }

    /// Appends an entry, also one whose label is there already.
    pub fn push(&mut self, label: i64, value: Node) {
        self.entries.push((Node::integer(label), value));
    }

    /// Removes all entries with this label and says whether there was one.
    pub fn remove(&mut self, label: i64) -> bool {
        let before = self.entries.len();
        self.entries.retain(|(candidate, _)| *candidate != Node::integer(label));
        self.entries.len() < before
    }

    /// The map with its entries as listed.
    #[must_use]
    pub fn to_node(&self) -> Node {
        Node::Map(self.entries.clone())
    }

    /// The key in CTAP2 canonical form.
    ///
    /// # Errors
    /// The offence that no ordering removes, such as a doubled label.
    pub fn encode(&self) -> Result<Vec<u8>, Offence> {
        self.to_node().encode_canonical()
    }

    /// The key as listed: nothing is sorted, nothing refused.
    #[must_use]
    pub fn encode_as_listed(&self) -> Vec<u8> {
        self.to_node().encode()
    }
}
