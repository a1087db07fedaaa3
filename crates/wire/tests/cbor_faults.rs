//! Every fault of the CBOR reader and every rule of the canonical form is reached, with the offset it should have.

use data_encoding::HEXLOWER_PERMISSIVE;
use relycheck_wire::cbor::{
    Error, Head, MAX_DEPTH, Major, Node, Reader, Rule, Width, canonical, item_end, nesting_depth, validate, well_formed,
};

fn hex(text: &str) -> Vec<u8> {
    HEXLOWER_PERMISSIVE.decode(text.replace(' ', "").as_bytes()).expect("hex")
}

#[test]
fn ill_formed_items_are_named() {
    let cases = [
        ("", Error::UnexpectedEnd { offset: 0 }),
        ("82 01 19 01", Error::UnexpectedEnd { offset: 2 }),
        ("9f 01", Error::UnexpectedEnd { offset: 2 }),
        ("82 01", Error::LengthExceedsInput { offset: 0, declared: 2, available: 1 }),
        ("a2 01 02 03", Error::LengthExceedsInput { offset: 0, declared: 2, available: 3 }),
        ("01 00", Error::TrailingBytes { offset: 1, count: 1 }),
        ("81 43 0102", Error::LengthExceedsInput { offset: 1, declared: 3, available: 2 }),
        ("bb 8000000000000001 00 00", Error::LengthExceedsInput { offset: 0, declared: 0x8000_0000_0000_0001, available: 2 }),
        ("81 1e", Error::ReservedAdditionalInfo { offset: 1, info: 30 }),
        ("81 3f", Error::IndefiniteNotAllowed { offset: 1, major: Major::Negative }),
        ("df 00", Error::IndefiniteNotAllowed { offset: 0, major: Major::Tag }),
        ("c0 ff", Error::UnexpectedBreak { offset: 1 }),
        ("9f c0 ff", Error::UnexpectedBreak { offset: 2 }),
        ("bf 01 02 03 ff", Error::OddMap { offset: 4 }),
        ("5f 41 00 61 61 ff", Error::ChunkMismatch { offset: 3 }),
        ("5f 5f 41 00 ff ff", Error::ChunkMismatch { offset: 1 }),
        ("7f 00 ff", Error::ChunkMismatch { offset: 1 }),
        ("81 f8 1f", Error::ReservedSimple { offset: 1, value: 31 }),
    ];
    for (bytes, error) in cases {
        assert_eq!(well_formed(&hex(bytes)), Err(error), "{bytes}");
    }
}

#[test]
fn indefinite_items_nest_and_end() {
    for bytes in ["bf 01 9f 02 ff 03 bf ff ff", "9f 5f ff 7f 60 61 61 ff c1 00 ff", "a1 9f ff 80"] {
        assert_eq!(well_formed(&hex(bytes)), Ok(()), "{bytes}");
    }
}

#[test]
fn depth_is_bounded_for_every_kind_of_nesting() {
    for opener in ["81", "c1", "9f", "a100", "bf00", "d9d9f7"] {
        let opener = hex(opener);
        let mut bomb = opener.repeat(100_000);
        let error = well_formed(&bomb);
        assert_eq!(error, Err(Error::TooDeep { offset: MAX_DEPTH * opener.len(), limit: MAX_DEPTH }), "{opener:?}");
        bomb.truncate(MAX_DEPTH * opener.len());
        let cut_short = matches!(well_formed(&bomb), Err(Error::UnexpectedEnd { .. } | Error::LengthExceedsInput { .. }));
        assert!(cut_short, "{opener:?}: the limit itself is allowed");
    }
    let mut deepest = vec![0x81; MAX_DEPTH];
    deepest.push(0x80);
    assert_eq!(nesting_depth(&deepest[1..]), Ok(MAX_DEPTH), "an empty array at the end is a level of its own");
    assert_eq!(nesting_depth(&deepest), Err(Error::TooDeep { offset: MAX_DEPTH, limit: MAX_DEPTH }));
}

