//! ASN.1 of ECDSA signatures, from bytes written by hand.

use crate::reader::ecdsa_signature::{read, read_raw};

/// r, s, whether there is an offence against DER, and whether something follows s.
fn seen(bytes: &[u8]) -> Option<(Vec<u8>, Vec<u8>, bool, bool)> {
    read(bytes).map(|it| (it.r, it.s, it.offence.is_some(), it.has_more))
}

#[test]
fn two_integers_are_read_in_der_and_in_ber() {
    let both = |offence, more| Some((vec![5], vec![6], offence, more));
    assert_eq!(seen(b"\x30\x06\x02\x01\x05\x02\x01\x06"), both(false, false));
    // long forms of the sequence's length and of an integer's; an indefinite length; a byte behind; a third integer.
    assert_eq!(seen(b"\x30\x81\x06\x02\x01\x05\x02\x01\x06"), both(true, false));
    assert_eq!(seen(b"\x30\x07\x02\x81\x01\x05\x02\x01\x06"), both(true, false));
    assert_eq!(seen(b"\x30\x80\x02\x01\x05\x02\x01\x06\0\0"), both(true, false));
    assert_eq!(seen(b"\x30\x06\x02\x01\x05\x02\x01\x06\0"), both(true, false));
    assert_eq!(seen(b"\x30\x09\x02\x01\x05\x02\x01\x06\x02\x01\0"), both(false, true));
    // needless octets of positive and negative integers, and those that are needed.
    assert_eq!(seen(b"\x30\x07\x02\x02\0\x05\x02\x01\x06"), Some((vec![0, 5], vec![6], true, false)));
    assert_eq!(seen(b"\x30\x07\x02\x02\xff\x85\x02\x01\x06"), Some((vec![0xff, 0x85], vec![6], true, false)));
    assert_eq!(seen(b"\x30\x07\x02\x02\0\x85\x02\x01\x06"), Some((vec![0, 0x85], vec![6], false, false)));
    // 128 bytes need the long form.
    let long = [b"\x30\x81\x85\x02\x81\x7f".as_slice(), &[1; 127], b"\x02\x01\x06"].concat();
    assert_eq!(seen(&long).map(|(r, _, offence, _)| (r.len(), offence)), Some((127, true)), "127 fit the short form");
    let long = [b"\x30\x81\x86\x02\x81\x80".as_slice(), &[1; 128], b"\x02\x01\x06"].concat();
    assert_eq!(seen(&long).map(|(r, _, offence, _)| (r.len(), offence)), Some((128, false)));
}

#[test]
fn what_is_no_sequence_of_two_integers_is_none() {
    for bytes in [
        b"".as_slice(),
        b"\x30",
        b"\x31\x06\x02\x01\x05\x02\x01\x06",
        b"\x30\x06\x02\x01\x05\x04\x01\x06",
        b"\x30\x03\x02\x01\x05",
        b"\x30\x05\x02\0\x02\x01\x06",
        b"\x30\x07\x02\x01\x05\x02\x01\x06",
        b"\x30\x80\x02\x01\x05\x02\x01\x06",
        b"\x30\x85\0\0\0\0\x06\x02\x01\x05\x02\x01\x06",
        b"\x30\x84\xff\xff\xff\xff",
    ] {
        assert_eq!(read(bytes), None, "{bytes:02x?}");
    }
    assert_eq!(read_raw(&[7; 63], 32), None);
    assert_eq!(read_raw(&[7; 65], 32), None);
    assert_eq!(read_raw(&[0x87; 64], 32).map(|it| (it.r.len(), it.r[0], it.s[1])), Some((33, 0, 0x87)), "numbers are positive");
}
