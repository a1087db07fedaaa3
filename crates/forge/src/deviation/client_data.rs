//! What can be wrong with client data.

/// What is wrong with client data.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ClientDataDeviation {
    /// `type` is another string.
    Type(&'static str),
    /// The first bit of the challenge is flipped.
    ChallengeBitFlipped,
    /// `origin` is another string.
    Origin(String),
    /// `crossOrigin` is true.
    CrossOrigin,
    /// `topOrigin` is this.
    TopOrigin(String),
    /// The closing brace is missing.
    Unclosed,
    /// The object stands in an array.
    InAnArray,
}

impl ClientDataDeviation {
    pub(super) fn sentence(&self) -> String {
        match self {
            Self::Type(value) => format!("`type` in client data is `{value}`"),
            Self::ChallengeBitFlipped => "one bit of the challenge in client data is flipped".to_owned(),
            Self::Origin(origin) => format!("`origin` in client data is `{origin}`"),
            Self::CrossOrigin => "`crossOrigin` in client data is true".to_owned(),
            Self::TopOrigin(origin) => format!("client data has the `topOrigin` `{origin}`"),
            Self::Unclosed => "client data lacks its closing brace".to_owned(),
            Self::InAnArray => "client data is an array that holds the object".to_owned(),
        }
    }
}
