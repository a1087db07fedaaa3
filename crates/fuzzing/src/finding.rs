//! What an oracle answers where two things that have to agree do not.

/// What an oracle found.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{oracle}: {detail}")]
pub struct Finding {
    /// Which oracle: the name of its module.
    pub oracle: &'static str,
    /// What was seen: both sides, and where they part.
    pub detail: String,
}
