//! Baselines: what is read and refused, how a judgement is settled, and that what is written is read as meant.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use relycheck_judge::{Attempt, Baseline, BaselineError, Entry, Expected, Fault, Judgement, Settled, Stale, StaleKind, judge};
use relycheck_protocol::Capability;

use crate::runs::{accepted, ended, rejected, run, subject};

const TEXT: &str = r#"# What is known.
"a/one" = { observed = "accepted", requirement = "reg-7", reason = "Reported upstream." }
"b/two" = { observed = "accepted", reason = "A lack that works." }
"#;

fn read(text: &str) -> Baseline {
    Baseline::read("baseline.toml", text).expect(text)
}

fn refused(text: &str) -> BaselineError {
    let error = Baseline::read("some/baseline.toml", text).expect_err(text);
    assert_eq!(error.file, "some/baseline.toml");
    assert!(error.to_string().starts_with(&format!("some/baseline.toml:{}: {}", error.line, error.fault)));
    assert!(error.to_string().contains(&format!("remedy: {}", error.remedy)));
    assert!(!error.fault.is_empty() && !error.remedy.is_empty());
    error
}

#[test]
fn an_entry_is_read_whole_and_an_empty_file_lists_nothing() {
    let baseline = read(TEXT);
    let one = Entry {
        observed: "accepted".to_owned(),
        requirement: Some("reg-7".to_owned()),
        parts: Vec::new(),
        reason: "Reported upstream.".to_owned(),
    };
    assert_eq!(baseline.get("a/one"), Some(&one));
    assert_eq!(baseline.get("b/two").and_then(|entry| entry.requirement.clone()), None);
    assert_eq!(baseline.get("c/three"), None);
    assert_eq!(read("").to_text(), "");
    assert_eq!(read("# nothing\n").to_text(), "");
}

#[test]
fn a_broken_file_is_refused_with_its_line_and_a_remedy() {
    let good = "\"a/one\" = { observed = \"accepted\", reason = \"Known.\" }\n";
    let table = [
        ("\"b/two\" = {", 2, ""),
        ("nonsense", 2, ""),
        ("\"b/two\" = 7", 2, ""),
        ("\n\"b/two\" = { observed = \"accepted\" }", 3, "reason"),
        ("\"b/two\" = { reason = \"Known.\" }", 2, "observed"),
        ("\n\n\"b/two\" = { observed = \"accepted\", reason = \"Known.\", because = \"x\" }", 4, "because"),
        ("\"b/two\" = { observed = true, reason = \"Known.\" }", 2, "boolean"),
        ("\"a/one\" = { observed = \"rejected\", reason = \"Known.\" }", 2, "duplicate"),
    ];
    for (bad, line, word) in table {
        let error = refused(&format!("{good}{bad}\n"));
        assert_eq!(error.line, line, "{bad}: {error}");
        assert!(error.fault.contains(word), "{bad}: {error}");
        assert!(error.remedy.contains("observed = "), "{bad}: {error}");
    }
}

#[test]
fn an_entry_without_a_reason_is_refused() {
    for reason in ["", "  ", "\\t\\n"] {
        let error = refused(&format!("\n\"a/one\" = {{ observed = \"accepted\", reason = \"{reason}\" }}\n"));
        assert_eq!((error.line, error.fault.as_str()), (2, "\"a/one\" has no reason"));
        assert_eq!(error.remedy, "say why this is known and left so");
    }
}

#[test]
fn what_is_never_observed_is_refused() {
    let entry = |observed: &str| format!("\n\"a/one\" = {{ observed = \"{observed}\", reason = \"Known.\" }}\n");
    for observed in ["frobnicated", "", "Accepted", "crashed"] {
        let error = refused(&entry(observed));
        let fault = format!("\"a/one\" has observed = \"{observed}\", which is never observed");
        assert_eq!((error.line, error.fault), (2, fault));
    }
    for observed in ["accepted", "rejected", "begun"] {
        assert!(read(&entry(observed)).get("a/one").is_some());
    }
}

fn finding() -> Judgement {
    judge(&run([subject(Expected::Rejected, "reg-7", accepted())]), None)
}

