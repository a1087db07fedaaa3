//! ASN.1 DER of an ECDSA signature, and encodings that are not quite DER.
//!
//! <https://www.w3.org/TR/webauthn-3/#sctn-signature-attestation-types>

use crate::deviation::SignatureDeviation;

const INTEGER: u8 = 0x02;
const OCTET_STRING: u8 = 0x04;
const SEQUENCE: u8 = 0x30;
const INDEFINITE: u8 = 0x80;
const END_OF_CONTENTS: [u8; 2] = [0, 0];

/// `SEQUENCE { r INTEGER, s INTEGER }`; r and s are big-endian, of any length.
pub(crate) fn signature(r: &[u8], s: &[u8], deviation: Option<SignatureDeviation>) -> Vec<u8> {
    let mut first = positive(r);
    match deviation {
        Some(SignatureDeviation::IntegerNotMinimal) => first.insert(0, 0),
        Some(SignatureDeviation::IntegerNegative) if first.first() == Some(&0) && first.len() > 1 => drop(first.remove(0)),
        _ => {}
    }
    let mut content = [tagged(INTEGER, &first), tagged(INTEGER, &positive(s))].concat();
    match deviation {
        Some(SignatureDeviation::ThirdInteger) => {
            content.extend(tagged(INTEGER, &[0]));
            tagged(SEQUENCE, &content)
        }
        // 0x80 plus how many bytes of length follow; one is enough below 256, one more than is needed otherwise.
        Some(SignatureDeviation::LengthInLongForm) => {
            let short = content.len() < 128;
            let length = u16::try_from(content.len()).unwrap_or(u16::MAX).to_be_bytes();
            let head: &[u8] = if short { &[SEQUENCE, 0x81, length[1]] } else { &[SEQUENCE, 0x82, length[0], length[1]] };
            [head, &content].concat()
        }
        Some(SignatureDeviation::IndefiniteLength) => [&[SEQUENCE, INDEFINITE], &content[..], &END_OF_CONTENTS].concat(),
        _ => tagged(SEQUENCE, &content),
    }
}

/// The bytes as an OCTET STRING.
pub(crate) fn wrapped(bytes: &[u8]) -> Vec<u8> {
    tagged(OCTET_STRING, bytes)
}

/// The content of an INTEGER: no zero byte in front but the one that keeps it positive.
fn positive(number: &[u8]) -> Vec<u8> {
    let start = number.iter().position(|byte| *byte != 0).unwrap_or(number.len());
    let significant = &number[start..];
    let needs_zero = significant.first().is_none_or(|first| first & 0x80 != 0);
    if needs_zero { [&[0], significant].concat() } else { significant.to_vec() }
}

/// Tag, definite length in the shortest form, content of less than 65,536 bytes.
fn tagged(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap_or(u16::MAX);
    let [high, low] = length.to_be_bytes();
    let head = match length {
        0..128 => vec![tag, low],
        128..256 => vec![tag, 0x81, low],
        _ => vec![tag, 0x82, high, low],
    };
    [&head, content].concat()
}
