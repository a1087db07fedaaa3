//! JSON: which texts are one value, what the values are, and where each fault is. serde_json gives a second opinion.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use relycheck_wire::json::{Error, Kind, MAX_DEPTH, Value};

fn value(text: &str) -> Value<'_> {
    Value::parse(text).expect(text)
}

#[test]
fn values_have_the_types_of_rfc_8259() {
    for (text, kind) in [
        ("null", Kind::Null),
        ("true", Kind::Bool),
        ("-0", Kind::Number),
        ("1.50E-07", Kind::Number),
        ("\"\"", Kind::String),
        ("[ ]", Kind::Array),
        ("{\t}", Kind::Object),
    ] {
        assert_eq!(value(text).kind(), kind, "{text}");
        assert_eq!(value(&format!(" \r\n\t{text} \n")).as_text(), text);
    }
    assert_eq!((value("true").boolean(), value("false").boolean(), value("0").boolean()), (Some(true), Some(false), None));
    assert_eq!((value("-257").integer(), value("7.0").integer(), value("\"7\"").integer()), (Some(-257), None, None));
    assert_eq!((value("9223372036854775808").integer(), value("1e1").integer()), (None, None));
}

#[test]
fn strings_are_unescaped() {
    for (text, meant) in [
        (r#""""#, ""),
        (r#""a long string without any escape in it""#, "a long string without any escape in it"),
        (r#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"),
        (r#""\u0041\u00e9\u20AC\ud83d\uDE00é€😀\u007f""#, "Aé€😀é€😀\u{7f}"),
        (r#""0123456\\""#, "0123456\\"),
    ] {
        assert_eq!(value(text).string().as_deref(), Some(meant), "{text}");
    }
    assert_eq!(value("[]").string(), None);
}

#[test]
fn entries_keep_their_order_and_doubles() {
    let object = value(r#" { "a" : 1 , "\u0062":[true , "]"], "a":{"a":{}}} "#);
    let members: Vec<_> = object.members().expect("an object").map(|(name, value)| (name.into_owned(), value.as_text())).collect();
    assert_eq!(members, [("a".to_owned(), "1"), ("b".to_owned(), "[true , \"]\"]"), ("a".to_owned(), "{\"a\":{}}")]);
    let array = value(r#"["]", [1,2] ,3]"#);
    let elements: Vec<_> = array.elements().expect("an array").map(|value| value.as_text()).collect();
    assert_eq!(elements, ["\"]\"", "[1,2]", "3"]);
    assert!(array.members().is_none() && object.elements().is_none());
    assert_eq!(value("{}").members().expect("an object").count(), 0);
}

#[test]
fn faults_are_named_where_they_are() {
    for (text, offset, expected) in [
        ("", 0, "a value"),
        (" x", 1, "a value"),
        ("[1,]", 3, "a value"),
        ("[1 2]", 3, "a comma or the end of the array"),
        ("{\"a\":1 \"b\"", 7, "a comma or the end of the object"),
        ("{\"a\":1,}", 7, "a member name"),
        ("{1:1}", 1, "a member name"),
        ("{\"a\" 1}", 5, "a colon"),
        ("tru", 0, "true"),
        ("nul1", 0, "null"),
        ("-", 1, "a digit"),
        ("1.e1", 2, "a digit"),
        ("1e+", 3, "a digit"),
        ("\"abc", 4, "the end of the string"),
        ("\"0123456789\n\"", 11, "an escape for a control character"),
        ("\"\\x\"", 2, "a character that can be escaped"),
        ("\"\\u00g0\"", 5, "a hexadecimal digit"),
    ] {
        assert_eq!(Value::parse(text), Err(Error::Syntax { offset, expected }), "{text}");
    }
    for text in [r#"" \ud800""#, r#"" \udc00""#, r#"" \ud800\u0041""#, r#"" \ud800 \udc00""#] {
        assert_eq!(Value::parse(text), Err(Error::LoneSurrogate { offset: 2 }), "{text}");
    }
    assert_eq!(Value::parse("01"), Err(Error::TrailingText { offset: 1 }));
    assert_eq!(Value::parse("{} \u{feff}"), Err(Error::TrailingText { offset: 3 }));
}

#[test]
fn nesting_has_a_limit() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let nested = |levels: usize| format!("{}0{}", open.repeat(levels), close.repeat(levels));
        assert_eq!(Value::parse(&nested(MAX_DEPTH)).map(|value| value.as_text().len()), Ok(nested(MAX_DEPTH).len()));
        let offset = open.len() * MAX_DEPTH;
        assert_eq!(Value::parse(&nested(MAX_DEPTH + 1)), Err(Error::TooDeep { offset, limit: MAX_DEPTH }));
    }
    // Levels that stand side by side are one level.
    assert!(Value::parse(&format!("[{}0]", "[],".repeat(1000))).is_ok());
}

#[test]
fn every_byte_ends_a_string_or_not_wherever_it_stands() {
    for byte in 0..=0x7f_u8 {
        for (before, after) in (0..=17).flat_map(|before| [(before, 0), (before, 9)]) {
            let text = format!("\"{}{}{}\"", "a".repeat(before), char::from(byte), "é".repeat(after));
            let other = serde_json::from_str(&text);
            match Value::parse(&text) {
                Ok(value) => assert!(agrees(&value, &other.expect(&text)), "{text}"),
                Err(_) => assert!(other.is_err(), "{text}"),
            }
        }
    }
}

/// The same value as serde_json has it: numbers as text, members in order.
fn agrees(value: &Value<'_>, other: &serde_json::Value) -> bool {
    match other {
        serde_json::Value::Null => value.kind() == Kind::Null,
        serde_json::Value::Bool(boolean) => value.boolean() == Some(*boolean),
        serde_json::Value::Number(number) => {
            value.kind() == Kind::Number && number.as_i64().is_none_or(|i| value.integer() == Some(i))
        }
        serde_json::Value::String(string) => value.string().as_deref() == Some(string),
        serde_json::Value::Array(others) => {
            let elements: Vec<_> = value.elements().into_iter().flatten().collect();
            elements.len() == others.len() && elements.iter().zip(others).all(|(value, other)| agrees(value, other))
        }
        serde_json::Value::Object(others) => {
            // serde_json keeps the last of several members of one name.
            let members: std::collections::BTreeMap<_, _> = value.members().into_iter().flatten().collect();
            members.len() == others.len()
                && members.iter().all(|(name, value)| others.get(name.as_ref()).is_some_and(|other| agrees(value, other)))
        }
    }
}

/// Pieces of JSON, so that what they make up is often JSON, and often nearly.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(vec!["{", "}", "[", "]", ":", ",", "\"", "\"a\":", "\\", " ", "\n", "null", "true", "-", "0", "12", ".5", "e3"]),
        1 => prop::sample::select(vec!["\\u00e9", "\\ud83d\\ude00", "\\ud800", "\\n", "\u{1}", "é", "\"0123456789abcdef\"", "{}", "[1,2]", "tru"]),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

fn tree() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        ".{0,20}".prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 32, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Into::into),
            prop::collection::btree_map(".{0,9}", inner, 0..5).prop_map(|members| members.into_iter().collect()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4096, rng_seed: RngSeed::Fixed(0x6a73_6f6e), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn serde_json_takes_the_same_texts(text in pieces()) {
        match (Value::parse(&text), serde_json::from_str(&text)) {
            (Ok(value), Ok(other)) => prop_assert!(agrees(&value, &other), "{}", text),
            (Err(_), Err(_)) => {}
            (value, other) => prop_assert!(false, "{}: {:?}, {:?}", text, value, other),
        }
    }

    #[test]
    fn what_serde_json_writes_is_read(tree in tree()) {
        for text in [tree.to_string(), format!("{tree:#}")] {
            prop_assert!(agrees(&Value::parse(&text).expect("JSON"), &tree), "{}", text);
        }
    }
}
