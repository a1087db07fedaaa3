//! What is wrong with a signature.

/// What is wrong with the signature, of an assertion or of a packed statement. One that is not of this kind of signature is void.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignatureDeviation {
    /// It is empty.
    Empty,
    /// The bit this many before the last is flipped.
    BitFlipped(u32),
    /// It is by another credential's key, of the same algorithm.
    ByAnotherKey,
    /// It is over another hash than the algorithm's; ECDSA and RSA only.
    OtherHash,
    /// It has the padding of the other RSA algorithm.
    OtherPadding,
    /// It is r and s, each in full width, without ASN.1; ECDSA only.
    Raw,
    /// r is another number; ECDSA only.
    R(Scalar),
    /// s is another number; ECDSA, or the second half of an EdDSA signature.
    S(Scalar),
    /// All of it is zero: r and s, or every byte.
    Zero,
    /// It is the number one in full width; RSA only.
    One,
    /// It is the modulus; RSA only.
    Modulus,
    /// The integer r is written with one more zero byte in front; ECDSA only.
    IntegerNotMinimal,
    /// The integer r is written without the zero byte that keeps it positive; ECDSA only, where r has its highest bit set.
    IntegerNegative,
    /// The length of the sequence is written in the long form; ECDSA only.
    LengthInLongForm,
    /// The sequence is of indefinite length; ECDSA only.
    IndefiniteLength,
    /// One zero byte follows.
    TrailingByte,
    /// A third integer, 0, follows within the sequence; ECDSA only.
    ThirdInteger,
    /// The last byte is missing.
    OneByteShort,
    /// One zero byte in front.
    ZeroInFront,
    /// It stands in an ASN.1 OCTET STRING.
    Wrapped,
    /// Its first half is the identity, and it verifies all the same; Ed25519 only.
    NeutralR,
}

/// A number instead of r or s; n is the order of the base point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scalar {
    /// 0.
    Zero,
    /// n.
    Order,
    /// The right number plus n.
    PlusOrder,
}

impl Scalar {
    fn words(self) -> &'static str {
        match self {
            Self::Zero => "0",
            Self::Order => "the order n",
            Self::PlusOrder => "n more than it is to be",
        }
    }
}

impl SignatureDeviation {
    pub(crate) fn sentence(self) -> String {
        let text = match self {
            Self::R(number) => return format!("r of the signature is {}", number.words()),
            Self::S(number) => return format!("s of the signature is {}", number.words()),
            Self::Empty => "the signature is empty",
            Self::BitFlipped(_) => "one bit of the signature is flipped",
            Self::ByAnotherKey => "the signature is by another credential's key",
            Self::OtherHash => "the signature is over another hash than the algorithm's",
            Self::OtherPadding => "the signature has the padding of the other RSA algorithm",
            Self::Raw => "the signature is r and s one after the other, without ASN.1",
            Self::Zero => "the signature is zero throughout",
            Self::One => "the signature is the number 1",
            Self::Modulus => "the signature is the key's modulus",
            Self::IntegerNotMinimal => "the integer r of the signature has a zero byte in front that it does not need",
            Self::IntegerNegative => "the integer r of the signature lacks the zero byte that keeps it positive",
            Self::LengthInLongForm => "the length of the signature's sequence is written in the long form",
            Self::IndefiniteLength => "the signature's sequence is of indefinite length",
            Self::TrailingByte => "one byte follows the signature",
            Self::ThirdInteger => "the signature's sequence holds a third integer",
            Self::OneByteShort => "the signature lacks its last byte",
            Self::ZeroInFront => "the signature has a zero byte in front",
            Self::Wrapped => "the signature stands in an ASN.1 OCTET STRING",
            Self::NeutralR => "R of the signature is the identity, which has no part in any other signature",
        };
        text.to_owned()
    }
}
