//! The pairs of one map, each checked as it is met, so that a map is read in one go.

use super::head::BREAK;
use super::validity::first_duplicate;
use super::walk::{Around, ends_at, fits, walk_from};
use super::{Error, Head};

/// A key and its value, both well-formed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pair {
    pub(crate) key: Head,
    pub(crate) value: Head,
}

/// Goes through a map pair by pair. What it has gone through is well-formed, and no key of it is doubled once [`Self::unique`] has
/// said so.
#[derive(Debug)]
pub(crate) struct Pairs<'a> {
    bytes: &'a [u8],
    map: Head,
    position: usize,
    /// Pairs that are still to come; none where a break ends them.
    left: Option<u64>,
    /// The key before the next; empty in front of the first.
    previous: &'a [u8],
    /// Whether the keys so far are shortest-form integers and definite strings in ascending order. Such keys cannot repeat, and
    /// this is what well-behaved senders write, so the common case needs no set of keys.
    ascending: bool,
}

impl<'a> Pairs<'a> {
    /// The pairs of the map that has this head in `bytes`.
    #[inline]
    pub(crate) fn open(bytes: &'a [u8], map: &Head) -> Result<Self, Error> {
        if let Some(pairs) = map.argument {
            fits(bytes, map, pairs, 2)?;
        }
        Ok(Self { bytes, map: *map, position: map.end, left: map.argument, previous: &[], ascending: true })
    }

    /// The next key and its value; `None` at the end of the map.
    #[inline]
    pub(crate) fn next(&mut self) -> Result<Option<Pair>, Error> {
        if let Some(left) = &mut self.left {
            if *left == 0 {
                return Ok(None);
            }
            *left -= 1;
        } else if self.bytes.get(self.position) == Some(&BREAK) {
            self.position += 1;
            self.left = Some(0);
            return Ok(None);
        }
        let key = Head::of_item(self.bytes, self.position)?;
        let key_end = skip(self.bytes, key)?;
        if self.left.is_none() && self.bytes.get(key_end) == Some(&BREAK) {
            return Err(Error::OddMap { offset: key_end });
        }
        let value = Head::of_item(self.bytes, key_end)?;
        self.position = skip(self.bytes, value)?;
        let encoded = &self.bytes[key.offset..key_end];
        // For keys of one form the canonical order is that of their bytes, and mostly that of the first byte.
        let follows = self.previous.first() < encoded.first() || self.previous < encoded;
        self.ascending = self.ascending && follows && key.is_plain_key();
        self.previous = encoded;
        Ok(Some(Pair { key, value }))
    }

    /// The key of the pair that [`Self::next`] has just given, as it is encoded.
    pub(super) fn encoded_key(&self) -> &'a [u8] {
        self.previous
    }

    /// Where the map ends, once [`Self::next`] has given `None`; the next key else.
    pub(crate) fn position(&self) -> usize {
        self.position
    }

    /// Whether the keys so far are in canonical order and form.
    pub(super) fn are_ascending(&self) -> bool {
        self.ascending
    }

    /// That no key has the value of an earlier one; [`Error::DuplicateKey`] else. To be asked at the end of the map.
    #[inline]
    pub(crate) fn unique(&self) -> Result<(), Error> {
        // Planted: of two entries with one key the last counts.
        if self.ascending || cfg!(planted = "duplicate-key-last-wins") {
            Ok(())
        } else {
            first_duplicate(self.bytes, &self.map)?.map_or(Ok(()), Err)
        }
    }

    /// That nothing follows the map; [`Error::TrailingBytes`] else. To be asked at the end of the map.
    #[inline]
    pub(crate) fn finish(&self) -> Result<(), Error> {
        ends_at(self.bytes, self.position)
    }
}

/// Where the item ends that has this head, within the map.
#[inline]
fn skip(bytes: &[u8], head: Head) -> Result<usize, Error> {
    walk_from(bytes, head, Around::ONE_LEVEL, &mut |_| Ok(()))
}