#[test]
fn invalid_items_are_named() {
    let cases = [
        ("82 00 62 c328", Error::InvalidUtf8 { offset: 2 }),
        // One code point over two chunks (RFC 8949 §3.2.3).
        ("7f 61 c3 61 a9 ff", Error::InvalidUtf8 { offset: 1 }),
        ("81 a2 01 00 01 00", Error::DuplicateKey { offset: 4, first: 2 }),
        ("a3 02 00 01 00 02 00", Error::DuplicateKey { offset: 5, first: 1 }),
        ("a2 61 61 00 7f 61 61 ff 00", Error::DuplicateKey { offset: 4, first: 1 }),
        ("a2 42 0102 00 5f 41 01 41 02 ff 00", Error::DuplicateKey { offset: 5, first: 1 }),
        ("a2 f9 3e00 00 fb 3ff8000000000000 00", Error::DuplicateKey { offset: 5, first: 1 }),
        ("a2 f9 fc00 00 fa ff800000 00", Error::DuplicateKey { offset: 5, first: 1 }),
        ("a2 f9 0001 00 fa 33800000 00", Error::DuplicateKey { offset: 5, first: 1 }),
        ("a2 81 01 00 9f 18 01 ff 00", Error::DuplicateKey { offset: 4, first: 1 }),
        ("a2 a2 01 00 02 00 00 bf 02 00 01 00 ff 00", Error::DuplicateKey { offset: 7, first: 1 }),
        ("a2 c1 01 00 d8 01 01 00", Error::DuplicateKey { offset: 4, first: 1 }),
        ("a2 f5 00 f5 00", Error::DuplicateKey { offset: 3, first: 1 }),
        ("bf 01 00 01 00 ff", Error::DuplicateKey { offset: 3, first: 1 }),
    ];
    for (bytes, error) in cases {
        assert_eq!(validate(&hex(bytes)), Err(error), "{bytes}");
    }
}

#[test]
fn keys_that_only_look_alike_are_valid() {
    // 1, -2 and 1.0; the same letters as bytes and text; false and 20; +0.0 and -0.0; 0x01 tagged and not.
    for bytes in
        ["a3 01 00 21 00 f9 3c00 00", "a2 41 61 00 61 61 00", "a2 f4 00 14 00", "a2 f9 0000 00 f9 8000 00", "a2 c1 01 00 01 00"]
    {
        assert_eq!(validate(&hex(bytes)), Ok(()), "{bytes}");
    }
}

#[test]
fn keys_of_one_value_are_one_key_whatever_their_form() {
    let double = |bytes: &str| matches!(validate(&hex(bytes)), Err(Error::DuplicateKey { .. }));
    // What follows a string or an array of indefinite length counts: ["a", 1] and [[1], 2], in both forms.
    assert!(double("a2 82 7f 61 61 ff 01 00 82 61 61 01 00"));
    assert!(!double("a2 82 7f 61 61 ff 01 00 82 61 61 02 00"));
    assert!(double("a2 82 9f 01 ff 02 00 82 81 01 02 00"));
    assert!(!double("a2 82 9f 01 ff 02 00 82 81 01 03 00"));
    // Infinity and NaN in two, four and eight bytes; the payload of a NaN counts.
    assert!(double("a2 f9 7c00 00 fa 7f800000 00"));
    assert!(double("a2 f9 7e00 00 fb 7ff8000000000000 00"));
    assert!(double("a2 f9 7e01 00 fb 7ff8040000000000 00"));
    assert!(double("a2 f9 fe01 00 fb fff8040000000000 00"));
    assert!(!double("a2 f9 7e00 00 f9 7e01 00"));
    assert!(!double("a2 f9 7e00 00 f9 7c00 00"));
    assert!(!double("a2 f9 7c00 00 f9 fc00 00"));
}

#[test]
fn the_reader_stands_behind_what_it_has_read() {
    let bytes = hex("83 63 616263 42 0102 07");
    let mut reader = Reader::new(&bytes);
    let mut entries = reader.array().expect("an array");
    assert_eq!(entries.remaining(), Some(3));
    assert_eq!(entries.advance(&mut reader), Ok(true));
    assert_eq!((entries.remaining(), reader.text()), (Some(2), Ok("abc")));
    assert_eq!((reader.position(), reader.bytes()), (5, Ok(&[1, 2][..])));
    assert_eq!((reader.position(), reader.item()), (8, Ok(&[7][..])));
    assert_eq!(reader.finish(), Ok(()));
    let mut reader = Reader::new(&[0x9f, 0xff]);
    assert_eq!(reader.array().map(|entries| entries.remaining()), Ok(None));
}

#[test]
fn the_argument_of_a_float_is_no_length() {
    // 0.0 in eight bytes, and 0 in eight bytes.
    assert!(Head::read(&hex("fb 0000000000000000"), 0).expect("a head").is_shortest());
    assert!(!Head::read(&hex("1b 0000000000000000"), 0).expect("a head").is_shortest());
}