#[test]
fn a_finding_is_listed_only_if_the_entry_says_exactly_that() {
    let baseline = read(TEXT);
    assert_eq!(baseline.settle("a/one", &finding()), Settled::Listed);
    assert_eq!(baseline.settle("c/three", &finding()), Settled::Unlisted);
    let crashed = judge(&ended([], Fault::Crashed { detail: "signal".to_owned() }), None);
    let lack_works = judge(&ended([], Fault::LackWorks { capability: Capability::Clock }), None);
    assert_eq!(baseline.settle("b/two", &lack_works), Settled::Listed);

    let stale = |id: &str, judgement: &Judgement| match baseline.settle(id, judgement) {
        Settled::Stale(stale) => (stale.kind.clone(), stale.fault()),
        other => panic!("{other:?}"),
    };
    let other_outcome = judge(&run([subject(Expected::Accepted, "reg-7", rejected())]), None);
    let (kind, text) = stale("a/one", &other_outcome);
    assert_eq!(kind, StaleKind::OtherFinding { observed: "rejected".to_owned(), requirement: Some("reg-7".to_owned()) });
    assert_eq!(text, "a/one: listed, but it is rejected by reg-7");
    let other_row = judge(&run([subject(Expected::Rejected, "reg-8", accepted())]), None);
    let (_, text) = stale("a/one", &other_row);
    assert_eq!(text, "a/one: listed, but it is accepted by reg-8");
    let (_, text) = stale("a/one", &crashed);
    assert_eq!(text, "a/one: listed, but the verdict is crashed");
    let Settled::Stale(of_crash) = baseline.settle("a/one", &crashed) else { panic!("not stale") };
    assert!(of_crash.to_string().ends_with("; remedy: mend what ends the case early"), "{of_crash}");
}

#[test]
fn what_is_no_finding_is_unlisted_and_makes_an_entry_stale() {
    let baseline = read(TEXT);
    let pass = judge(&run([subject(Expected::Accepted, "reg-7", accepted())]), None);
    let observed = judge(&run([subject(Expected::Either, "reg-7", accepted())]), None);
    let blocked = judge(&run([subject(Expected::Rejected, "reg-7", rejected())]), Some(false));
    let lack = Fault::NotApplicable { detail: "no".to_owned(), capability: Some(Capability::Clock) };
    let not_applicable = judge(&ended([], lack), None);
    for (judgement, word) in [(pass, "pass"), (observed, "observed"), (blocked, "blocked"), (not_applicable, "not_applicable")] {
        assert_eq!(baseline.settle("c/three", &judgement), Settled::Unlisted);
        let stale =
            Stale { file: "baseline.toml".to_owned(), id: "a/one".to_owned(), kind: StaleKind::NoFinding { verdict: word } };
        let said = format!("baseline.toml: a/one: listed, but the verdict is {word}; remedy: take the entry out");
        assert_eq!(stale.to_string(), said);
        assert_eq!(baseline.settle("a/one", &judgement), Settled::Stale(stale));
    }
}

#[test]
fn entries_for_cases_that_do_not_exist_are_stale() {
    let baseline = read(TEXT);
    let stale: Vec<_> = baseline.unknown(&BTreeSet::from(["a/one", "z/last"])).collect();
    assert_eq!(stale, [Stale { file: "baseline.toml".to_owned(), id: "b/two".to_owned(), kind: StaleKind::NoSuchCase }]);
    let said = "baseline.toml: b/two: the catalogue has no such case; remedy: take the entry out";
    assert_eq!(stale[0].to_string(), said);
    assert_eq!(baseline.unknown(&BTreeSet::from(["a/one", "b/two"])).count(), 0);
}

#[test]
fn the_text_is_one_sorted_line_an_entry() {
    let mut baseline = Baseline::default();
    let entry = |requirement: Option<&str>| Entry {
        observed: "rejected".to_owned(),
        requirement: requirement.map(str::to_owned),
        parts: Vec::new(),
        reason: "It says \"no\".".to_owned(),
    };
    baseline.insert("b/two".to_owned(), entry(None));
    baseline.insert("a/one".to_owned(), entry(Some("reg-8")));
    baseline.insert("a/one".to_owned(), entry(Some("reg-7")));
    assert_eq!(
        baseline.to_text(),
        "\"a/one\" = { observed = \"rejected\", requirement = \"reg-7\", reason = \"It says \\\"no\\\".\" }\n\
         \"b/two\" = { observed = \"rejected\", reason = \"It says \\\"no\\\".\" }\n"
    );
}

fn expanded(text: &str, ids: &[&str]) -> Result<Vec<String>, BaselineError> {
    let ids: BTreeSet<&str> = ids.iter().copied().collect();
    let text = read(text).expanded(text, &ids)?.to_text();
    Ok(text.lines().map(|line| line.replace(" = { observed = ", " ").replace(", reason = \"r\" }", "").replace('"', "")).collect())
}

fn entry(key: &str, observed: &str) -> String {
    format!("\"{key}\" = {{ observed = \"{observed}\", reason = \"r\" }}\n")
}

