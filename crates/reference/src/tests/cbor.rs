//! The table of CBOR cases holds for the reader, and no nesting or length is too much for it.

use data_encoding::HEXLOWER;
use serde::Deserialize;

use crate::cbor::{Item, OverlongBytes, Tree, canonical_length, classify};

#[derive(Deserialize)]
struct Table {
    case: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    id: String,
    hex: String,
    well_formed: bool,
    trailing: usize,
    valid: bool,
    ctap2_canonical: bool,
    depth: Option<usize>,
}

#[test]
fn the_table_of_cases_holds() {
    let table: Table = toml::from_str(include_str!("../../../wire/tests/data/cbor-cases.toml")).unwrap();
    assert!(table.case.len() >= 61, "{} cases", table.case.len());
    for case in &table.case {
        let found = classify(&HEXLOWER.decode(case.hex.as_bytes()).unwrap());
        let is = (found.well_formed, found.trailing, found.valid, found.canonical);
        assert_eq!(is, (case.well_formed, case.trailing, case.valid, case.ctap2_canonical), "{}", case.id);
        if let Some(depth) = case.depth {
            assert_eq!(found.nesting, depth, "{}", case.id);
        }
    }
}

#[test]
fn deep_nesting_is_read_and_measured() {
    for (head, depth) in [(0x81, 200_000), (0x9f, 1_000)] {
        let mut bytes = vec![head; depth];
        assert!(!classify(&bytes).well_formed);
        bytes.push(0x00);
        bytes.extend(vec![0xff; if head == 0x9f { depth } else { 0 }]);
        let found = classify(&bytes);
        assert!(found.well_formed && found.valid);
        assert_eq!(found.nesting, depth);
    }
}

/// What is closed is left: siblings do not add up.
#[test]
fn nesting_is_that_of_the_deepest_place() {
    for siblings in [&b"\x82\x81\x01\x81\x02"[..], b"\x9f\x9f\xff\x9f\xff\xff", b"\x82\x9f\xff\x9f\xff", b"\x82\xa0\x80"] {
        assert_eq!(classify(siblings).nesting, 2, "{siblings:02x?}");
    }
}

#[test]
fn the_elements_of_an_array_are_its_own() {
    let values = |bytes: &[u8], inner: bool| {
        let tree = Tree::read(bytes, OverlongBytes::Refuse).unwrap();
        let item = if inner { tree.root().elements().next().unwrap() } else { tree.root() };
        (item.is_array(), item.elements().filter_map(Item::integer).collect::<Vec<_>>())
    };
    assert_eq!(values(b"\x82\x81\x01\x02", false), (true, vec![2]));
    assert_eq!(values(b"\x82\x81\x01\x02", true), (true, vec![1]));
    assert_eq!(values(b"\xa1\x01\x02", false), (false, vec![]));
    assert_eq!(values(b"\xc1\x01", false), (false, vec![]));
    // a tag around an array is no element of it.
    assert_eq!(values(b"\xc1\x82\x01\x02", false), (true, vec![1, 2]));
}

#[test]
fn a_byte_string_that_runs_past_the_end_is_cut_where_that_is_asked_for() {
    for (bytes, left) in [(&b"\x45"[..], &b""[..]), (b"\x45ab", b"ab"), (b"\x58\x05", b""), (b"\x58\x05ab", b"ab")] {
        assert!(Tree::read(bytes, OverlongBytes::Refuse).is_err(), "{bytes:02x?}");
        let tree = Tree::read(bytes, OverlongBytes::Cut).unwrap();
        assert_eq!((tree.root().bytes(), tree.len()), (Some(left), bytes.len()), "{bytes:02x?}");
    }
    // Its head has to be there.
    assert!(Tree::read(b"\x58", OverlongBytes::Cut).is_err());
    assert!(Tree::read(b"\x59\x00", OverlongBytes::Cut).is_err());
}

#[test]
fn indefinite_items_end_where_they_may() {
    let well_formed = |bytes: &[u8]| classify(bytes).well_formed;
    assert!(well_formed(b"\xbf\x01\x9f\x02\xff\xff"));
    // a break for the value of a pair, under a tag, in a chunk of the wrong type, in a chunk that is indefinite itself.
    assert!(!well_formed(b"\xbf\x01\xff"));
    assert!(!well_formed(b"\x9f\xc0\xff"));
    assert!(!well_formed(b"\x5f\x61a\xff"));
    assert!(!well_formed(b"\x5f\x5f\x41a\xff\xff"));
    assert!(!well_formed(b"\x7f\x61a"));
}

#[test]
fn keys_are_compared_as_values() {
    // the same text in one piece and in chunks.
    assert!(!classify(b"\xa2\x61a\x00\x7f\x61a\xff\x00").valid);
    assert!(!classify(b"\xa2\x41a\x00\x5f\x41a\xff\x00").valid);
    assert!(classify(b"\xa2\x61a\x00\x41a\x00").valid);
    assert!(!classify(b"\xa2\x81\x01\x00\x81\x01\x00").valid);
}

/// Each head of 0 to 8 further bytes at either end of what it is for: RFC 8949, section 3.
#[test]
fn canonical_lengths_are_those_of_the_shortest_heads() {
    let length = |bytes: &[u8]| canonical_length(Tree::read(bytes, OverlongBytes::Refuse).unwrap().root());
    for (argument, head) in [
        (0, 1),
        (23, 1),
        (24, 2),
        (0xff, 2),
        (0x100, 3),
        (0xffff, 3),
        (0x1_0000, 5),
        (0xffff_ffff, 5),
        (0x1_0000_0000, 9),
        (u64::MAX, 9),
    ] {
        // Whatever head the integer came with.
        for initial in [0x1b, 0x3b] {
            assert_eq!(length(&[&[initial], argument.to_be_bytes().as_slice()].concat()), head, "{initial:x} {argument}");
        }
        if argument <= 0x1_0000 {
            let content = usize::try_from(argument).unwrap();
            for initial in [0x5b, 0x7b] {
                let string = [&[initial], argument.to_be_bytes().as_slice(), &vec![b'a'; content]].concat();
                assert_eq!(length(&string), head + content, "{initial:x} {argument}");
            }
            let array = [&[0x9b], argument.to_be_bytes().as_slice(), &vec![0; content]].concat();
            assert_eq!(length(&array), head + content, "an array of {argument}");
        }
    }
    assert_eq!(length(b"\xbf\x18\x01\x19\x00\x18\xff"), 4, "a map of one pair, 1 and 24");
    assert_eq!(length(b"\xd9\x00\x18\x18\x00"), 4, "a tag stays as it is");
    assert_eq!(length(b"\x82\xf5\xfb\x00\x00\x00\x00\x00\x00\x00\x00"), 11, "simple values and floats stay as they are");
}
