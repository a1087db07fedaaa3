//! What a seeded run reaches: checks that hold and that fail, formats, tolerances of what is accepted.

use std::collections::BTreeSet;

use relycheck_forge::{Chain, Format};
use relycheck_fuzzing::{Verdict, verdicts};
use relycheck_reference::checks;

use crate::generated::{STARTS, generated};

/// How many inputs a run has at the most. It ends when all is reached.
const MOST: u32 = 60_000;

/// What is still missing of `all` after the verdicts of a run.
fn missing(all: BTreeSet<String>, reached: impl Fn(&Verdict) -> Vec<String>) -> BTreeSet<String> {
    let mut missing = all;
    for number in 0..MOST {
        if missing.is_empty() {
            break;
        }
        let input = generated(2, number, &STARTS);
        for verdict in verdicts(input.target, &input.bytes).expect("answers of the protocol") {
            for one in reached(&verdict) {
                missing.remove(&one);
            }
        }
    }
    missing
}

#[test]
fn each_check_both_holds_and_fails() {
    let all = checks().iter().flat_map(|check| [format!("{} holds", check.id), format!("{} fails", check.id)]).collect();
    let missing = missing(all, |verdict| {
        let holds = verdict.passed.iter().map(|id| format!("{id} holds"));
        holds.chain(verdict.failed.iter().map(|id| format!("{id} fails"))).collect()
    });
    // every check is reached, so there is no list of those that cannot be.
    assert_eq!(missing, BTreeSet::new());
}

/// The name of each format of the forge; a new one does not compile until it is named here.
fn name(format: Format) -> &'static str {
    match format {
        Format::None => "none",
        Format::PackedSelf | Format::Packed(_) => "packed",
    }
}

#[test]
fn each_format_of_the_forge_is_accepted_and_refused() {
    let names = [Format::None, Format::PackedSelf, Format::Packed(Chain::Root)].map(name);
    let all = names.iter().flat_map(|name| [format!("{name} accepted true"), format!("{name} accepted false")]).collect();
    let missing = missing(all, |verdict| {
        let named = verdict.format.iter().map(|format| format!("{format} accepted {}", verdict.accepted));
        named.collect()
    });
    assert_eq!(missing, BTreeSet::new());
}
