//! Every adapter that misbehaves. Each is this program, started with `adapter NAME` and for some a file.

use std::io::Write;
use std::process::Stdio;
use std::time::Duration;

use crate::parties::{self, Twisted};
use crate::turns::{Turn, converse, converse_as, hang, say, utter};

/// An adapter that misbehaves.
pub(crate) struct Hostile {
    pub(crate) name: &'static str,
    /// What it does, with a verb in the third person first.
    pub(crate) does: &'static str,
    /// Flags of `check` without which it would take its time, or that what it does is about.
    pub(crate) flags: &'static [&'static str],
    play: Play,
}

enum Play {
    /// Goes its own way from the start.
    Alone(fn()),
    /// Answers rightly but for what this does to an answer.
    Turns(fn(&Turn)),
    /// Keeps the protocol, and is wrong.
    Party(fn() -> Twisted),
}

/// For what never answers.
const SOON: &[&str] = &["--message-limit", "0.7"];

/// Positives alone: what the third case is does not depend on twins that come along.
const POSITIVES: &[&str] = &["--message-limit", "0.7", "--case", "registration/attachment/*", "--case", "registration/backup/*"];

/// What is wrong about `cross_origin` shows in these cases only.
const FRAMED: &[&str] = &["--case", "*/cross-origin/*", "--case", "registration/client-data/top-origin-other*"];

const fn hostile(name: &'static str, does: &'static str, flags: &'static [&'static str], play: Play) -> Hostile {
    Hostile { name, does, flags, play }
}

/// All of them: those that break the handshake, that break the protocol in a case, that die, and that judge wrongly.
pub(crate) const HOSTILE: &[Hostile] = &[
    hostile("exits-at-once", "exits before it has read anything", &[], Play::Alone(exits_at_once)),
    hostile("other-version", "speaks another version of the protocol", &[], Play::Turns(other_version)),
    hostile("not-json", "prints a banner instead of an answer", &[], Play::Turns(|_| say(BANNER))),
    hostile("noise", "prints a line of its log before each answer", &[], Play::Turns(noise)),
    hostile("unknown-member", "introduces itself with a member that does not exist", &[], Play::Turns(unknown_member)),
    hostile(
        "contradicts",
        "says of a capability that it can be set and that it is lacking",
        &[],
        Play::Party(parties::contradicts),
    ),
    hostile("half-a-line", "answers hello by half a line", SOON, Play::Turns(half_a_line)),
    hostile("hangs-at-hello", "never answers", SOON, Play::Alone(|| hang())),
    hostile("noise-in-cases", "prints a line of its log before each answer of a case", &[], Play::Turns(noise_in_cases)),
    hostile("wrong-seq", "answers another request in every case", &[], Play::Turns(wrong_seq)),
    hostile("answers-twice", "answers each request of a case twice", &[], Play::Turns(answers_twice)),
    hostile("huge-line", "answers by a line of 2 MiB in the third case", &["--answer-limit", "1"], Play::Turns(huge_line)),
    hostile("array", "answers by an array in the third case", &[], Play::Turns(array)),
    hostile("unknown-outcome", "has an outcome of its own in the third case", &[], Play::Turns(unknown_outcome)),
    hostile("answer-to-something-else", "gives options as a verdict in the third case", &[], Play::Turns(something_else)),
    hostile("no-challenge", "has options without a challenge in the third case", &[], Play::Turns(no_challenge)),
    hostile("invalid-utf8", "answers by bytes that are no UTF-8 in the third case", &[], Play::Turns(invalid_utf8)),
    hostile("nul-byte", "puts a NUL before its answer in the third case", &[], Play::Turns(nul_byte)),
    hostile("nested", "nests an answer 200000 deep in the third case", &[], Play::Turns(nested)),
    hostile("exits-after-hello", "introduces itself and exits", POSITIVES, Play::Turns(exits_after_hello)),
    hostile("aborts-always", "aborts in every case", POSITIVES, Play::Turns(aborts_always)),
    hostile("aborts", "aborts in the third case", &[], Play::Turns(aborts)),
    hostile("exits-early", "exits with status 0 in the third case", &[], Play::Turns(exits_early)),
    hostile("half-a-line-and-exits", "exits in the middle of a line in the third case", &[], Play::Turns(half_a_line_and_exits)),
    hostile("hangs-always", "hangs in every case", POSITIVES, Play::Turns(hangs_always)),
    hostile("hangs", "hangs in the third case", SOON, Play::Turns(hangs)),
    hostile("skips", "does not answer one request in the third case", SOON, Play::Turns(skips)),
    hostile("drips", "answers one byte a second in the third case", SOON, Play::Turns(drips)),
    hostile("hoards", "allocates without end in the third case", &["--memory-limit", "200"], Play::Turns(hoards)),
    hostile("leaves-a-child", "leaves a child that holds its streams in the third case", &[], Play::Turns(leaves_a_child)),
    hostile("floods", "floods standard error, and exits in the third case", &[], Play::Turns(floods)),
    hostile("hangs-at-bye", "does not end when it is told to", &[], Play::Turns(hangs_at_bye)),
    hostile("slow", "is right, 50 ms a message", &[], Play::Turns(slow)),
    hostile("accepts", "accepts everything", &[], Play::Party(parties::accepts_everything)),
    hostile("rejects", "refuses everything", &[], Play::Party(parties::rejects_everything)),
    hostile("inverts", "says the contrary of what is right", &[], Play::Party(parties::inverts)),
    hostile("other-stage", "refuses rightly, at another stage", &[], Play::Party(parties::refuses_at_another_stage)),
    hostile("leaks", "remembers credentials from case to case until its table is full", &[], Play::Party(parties::leaks)),
    hostile("claims-and-refuses", "claims a capability and refuses it", FRAMED, Play::Party(parties::claims_and_refuses)),
    hostile("lacks-what-works", "declares a lack that is none", FRAMED, Play::Party(parties::lacks_what_works)),
    hostile("cannot-do-anything", "answers that it lacks what is asked for", &[], Play::Party(parties::cannot_do_anything)),
    hostile("speaks-ill", "has escapes and markup in its name and reasons", &[], Play::Party(parties::speaks_ill)),
];

