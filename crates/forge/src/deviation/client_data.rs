//! What can be wrong with client data.

/// What is wrong with client data, or only unusual in it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ClientDataDeviation {
    /// `type` is another string.
    Type(&'static str),
    /// `challenge` is another string.
    Challenge(ChallengeDeviation),
    /// `origin` is another string.
    Origin(String),
    /// `crossOrigin` is true.
    CrossOrigin,
    /// `topOrigin` is this.
    TopOrigin(String),
    /// The member of this name has these bytes as its value: JSON text, or what is none. It comes last where it was not there.
    Member(&'static str, Vec<u8>),
    /// The member of this name is missing.
    Without(&'static str),
    /// The member of the first name has the second.
    Renamed(&'static str, &'static str),
    /// The value of this member stands in an array.
    ValueInArray(&'static str),
    /// The member of this name stands twice.
    Twice(&'static str, Second),
    /// All members stand in an object, which is the only member and has this name.
    Within(&'static str),
    /// The members are in the opposite order.
    Reversed,
    /// This white space is around names and values.
    Spaced(&'static str),
    /// Every character in the value of this member is written as `\uXXXX`.
    Escaped(&'static str),
    /// The object stands in an array.
    InAnArray,
    /// These bytes come first.
    Before(&'static [u8]),
    /// These bytes stand where the closing brace was.
    Ending(Vec<u8>),
    /// There is nothing but these bytes.
    Instead(&'static [u8]),
    /// No more than so many bytes of it are there.
    EndsAfter(usize),
    /// So many bytes are missing at its end.
    ShortBy(usize),
    /// It is in UTF-16, little-endian, with a byte order mark.
    InUtf16,
    /// A member that the standard does not know holds arrays in arrays, so many levels deep.
    Nested(usize),
    /// A member that the standard does not know holds a string of so many bytes.
    Large(usize),
}

/// The other value of a member that stands twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Second {
    /// The same once more.
    Same,
    /// This JSON text, before the right value.
    Before(&'static str),
    /// This JSON text, after the right value.
    After(&'static str),
}

/// What is wrong with the member `challenge`. None of them but a change of alphabet can be void under a challenge of 16 bytes or more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChallengeDeviation {
    /// The first bit is flipped.
    BitFlipped,
    /// The last bit is flipped.
    LastBitFlipped,
    /// Every bit is flipped: a challenge of the client's own.
    Complement,
    /// The last byte is missing.
    ByteShort,
    /// Only the first half is there.
    FirstHalf,
    /// One byte more.
    ByteMore,
    /// No byte.
    Empty,
    /// Letters are in the other case.
    OtherCase,
    /// Its base64url text is encoded once more.
    EncodedTwice,
    /// Padded with `=` to a multiple of four characters; where it is one already, with four.
    Padded,
    /// `+` and `/` instead of `-` and `_`. Void where neither occurs.
    StandardAlphabet,
    /// The bits after the last byte, which mean nothing, are set; where there are none, a character follows whose bits are no byte.
    StrayBits,
}

impl ClientDataDeviation {
    pub(super) fn sentence(&self) -> String {
        match self {
            Self::Type(value) => format!("`type` in client data is `{value}`"),
            Self::Challenge(deviation) => deviation.sentence().to_owned(),
            Self::Origin(origin) => format!("`origin` in client data is `{}`", origin.escape_debug()),
            Self::CrossOrigin => "`crossOrigin` in client data is true".to_owned(),
            Self::TopOrigin(origin) => format!("client data has the `topOrigin` `{origin}`"),
            Self::Member(name, value) => format!("`{name}` in client data is `{}`", value.escape_ascii()),
            Self::Without(name) => format!("client data has no `{name}`"),
            Self::Renamed(name, other) => format!("client data has a member `{other}` in the place of `{name}`"),
            Self::ValueInArray(name) => format!("the value of `{name}` in client data stands in an array"),
            Self::Twice(name, Second::Same) => format!("`{name}` stands in client data twice, with the same value"),
            Self::Twice(name, Second::Before(other)) => {
                format!("`{name}` stands in client data twice, first as `{other}` and then right")
            }
            Self::Twice(name, Second::After(other)) => {
                format!("`{name}` stands in client data twice, first right and then as `{other}`")
            }
            Self::Within(name) => format!("the members of client data stand within a member `{name}`"),
            Self::Reversed => "the members of client data are in the opposite order".to_owned(),
            Self::Spaced(space) => format!("`{}` is around the names and values of client data", space.escape_debug()),
            Self::Escaped(name) => format!("the value of `{name}` in client data is written in escapes"),
            Self::InAnArray => "client data is an array that holds the object".to_owned(),
            Self::Before(bytes) => format!("client data begins with the bytes `{}`", bytes.escape_ascii()),
            Self::Ending(bytes) if bytes.is_empty() => "client data lacks its closing brace".to_owned(),
            Self::Ending(bytes) => {
                format!("client data ends in the bytes `{}` instead of its closing brace", bytes.escape_ascii())
            }
            Self::Instead(bytes) => format!("client data is nothing but the bytes `{}`", bytes.escape_ascii()),
            Self::EndsAfter(length) => format!("client data ends after {length} bytes"),
            Self::ShortBy(count) => format!("the last {count} bytes of client data are missing"),
            Self::InUtf16 => "client data is in UTF-16".to_owned(),
            Self::Nested(levels) => format!("a member of client data nests arrays {levels} levels deep"),
            Self::Large(length) => format!("a member of client data is a string of {length} bytes"),
        }
    }
}

impl ChallengeDeviation {
    fn sentence(self) -> &'static str {
        match self {
            Self::BitFlipped => "one bit of the challenge in client data is flipped",
            Self::LastBitFlipped => "the last bit of the challenge in client data is flipped",
            Self::Complement => "the challenge in client data is one of the client's own",
            Self::ByteShort => "the challenge in client data lacks its last byte",
            Self::FirstHalf => "the challenge in client data is only the first half",
            Self::ByteMore => "the challenge in client data has one byte more",
            Self::Empty => "the challenge in client data is empty",
            Self::OtherCase => "the letters of the challenge in client data are in the other case",
            Self::EncodedTwice => "the challenge in client data is encoded twice",
            Self::Padded => "the challenge in client data is padded with `=`",
            Self::StandardAlphabet => "the challenge in client data is in the alphabet of base64, not of base64url",
            Self::StrayBits => "bits that mean nothing follow the last byte of the challenge in client data",
        }
    }
}
