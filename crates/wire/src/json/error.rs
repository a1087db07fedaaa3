//! What can be wrong with JSON text, and where.

/// Why a text is not one JSON value. Offsets count bytes of the text, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The text breaks the grammar of RFC 8259.
    #[error("byte {offset}: {expected} expected; write one JSON value")]
    Syntax {
        /// Where the text leaves the grammar; its end where something is missing.
        offset: usize,
        /// What should stand there.
        expected: &'static str,
    },
    /// An escape of one half of a surrogate pair, which no text in UTF-8 can hold.
    #[error("byte {offset}: half a surrogate pair; write both halves, or the character itself")]
    LoneSurrogate {
        /// Where the escape begins.
        offset: usize,
    },
    /// More arrays and objects within each other than the reader follows.
    #[error("byte {offset}: more than {limit} levels of nesting; flatten the value")]
    TooDeep {
        /// Where the bracket is that opens one level too many.
        offset: usize,
        /// The limit, [`super::MAX_DEPTH`].
        limit: usize,
    },
    /// Something other than white space follows the value.
    #[error("byte {offset}: text follows the JSON value; remove it")]
    TrailingText {
        /// Where it begins.
        offset: usize,
    },
}
