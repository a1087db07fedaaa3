//! The table of CBOR cases: what `relycheck-wire` makes of each, and where ciborium sees it differently.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use relycheck_wire::cbor::{self, Rule};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    id: String,
    about: String,
    hex: String,
    well_formed: bool,
    trailing: usize,
    valid: bool,
    core_deterministic: bool,
    ctap2_canonical: bool,
    first_offence: Option<FirstOffence>,
    depth: Option<usize>,
    rp: String,
}

#[derive(Deserialize, Debug, PartialEq)]
#[serde(deny_unknown_fields)]
struct FirstOffence {
    rule: String,
    offset: usize,
}

impl Case {
    fn bytes(&self) -> Vec<u8> {
        HEXLOWER.decode(self.hex.as_bytes()).expect("hex of the table")
    }
}

fn cases() -> Vec<Case> {
    #[derive(Deserialize)]
    struct Table {
        case: Vec<Case>,
    }
    let table: Table = toml::from_str(include_str!("data/cbor-cases.toml")).expect("the table");
    table.case
}

fn rule_name(rule: Rule) -> &'static str {
    match rule {
        Rule::NotWellFormed(_) => "not-well-formed",
        Rule::IntegerNotShortest => "integer-not-shortest",
        Rule::LengthNotShortest => "length-not-shortest",
        Rule::IndefiniteLength => "indefinite-length",
        Rule::InvalidUtf8 => "invalid-utf8",
        Rule::DuplicateKey => "duplicate-key",
        Rule::KeyOrder => "key-order",
        Rule::Tag => "tag",
    }
}

#[test]
fn the_table_agrees_with_itself() {
    let cases = cases();
    let ids: BTreeMap<_, _> = cases.iter().map(|case| (&case.id, &case.about)).collect();
    assert_eq!((cases.len(), ids.len()), (61, 61), "61 cases, each id once");
    for case in &cases {
        let id = &case.id;
        assert!(case.well_formed || !case.valid, "{id}: valid needs well-formed");
        assert!(case.valid || !case.ctap2_canonical, "{id}: canonical needs valid");
        assert!(case.valid || !case.core_deterministic, "{id}: deterministic needs valid");
        assert_eq!(case.ctap2_canonical, case.first_offence.is_none(), "{id}");
        assert_eq!(case.well_formed, case.depth.is_some(), "{id}");
        let expected = match case {
            Case { well_formed: false, trailing: 0, .. } => "must-reject",
            Case { well_formed: false, .. } => "either",
            Case { ctap2_canonical: false, .. } => "should-reject",
            Case { depth: Some(5..), .. } => "either",
            _ => "accept",
        };
        assert_eq!(case.rp, expected, "{id}");
    }
}

#[test]
fn wire_classifies_each_case() {
    for case in cases() {
        let (id, bytes) = (&case.id, case.bytes());
        assert_eq!(cbor::well_formed(&bytes).is_ok(), case.well_formed, "{id}: well-formed");
        assert_eq!(cbor::item_end(&bytes, 0).map_or(0, |end| bytes.len() - end), case.trailing, "{id}: trailing");
        assert_eq!(cbor::validate(&bytes).is_ok(), case.valid, "{id}: valid");
        let offence = cbor::canonical(&bytes).err();
        let offence = offence.map(|offence| FirstOffence { rule: rule_name(offence.rule).to_owned(), offset: offence.offset });
        assert_eq!(offence, case.first_offence, "{id}: canonical");
        assert_eq!(cbor::nesting_depth(&bytes).ok(), case.depth, "{id}: depth");
    }
}

/// RFC 8949 §4.2.1 for inputs as small as the table's: what CTAP2 demands of order and length, tags and all, and in addition the
/// shortest float and no bignum for what an integer can say.
fn is_core_deterministic(bytes: &[u8]) -> bool {
    let content = match bytes {
        [0xc2, ..] => return false,
        [0xc0..=0xd7, rest @ ..] | [0xd8, 0x18..=0xff, rest @ ..] | [0xd9, 1..=0xff, _, rest @ ..] => rest,
        [0xfa, bits @ ..] => return f64::from(f32::from_bits(be(bits) as u32)) != 1.5,
        [0xfb, bits @ ..] => return f64::from_bits(be(bits)) != 1.5,
        whole => whole,
    };
    cbor::canonical(content).is_ok()
}

fn be(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |value, &byte| (value << 8) | u64::from(byte))
}

#[test]
fn core_deterministic_cases_are_so() {
    for case in cases() {
        assert_eq!(is_core_deterministic(&case.bytes()), case.core_deterministic, "{}", case.id);
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Divergence {
    case: String,
    ciborium: String,
    reason: String,
}

/// Whether ciborium's `Value` takes the whole input.
fn ciborium_accepts(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    ciborium::from_reader::<ciborium::Value, _>(&mut rest).is_ok() && rest.is_empty()
}

#[test]
fn ciborium_diverges_from_validity_only_where_listed() {
    #[derive(Deserialize)]
    struct Listed {
        divergence: Vec<Divergence>,
    }
    let listed: Listed = toml::from_str(include_str!("data/ciborium-divergences.toml")).expect("the list");
    let mut expected = BTreeMap::new();
    for divergence in &listed.divergence {
        assert!(divergence.reason.len() > 20, "{}: give a reason", divergence.case);
        let twice = expected.insert(divergence.case.clone(), divergence.ciborium.clone());
        assert!(twice.is_none(), "{}: listed twice", divergence.case);
    }
    let mut observed = BTreeMap::new();
    for case in cases() {
        let accepts = ciborium_accepts(&case.bytes());
        if accepts != case.valid {
            observed.insert(case.id, if accepts { "accepts" } else { "rejects" }.to_owned());
        }
    }
    assert_eq!(observed, expected, "left: what ciborium does; right: what the list says");
}