#[test]
fn the_first_offence_is_the_one_with_the_lowest_offset() {
    let cases = [
        // Inside the value of the first key, before the misplaced second key.
        ("a2 02 1801 01 00", "byte 2: an integer in more bytes"),
        ("a2 02 81 c0 00 01 00", "byte 3: a tag"),
        ("a2 02 00 01 1801", "byte 3: a key that sorts before"),
        ("82 78 01 61 9f ff", "byte 1: a length in more bytes"),
        ("82 00 9f ff", "byte 2: an item of indefinite length"),
        ("82 00 61 ff", "byte 2: a text string that is not UTF-8"),
        ("82 a1 01 00 a2 01 00 01 00", "byte 7: a key that its map already has"),
        ("81 1c", "byte 1: not one well-formed item"),
        // A misplaced key in too long a form breaks two rules at one byte.
        ("a2 02 00 1801 00", "byte 3: an integer in more bytes"),
    ];
    for (bytes, message) in cases {
        let offence = canonical(&hex(bytes)).expect_err(bytes);
        assert!(offence.to_string().starts_with(message), "{bytes}: {offence}");
    }
}

#[test]
fn the_width_of_a_float_is_no_offence() {
    // "The representations of any floating-point values are not changed" (CTAP2, section 8): 0.0 in two, four and eight bytes.
    for bytes in ["f9 0000", "fa 00000000", "fb 0000000000000000"] {
        assert_eq!(canonical(&hex(bytes)), Ok(()), "{bytes}");
    }
}

#[test]
fn keys_of_one_type_are_ordered_by_length_first() {
    // Arrays as keys are the only place where this is not the order of the bytes: [1, 2] takes three bytes, [256] four.
    assert_eq!(canonical(&hex("a2 82 01 02 00 81 19 0100 00")), Ok(()));
    let offence = canonical(&hex("a2 81 19 0100 00 82 01 02 00")).expect_err("by bytes, not by length");
    assert_eq!((offence.rule, offence.offset), (Rule::KeyOrder, 6));
}

#[test]
fn depth_counts_arrays_and_maps_only() {
    for (bytes, depth) in
        [("00", 0), ("80", 1), ("81 80", 2), ("a1 80 a1 00 80", 3), ("c1 c1 81 00", 1), ("5f 41 00 ff", 0), ("9f bf ff ff", 2)]
    {
        assert_eq!(nesting_depth(&hex(bytes)), Ok(depth), "{bytes}");
    }
}

#[test]
fn the_reader_names_what_it_was_not_asked_for() {
    let reads = |bytes: &str, read: fn(&mut Reader<'_>) -> Result<(), Error>| {
        let bytes = hex(bytes);
        let mut reader = Reader::new(&bytes);
        let result = read(&mut reader);
        if result.is_err() {
            assert_eq!(reader.position(), 0, "a failed call leaves the position");
        }
        result
    };
    let found = |expected, found| Err(Error::UnexpectedType { offset: 0, expected, found });
    assert_eq!(reads("41 00", |reader| reader.integer().map(drop)), found(Major::Unsigned, Major::Bytes));
    assert_eq!(reads("61 61", |reader| reader.bytes().map(drop)), found(Major::Bytes, Major::Text));
    assert_eq!(reads("80", |reader| reader.map().map(drop)), found(Major::Map, Major::Array));
    assert_eq!(reads("a0", |reader| reader.array().map(drop)), found(Major::Array, Major::Map));
    assert_eq!(reads("5f ff", |reader| reader.bytes().map(drop)), Err(Error::IndefiniteString { offset: 0 }));
    assert_eq!(reads("61 ff", |reader| reader.text().map(drop)), Err(Error::InvalidUtf8 { offset: 0 }));
    assert_eq!(reads("1b 8000000000000000", |reader| reader.integer().map(drop)), Err(Error::IntegerOutOfRange { offset: 0 }));
    assert_eq!(reads("ff", |reader| reader.peek().map(drop)), Err(Error::UnexpectedBreak { offset: 0 }));
    assert_eq!(
        reads("1f", |reader| reader.integer().map(drop)),
        Err(Error::IndefiniteNotAllowed { offset: 0, major: Major::Unsigned })
    );
    assert_eq!(Reader::new(&[0, 1]).finish(), Err(Error::TrailingBytes { offset: 0, count: 2 }));
    assert_eq!(Reader::new(&hex("3b 7fffffffffffffff")).integer(), Ok(i64::MIN));
    assert_eq!(Reader::new(&hex("38 18")).integer(), Ok(-25));
}

#[test]
fn a_fault_names_the_types_in_words() {
    let fault = Reader::new(&[0x80]).bytes().expect_err("an array").to_string();
    assert!(fault.contains("array") && fault.contains("byte string"), "{fault}");
}

#[test]
fn chunks_are_joined_in_canonical_form() {
    let wide = |node| Node::Wide(Width::One, Box::new(node));
    let chunks = vec![Node::bytes(b"ab"), wide(Node::bytes(b"c")), Node::Declared(1, Box::new(Node::bytes(b"d")))];
    assert_eq!(Node::IndefiniteBytes(chunks).encode_canonical(), Ok(hex("44 61626364")));
    assert_eq!(Node::IndefiniteText(vec![Node::text("a"), wide(Node::text("b"))]).encode_canonical(), Ok(hex("62 6162")));
}

