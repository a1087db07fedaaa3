//! ECDSA signatures as ASN.1 has them, and as lenient readers take them.
//!
//! <https://www.w3.org/TR/webauthn-3/#sctn-signature-attestation-types>

const INTEGER: u8 = 0x02;
const SEQUENCE: u8 = 0x30;
const INDEFINITE: u8 = 0x80;

/// The contents of the two integers, signed and big-endian.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Integers {
    pub(crate) r: Vec<u8>,
    pub(crate) s: Vec<u8>,
    /// The first thing that is not as DER has it.
    pub(crate) offence: Option<&'static str>,
    /// Whether something follows within the sequence.
    pub(crate) has_more: bool,
}

/// Reads an `Ecdsa-Sig-Value`, in DER or in BER.
pub(crate) fn read(bytes: &[u8]) -> Option<Integers> {
    let mut offence = None;
    let (content, after) = content(bytes, SEQUENCE, &mut offence)?;
    let (r, rest) = integer(content, &mut offence)?;
    let (s, rest) = integer(rest, &mut offence)?;
    if !after.is_empty() {
        offence = offence.or(Some("bytes follow the sequence"));
    }
    Some(Integers { r: r.to_vec(), s: s.to_vec(), offence, has_more: !rest.is_empty() })
}

/// r and s without ASN.1, each of `width` bytes.
pub(crate) fn read_raw(bytes: &[u8], width: usize) -> Option<Integers> {
    let (r, s) = bytes.split_at_checked(width).filter(|(_, s)| s.len() == width)?;
    let positive = |number: &[u8]| [&[0], number].concat();
    Some(Integers { r: positive(r), s: positive(s), offence: None, has_more: false })
}

/// The content of an integer and what follows it.
fn integer<'b>(bytes: &'b [u8], offence: &mut Option<&'static str>) -> Option<(&'b [u8], &'b [u8])> {
    let (content, after) = content(bytes, INTEGER, offence)?;
    // nine bits alike in front are one octet too many.
    let needless =
        matches!(content, [0, second, ..] if second & 0x80 == 0) || matches!(content, [0xff, second, ..] if second & 0x80 != 0);
    if content.is_empty() {
        return None;
    }
    if needless {
        *offence = offence.or(Some("an integer has an octet in front that it does not need"));
    }
    Some((content, after))
}

/// The content of an item with this tag, and what follows it.
fn content<'b>(bytes: &'b [u8], tag: u8, offence: &mut Option<&'static str>) -> Option<(&'b [u8], &'b [u8])> {
    let (&found, rest) = bytes.split_first()?;
    let (&first, rest) = rest.split_first()?;
    if found != tag {
        return None;
    }
    if first == INDEFINITE && tag == SEQUENCE {
        *offence = offence.or(Some("the sequence is of indefinite length"));
        // the two integers have no end-of-contents inside them that is taken for one: the last two zeros end it.
        let end = rest.len().checked_sub(2).filter(|end| rest.get(*end..) == Some(&[0, 0]))?;
        return rest.split_at_checked(end).map(|(content, _)| (content, &[][..]));
    }
    let (length, rest) = if first < 0x80 {
        (usize::from(first), rest)
    } else {
        let (digits, rest) = rest.split_at_checked(usize::from(first & 0x7f)).filter(|(digits, _)| digits.len() <= 4)?;
        let length = digits.iter().fold(0_usize, |length, digit| length << 8 | usize::from(*digit));
        if length < 0x80 || digits.first() == Some(&0) {
            *offence = offence.or(Some("a length is longer than it has to be"));
        }
        (length, rest)
    };
    rest.split_at_checked(length)
}
