//! A reader that pulls one item after the other and borrows strings from its input.

use super::head::BREAK;
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
    #[inline]
    pub fn new(bytes: &'a [u8]) -> Self {
        Self::at(bytes, 0)
    }

    /// A reader at `position` of `bytes`; a position beyond the end counts as the end.
    #[must_use]
    #[inline]
    pub fn at(bytes: &'a [u8], position: usize) -> Self {
        Self { bytes, position: position.min(bytes.len()) }
    }

    /// Bytes from the start of the slice to the next item.
    #[must_use]
    #[inline]
    pub fn position(&self) -> usize {
        self.position
    }

    /// The bytes not yet read.
    #[must_use]
    #[inline]
    pub fn rest(&self) -> &'a [u8] {
        &self.bytes[self.position..]
    }

    /// The head of the next item, which is not consumed.
    ///
    /// # Errors
    /// As [`Head::read`]; a break is [`Error::UnexpectedBreak`].
    #[inline]
    pub fn peek(&self) -> Result<Head, Error> {
        Head::of_item(self.bytes, self.position)
    }

    /// Reads an integer of major type 0 or 1, in any width.
    ///
    /// # Errors
    /// [`Error::UnexpectedType`], [`Error::IntegerOutOfRange`] beyond 64 bits with sign, or a fault of the head.
    #[inline]
    pub fn integer(&mut self) -> Result<i64, Error> {
        let head = self.peek()?;
        let value = head.integer()?;
        self.position = head.end;
        Ok(value)
    }

    /// Reads a byte string in definite form.
    ///
    /// # Errors
    /// [`Error::UnexpectedType`], [`Error::IndefiniteString`], [`Error::LengthExceedsInput`], or a fault of the head.
    #[inline]
    pub fn bytes(&mut self) -> Result<&'a [u8], Error> {
        let head = self.peek()?;
        let content = head.string(self.bytes, Major::Bytes)?;
        self.position = head.end + content.len();
        Ok(content)
    }

    /// Reads a text string in definite form.
    ///
    /// # Errors
    /// As [`Self::bytes`], and [`Error::InvalidUtf8`].
    #[inline]
    pub fn text(&mut self) -> Result<&'a str, Error> {
        let head = self.peek()?;
        let text = head.text(self.bytes)?;
        self.position = head.end + text.len();
        Ok(text)
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
        let head = self.peek()?;
        if head.major != major {
            return Err(Error::UnexpectedType { offset: head.offset, expected: major, found: head.major });
        }
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
    #[inline]
    pub fn finish(self) -> Result<(), Error> {
        match self.rest().len() {
            0 => Ok(()),
            count => Err(Error::TrailingBytes { offset: self.position, count }),
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
    #[inline]
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
        let next = reader.bytes.get(reader.position).ok_or(Error::UnexpectedEnd { offset: reader.position })?;
        if *next == BREAK {
            reader.position += 1;
            self.remaining = Some(0);
        }
        Ok(*next != BREAK)
    }
}