/// Plays an adapter of [`HOSTILE`], or a helper of one test.
pub(crate) fn play(name: &str) {
    match name {
        "right" => converse(Turn::answer_rightly),
        "brisk" => converse(brisk),
        "deep" => converse(deep),
        "spy" => converse(spy),
        "other-spy" => converse_as(&mut parties::has_another_name(), spy),
        "lacks-everything" => converse_as(&mut parties::lacks_everything(), Turn::answer_rightly),
        "fails-to-begin" => converse(fails_to_begin),
        "constant-challenge" => converse(|turn| with_challenge(turn, &"A".repeat(43))),
        "empty-challenge" => converse(|turn| with_challenge(turn, "")),
        "sleeper" => hang(),
        "swears" => eprintln!("{}", parties::ILL_WORDS),
        _ => match HOSTILE.iter().find(|hostile| hostile.name == name).map(|hostile| &hostile.play) {
            Some(Play::Alone(play)) => play(),
            Some(Play::Turns(play)) => converse(play),
            Some(Play::Party(make)) => converse_as(&mut make(), Turn::answer_rightly),
            None => eprintln!("there is no adapter {name}"),
        },
    }
}

/// The file that the adapter was given.
fn file() -> String {
    std::env::args().nth(3).unwrap_or_default()
}

/// What a server says when it starts, and no adapter should.
pub(crate) const BANNER: &[u8] = b"Listening on port 8080";

// What breaks the handshake.

fn exits_at_once() {
    eprintln!("I would rather not");
    std::process::exit(3);
}

