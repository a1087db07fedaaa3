//! A reader that pulls one item after the other and borrows strings from its input.

use super::{Error, Head, Major, item_end};

/// Reads items from a slice, front to back. Offsets in errors count from the start of the whole slice. A failed call leaves the
/// position where it was.
#[derive(Debug, Clone)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    position: usize,
}

impl<'a> Reader<'a> {
    /// A reader at the start of `bytes`.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        Self::at(bytes, 0)
    }

    /// A reader at `position` of `bytes`; a position beyond the end counts as the end.
    #[must_use]
    pub fn at(bytes: &'a [u8], position: usize) -> Self {
        Self { bytes, position: position.min(bytes.len()) }
    }

    /// Bytes from the start of the slice to the next item.
    #[must_use]
    pub fn position(&self) -> usize {
        self.position
    }

    /// The bytes not yet read.
    #[must_use]
    pub fn rest(&self) -> &'a [u8] {
        &self.bytes[self.position..]
    }

    /// The head of the next item, which is not consumed.
    ///
    /// # Errors
    /// As [`Head::read`]; a break is [`Error::UnexpectedBreak`].
    pub fn peek(&self) -> Result<Head, Error> {
        let head = Head::read(self.bytes, self.position)?;
        if head.is_break() { Err(Error::UnexpectedBreak { offset: head.offset }) } else { Ok(head) }
    }

    /// Reads an integer of major type 0 or 1, in any width.
    ///
    /// # Errors
    /// [`Error::UnexpectedType`], [`Error::IntegerOutOfRange`] beyond 64 bits with sign, or a fault of the head.
    pub fn integer(&mut self) -> Result<i64, Error> {
        let head = self.peek()?;
        let (Major::Unsigned | Major::Negative) = head.major else {
            return Err(Error::UnexpectedType { offset: head.offset, expected: Major::Unsigned, found: head.major });
        };
        let argument = head.argument.ok_or(Error::IndefiniteNotAllowed { offset: head.offset, major: head.major })?;
        let value = i64::try_from(argument).map_err(|_| Error::IntegerOutOfRange { offset: head.offset })?;
        self.position = head.end;
        // -1 - value, which cannot overflow for a value that is not negative.
        Ok(if head.major == Major::Negative { !value } else { value })
    }

    /// Reads a byte string in definite form.
    ///
    /// # Errors
    /// [`Error::UnexpectedType`], [`Error::IndefiniteString`], [`Error::LengthExceedsInput`], or a fault of the head.
    pub fn bytes(&mut self) -> Result<&'a [u8], Error> {
        self.string(Major::Bytes)
    }

    /// Reads a text string in definite form.
    ///
    /// # Errors
    /// As [`Self::bytes`], and [`Error::InvalidUtf8`].
    pub fn text(&mut self) -> Result<&'a str, Error> {
        let offset = self.position;
        let content = self.string(Major::Text)?;
        str::from_utf8(content).map_err(|_| {
            self.position = offset;
            Error::InvalidUtf8 { offset }
        })
    }

    fn string(&mut self, major: Major) -> Result<&'a [u8], Error> {
        let head = self.expect(major)?;
        let offset = head.offset;
        let declared = head.argument.ok_or(Error::IndefiniteString { offset })?;
        let rest = &self.bytes[head.end..];
        let content = usize::try_from(declared).ok().and_then(|length| rest.get(..length));
        let content = content.ok_or(Error::LengthExceedsInput { offset, declared, available: rest.len() })?;
        self.position = head.end + content.len();
        Ok(content)
    }

    /// Opens an array; its elements follow.
    ///
    /// # Errors
    /// [`Error::UnexpectedType`] or a fault of the head.
    pub fn array(&mut self) -> Result<Entries, Error> {
        self.open(Major::Array)
    }

    /// Opens a map; a key and a value follow for each entry.
    ///
    /// # Errors
    /// [`Error::UnexpectedType`] or a fault of the head.
    pub fn map(&mut self) -> Result<Entries, Error> {
        self.open(Major::Map)
    }

    fn open(&mut self, major: Major) -> Result<Entries, Error> {
        let head = self.expect(major)?;
        self.position = head.end;
        Ok(Entries { remaining: head.argument })
    }

    /// Consumes one item of any type and gives its bytes.
    ///
    /// # Errors
    /// As [`item_end`].
    pub fn item(&mut self) -> Result<&'a [u8], Error> {
        let end = item_end(self.bytes, self.position)?;
        let item = &self.bytes[self.position..end];
        self.position = end;
        Ok(item)
    }

    /// Asserts that nothing is left.
    ///
    /// # Errors
    /// [`Error::TrailingBytes`].
    pub fn finish(self) -> Result<(), Error> {
        match self.rest().len() {
            0 => Ok(()),
            count => Err(Error::TrailingBytes { offset: self.position, count }),
        }
    }

    fn expect(&self, expected: Major) -> Result<Head, Error> {
        let head = self.peek()?;
        if head.major == expected {
            Ok(head)
        } else {
            Err(Error::UnexpectedType { offset: head.offset, expected, found: head.major })
        }
    }
}

/// What is left of an open array or map, in definite or indefinite form.
#[derive(Debug, Clone)]
pub struct Entries {
    remaining: Option<u64>,
}

impl Entries {
    /// How many elements or pairs are still declared; `None` in the indefinite form. Not to be trusted for reserving memory.
    #[must_use]
    pub fn remaining(&self) -> Option<u64> {
        self.remaining
    }

    /// Whether another entry follows in `reader`. The break of the indefinite form is consumed.
    ///
    /// # Errors
    /// [`Error::UnexpectedEnd`] where an indefinite item runs out of input.
    pub fn advance(&mut self, reader: &mut Reader<'_>) -> Result<bool, Error> {
        if let Some(remaining) = &mut self.remaining {
            let more = *remaining > 0;
            *remaining = remaining.saturating_sub(1);
            return Ok(more);
        }
        let head = Head::read(reader.bytes, reader.position)?;
        if head.is_break() {
            reader.position = head.end;
            self.remaining = Some(0);
        }
        Ok(!head.is_break())
    }
}
