//! What can be wrong with CBOR bytes, and where.

use super::Major;

/// A fault in CBOR bytes. Offsets count bytes from the start of the slice that was handed in, beginning at 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The input ends where a head or an item should be.
    #[error("byte {offset}: the input ends where a CBOR item or its argument should be; supply the missing bytes")]
    UnexpectedEnd {
        /// Where the head begins that is missing or cut short.
        offset: usize,
    },
    /// A string, array or map declares more than the input can hold. Found before anything is reserved for it.
    #[error("byte {offset}: {declared} bytes or elements are declared, {available} bytes are left; declare what follows")]
    LengthExceedsInput {
        /// Where the head begins.
        offset: usize,
        /// The declared count: bytes of a string, elements of an array, pairs of a map.
        declared: u64,
        /// Bytes left after the head.
        available: usize,
    },
    /// Additional information 28, 29 or 30, which RFC 8949 §3 reserves.
    #[error("byte {offset}: additional information {info} is reserved; use 0 to 27 or 31")]
    ReservedAdditionalInfo {
        /// Where the head begins.
        offset: usize,
        /// 28, 29 or 30.
        info: u8,
    },
    /// Additional information 31 on an integer or a tag, which have no indefinite form.
    #[error("byte {offset}: major type {major} has no indefinite form; give it an argument")]
    IndefiniteNotAllowed {
        /// Where the head begins.
        offset: usize,
        /// The major type of the head.
        major: Major,
    },
    /// A break (0xff) outside an indefinite item.
    #[error("byte {offset}: a break stands where an item should be; remove it or open an indefinite item")]
    UnexpectedBreak {
        /// Where the break is.
        offset: usize,
    },
    /// An indefinite map ends after a key.
    #[error("byte {offset}: the map ends after a key; give the key a value")]
    OddMap {
        /// Where the break is.
        offset: usize,
    },
    /// A chunk of an indefinite string is not a definite string of the same major type.
    #[error("byte {offset}: a chunk must be a definite string of the type of the string around it")]
    ChunkMismatch {
        /// Where the chunk's head begins.
        offset: usize,
    },
    /// A simple value below 32 written in two bytes, which RFC 8949 §3.3 calls not well-formed.
    #[error("byte {offset}: simple value {value} must not be written in two bytes; use one byte, or a value of 32 or more")]
    ReservedSimple {
        /// Where the head begins.
        offset: usize,
        /// The value.
        value: u8,
    },
    /// More items within items than the reader follows.
    #[error("byte {offset}: more than {limit} levels of nesting; flatten the item")]
    TooDeep {
        /// Where the head begins that opens one level too many.
        offset: usize,
        /// The limit, [`super::MAX_DEPTH`].
        limit: usize,
    },
    /// Bytes after the one item that the input should be.
    #[error("byte {offset}: {count} bytes follow the item; remove them")]
    TrailingBytes {
        /// Where they begin.
        offset: usize,
        /// How many they are.
        count: usize,
    },
    /// A text string that is not UTF-8: well-formed, but not valid (RFC 8949 §5.3.1).
    #[error("byte {offset}: the text string beginning here is not UTF-8; use a byte string or repair the text")]
    InvalidUtf8 {
        /// Where the head of the string or chunk begins.
        offset: usize,
    },
    /// Two keys of one map have the same value: well-formed, but not valid (RFC 8949 §5.6).
    #[error("byte {offset}: this key has the value of the key at byte {first}; remove one of them")]
    DuplicateKey {
        /// Where the later key begins.
        offset: usize,
        /// Where the earlier key begins.
        first: usize,
    },
    /// An item of another type than the reader was asked for.
    #[error("byte {offset}: {expected} expected, major type {found} found; write the expected type")]
    UnexpectedType {
        /// Where the item begins.
        offset: usize,
        /// What was asked for.
        expected: Major,
        /// What is there.
        found: Major,
    },
    /// A string in indefinite form, which cannot be borrowed as one slice.
    #[error("byte {offset}: the string is in indefinite form; write it with a definite length")]
    IndefiniteString {
        /// Where the string begins.
        offset: usize,
    },
    /// An integer outside -2^63 to 2^63-1.
    #[error("byte {offset}: the integer does not fit 64 bits with sign; use a smaller one")]
    IntegerOutOfRange {
        /// Where the integer begins.
        offset: usize,
    },
}

impl Error {
    /// The byte offset of the fault.
    #[must_use]
    pub fn offset(&self) -> usize {
        match *self {
            Self::UnexpectedEnd { offset }
            | Self::LengthExceedsInput { offset, .. }
            | Self::ReservedAdditionalInfo { offset, .. }
            | Self::IndefiniteNotAllowed { offset, .. }
            | Self::UnexpectedBreak { offset }
            | Self::OddMap { offset }
            | Self::ChunkMismatch { offset }
            | Self::ReservedSimple { offset, .. }
            | Self::TooDeep { offset, .. }
            | Self::TrailingBytes { offset, .. }
            | Self::InvalidUtf8 { offset }
            | Self::DuplicateKey { offset, .. }
            | Self::UnexpectedType { offset, .. }
            | Self::IndefiniteString { offset }
            | Self::IntegerOutOfRange { offset } => offset,
        }
    }
}