fn other_version(turn: &Turn) {
    say(format!(r#"{{"seq":"{}","outcome":"failed","detail":"I speak protocol 7 only"}}"#, turn.seq).as_bytes());
}

fn noise(turn: &Turn) {
    say(BANNER);
    turn.answer_rightly();
}

fn unknown_member(turn: &Turn) {
    say(turn.answer.replacen(r#""language""#, r#""colour":"red","language""#, 1).as_bytes());
}

fn half_a_line(turn: &Turn) {
    utter(&turn.answer.as_bytes()[..20]);
    hang();
}

// What breaks the protocol in a case.

/// Answers in the third case are what `spoil` makes of them.
fn spoiled(turn: &Turn, spoil: impl Fn() -> Vec<u8>) {
    if turn.judges_in_the_third_case() { say(&spoil()) } else { turn.answer_rightly() }
}

fn noise_in_cases(turn: &Turn) {
    if turn.is_hello() { turn.answer_rightly() } else { noise(turn) }
}

fn wrong_seq(turn: &Turn) {
    if turn.judges() { say(turn.answer.replacen(&turn.seq, "another", 1).as_bytes()) } else { turn.answer_rightly() }
}

fn answers_twice(turn: &Turn) {
    turn.answer_rightly();
    if !turn.is_hello() {
        turn.answer_rightly();
    }
}

fn huge_line(turn: &Turn) {
    spoiled(turn, || {
        format!(r#"{{"seq":"{}","outcome":"rejected","stage":null,"detail":"{}"}}"#, turn.seq, "x".repeat(2 << 20)).into()
    });
}

fn array(turn: &Turn) {
    spoiled(turn, || format!("[{}]", turn.answer).into());
}

fn unknown_outcome(turn: &Turn) {
    spoiled(turn, || format!(r#"{{"seq":"{}","outcome":"undecided","detail":"ask me tomorrow"}}"#, turn.seq).into());
}

fn something_else(turn: &Turn) {
    let begun = || format!(r#"{{"seq":"{}","outcome":"begun","options":{{"challenge":"AAAA"}},"session":null}}"#, turn.seq).into();
    spoiled(turn, begun);
}

fn no_challenge(turn: &Turn) {
    if turn.case == 3 && turn.op.starts_with("begin") {
        say(turn.answer.replacen(r#""challenge""#, r#""chalenge""#, 1).as_bytes());
    } else {
        turn.answer_rightly();
    }
}

fn invalid_utf8(turn: &Turn) {
    spoiled(turn, || [turn.answer.as_bytes(), b"\xff\xfe"].concat());
}

fn nul_byte(turn: &Turn) {
    spoiled(turn, || [b"\0", turn.answer.as_bytes()].concat());
}

fn nested(turn: &Turn) {
    const DEPTH: usize = 200_000;
    let record = || format!("{}{}", "[".repeat(DEPTH), "]".repeat(DEPTH));
    spoiled(turn, || format!(r#"{{"seq":"{}","outcome":"accepted","stored":{{}},"record":{}}}"#, turn.seq, record()).into());
}

/// Accepts everything with a record whose depth is what the file is to be called.
fn deep(turn: &Turn) {
    let depth = file().parse().unwrap_or_default();
    if turn.judges() {
        let (seq, open, close) = (&turn.seq, "[".repeat(depth), "]".repeat(depth));
        say(format!(r#"{{"seq":"{seq}","outcome":"accepted","stored":{{}},"record":{open}{close}}}"#).as_bytes());
    } else {
        turn.answer_rightly();
    }
}

// What dies.

fn exits_after_hello(turn: &Turn) {
    turn.answer_rightly();
    std::process::exit(0);
}

fn aborts_always(turn: &Turn) {
    if turn.judges() {
        std::process::abort();
    }
    turn.answer_rightly();
}

/// In the third case `end` comes before the verdict.
fn until_the_third(turn: &Turn, end: impl FnOnce()) {
    if turn.judges_in_the_third_case() {
        end();
    } else {
        turn.answer_rightly();
    }
}

fn aborts(turn: &Turn) {
    until_the_third(turn, || {
        eprintln!("free(): invalid pointer");
        std::process::abort();
    });
}

fn exits_early(turn: &Turn) {
    until_the_third(turn, || std::process::exit(0));
}

fn half_a_line_and_exits(turn: &Turn) {
    until_the_third(turn, || {
        utter(&turn.answer.as_bytes()[..20]);
        std::process::exit(0);
    });
}

fn hangs_always(turn: &Turn) {
    if turn.judges() {
        hang();
    }
    turn.answer_rightly();
}

fn hangs(turn: &Turn) {
    until_the_third(turn, || hang());
}

fn skips(turn: &Turn) {
    until_the_third(turn, || {});
}

fn drips(turn: &Turn) {
    until_the_third(turn, || {
        for byte in turn.answer.bytes().take(60) {
            utter(&[byte]);
            std::thread::sleep(Duration::from_secs(1));
        }
    });
}

fn hoards(turn: &Turn) {
    until_the_third(turn, || {
        // Not quite without end: the suite's failure should not be the machine's.
        let mut hoard = Vec::new();
        for _ in 0..24 {
            hoard.push(vec![1_u8; 64 << 20]);
            std::thread::sleep(Duration::from_millis(10));
        }
        assert!(hoard.iter().all(|block| block[0] == 1));
        hang();
    });
}

fn leaves_a_child(turn: &Turn) {
    until_the_third(turn, || {
        let program = std::env::current_exe().unwrap_or_default();
        // It inherits standard output and standard error.
        if let Ok(child) = std::process::Command::new(program).args(["adapter", "sleeper"]).stdin(Stdio::null()).spawn() {
            append(&child.id().to_string());
        }
        std::process::exit(0);
    });
}

fn floods(turn: &Turn) {
    let lines = (0..40_000).map(|number| format!("{number}: the sky is falling, and nobody listens\n")).collect::<String>();
    if turn.op == "reset" {
        let _ = std::io::stderr().write_all(lines.as_bytes());
    }
    until_the_third(turn, || {
        eprintln!("the end of the flood");
        std::process::exit(1);
    });
}

// What is right but for its manners.

fn hangs_at_bye(turn: &Turn) {
    if turn.op == "bye" {
        hang();
    }
    turn.answer_rightly();
}

fn slow(turn: &Turn) {
    std::thread::sleep(Duration::from_millis(50));
    turn.answer_rightly();
}

/// Slow enough for a run to be seen, and quick enough for the whole catalogue.
fn brisk(turn: &Turn) {
    std::thread::sleep(Duration::from_millis(1));
    turn.answer_rightly();
}

/// Writes down whatever it is told.
fn spy(turn: &Turn) {
    append(&turn.request);
    turn.answer_rightly();
}

/// As an adapter does whose library cannot be loaded.
fn fails_to_begin(turn: &Turn) {
    if turn.op.starts_with("begin") {
        say(format!(r#"{{"seq":"{}","outcome":"failed","detail":"no module named webauthn"}}"#, turn.seq).as_bytes());
    } else {
        turn.answer_rightly();
    }
}

/// Has this challenge in all options.
fn with_challenge(turn: &Turn, challenge: &str) {
    let mut answer: serde_json::Value = serde_json::from_str(&turn.answer).unwrap_or_default();
    if let Some(place) = answer.pointer_mut("/options/challenge") {
        *place = challenge.into();
    }
    say(answer.to_string().as_bytes());
}

/// Appends a line to the adapter's file.
fn append(line: &str) {
    let file = std::fs::OpenOptions::new().create(true).append(true).open(file());
    let _ = file.and_then(|mut file| writeln!(file, "{line}"));
}
