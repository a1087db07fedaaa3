//! A JSON value as it stands in its text, read on demand.

use std::borrow::Cow;

use super::Error;
use super::reader::{Entries, Reader, unescape};

/// The six types of JSON values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool,
    /// A number.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

impl Kind {
    /// The type of a value that begins with this byte.
    pub(super) fn of(first: u8) -> Self {
        match first {
            b'n' => Self::Null,
            b't' | b'f' => Self::Bool,
            b'"' => Self::String,
            b'[' => Self::Array,
            b'{' => Self::Object,
            _ => Self::Number,
        }
    }
}

/// A JSON value, known to follow the grammar, and borrowed as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Value<'a> {
    /// Without white space around it.
    text: &'a str,
    /// How many escapes a string has. A whole word, since a flag with padding behind it is slow to copy.
    escapes: usize,
}

impl<'a> Value<'a> {
    /// Reads `text` as one JSON value with nothing but white space around it.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn parse(text: &'a str) -> Result<Self, Error> {
        let mut reader = Reader::new(text);
        let value = reader.value()?;
        reader.finish()?;
        Ok(value)
    }

    pub(super) fn new(text: &'a str, escapes: usize) -> Self {
        Self { text, escapes }
    }

    /// The value as it was written, white space around it left out.
    #[must_use]
    pub fn as_text(&self) -> &'a str {
        self.text
    }

    /// The type of the value.
    #[must_use]
    pub fn kind(&self) -> Kind {
        Kind::of(self.text.as_bytes().first().copied().unwrap_or_default())
    }

    /// The truth value, if it is one.
    #[must_use]
    pub fn boolean(&self) -> Option<bool> {
        match self.text {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }
    }

    /// The number, if it is an integer without fraction and exponent that 64 bits with sign can hold.
    #[must_use]
    pub fn integer(&self) -> Option<i64> {
        self.text.parse().ok()
    }

    /// The string, if it is one; borrowed where it has no escapes.
    #[must_use]
    pub fn string(&self) -> Option<Cow<'a, str>> {
        let content = self.content()?;
        Some(if self.escapes == 0 { Cow::Borrowed(content) } else { Cow::Owned(unescape(content)) })
    }

    /// What stands between the quotes.
    fn content(&self) -> Option<&'a str> {
        if self.kind() == Kind::String { self.text.get(1..self.text.len() - 1) } else { None }
    }

    /// Whether the value is this string.
    pub(crate) fn is_string(&self, text: &str) -> bool {
        if self.escapes > 0 {
            return self.string().is_some_and(|string| string == text);
        }
        matches!(self.text.as_bytes(), [b'"', content @ .., b'"'] if content == text.as_bytes())
    }

    /// The elements, if it is an array.
    pub fn elements(&self) -> Option<impl Iterator<Item = Value<'a>> + use<'a>> {
        (self.kind() == Kind::Array).then(|| {
            let mut entries = Entries::open(self.text);
            std::iter::from_fn(move || entries.next_value())
        })
    }

    /// The members in order, doubles included, if it is an object.
    pub fn members(&self) -> Option<impl Iterator<Item = (Cow<'a, str>, Value<'a>)> + use<'a>> {
        (self.kind() == Kind::Object).then(|| {
            let mut entries = Entries::open(self.text);
            std::iter::from_fn(move || Some((entries.next_name()?.string()?, entries.next_value()?)))
        })
    }
}