#[test]
fn a_pattern_stands_for_the_ids_that_it_matches() {
    let ids = ["a/b/c", "a/b/d", "a/x", "ab", "b/a", "c"];
    for (pattern, matched) in [
        ("a/*", vec!["a/b/c", "a/b/d", "a/x"]),
        ("*/a", vec!["b/a"]),
        ("a*b*", vec!["a/b/c", "a/b/d", "ab"]),
        ("*", ids.to_vec()),
        ("a/*/*", vec!["a/b/c", "a/b/d"]),
        ("a*b", vec!["ab"]),
        // The parts may not overlap.
        ("ab*b", vec!["ab*b"]),
        ("z*", vec!["z*"]),
    ] {
        let expected: Vec<String> = matched.iter().map(|id| format!("{id} accepted")).collect();
        assert_eq!(expanded(&entry(pattern, "accepted"), &ids), Ok(expected), "{pattern}");
    }
    let text = entry("a/*", "accepted") + &entry("a/x", "rejected");
    let own = ["a/b/c accepted", "a/b/d accepted", "a/x rejected"].map(str::to_owned);
    assert_eq!(expanded(&text, &ids), Ok(own.to_vec()), "the id's own entry counts");
}

#[test]
fn a_pattern_for_more_than_twenty_cases_is_refused() {
    let ids: Vec<String> = (10..31).map(|number| format!("a/{number}")).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let text = entry("b", "accepted") + &entry("a/*", "accepted");
    assert_eq!(expanded(&text, &ids[..20]).map(|lines| lines.len()), Ok(21));
    let error = expanded(&text, &ids).expect_err("too many");
    assert_eq!((error.line, error.fault.as_str()), (2, "\"a/*\" matches 21 cases, more than 20"));
    assert_eq!((error.file.as_str(), error.remedy), ("baseline.toml", "name fewer cases with one entry"));
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 512, rng_seed: RngSeed::Fixed(0x6a75_6467), failure_persistence: None, ..ProptestConfig::default()
    })]

    /// A reason may hold anything that an RP says: quotes, line feeds, control characters.
    #[test]
    fn what_is_written_is_read_as_meant(
        entries in prop::collection::btree_map(
            "[a-z/\"\\\\\n\u{7f}é ]{1,8}",
            (prop::sample::select(vec!["accepted", "rejected", "begun"]), any::<Option<String>>(), "[^ ]\\PC{0,3}[\n\t\r\"'\\\\\u{0}-\u{1f}\u{7f}]{0,4}[a-z]"),
            0..5,
        ),
    ) {
        let mut baseline = Baseline::default();
        let count = entries.len();
        for (id, (observed, requirement, reason)) in entries {
            baseline.insert(id, Entry { observed: observed.to_owned(), requirement, parts: Vec::new(), reason });
        }
        let text = baseline.to_text();
        prop_assert_eq!(text.lines().count(), count, "one line an entry: {:?}", text);
        prop_assert_eq!(Baseline::read("", &text).expect("it can be read"), baseline);
    }

    #[test]
    fn no_text_makes_reading_panic(text: String) {
        if let Err(error) = Baseline::read("file", &text) {
            prop_assert!(error.line >= 1);
        }
    }
}

/// A sweep of three parts, of which these were accepted and should not have been.
fn sweep(accepted_parts: &[&str]) -> Judgement {
    let part = |name: &str| {
        let observation = if accepted_parts.contains(&name) { accepted() } else { rejected() };
        Attempt { part: Some(name.to_owned()), ..subject(Expected::Rejected, "reg-7", observation) }
    };
    judge(&run([part("one"), part("three"), part("two")]), Some(true))
}

#[test]
fn an_entry_for_a_sweep_names_the_parts_that_are_findings() {
    let text =
        "\"a/one\" = { observed = \"accepted\", requirement = \"reg-7\", parts = [\"three\", \"two\"], reason = \"Known.\" }\n";
    let baseline = read(text);
    assert_eq!(baseline.to_text(), text);
    assert_eq!(baseline.settle("a/one", &sweep(&["two", "three"])), Settled::Listed);
    for other in [&["two"][..], &["one", "three", "two"]] {
        let Settled::Stale(stale) = baseline.settle("a/one", &sweep(other)) else { panic!("{other:?}") };
        assert_eq!(stale.fault(), format!("a/one: listed, but the parts that are findings are {}", other.join(", ")));
        assert!(stale.to_string().ends_with("; remedy: write what happens now"), "{stale}");
    }
    assert!(matches!(baseline.settle("a/one", &sweep(&[])), Settled::Stale(_)));
    assert!(matches!(read(TEXT).settle("a/one", &sweep(&["two"])), Settled::Stale(_)));
}

#[test]
fn what_stands_between_stars_is_found_behind_what_stood_before() {
    let listed = |id: &str| {
        let text = "\"*aa*aa\" = { observed = \"accepted\", requirement = \"reg-7\", reason = \"Known.\" }\n";
        let baseline = Baseline::read("b.toml", text).expect("valid").expanded(text, &BTreeSet::from([id])).expect("few");
        baseline.settle(id, &finding()) == Settled::Listed
    };
    assert!(listed("aaaa") && listed("xaabaa"));
    assert!(!listed("aa") && !listed("aaa"));
}
