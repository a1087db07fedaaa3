//! Steps through one item head by head, without recursion and without allocation.

use super::{Error, Head, Major};

/// How many arrays, maps, tags and indefinite strings may stand within each other. Sixteen times what CTAP2 lets a message use,
/// and little enough that the bookkeeping lives on the stack.
pub const MAX_DEPTH: usize = 64;

#[derive(Debug, Clone, Copy)]
enum Frame {
    Array {
        remaining: u64,
    },
    /// Counts keys and values, so that an even number means that a key comes next.
    Map {
        remaining: u64,
    },
    IndefiniteArray,
    IndefiniteMap {
        after_key: bool,
    },
    Chunks(Major),
    Tag,
}

/// One head met on the way.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Visit {
    pub(crate) head: Head,
    /// The first byte after the head, or after the content of a definite string.
    pub(crate) end: usize,
    /// Arrays and maps that are open, with this one if it is one.
    pub(crate) levels: usize,
}

/// Walks over exactly one item, checking that it is well-formed (RFC 8949 §3 and Appendix C).
#[derive(Debug)]
pub(crate) struct Walker<'a> {
    bytes: &'a [u8],
    position: usize,
    frames: [Frame; MAX_DEPTH],
    depth: usize,
    levels: usize,
    done: bool,
}

impl<'a> Walker<'a> {
    pub(crate) fn new(bytes: &'a [u8], position: usize) -> Self {
        Self { bytes, position, frames: [Frame::Tag; MAX_DEPTH], depth: 0, levels: 0, done: false }
    }

    /// The next head, breaks left out; `None` once the item is complete.
    pub(crate) fn next(&mut self) -> Result<Option<Visit>, Error> {
        while !self.done {
            let head = Head::read(self.bytes, self.position)?;
            let top = self.depth.checked_sub(1).map(|top| self.frames[top]);
            if head.is_break() {
                self.close(head.offset, top)?;
                continue;
            }
            if let Some(Frame::Chunks(major)) = top
                && (head.major != major || head.argument.is_none())
            {
                return Err(Error::ChunkMismatch { offset: head.offset });
            }
            // Counted before entering: an empty container is complete, and what it fills closed, as soon as it is met.
            let levels = self.levels + usize::from(matches!(head.major, Major::Array | Major::Map));
            self.position = head.end;
            self.enter(&head)?;
            return Ok(Some(Visit { head, end: self.position, levels }));
        }
        Ok(None)
    }

    fn close(&mut self, offset: usize, top: Option<Frame>) -> Result<(), Error> {
        match top {
            Some(Frame::IndefiniteArray | Frame::IndefiniteMap { after_key: false } | Frame::Chunks(_)) => {
                self.position = offset + 1;
                self.pop();
                self.complete();
                Ok(())
            }
            Some(Frame::IndefiniteMap { after_key: true }) => Err(Error::OddMap { offset }),
            _ => Err(Error::UnexpectedBreak { offset }),
        }
    }

    fn enter(&mut self, head: &Head) -> Result<(), Error> {
        let offset = head.offset;
        let available = self.bytes.len() - head.end;
        let fits = |declared: u64, limit: usize| {
            if declared > limit as u64 { Err(Error::LengthExceedsInput { offset, declared, available }) } else { Ok(declared) }
        };
        match (head.major, head.argument) {
            (Major::Unsigned | Major::Negative | Major::Tag, None) => {
                return Err(Error::IndefiniteNotAllowed { offset, major: head.major });
            }
            (Major::Bytes | Major::Text, Some(length)) => {
                // `fits` has just shown that the length is no more than a slice's.
                self.position += fits(length, available)? as usize;
                self.complete();
            }
            (Major::Bytes | Major::Text, None) => self.push(offset, Frame::Chunks(head.major))?,
            (Major::Array | Major::Map, Some(0)) => self.complete(),
            // An element takes at least a byte and a pair two, so a larger count cannot be honest.
            (Major::Array, Some(count)) => self.push(offset, Frame::Array { remaining: fits(count, available)? })?,
            (Major::Map, Some(pairs)) => self.push(offset, Frame::Map { remaining: fits(pairs, available / 2)? * 2 })?,
            (Major::Array, None) => self.push(offset, Frame::IndefiniteArray)?,
            (Major::Map, None) => self.push(offset, Frame::IndefiniteMap { after_key: false })?,
            (Major::Tag, Some(_)) => self.push(offset, Frame::Tag)?,
            (Major::SimpleOrFloat, Some(value)) if head.info == 24 && value < 32 => {
                return Err(Error::ReservedSimple { offset, value: value as u8 });
            }
            (Major::Unsigned | Major::Negative | Major::SimpleOrFloat, _) => self.complete(),
        }
        Ok(())
    }

    fn push(&mut self, offset: usize, frame: Frame) -> Result<(), Error> {
        let slot = self.frames.get_mut(self.depth).ok_or(Error::TooDeep { offset, limit: MAX_DEPTH })?;
        *slot = frame;
        self.depth += 1;
        self.levels += usize::from(is_level(frame));
        Ok(())
    }

    fn pop(&mut self) {
        self.depth -= 1;
        self.levels -= usize::from(is_level(self.frames[self.depth]));
    }

    /// Counts one complete item in what is around it, and closes what that fills.
    fn complete(&mut self) {
        while let Some(top) = self.depth.checked_sub(1) {
            match &mut self.frames[top] {
                Frame::Array { remaining } | Frame::Map { remaining } => {
                    *remaining -= 1;
                    if *remaining > 0 {
                        return;
                    }
                }
                Frame::Tag => {}
                Frame::IndefiniteMap { after_key } => {
                    *after_key = !*after_key;
                    return;
                }
                Frame::IndefiniteArray | Frame::Chunks(_) => return,
            }
            self.pop();
        }
        self.done = true;
    }
}

fn is_level(frame: Frame) -> bool {
    !matches!(frame, Frame::Chunks(_) | Frame::Tag)
}

/// Where the one item ends that begins at `offset` of `bytes`. What follows it is not looked at.
///
/// # Errors
/// Any fault that makes the item not well-formed (RFC 8949 §3), or [`Error::TooDeep`].
pub fn item_end(bytes: &[u8], offset: usize) -> Result<usize, Error> {
    let mut walker = Walker::new(bytes, offset);
    while walker.next()?.is_some() {}
    Ok(walker.position)
}

/// Checks that `bytes` are exactly one well-formed item (RFC 8949 §3, Appendix C).
///
/// # Errors
/// Any fault that makes the item not well-formed, [`Error::TooDeep`], or [`Error::TrailingBytes`].
pub fn well_formed(bytes: &[u8]) -> Result<(), Error> {
    let offset = item_end(bytes, 0)?;
    match bytes.len() - offset {
        0 => Ok(()),
        count => Err(Error::TrailingBytes { offset, count }),
    }
}

/// How many arrays and maps stand within each other at the deepest place; 0 for an item that is neither. CTAP2 §8 lets a message
/// use 4. Tags and the chunks of a string are not counted.
///
/// # Errors
/// As [`well_formed`].
pub fn nesting_depth(bytes: &[u8]) -> Result<usize, Error> {
    well_formed(bytes)?;
    let mut walker = Walker::new(bytes, 0);
    let mut deepest = 0;
    while let Some(visit) = walker.next()? {
        deepest = deepest.max(visit.levels);
    }
    Ok(deepest)
}
