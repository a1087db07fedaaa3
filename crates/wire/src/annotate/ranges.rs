//! A named range, and the list that keeps ranges gapless.

/// Some bytes of a message and what they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Range {
    /// The first byte, counted from 0.
    pub start: usize,
    /// The first byte after the range; always greater than `start`.
    pub end: usize,
    /// A dotted path, such as `authData.flags`; `unparsed` (or `authData.unparsed`) for what could not be read.
    pub name: String,
    /// What the bytes say, such as `UP UV AT`.
    pub meaning: String,
}

/// Ranges as they are found, each beginning where the last one ended.
#[derive(Debug)]
pub(super) struct Ranges<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) position: usize,
    ranges: Vec<Range>,
}

impl<'a> Ranges<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, position: 0, ranges: Vec::new() }
    }

    /// Names the bytes up to `end`, which is kept within the input; an empty range is left out.
    pub(super) fn push(&mut self, end: usize, name: impl Into<String>, meaning: impl Into<String>) {
        let (start, end) = (self.position, end.min(self.bytes.len()));
        if start < end {
            self.ranges.push(Range { start, end, name: name.into(), meaning: meaning.into() });
            self.position = end;
        }
    }

    /// Names the next `length` bytes if they all lie before `limit`.
    pub(super) fn field(&mut self, length: usize, limit: usize, name: &str, meaning: impl Into<String>) -> Option<&'a [u8]> {
        let end = self.position.checked_add(length).filter(|end| *end <= limit)?;
        let field = self.bytes.get(self.position..end)?;
        self.push(end, name, meaning);
        Some(field)
    }

    /// The ranges, with one more for what is left.
    pub(super) fn finish(mut self) -> Vec<Range> {
        let left = self.bytes.len() - self.position;
        self.push(self.bytes.len(), "unparsed", format!("{left} bytes that belong to no field or could not be read"));
        self.ranges
    }
}
