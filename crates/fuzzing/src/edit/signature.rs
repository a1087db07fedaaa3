//! Changes of a signature after it was made: <https://www.w3.org/TR/webauthn-3/#sctn-signature-attestation-types>.

use relycheck_forge::{Algorithm, PooledKey};

use super::bytes::BytesEdit;
use super::draw::Draw;

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SignatureEdit {
    /// It is made by another algorithm: another padding or hash.
    By(Algorithm),
    /// The length of the sequence is written in one byte more than it needs.
    LongLength,
    /// It is a sequence of these two numbers.
    Numbers(u8, u8),
    /// r and s stand there without ASN.1.
    WithoutAsn1,
    /// An OCTET STRING is around it.
    Wrapped,
    /// It is made over these bytes besides.
    OverMore(Vec<u8>),
    /// Of its bytes.
    Bytes(BytesEdit),
}

/// Tags of ASN.1: ITU-T X.690.
const INTEGER: u8 = 2;
const OCTET_STRING: u8 = 4;
const SEQUENCE: u8 = 0x30;

impl SignatureEdit {
    pub(crate) fn draw(draw: &mut Draw<'_>) -> Self {
        match draw.below(8) {
            0 => Self::By(draw.one_of(&Algorithm::ALL)),
            1 => Self::LongLength,
            2 => Self::Numbers(draw.byte(), draw.byte()),
            3 => Self::WithoutAsn1,
            4 => Self::Wrapped,
            5 => Self::OverMore(draw.bytes()),
            _ => Self::Bytes(BytesEdit::draw(draw)),
        }
    }

    /// Changes the signature over the `parts`; where nobody can sign, what would have to be signed again stays.
    pub(crate) fn apply(&self, signature: &mut Vec<u8>, parts: &[&[u8]], signer: Option<&PooledKey>) {
        match self {
            Self::By(algorithm) => {
                if let Some(signer) = signer {
                    *signature = signer.by(*algorithm).sign(parts);
                }
            }
            Self::OverMore(more) => {
                if let Some(signer) = signer {
                    *signature = signer.sign(&[parts, &[more]].concat());
                }
            }
            Self::LongLength => {
                if let [SEQUENCE, length @ 0..=0x7f, content @ ..] = signature.as_slice() {
                    *signature = [&[SEQUENCE, 0x81, *length], content].concat();
                }
            }
            Self::Numbers(r, s) => *signature = vec![SEQUENCE, 6, INTEGER, 1, *r, INTEGER, 1, *s],
            Self::WithoutAsn1 => {
                if let Some(numbers) = numbers(signature) {
                    *signature = numbers;
                }
            }
            Self::Wrapped => {
                let length = u16::try_from(signature.len()).unwrap_or(u16::MAX).to_be_bytes();
                *signature = [&[OCTET_STRING, 0x82], &length, signature.as_slice()].concat();
            }
            Self::Bytes(edit) => edit.apply(signature),
        }
    }
}

/// r and s of a sequence shorter than 128 bytes, each of 32 bytes.
fn numbers(signature: &[u8]) -> Option<Vec<u8>> {
    let [SEQUENCE, _, INTEGER, length, rest @ ..] = signature else { return None };
    let (r, rest) = rest.split_at_checked(usize::from(*length))?;
    let [INTEGER, length, s @ ..] = rest else { return None };
    let wide = |number: &[u8]| {
        let number = number.strip_prefix(&[0]).unwrap_or(number);
        let missing = 32_usize.checked_sub(number.len())?;
        Some([&vec![0; missing], number].concat())
    };
    Some([wide(r)?, wide(s.get(..usize::from(*length))?)?].concat())
}
