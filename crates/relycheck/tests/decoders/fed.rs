//! What becomes of each decoder: the outcome is told, and all other inputs keep theirs.

use std::collections::BTreeSet;
use std::process::Command as Process;
use std::sync::LazyLock;
use std::time::Duration;

use data_encoding::BASE64URL_NOPAD;
use relycheck::decoding::{DEATHS_IN_A_ROW, Demanded, Ended, Fed, Input, Outcome, catalogue_inputs, demand, feed, lines, summary};
use relycheck_cases::catalogue;
use relycheck_protocol::{Artefact, RelyingParty};
use relycheck_reference::Reference;
use relycheck_runner::{ChildDriver, Command, InProcess, Limits, StartError};
use serde_json::{Value, json};

use crate::bad::BEFORE;

pub(crate) const TESTS: &[(&str, fn())] = &[
    ("who_is_right_has_no_finding", who_is_right_has_no_finding),
    ("the_reference_s_own_reader_has_no_finding", the_reference_s_own_reader_has_no_finding),
    ("a_death_is_the_outcome_of_its_input_alone", a_death_is_the_outcome_of_its_input_alone),
    ("a_breach_is_the_outcome_of_its_input_alone", a_breach_is_the_outcome_of_its_input_alone),
    ("who_accepts_everything_accepts_what_is_not_well_formed", who_accepts_everything_accepts_what_is_not_well_formed),
    ("who_refuses_everything_refuses_what_is_valid", who_refuses_everything_refuses_what_is_valid),
    ("what_always_dies_is_given_up", what_always_dies_is_given_up),
    ("who_has_nothing_for_it_is_not_fed", who_has_nothing_for_it_is_not_fed),
    ("who_does_not_say_hello_is_not_fed", who_does_not_say_hello_is_not_fed),
    ("lines_tell_all_of_it", lines_tell_all_of_it),
    ("people_get_a_screen_of_80_columns", people_get_a_screen_of_80_columns),
    ("the_verb_ends_as_documented", the_verb_ends_as_documented),
    ("flags_are_looked_at", flags_are_looked_at),
];

/// Everything that decoders are fed with.
static ALL: LazyLock<Vec<Input>> =
    LazyLock::new(|| catalogue_inputs(catalogue().cases(), &Artefact::ALL).expect("the catalogue has inputs"));

/// What most of these tests feed: few enough to be quick, and of every demand.
static INPUTS: LazyLock<Vec<Input>> =
    LazyLock::new(|| ALL.iter().filter(|input| input.target == Artefact::CoseKey).cloned().collect());

/// The input at which decoders misbehave.
fn the_one() -> &'static Input {
    &INPUTS[BEFORE]
}

fn this_program() -> String {
    std::env::current_exe().expect("this program has a path").to_str().expect("a path of UTF-8").to_owned()
}

/// Feeds a decoder of this program that misbehaves at one input, and has little time and room.
fn fed(name: &str) -> Fed<'static> {
    let bytes = BASE64URL_NOPAD.encode(&the_one().bytes);
    try_fed(&["decoder", name, &bytes]).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn try_fed(arguments: &[&str]) -> Result<Fed<'static>, StartError> {
    let arguments = arguments.iter().map(|&argument| argument.to_owned()).collect();
    let command = Command { program: this_program(), arguments, folder: None };
    let limits = Limits { message: Duration::from_secs(3), memory: 200 << 20, ..Limits::default() };
    feed(&mut ChildDriver::new(command, limits, 1), &INPUTS, &mut || ())
}

/// The inputs with their outcomes, in order.
fn outcomes(fed: &Fed<'static>) -> Vec<(&'static str, Outcome)> {
    fed.seen.iter().map(|seen| (seen.input.name.as_str(), seen.outcome)).collect()
}

/// What is expected of all inputs.
fn each(outcome: impl Fn(&Input, Demanded) -> Outcome) -> Vec<(&'static str, Outcome)> {
    INPUTS.iter().map(|input| (input.name.as_str(), outcome(input, demand(input.target, &input.bytes).demanded))).collect()
}

/// The outcome of a decoder that accepts all but what it has to refuse.
fn right(demanded: Demanded) -> Outcome {
    if demanded == Demanded::Refuse { Outcome::Refused } else { Outcome::Accepted }
}

fn all_right_but(outcome: Outcome) -> Vec<(&'static str, Outcome)> {
    each(|input, demanded| if input == the_one() { outcome } else { right(demanded) })
}

fn who_is_right_has_no_finding() {
    let fed = fed("right");
    assert_eq!((outcomes(&fed), &fed.ended), (each(|_, demanded| right(demanded)), &Ended::Complete));
    let demands: BTreeSet<_> = fed.seen.iter().map(|seen| seen.demand.demanded).collect();
    assert_eq!(demands.len(), 3, "the inputs are of each demand");
}

/// It reads CBOR with minicbor and JSON with serde, and owes nothing to wire.
fn the_reference_s_own_reader_has_no_finding() {
    let mut driver = InProcess::new(|| -> Box<dyn RelyingParty + Send> { Box::new(Reference::new()) });
    let fed = feed(&mut driver, &ALL, &mut || ()).expect("it says who it is");
    let wrong = fed.seen.iter().filter(|seen| seen.outcome.is_finding());
    let wrong: Vec<_> = wrong.map(|seen| (seen.outcome, seen.input.target, &seen.input.about)).collect();
    assert_eq!(wrong, []);
    assert_eq!((fed.seen.len(), fed.unsupported), (ALL.len(), Vec::new()));
}

