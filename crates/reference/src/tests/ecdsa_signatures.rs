//! ECDSA signatures from bytes written by hand: their ASN.1, and their numbers.

use relycheck_protocol::Finish;

use super::hand_made::*;
use crate::Reference;
use crate::public_key::{Form, is_short, is_upper_half, numbers};
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
    let long = [b"\x30\x82\x01\x07\x02\x82\x01\0".as_slice(), &[1; 256], b"\x02\x01\x06"].concat();
    assert_eq!(seen(&long).map(|(r, _, offence, _)| (r.len(), offence)), Some((256, false)));
    // An integer is never of indefinite length, and 80 is no length of 128.
    let indefinite = [b"\x30\x81\x85\x02\x80".as_slice(), &[1; 128], b"\x02\x01\x06"].concat();
    assert_eq!(seen(&indefinite), None);
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

/// r and s modulo the order; `None` where a number is longer than those that are reduced, two empty ones where either is 0.
fn reduced(r: &[u8], s: &[u8], order: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    numbers(r, s, order).map(|form| match form {
        Form::Numbers(r, s) => (r, s),
        Form::AlwaysRight => Default::default(),
        _ => panic!("no numbers"),
    })
}

#[test]
fn numbers_are_reduced_by_the_order() {
    let both = |r: &[u8], s: &[u8]| Some((r.to_vec(), s.to_vec()));
    // n = 251.
    for (number, rest) in [(&[5][..], 5), (&[250], 250), (&[252], 1), (&[0, 0, 0, 5], 5), (&[1, 0xf7], 1), (&[0xff, 0xff], 24)] {
        assert_eq!(reduced(number, &[6], &[251]), both(&[rest], &[6]), "{number:?}");
        assert_eq!(reduced(&[6], number, &[251]), both(&[6], &[rest]), "{number:?}");
    }
    for zero in [&[0][..], &[], &[251], &[1, 0xf6]] {
        assert_eq!(reduced(zero, &[6], &[251]), both(&[], &[]), "{zero:?}");
        assert_eq!(reduced(&[6], zero, &[251]), both(&[], &[]), "{zero:?}");
    }
    assert_eq!(reduced(&[1, 0, 0], &[6], &[251]), None);
    assert_eq!(reduced(&[6], &[1, 0, 0], &[251]), None);
    // n = 0x1234: the last octet borrows from the first.
    assert_eq!(reduced(&[0x12, 0x33], &[0x12, 0x35], &[0x12, 0x34]), both(&[0x12, 0x33], &[0, 1]));
    assert_eq!(reduced(&[0x20, 0], &[9], &[0x12, 0x34]), both(&[0x0d, 0xcc], &[0, 9]));
    assert_eq!(reduced(&[1, 0, 0], &[9], &[0x12, 0x34]), both(&[0x01, 0x28], &[0, 9]));
}

#[test]
fn halves_of_the_order_and_short_numbers() {
    assert!(!is_upper_half(&[125], &[251]) && is_upper_half(&[126], &[251]));
    let order = [0x12, 0x34];
    assert!(is_short(&[0, 9], &order) && !is_short(&[1, 9], &order));
    // As of the order of P-521, of which the first octet is 1: in the lower half the first octet of s is always 0.
    let order = [1, 0xff, 0xff];
    assert!(is_short(&[0, 0, 5], &order) && !is_short(&[0, 7, 5], &order) && !is_short(&[1, 0, 5], &order));
}

#[test]
fn a_signature_of_zero_is_right_only_without_sig_5() {
    let zero = |getting: &mut Getting| {
        getting.edit_response = |response| response["response"]["signature"] = encode(b"\x30\x06\x02\x01\0\x02\x01\x01").into();
    };
    let mut rp = Reference::new();
    assert!(matches!(authenticate(&mut rp, &Asked::new(), zero), Finish::Rejected(_)));
    assert_eq!(rp.last_violations(), ["sig-5"]);
    let mut lax = Reference::mutated(&mutant("lax/sig-5").unwrap());
    assert!(matches!(authenticate(&mut lax, &Asked::new(), zero), Finish::Accepted(_)));
}
