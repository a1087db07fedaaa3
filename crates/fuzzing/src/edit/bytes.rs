//! Changes of a string of bytes whose meaning does not matter.

use super::draw::Draw;

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum BytesEdit {
    /// This bit is flipped, counted from the first and modulo how many there are.
    Flip(u32),
    /// So many bytes at the end are cut off, or all: not modulo the length, which is not the same for every challenge.
    Cut(u8),
    /// These follow.
    Append(Vec<u8>),
    /// These come first.
    Prepend(Vec<u8>),
    /// All are 0.
    Zero,
    /// Others stand there.
    Replace(Vec<u8>),
}

impl BytesEdit {
    pub(crate) fn draw(draw: &mut Draw<'_>) -> Self {
        match draw.below(6) {
            0 => Self::Flip(draw.number()),
            1 => Self::Cut(draw.byte()),
            2 => Self::Append(draw.bytes()),
            3 => Self::Prepend(draw.bytes()),
            4 => Self::Zero,
            _ => Self::Replace(draw.bytes()),
        }
    }

    pub(crate) fn apply(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::Flip(bit) => flip(bytes, *bit),
            Self::Cut(count) => bytes.truncate(bytes.len().saturating_sub(usize::from(*count))),
            Self::Append(more) => bytes.extend_from_slice(more),
            Self::Prepend(more) => drop(bytes.splice(0..0, more.iter().copied())),
            Self::Zero => bytes.fill(0),
            Self::Replace(other) => bytes.clone_from(other),
        }
    }
}

/// Flips a bit, counted from the first byte's highest and modulo how many there are.
pub(crate) fn flip(bytes: &mut [u8], bit: u32) {
    if let Some(bits) = bytes.len().checked_mul(8).filter(|bits| *bits > 0) {
        let bit = usize::try_from(bit).unwrap_or_default() % bits;
        bytes[bit / 8] ^= 0x80 >> (bit % 8);
    }
}
