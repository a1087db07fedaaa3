//! What is wrong with a credential public key.

use relycheck_wire::cbor::Node;

use crate::algorithm::Algorithm;

/// What is wrong with the credential public key. Members go by their labels, of which one means different things under different
/// key types: 1 kty, 2 kid, 3 alg, 4 key_ops, -1 crv, n or pub, -2 x or e, -3 y, -4 d.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum KeyDeviation {
    /// A sound key of another algorithm.
    Of(Algorithm),
    /// Kty and parameters are of another algorithm's key, which signs; `alg` stays.
    PairOf(Algorithm),
    /// A sound RSA key whose modulus has this many bits: 512, 1024, 2047 or 3072.
    RsaBits(u32),
    /// A member is missing.
    Without(i64),
    /// A member has another value, or is there besides.
    With(i64, Node),
    /// The byte string of a member is another.
    Bytes(i64, Bytes),
    /// A member stands twice, with the same value.
    Twice(i64),
    /// A member stands twice, with another value the second time.
    TwiceDiffering(i64, Node),
    /// The point is compressed: y is its sign bit.
    Compressed,
    /// The neutral element: x and y are 0, or x of an octet key is that of the identity. The signature is one for which no secret is
    /// needed where such a key is taken.
    Neutral,
    /// The public exponent is 1, and the signature is the encoded message itself.
    ExponentOne,
    /// Another item than a map of members.
    Whole(Node),
    /// Not a CBOR item: the map declares one entry more than there is.
    EntryMissing,
}

/// How a byte string is another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bytes {
    /// It is empty.
    Empty,
    /// As long, all zero.
    Zeros,
    /// As long, all ones.
    Ones,
    /// Its first byte is missing.
    WithoutFirst,
    /// Its last byte is missing.
    WithoutLast,
    /// A zero byte in front.
    ZeroInFront,
    /// A zero byte behind.
    ZeroBehind,
    /// The last bit is flipped.
    LastBitFlipped,
}

impl Bytes {
    pub(crate) fn apply(self, bytes: &mut Vec<u8>) {
        match self {
            Self::Empty => bytes.clear(),
            Self::Zeros => bytes.fill(0),
            Self::Ones => bytes.fill(0xff),
            Self::WithoutFirst => {
                bytes.drain(..bytes.len().min(1));
            }
            Self::WithoutLast => drop(bytes.pop()),
            Self::ZeroInFront => bytes.insert(0, 0),
            Self::ZeroBehind => bytes.push(0),
            Self::LastBitFlipped => {
                if let Some(last) = bytes.last_mut() {
                    *last ^= 1;
                }
            }
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Empty => "is empty",
            Self::Zeros => "is all zeros",
            Self::Ones => "is all ones",
            Self::WithoutFirst => "lacks its first byte",
            Self::WithoutLast => "lacks its last byte",
            Self::ZeroInFront => "has a zero byte in front",
            Self::ZeroBehind => "has a zero byte behind",
            Self::LastBitFlipped => "has its last bit flipped",
        }
    }
}

impl KeyDeviation {
    pub(crate) fn sentence(&self) -> String {
        match self {
            Self::Of(algorithm) => format!("the credential key is a sound {} key", algorithm.name()),
            Self::PairOf(algorithm) => {
                format!("type and parameters of the credential key are those of an {} key, while `alg` stays", algorithm.name())
            }
            Self::RsaBits(bits) => format!("the modulus of the credential key has {bits} bits"),
            Self::Without(label) => format!("the credential key has no member {label}{}", meaning(*label)),
            Self::With(label, value) => format!("the credential key's member {label}{} is {}", meaning(*label), shown(value)),
            Self::Bytes(label, change) => format!("the credential key's member {label}{} {}", meaning(*label), change.words()),
            Self::Twice(label) => {
                format!("the credential key's member {label}{} stands twice, with the same value", meaning(*label))
            }
            Self::TwiceDiffering(label, second) => {
                format!(
                    "the credential key's member {label}{} stands twice, and is {} the second time",
                    meaning(*label),
                    shown(second)
                )
            }
            Self::Compressed => "the credential key's point is compressed".to_owned(),
            Self::Neutral => "the credential key is the neutral element, for which nobody needs a secret to sign".to_owned(),
            Self::ExponentOne => "the credential key's exponent is 1, for which nobody needs a secret to sign".to_owned(),
            Self::Whole(item) => format!("the credential key is {}", shown(item)),
            Self::EntryMissing => "the credential key's map declares one entry more than follows".to_owned(),
        }
    }
}

/// The name of a label that means the same under every key type.
fn meaning(label: i64) -> &'static str {
    match label {
        1 => " (kty)",
        2 => " (kid)",
        3 => " (alg)",
        4 => " (key_ops)",
        5 => " (Base IV)",
        _ => "",
    }
}

/// A value as it is written in diagnostic notation, as far as values of keys go.
fn shown(value: &Node) -> String {
    match value {
        Node::Unsigned(number) => number.to_string(),
        Node::Negative(number) => (-1 - i128::from(*number)).to_string(),
        Node::Bytes(bytes) if bytes.len() > 8 => format!("a string of {} bytes", bytes.len()),
        Node::Bytes(bytes) => format!("h'{}'", data_encoding::HEXLOWER.encode(bytes)),
        Node::Text(text) => format!("the text `{}`", String::from_utf8_lossy(text)),
        Node::Array(items) => format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(", ")),
        Node::Map(entries) if entries.is_empty() => "an empty map".to_owned(),
        Node::Map(_) => "a map".to_owned(),
        Node::Simple(20) => "false".to_owned(),
        Node::Simple(21) => "true".to_owned(),
        Node::Simple(22) => "null".to_owned(),
        _ => "an item of another type".to_owned(),
    }
}
