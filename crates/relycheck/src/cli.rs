//! The command line.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::exit::Exit;
use crate::verbs::{
    adapters, check, corpus, diff, explain, kill_matrix, list, replay, report, serve_adapter, smoke, trace, vectors,
};

/// A conformance test suite for WebAuthn relying parties.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 80, after_help = EXIT_CODES)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

const EXIT_CODES: &str = "Exit codes: 0 conformant, or exactly as the baseline says; 1 not; 2 usage;
3 nothing ran; 4 stale baseline; 5 the RP could not be started, broke the
handshake or died three times in a row; 6 the suite is at fault.";

#[derive(Debug, Subcommand)]
enum Verb {
    /// Check an RP against the catalogue
    Check(check::Arguments),
    /// List every case
    List(list::Arguments),
    /// Say where a case comes from and show its response byte by byte
    Explain(explain::Arguments),
    /// Say which cases exercise each statement, requirement and bug class
    Trace(trace::Arguments),
    /// Show that every check of the reference RP is missed by some case when it is off
    KillMatrix(kill_matrix::Arguments),
    /// Write the catalogue as files that stand alone, or compare them
    Vectors(vectors::Arguments),
    /// Write what fuzzers start from, or compare it: seeds and dictionaries
    Corpus(corpus::Arguments),
    /// Send the recorded messages of a case once more
    Replay(replay::Arguments),
    /// Say what changed between two results files
    Diff(diff::Arguments),
    /// Make a report of results files, several in one table
    Report(report::Arguments),
    /// Tell a broken adapter from a broken RP
    Smoke(smoke::Arguments),
    /// Install and run the adapters of a folder and compare with what is on record
    Adapters(adapters::Arguments),
    /// Serve an embedded RP over the protocol on standard input and output
    ServeAdapter(serve_adapter::Arguments),
}

/// Runs a command; `program` is the name for messages. Everything that goes wrong is said on standard error.
pub fn run(program: &str, arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = std::iter::once(OsString::from(program)).chain(arguments).collect();
    let command = Arguments::command().bin_name(program.to_owned());
    let parsed = command.try_get_matches_from(&arguments).and_then(|matches| Arguments::from_arg_matches(&matches));
    let verb = match parsed {
        Ok(arguments) => arguments.verb,
        Err(error) => {
            // Help and version go to standard output and are no error.
            let asked_for = !error.use_stderr();
            let _ = error.print();
            return if asked_for { Exit::Conformant } else { Exit::Usage }.into();
        }
    };
    if names_no_program(&arguments) {
        say(&format!("{program}: nothing stands behind --\n  remedy: name a program there, or leave -- out"));
        return Exit::Usage.into();
    }
    let ended = match verb {
        Verb::Check(arguments) => check::run(&arguments),
        Verb::List(arguments) => list::run(&arguments),
        Verb::Explain(arguments) => explain::run(&arguments),
        Verb::Trace(arguments) => trace::run(&arguments),
        Verb::KillMatrix(arguments) => kill_matrix::run(&arguments),
        Verb::Vectors(arguments) => vectors::run(&arguments),
        Verb::Corpus(arguments) => corpus::run(&arguments),
        Verb::Replay(arguments) => replay::run(&arguments),
        Verb::Diff(arguments) => diff::run(&arguments),
        Verb::Report(arguments) => report::run(&arguments),
        Verb::Smoke(arguments) => smoke::run(&arguments),
        Verb::Adapters(arguments) => adapters::run(&arguments),
        Verb::ServeAdapter(arguments) => serve_adapter::run(&arguments),
    };
    match ended {
        Ok(exit) => exit.into(),
        Err(Failure { exit, message }) => {
            say(&format!("{program}: {message}"));
            exit.into()
        }
    }
}

/// Whether `--` is the last word, as an unset variable of a shell leaves it. The parser cannot tell that from no `--` at all, and an
/// embedded RP must not be checked in the place of the one that was meant.
fn names_no_program(arguments: &[OsString]) -> bool {
    arguments.iter().position(|argument| argument == "--").is_some_and(|place| place + 1 == arguments.len())
}

/// A command that could not do its work.
#[derive(Debug)]
pub struct Failure {
    /// The code to end with.
    pub exit: Exit,
    /// Place, fault and remedy.
    pub message: String,
}

impl Failure {
    /// The user's input is at fault.
    pub(crate) fn usage(message: impl std::fmt::Display) -> Self {
        Self { exit: Exit::Usage, message: message.to_string() }
    }

    /// What was to be written cannot be written.
    pub(crate) fn output(place: &str, error: &std::io::Error) -> Self {
        Self::usage(format!("{place} cannot be written: {error}\n  remedy: name a place that can"))
    }
}

/// Says something on standard error. Where that cannot be written to, nobody listens; the exit code says it all the same.
pub(crate) fn say(text: &str) {
    use std::io::Write as _;
    let _ = anstream::stderr().write_all(format!("{text}\n").as_bytes());
}

/// Writes to standard output; a reader that has had enough, as `head` does, is no error.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    use std::io::Write as _;
    match anstream::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Failure::output("standard output", &error)),
        _ => Ok(()),
    }
}