fn a_death_is_the_outcome_of_its_input_alone() {
    // Elsewhere memory is not measured, and what grows is ended by the limit of time.
    let grown = if cfg!(target_os = "linux") { Outcome::Grew } else { Outcome::Hung };
    for (name, outcome) in [("crashes", Outcome::Crashed), ("exits", Outcome::Crashed), ("hangs", Outcome::Hung), ("grows", grown)]
    {
        let fed = fed(name);
        assert_eq!((outcomes(&fed), &fed.ended), (all_right_but(outcome), &Ended::Complete), "{name}");
    }
}

fn a_breach_is_the_outcome_of_its_input_alone() {
    for name in ["fails", "babbles", "forgets"] {
        let fed = fed(name);
        assert_eq!((outcomes(&fed), &fed.ended), (all_right_but(Outcome::ProtocolError), &Ended::Complete), "{name}");
    }
}

fn who_accepts_everything_accepts_what_is_not_well_formed() {
    let expected = each(|_, demanded| match demanded {
        Demanded::Refuse => Outcome::WrongAccept,
        Demanded::Accept | Demanded::Either => Outcome::Accepted,
    });
    assert_eq!(outcomes(&fed("accepts")), expected);
}

fn who_refuses_everything_refuses_what_is_valid() {
    let expected = each(|_, demanded| match demanded {
        Demanded::Accept => Outcome::WrongRefuse,
        Demanded::Refuse | Demanded::Either => Outcome::Refused,
    });
    assert_eq!(outcomes(&fed("refuses")), expected);
}

fn what_always_dies_is_given_up() {
    let fed = try_fed(&["decoder", "crashes-always"]).expect("it says who it is");
    assert_eq!((fed.seen.len(), &fed.ended), (DEATHS_IN_A_ROW, &Ended::Died));
    assert!(fed.seen.iter().all(|seen| seen.outcome == Outcome::Crashed));
}

fn who_has_nothing_for_it_is_not_fed() {
    let fed = fed("cannot");
    assert_eq!((fed.seen, fed.unsupported, fed.ended), (Vec::new(), vec![Artefact::CoseKey], Ended::Complete));
}

fn who_does_not_say_hello_is_not_fed() {
    let error = try_fed(&["decoder", "no-hello"]).expect_err("it answers something else");
    assert!(error.to_string().contains("`hello` was answered by done"), "{error}");
}

fn lines_tell_all_of_it() {
    let fed = fed("refuses");
    let text = lines(&fed, true).expect("they can be written");
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect();
    assert_eq!((&lines[0]["kind"], &lines[0]["decoding"], &lines[0]["decoder"]), (&json!("header"), &json!(1), &json!("refuses")));
    for (line, seen) in lines[1..].iter().zip(&fed.seen) {
        let told = [&line["kind"], &line["target"], &line["input"], &line["outcome"]];
        assert_eq!(told, [&json!("input"), &json!("cose_key"), &json!(seen.input.name), &json!(seen.outcome.as_str())]);
        assert_eq!(line["demanded"], json!(seen.demand.demanded.as_str()));
    }
    let wrong = fed.seen.iter().filter(|seen| seen.outcome.is_finding()).count();
    let counts = json!({"refused": fed.seen.len() - wrong, "wrong_refuse": wrong});
    assert_eq!(lines.last(), Some(&json!({"kind": "footer", "counts": counts, "unsupported": [], "complete": true})));
    assert_eq!(lines.len(), fed.seen.len() + 2);
}

fn people_get_a_screen_of_80_columns() {
    for name in ["right", "accepts", "refuses", "cannot", "crashes-always"] {
        let text = summary(&fed(name), true);
        assert!(text.lines().count() <= 24, "{text}");
        for line in text.lines() {
            assert!(line.chars().count() <= 80, "{line}");
        }
        assert!(text.starts_with(&format!("{name} 1, Rust\n")), "{text}");
        assert_eq!(text.contains("Given up: 20 inputs in a row ended it."), name == "crashes-always", "{text}");
    }
}

/// The exit code of the verb.
fn replayed(flags: &[&str], command: &[&str]) -> Option<i32> {
    let mut process = Process::new(env!("CARGO_BIN_EXE_relycheck"));
    process.args(["corpus", "replay"]).args(flags).arg("--").args(command);
    process.output().expect("relycheck runs").status.code()
}

fn the_verb_ends_as_documented() {
    let program = this_program();
    for (name, code) in [("right", 0), ("refuses", 1), ("cannot", 3), ("crashes-always", 5)] {
        assert_eq!(replayed(&["--target", "cose_key"], &[&program, "decoder", name]), Some(code), "{name}");
    }
}

fn flags_are_looked_at() {
    for flags in [&["--target", "certificate"][..], &["--timeout", "0"], &["--memory", "0"], &["--format", "junit"]] {
        assert_eq!(replayed(flags, &["true"]), Some(2), "{flags:?}");
    }
    assert_eq!(replayed(&[], &[]), Some(2), "a program is needed");
}
