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
    pub fn read(bytes: &[u8], offset: usize) -> Result<Self, Error> {
        let rest = bytes.get(offset..).unwrap_or_default();
        let (&initial, rest) = rest.split_first().ok_or(Error::UnexpectedEnd { offset })?;
        let info = initial & 0x1f;
        let width = match info {
            0..=23 | 31 => 0,
            24 => 1,
            25 => 2,
            26 => 4,
            27 => 8,
            _ => return Err(Error::ReservedAdditionalInfo { offset, info }),
        };
        let argument = rest.get(..width).ok_or(Error::UnexpectedEnd { offset })?;
        let argument = match info {
            0..=23 => Some(u64::from(info)),
            31 => None,
            _ => Some(argument.iter().fold(0, |value, &byte| (value << 8) | u64::from(byte))),
        };
        Ok(Self { major: Major::of(initial), info, argument, offset, end: offset + 1 + width })
    }

    /// Whether this is the break, 0xff.
    #[must_use]
    pub fn is_break(&self) -> bool {
        self.major == Major::SimpleOrFloat && self.info == 31
    }

    /// Whether the argument has the shortest form. True for the indefinite form, which has no argument, and for major type 7,
    /// whose argument is not a count.
    #[must_use]
    pub fn is_shortest(&self) -> bool {
        match self.argument {
            Some(argument) if self.major != Major::SimpleOrFloat => shortest_info(argument) == self.info,
            _ => true,
        }
    }
}

/// The additional information of the shortest head for `argument`.
pub(crate) fn shortest_info(argument: u64) -> u8 {
    match argument {
        0..=23 => argument as u8,
        24..=0xff => 24,
        0x100..=0xffff => 25,
        0x1_0000..=0xffff_ffff => 26,
        _ => 27,
    }
}
