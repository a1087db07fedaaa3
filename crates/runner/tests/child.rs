//! The driver over child processes. Without a harness, because this program is also the adapters that it starts: called with
//! `adapter NAME` it speaks, or breaks, the protocol.

use std::io::{BufRead, Read, Write};
use std::process::{ExitCode, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use relycheck_judge::Fault;
use relycheck_protocol::{
    Accepted, Answer, AuthenticationBegin, AuthenticationFinish, Begin, Begun, Depth, Finish, Identity, RegistrationBegin,
    RegistrationFinish, RelyingParty, Request, Stored, serve,
};
use relycheck_runner::{ChildDriver, Command, Direction, Driver, Limits, StartError};
use serde_json::{Value, json};

/// For the adapters that hang. The others have the limit that a run has, so that a busy machine makes no test fail.
const LIMIT: Duration = Duration::from_millis(300);

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match &arguments[..] {
        [first, name, ..] if first == "adapter" => adapter(name),
        _ => return run_tests(arguments.iter().find(|argument| !argument.starts_with('-'))),
    }
    ExitCode::SUCCESS
}

type Test = (&'static str, fn());

const TESTS: [Test; 20] = [
    ("a_good_adapter_is_introduced_and_answers", a_good_adapter_is_introduced_and_answers),
    ("a_program_that_does_not_exist_cannot_be_started", a_program_that_does_not_exist_cannot_be_started),
    ("an_adapter_that_exits_at_once_breaks_the_handshake", an_adapter_that_exits_at_once_breaks_the_handshake),
    ("an_adapter_that_exits_in_a_case_crashes_and_starts_anew", an_adapter_that_exits_in_a_case_crashes_and_starts_anew),
    ("an_adapter_that_aborts_crashes_by_its_signal", an_adapter_that_aborts_crashes_by_its_signal),
    ("an_adapter_that_hangs_is_timed_out_and_ended", an_adapter_that_hangs_is_timed_out_and_ended),
    ("an_adapter_that_does_not_read_is_timed_out_too", an_adapter_that_does_not_read_is_timed_out_too),
    ("an_answer_to_another_request_is_a_breach", an_answer_to_another_request_is_a_breach),
    ("a_line_that_is_not_json_is_a_breach", a_line_that_is_not_json_is_a_breach),
    ("a_line_that_is_not_utf8_is_a_breach", a_line_that_is_not_utf8_is_a_breach),
    ("a_line_without_end_is_a_breach_before_it_fills_the_memory", a_line_without_end_is_a_breach_before_it_fills_the_memory),
    ("a_second_answer_to_one_request_is_a_breach_at_the_next", a_second_answer_to_one_request_is_a_breach_at_the_next),
    ("the_end_of_standard_error_is_kept", the_end_of_standard_error_is_kept),
    ("a_grandchild_that_holds_the_streams_open_holds_nothing_up", a_grandchild_that_holds_the_streams_open_holds_nothing_up),
    ("half_a_line_is_told_where_a_child_hangs_or_ends", half_a_line_is_told_where_a_child_hangs_or_ends),
    ("the_last_words_of_a_child_are_an_answer", the_last_words_of_a_child_are_an_answer),
    ("an_inspector_s_words_come_first", an_inspector_s_words_come_first),
    ("a_child_that_hangs_at_bye_holds_nothing_up", a_child_that_hangs_at_bye_holds_nothing_up),
    ("numbers_of_messages_are_opaque_and_of_the_seed", numbers_of_messages_are_opaque_and_of_the_seed),
    ("a_driver_that_is_dropped_says_bye", a_driver_that_is_dropped_says_bye),
];

fn run_tests(filter: Option<&String>) -> ExitCode {
    let mut failed = 0;
    for (name, test) in TESTS {
        if filter.is_some_and(|filter| !name.contains(filter.as_str())) {
            continue;
        }
        let passed = std::panic::catch_unwind(test).is_ok();
        failed += usize::from(!passed);
        println!("test {name} ... {}", if passed { "ok" } else { "FAILED" });
    }
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

// What the tests ask.

fn command(arguments: &[&str]) -> Command {
    let program = std::env::current_exe().expect("this program has a path");
    Command {
        program: program.to_str().expect("a path of UTF-8").to_owned(),
        arguments: ["adapter"].iter().chain(arguments).map(|&argument| argument.to_owned()).collect(),
        folder: None,
    }
}

fn driver(name: &str) -> ChildDriver {
    ChildDriver::new(command(&[name]), Limits::default(), 1)
}

/// A driver whose adapter has introduced itself.
fn introduced(name: &str) -> ChildDriver {
    start(driver(name), name)
}

/// The same with a limit that runs out soon.
fn hasty(name: &str) -> ChildDriver {
    start(ChildDriver::new(command(&[name]), Limits { message: LIMIT, ..Limits::default() }, 1), name)
}

fn start(mut driver: ChildDriver, name: &str) -> ChildDriver {
    driver.introduce().unwrap_or_else(|error| panic!("{name}: {error}"));
    driver
}

fn finish(response: &str) -> Request {
    let finish = RegistrationFinish { session: Value::Null.into(), response: response.to_owned(), records: Vec::new() };
    Request::FinishRegistration(finish)
}

fn breach(name: &str) -> String {
    let Err(Fault::Protocol { detail }) = introduced(name).call(&Request::Reset) else { panic!("{name} keeps the protocol") };
    detail
}

fn a_good_adapter_is_introduced_and_answers() {
    let mut driver = driver("good");
    assert_eq!(driver.introduce().map(|identity| identity.name), Ok("good".to_owned()));
    assert_eq!(driver.call(&Request::Reset), Ok(Answer::Done));
    // Larger than a pipe holds, and with every character that a line must not be cut at.
    let response = "\u{2028}\"\\\n\r{}é".repeat(100_000);
    let Ok(Answer::Accepted(accepted)) = driver.call(&finish(&response)) else { panic!("not accepted") };
    assert_eq!(*accepted.record, json!(response), "the adapter echoes the response");
    assert_eq!(driver.introduce().map(|identity| identity.version), Ok("1".to_owned()), "it can be started anew");
    assert_eq!(driver.call(&Request::Reset), Ok(Answer::Done));
}

fn a_program_that_does_not_exist_cannot_be_started() {
    let command = Command { program: "relycheck-no-such-program".to_owned(), arguments: Vec::new(), folder: None };
    let mut driver = ChildDriver::new(command, Limits::default(), 0);
    let Err(StartError::Spawn { program, fault }) = driver.introduce() else { panic!("it was started") };
    assert_eq!(program, "relycheck-no-such-program");
    assert!(!fault.is_empty());
    assert_eq!(driver.call(&Request::Reset), Err(Fault::Crashed { detail: "not running".to_owned() }));
}

fn an_adapter_that_exits_at_once_breaks_the_handshake() {
    let Err(StartError::Handshake(words)) = driver("exits").introduce() else { panic!("it introduced itself") };
    assert!(words.contains("exit status: 3"), "{words}");
    assert!(words.ends_with("standard error: I would rather not"), "{words}");
}

fn an_adapter_that_exits_in_a_case_crashes_and_starts_anew() {
    let mut driver = introduced("exits-in-a-case");
    for _ in 0..2 {
        let Err(Fault::Crashed { detail }) = driver.call(&Request::Reset) else { panic!("it did not crash") };
        assert_eq!(detail, "exit status: 4");
        assert_eq!(driver.call(&Request::Reset), Err(Fault::Crashed { detail: "not running".to_owned() }));
        driver.introduce().expect("it can be started anew");
    }
}

fn an_adapter_that_aborts_crashes_by_its_signal() {
    let Err(Fault::Crashed { detail }) = introduced("aborts").call(&Request::Reset) else { panic!("it did not crash") };
    assert!(!detail.contains("ended by the suite") && !detail.contains("exit status: 0"), "{detail}");
}

fn an_adapter_that_hangs_is_timed_out_and_ended() {
    let mut driver = hasty("hangs");
    let begun = Instant::now();
    let Err(Fault::TimedOut { detail }) = driver.call(&Request::Reset) else { panic!("it answered") };
    assert!(detail.starts_with("no answer within 0.3 s (ended by the suite"), "{detail}");
    assert!(begun.elapsed() >= LIMIT && begun.elapsed() < 10 * LIMIT, "{:?}", begun.elapsed());
    assert_eq!(driver.call(&Request::Reset), Err(Fault::Crashed { detail: "not running".to_owned() }));
    driver.introduce().expect("it can be started anew");
}

fn an_adapter_that_does_not_read_is_timed_out_too() {
    let mut driver = hasty("hangs");
    let begun = Instant::now();
    let fault = driver.call(&finish(&"x".repeat(4 << 20)));
    assert!(matches!(fault, Err(Fault::TimedOut { .. })), "{fault:?}");
    assert!(begun.elapsed() < 10 * LIMIT, "{:?}", begun.elapsed());
}

fn an_answer_to_another_request_is_a_breach() {
    let detail = breach("wrong-seq");
    assert!(detail.starts_with("not an answer of the protocol: the answer's seq is \"mine\", the request's \""), "{detail}");
}

fn a_line_that_is_not_json_is_a_breach() {
    let detail = breach("not-json");
    assert!(detail.starts_with("not an answer of the protocol: "), "{detail}");
    assert!(detail.ends_with(&format!("in the line {:?}", "Listening on port 80! ".repeat(5) + "Listening …")), "{detail}");
}

fn a_line_that_is_not_utf8_is_a_breach() {
    let detail = breach("not-utf8");
    assert!(detail.starts_with("its output cannot be read: "), "{detail}");
}

fn a_line_without_end_is_a_breach_before_it_fills_the_memory() {
    let mut driver = introduced("endless-line");
    let Err(Fault::Protocol { detail }) = driver.call(&Request::Reset) else { panic!("it keeps the protocol") };
    assert_eq!(detail, "its output cannot be read: a line is longer than 16777216 bytes");
}

fn a_second_answer_to_one_request_is_a_breach_at_the_next() {
    let mut driver = introduced("answers-twice");
    assert_eq!(driver.call(&Request::Reset), Ok(Answer::Done));
    let second = driver.call(&Request::Reset);
    assert!(matches!(&second, Err(Fault::Protocol { detail }) if detail.contains("seq")), "{second:?}");
}

fn the_end_of_standard_error_is_kept() {
    let Err(Fault::Crashed { detail }) = introduced("talks").call(&Request::Reset) else { panic!("it did not crash") };
    assert!(detail.starts_with("exit status: 5; standard error: "), "{detail}");
    assert!(detail.ends_with("line 1999\nthe last words"), "{detail}");
    assert!(!detail.contains("line 1000\n") && detail.len() < 4200, "{} bytes", detail.len());
}

fn a_grandchild_that_holds_the_streams_open_holds_nothing_up() {
    let mut driver = introduced("leaves-a-grandchild");
    let begun = Instant::now();
    let Err(Fault::Crashed { detail }) = driver.call(&Request::Reset) else { panic!("it did not crash") };
    assert_eq!(detail, "exit status: 0");
    assert!(begun.elapsed() < Limits::default().message / 2, "{:?}", begun.elapsed());
}

fn half_a_line_is_told_where_a_child_hangs_or_ends() {
    let half = "its last line breaks off after 7 bytes: \"{\\\"seq\\\":\"";
    let Err(Fault::TimedOut { detail }) = hasty("half-a-line").call(&Request::Reset) else { panic!("it answered") };
    assert_eq!(detail, format!("no answer within 0.3 s (ended by the suite; {half})"));
    let Err(Fault::Crashed { detail }) = introduced("half-a-line-and-exits").call(&Request::Reset) else { panic!("it answered") };
    assert_eq!(detail, format!("exit status: 0; {half}"));
}

fn the_last_words_of_a_child_are_an_answer() {
    let mut driver = introduced("answers-and-exits");
    assert_eq!(driver.call(&Request::Reset), Ok(Answer::Done));
    assert_eq!(driver.call(&Request::Reset), Err(Fault::Crashed { detail: "exit status: 0".to_owned() }));
}

fn an_inspector_s_words_come_first() {
    let inspect = |direction, line: &str| {
        let refused = direction == Direction::Answer && line.contains("Listening");
        if refused { Err("the adapter broke x".to_owned()) } else { Ok(()) }
    };
    let mut driver = start(driver("not-json").inspected_by(Arc::new(inspect)), "not-json");
    let Err(Fault::Protocol { detail }) = driver.call(&Request::Reset) else { panic!("it keeps the protocol") };
    assert!(detail.starts_with("not an answer of the protocol: the adapter broke x, in the line \"Listening"), "{detail}");
}

fn a_child_that_hangs_at_bye_holds_nothing_up() {
    let driver = introduced("hangs");
    let begun = Instant::now();
    drop(driver);
    assert!(begun.elapsed() < Limits::default().message / 2, "{:?}", begun.elapsed());
}

fn numbers_of_messages_are_opaque_and_of_the_seed() {
    let seqs = |seed| {
        let mut driver = ChildDriver::new(command(&["tells-seq"]), Limits::default(), seed);
        driver.introduce().expect("it introduces itself");
        let seqs = [(); 3].map(|()| match driver.call(&Request::Reset) {
            Ok(Answer::Failed(failed)) => failed.detail,
            other => panic!("{other:?}"),
        });
        assert!(seqs[0] != seqs[1] && seqs[1] != seqs[2] && seqs[0] != seqs[2], "{seqs:?}");
        assert!(seqs.iter().all(|seq| seq.len() == 16), "{seqs:?}");
        seqs
    };
    assert_eq!(seqs(1), seqs(1));
    assert_ne!(seqs(1), seqs(2));
}

fn a_driver_that_is_dropped_says_bye() {
    let path = std::env::temp_dir().join(format!("relycheck-bye-{}", std::process::id()));
    let name = path.to_str().expect("a path of UTF-8");
    let mut driver = ChildDriver::new(command(&["writes-down-bye", name]), Limits::default(), 1);
    driver.introduce().expect("it introduces itself");
    assert!(!path.exists());
    drop(driver);
    let written = std::fs::read_to_string(&path);
    let _ = std::fs::remove_file(&path);
    assert_eq!(written.ok().as_deref(), Some("bye"));
}

// What the adapters do.

struct Good;

impl RelyingParty for Good {
    fn identity(&self) -> Identity {
        Identity {
            name: "good".to_owned(),
            version: "1".to_owned(),
            language: "Rust".to_owned(),
            homepage: None,
            issues: None,
            depth: Depth::Library,
            settable: Vec::new(),
            algorithms: Vec::new(),
            formats: Vec::new(),
            extensions: Vec::new(),
            lacks: Vec::new(),
        }
    }

    fn begin_registration(&mut self, _begin: RegistrationBegin) -> Begin {
        Begin::Begun(Begun { options: json!({"challenge": "AAAA"}).into(), session: Value::Null.into() })
    }

    fn finish_registration(&mut self, finish: RegistrationFinish) -> Finish {
        Finish::Accepted(Box::new(Accepted { record: json!(finish.response).into(), stored: Stored::default() }))
    }

    fn begin_authentication(&mut self, _begin: AuthenticationBegin) -> Begin {
        Begin::Failed("not needed".to_owned())
    }

    fn finish_authentication(&mut self, _finish: AuthenticationFinish) -> Finish {
        Finish::Failed("not needed".to_owned())
    }
}

/// Reads one request; `null` where there is none.
fn next() -> Value {
    let mut line = String::new();
    let _ = std::io::stdin().lock().read_line(&mut line);
    serde_json::from_str(&line).unwrap_or_default()
}

fn say(line: &[u8]) {
    let mut stdout = std::io::stdout().lock();
    let _ = stdout.write_all(line).and_then(|()| stdout.write_all(b"\n")).and_then(|()| stdout.flush());
}

/// Answers `hello` as the good adapter does.
fn introduce() {
    let seq = next()["seq"].clone();
    let mut identity = json!(Good.identity());
    identity["outcome"] = json!("identity");
    identity["seq"] = seq;
    say(identity.to_string().as_bytes());
}

fn done(seq: &Value) -> Vec<u8> {
    json!({"seq": seq, "outcome": "done"}).to_string().into_bytes()
}

fn half_a_line() {
    let mut stdout = std::io::stdout().lock();
    let _ = stdout.write_all(b"{\"seq\":").and_then(|()| stdout.flush());
}

fn hang() -> ! {
    // Not for ever: what outlives a failed test should not stay.
    std::thread::sleep(Duration::from_secs(30));
    std::process::exit(0)
}

fn adapter(name: &str) {
    if name == "good" {
        let _ = serve(&mut Good, std::io::stdin().lock(), std::io::stdout().lock());
        return;
    }
    if name == "exits" {
        eprintln!("I would rather not");
        std::process::exit(3);
    }
    if name == "sleeps" {
        hang();
    }
    introduce();
    if name == "hangs" {
        hang();
    }
    let mut request = next();
    let seq = request["seq"].clone();
    match name {
        "exits-in-a-case" => std::process::exit(4),
        "aborts" => std::process::abort(),
        "wrong-seq" => say(&done(&json!("mine"))),
        "not-json" => say("Listening on port 80! ".repeat(10).as_bytes()),
        "not-utf8" => say(b"{\"seq\":\"\xff\"}"),
        "half-a-line" => {
            half_a_line();
            hang();
        }
        "half-a-line-and-exits" => {
            half_a_line();
            std::process::exit(0);
        }
        "answers-and-exits" => {
            say(&done(&seq));
            std::process::exit(0);
        }
        "endless-line" => {
            let mut stdout = std::io::stdout().lock();
            while stdout.write_all(&[b'x'; 65536]).is_ok() {}
        }
        "answers-twice" => {
            say(&done(&seq));
            say(&done(&seq));
        }
        "talks" => {
            (0..2000).for_each(|number| eprintln!("line {number}"));
            eprintln!("the last words");
            std::process::exit(5);
        }
        "leaves-a-grandchild" => {
            let program = std::env::current_exe().expect("this program has a path");
            let mut grandchild = std::process::Command::new(program);
            // Standard output and standard error are inherited.
            let _ = grandchild.args(["adapter", "sleeps"]).stdin(Stdio::null()).spawn();
            std::process::exit(0);
        }
        "tells-seq" => {
            for _ in 0..3 {
                let seq = &request["seq"];
                say(json!({"seq": seq, "outcome": "failed", "detail": seq}).to_string().as_bytes());
                request = next();
            }
        }
        "writes-down-bye" => {
            let path = std::env::args().nth(3).unwrap_or_default();
            let _ = std::fs::write(path, request["op"].as_str().unwrap_or("nothing"));
            say(&done(&seq));
        }
        _ => eprintln!("there is no adapter {name}"),
    }
    let _ = std::io::stdin().lock().read_to_end(&mut Vec::new());
}