#[test]
fn the_reader_walks_containers_of_both_forms() {
    for bytes in ["82 01 02", "9f 01 02 ff"] {
        let bytes = hex(bytes);
        let mut reader = Reader::new(&bytes);
        let mut entries = reader.array().expect("an array");
        let mut values = Vec::new();
        while entries.advance(&mut reader).expect("well-formed") {
            values.push(reader.integer().expect("an integer"));
        }
        assert_eq!(values, [1, 2]);
        assert!(!entries.advance(&mut reader).expect("the end stays the end"));
        assert_eq!(reader.finish(), Ok(()));
    }
}

#[test]
fn nodes_write_what_no_honest_encoder_does() {
    let one = || Box::new(Node::Unsigned(1));
    let cases = [
        (Node::Wide(Width::One, one()), "18 01"),
        (Node::Wide(Width::Two, one()), "19 0001"),
        (Node::Wide(Width::Four, one()), "1a 00000001"),
        (Node::Wide(Width::Eight, one()), "1b 0000000000000001"),
        // Too narrow a width would change the value and is not used.
        (Node::Wide(Width::One, Box::new(Node::Unsigned(256))), "19 0100"),
        (Node::Declared(9, Box::new(Node::bytes(b"a"))), "49 61"),
        (
            Node::Wide(Width::Two, Box::new(Node::Declared(0, Box::new(Node::Map(vec![(Node::Unsigned(1), Node::Unsigned(2))]))))),
            "b9 0000 01 02",
        ),
        (Node::IndefiniteText(vec![Node::text("a"), Node::bytes(b"b")]), "7f 61 61 41 62 ff"),
        (
            Node::IndefiniteMap(vec![(Node::Unsigned(2), Node::bool(true)), (Node::Unsigned(2), Node::bool(false))]),
            "bf 02 f5 02 f4 ff",
        ),
        (Node::Tag(55799, Box::new(Node::Raw(vec![0xff]))), "d9d9f7 ff"),
        (Node::Simple(24), "f8 18"),
        (Node::Text(vec![0xc3]), "61 c3"),
        (Node::integer(-7), "26"),
        (Node::integer(i64::MIN), "3b 7fffffffffffffff"),
    ];
    for (node, bytes) in cases {
        assert_eq!(node.encode(), hex(bytes), "{node:?}");
    }
}

#[test]
fn canonical_encoding_sorts_and_shortens_or_refuses() {
    let entry = |key: Node| (key, Node::Wide(Width::Eight, Box::new(Node::Unsigned(0))));
    let map = Node::IndefiniteMap(vec![
        entry(Node::text("aa")),
        entry(Node::text("z")),
        entry(Node::IndefiniteText(vec![])),
        entry(Node::integer(-1)),
        entry(Node::Unsigned(24)),
    ]);
    assert_eq!(map.encode_canonical(), Ok(hex("a5 181800 2000 6000 617a00 62616100")));
    let refused = |node: Node| node.encode_canonical().expect_err("not canonical in any order").to_string();
    assert!(refused(Node::Map(vec![entry(Node::Unsigned(1)), entry(Node::Unsigned(1))])).contains("already has"));
    assert!(refused(Node::Tag(1, Box::new(Node::Unsigned(1)))).contains("a tag"));
    assert!(refused(Node::Raw(hex("1801"))).contains("more bytes than it needs"));
    assert!(refused(Node::Text(vec![0xff])).contains("UTF-8"));
}

#[test]
fn entries_are_found_through_wrappers() {
    let mut node =
        Node::Tag(1, Box::new(Node::Wide(Width::One, Box::new(Node::Map(vec![(Node::text("fmt"), Node::text("none"))])))));
    *node.value_mut(&Node::text("fmt")).expect("the entry") = Node::text("x");
    assert_eq!(node.encode(), hex("c1 b801 63666d74 6178"));
    assert_eq!(node.value_mut(&Node::text("sig")), None);
    assert_eq!(Node::Unsigned(1).entries_mut(), None);
}

#[test]
fn an_item_within_a_longer_input_is_found() {
    let bytes = hex("00 a1 01 41 ff 00");
    assert_eq!(item_end(&bytes, 1), Ok(5));
    assert_eq!(item_end(&bytes, 6), Err(Error::UnexpectedEnd { offset: 6 }));
    assert_eq!(item_end(&bytes, usize::MAX), Err(Error::UnexpectedEnd { offset: usize::MAX }));
}
