//! The head of a CBOR item: initial byte and argument (RFC 8949 §3).

use std::fmt;

use super::Error;

/// The major type, the upper three bits of the initial byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Major {
    /// 0: an integer from 0 to 2^64-1.
    Unsigned,
    /// 1: an integer from -2^64 to -1.
    Negative,
    /// 2: a byte string.
    Bytes,
    /// 3: a text string.
    Text,
    /// 4: an array.
    Array,
    /// 5: a map.
    Map,
    /// 6: a tag.
    Tag,
    /// 7: a simple value, a float, or the break.
    SimpleOrFloat,
}

impl Major {
    /// The major type of an initial byte.
    #[must_use]
    #[inline]
    pub fn of(initial: u8) -> Self {
        match initial >> 5 {
            0 => Self::Unsigned,
            1 => Self::Negative,
            2 => Self::Bytes,
            3 => Self::Text,
            4 => Self::Array,
            5 => Self::Map,
            6 => Self::Tag,
            _ => Self::SimpleOrFloat,
        }
    }

    /// The number of the major type, 0 to 7.
    #[must_use]
    pub fn number(self) -> u8 {
        self as u8
    }
}

impl fmt::Display for Major {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Self::Unsigned => "unsigned integer",
            Self::Negative => "negative integer",
            Self::Bytes => "byte string",
            Self::Text => "text string",
            Self::Array => "array",
            Self::Map => "map",
            Self::Tag => "tag",
            Self::SimpleOrFloat => "simple value or float",
        };
        write!(f, "{} ({name})", self.number())
    }
}

/// The break, which ends an item of indefinite form.
pub(super) const BREAK: u8 = 0xff;

/// The head of one item, where it is and what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The major type.
    pub major: Major,
    /// The additional information, the lower five bits of the initial byte: 0 to 27, or 31.
    pub info: u8,
    /// The argument; `None` where the additional information is 31 (indefinite form, or the break).
    pub argument: Option<u64>,
    /// Where the initial byte is.
    pub offset: usize,
    /// The first byte after the head.
    pub end: usize,
}

impl Head {
    /// Reads the head at `offset` of `bytes`.
    ///
    /// # Errors
    /// [`Error::UnexpectedEnd`] where the input ends within the head, [`Error::ReservedAdditionalInfo`] for 28 to 30.
    #[inline(always)]
    pub fn read(bytes: &[u8], offset: usize) -> Result<Self, Error> {
        let rest = bytes.get(offset..).unwrap_or_default();
        let (&initial, rest) = rest.split_first().ok_or(Error::UnexpectedEnd { offset })?;
        let info = initial & 0x1f;
        let (argument, width) = match info {
            0..24 => (Some(u64::from(info)), 0),
            24 => (rest.first().copied().map(u64::from), 1),
            25 => (wide(rest, 2), 2),
            26 => (wide(rest, 4), 4),
            27 => (wide(rest, 8), 8),
            31 => (None, 0),
            _ => return Err(Error::ReservedAdditionalInfo { offset, info }),
        };
        if argument.is_none() && width > 0 {
            return Err(Error::UnexpectedEnd { offset });
        }
        Ok(Self { major: Major::of(initial), info, argument, offset, end: offset + 1 + width })
    }

    /// Whether a key that begins with this head has one form alone: an integer in its shortest form or a definite string.
    #[inline]
    pub(super) fn is_plain_key(&self) -> bool {
        self.major <= Major::Text && self.argument.is_some() && self.is_shortest()
    }

    /// Reads the head of an item, which a break is not.
    #[inline(always)]
    pub(super) fn of_item(bytes: &[u8], offset: usize) -> Result<Self, Error> {
        let head = Self::read(bytes, offset)?;
        if head.is_break() { Err(Error::UnexpectedBreak { offset }) } else { Ok(head) }
    }

    /// The value of an integer, in any width.
    #[inline]
    pub(crate) fn integer(&self) -> Result<i64, Error> {
        let offset = self.offset;
        let (Major::Unsigned | Major::Negative) = self.major else {
            return Err(Error::UnexpectedType { offset, expected: Major::Unsigned, found: self.major });
        };
        let argument = self.argument.ok_or(Error::IndefiniteNotAllowed { offset, major: self.major })?;
        let value = i64::try_from(argument).map_err(|_| Error::IntegerOutOfRange { offset })?;
        // Planted: numbers pass through 32 bits.
        let value = if cfg!(planted = "wrap-at-2-31") { i64::from(value as i32) } else { value };
        // -1 - value, which cannot overflow for a value that is not negative.
        Ok(if self.major == Major::Negative { !value } else { value })
    }

    /// The content of a definite string of this type in `bytes`, from which the head was read.
    #[inline]
    pub(crate) fn string<'a>(&self, bytes: &'a [u8], expected: Major) -> Result<&'a [u8], Error> {
        let offset = self.offset;
        if self.major != expected {
            return Err(Error::UnexpectedType { offset, expected, found: self.major });
        }
        let declared = self.argument.ok_or(Error::IndefiniteString { offset })?;
        let rest = &bytes[self.end..];
        // Planted: the string is taken to be as long as it says.
        if cfg!(planted = "length-trusted") {
            return Ok(&rest[..declared as usize]);
        }
        let content = usize::try_from(declared).ok().and_then(|length| rest.get(..length));
        content.ok_or(Error::LengthExceedsInput { offset, declared, available: rest.len() })
    }

    /// The content of a definite text string, as [`Self::string`].
    #[inline]
    pub(crate) fn text<'a>(&self, bytes: &'a [u8]) -> Result<&'a str, Error> {
        let content = self.string(bytes, Major::Text)?;
        str::from_utf8(content).map_err(|_| Error::InvalidUtf8 { offset: self.offset })
    }

    /// Whether this is the break, 0xff.
    #[must_use]
    #[inline]
    pub fn is_break(&self) -> bool {
        self.argument.is_none() && self.major == Major::SimpleOrFloat
    }

    /// Whether the argument has the shortest form. True for the indefinite form, which has no argument, and for major type 7,
    /// whose argument is not a count.
    #[must_use]
    #[inline]
    pub fn is_shortest(&self) -> bool {
        match self.argument {
            Some(argument) if self.major != Major::SimpleOrFloat => shortest_info(argument) == self.info,
            _ => true,
        }
    }
}

/// The argument of `width` bytes that `rest` begins with, if it has so many. Beyond one byte they are rare.
#[cold]
fn wide(rest: &[u8], width: usize) -> Option<u64> {
    Some(rest.get(..width)?.iter().fold(0, |value, &byte| (value << 8) | u64::from(byte)))
}

/// The additional information of the shortest head for `argument`.
#[inline]
pub(crate) fn shortest_info(argument: u64) -> u8 {
    match argument {
        0..=23 => argument as u8,
        24..=0xff => 24,
        0x100..=0xffff => 25,
        0x1_0000..=0xffff_ffff => 26,
        _ => 27,
    }
}
