//! The items of the sweeps are those of the table of CBOR cases, and are what the table says.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::table::{CANONICAL, CUT_OFF, HUGE, NOT_CANONICAL, NOT_WELL_FORMED};

#[derive(Deserialize)]
struct Listed {
    case: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    id: String,
    hex: String,
    rp: String,
    first_offence: Option<Offence>,
}

#[derive(Deserialize)]
struct Offence {
    rule: String,
}

fn listed() -> BTreeMap<String, Case> {
    let listed: Listed = toml::from_str(include_str!("../../../../wire/tests/data/cbor-cases.toml")).expect("the table");
    listed.case.into_iter().map(|case| (case.id.clone(), case)).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn an_item_is_what_the_table_says_under_its_name() {
    let listed = listed();
    let plain =
        |list: &[(&'static str, &'static [u8])], rp| list.iter().map(|&(name, bytes)| (name, bytes, rp)).collect::<Vec<_>>();
    let mut all = plain(NOT_WELL_FORMED, "must-reject");
    all.extend(plain(CUT_OFF, "must-reject"));
    all.extend(plain(HUGE, "must-reject"));
    all.extend(plain(CANONICAL, "accept"));
    all.extend(NOT_CANONICAL.iter().map(|&(name, _, bytes)| (name, bytes, "should-reject")));
    let mut found = 0;
    for (name, bytes, rp) in &all {
        let Some(case) = listed.get(*name) else { continue };
        found += 1;
        assert_eq!((hex(bytes), *rp), (case.hex.clone(), case.rp.as_str()), "{name}");
    }
    assert!(found > 55, "{found} names of the table");
    for case in listed.values().filter(|case| case.rp.ends_with("reject")) {
        // A head of three bytes and 32 zeros stands for the lengths of coordinates, which are there at their own places.
        assert!(all.iter().any(|(name, ..)| *name == case.id) || case.id == "bstr32-u16len", "{} is in no sweep", case.id);
    }
}

#[test]
fn the_row_is_that_of_the_first_offence() {
    let listed = listed();
    for (name, row, _) in NOT_CANONICAL {
        let Some(rule) = listed.get(*name).and_then(|case| case.first_offence.as_ref()) else { continue };
        let expected = match rule.rule.as_str() {
            "integer-not-shortest" => "cbor-c1",
            "length-not-shortest" => "cbor-c2",
            "indefinite-length" => "cbor-c3",
            "key-order" => "cbor-c4",
            "duplicate-key" => "cbor-c5",
            "tag" => "cbor-c6",
            _ => "conf-2",
        };
        // A key that stands twice is out of order as well, or is written too long the second time.
        assert!(*row == expected || *row == "cbor-c5", "{name}: {row}, and the table says {}", rule.rule);
    }
}
