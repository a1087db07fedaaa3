//! Which verbs are chores of the repository, and which are relycheck's.

use std::ffi::OsString;
use std::process::ExitCode;

use crate::tidy::{self, Repository};
use crate::{Finding, codegen, repository_root};

/// How relycheck's help and messages name this program.
const PROGRAM: &str = "cargo xtask";

/// Stands before relycheck's own help.
const CHORES: &str = "\
Chores of this repository:
  tidy               Check the rules that hold for the tree as a whole
  codegen [--check]  Write the generated files, or say which are out of date

Every other verb is relycheck's:
";

/// The findings of a chore were printed.
const FOUND: u8 = 1;
/// The arguments are wrong.
const USAGE: u8 = 2;
/// The chore could not do its work. The number is relycheck's for a fault of the suite.
const BROKEN: u8 = 6;

/// What the arguments ask for.
#[derive(Debug, PartialEq, Eq)]
enum Choice {
    Tidy,
    Codegen {
        check: bool,
    },
    /// The chores, then relycheck's help.
    Overview,
    Usage(String),
    /// All of the arguments go on to relycheck.
    Relycheck,
}

/// Runs a chore, or hands the arguments (without the program's name) to relycheck. The exit code of a chore is 0 where nothing is
/// wrong, 1 where something is, 2 for wrong arguments and 6 where it could not do its work.
#[must_use]
pub fn run(arguments: Vec<OsString>) -> ExitCode {
    match choose(&arguments) {
        Choice::Tidy => run_tidy(),
        Choice::Codegen { check: true } => report(codegen::check(&repository_root()), "the generated files are up to date"),
        Choice::Codegen { check: false } => write_generated(),
        Choice::Usage(fault) => {
            eprintln!("{PROGRAM}: {fault}\n  remedy: `{PROGRAM} --help` lists the verbs");
            ExitCode::from(USAGE)
        }
        Choice::Overview => {
            if arguments.is_empty() {
                eprintln!("{CHORES}");
            } else {
                println!("{CHORES}");
            }
            relycheck::cli::run(PROGRAM, arguments)
        }
        Choice::Relycheck => relycheck::cli::run(PROGRAM, arguments),
    }
}

fn choose(arguments: &[OsString]) -> Choice {
    // what is not UTF-8 is no chore; relycheck says what it thinks of it.
    let words: Option<Vec<&str>> = arguments.iter().map(|argument| argument.to_str()).collect();
    match words.as_deref() {
        Some([] | ["--help" | "-h" | "help"]) => Choice::Overview,
        Some(["tidy"]) => Choice::Tidy,
        Some(["codegen"]) => Choice::Codegen { check: false },
        Some(["codegen", "--check"]) => Choice::Codegen { check: true },
        Some(["tidy", ..]) => Choice::Usage("tidy takes no arguments".to_owned()),
        Some(["codegen", ..]) => Choice::Usage("codegen takes `--check` or nothing".to_owned()),
        _ => Choice::Relycheck,
    }
}

fn run_tidy() -> ExitCode {
    match Repository::read(&repository_root()) {
        Ok(repository) => {
            let done = format!("{} rules hold for {} files", tidy::RULES.len(), repository.files.len());
            report(Ok::<_, String>(tidy::findings(&repository)), &done)
        }
        Err(error) => broken(&error.to_string()),
    }
}

fn write_generated() -> ExitCode {
    match codegen::write(&repository_root()) {
        Ok(changed) => {
            for path in &changed {
                println!("{path}");
            }
            println!("generated files changed: {}", changed.len());
            ExitCode::SUCCESS
        }
        Err(error) => broken(&error.to_string()),
    }
}

fn report(outcome: Result<Vec<Finding>, impl ToString>, done: &str) -> ExitCode {
    match outcome {
        Ok(findings) if findings.is_empty() => {
            println!("{done}");
            ExitCode::SUCCESS
        }
        Ok(findings) => {
            for finding in &findings {
                println!("{finding}");
            }
            println!("findings: {}", findings.len());
            ExitCode::from(FOUND)
        }
        Err(error) => broken(&error.to_string()),
    }
}

fn broken(error: &str) -> ExitCode {
    eprintln!("{error}");
    ExitCode::from(BROKEN)
}

#[cfg(test)]
mod tests {
    use super::{CHORES, Choice, choose};

    fn chosen(words: &[&str]) -> Choice {
        choose(&words.iter().map(Into::into).collect::<Vec<_>>())
    }

    #[test]
    fn chores_are_known() {
        assert_eq!(chosen(&["tidy"]), Choice::Tidy);
        assert_eq!(chosen(&["codegen"]), Choice::Codegen { check: false });
        assert_eq!(chosen(&["codegen", "--check"]), Choice::Codegen { check: true });
    }

    #[test]
    fn a_chore_with_other_arguments_is_not_run() {
        assert!(matches!(chosen(&["tidy", "--fix"]), Choice::Usage(_)));
        assert!(matches!(chosen(&["codegen", "--chekc"]), Choice::Usage(_)));
        assert!(matches!(chosen(&["codegen", "--check", "more"]), Choice::Usage(_)));
    }

    #[test]
    fn every_other_verb_goes_on() {
        for words in [&["check"][..], &["list", "--json"], &["check", "--help"], &["help", "check"], &["tidyer"]] {
            assert_eq!(chosen(words), Choice::Relycheck, "{words:?}");
        }
    }

    #[test]
    fn the_overview_is_for_help_and_for_nothing() {
        for words in [&[][..], &["--help"], &["-h"], &["help"]] {
            assert_eq!(chosen(words), Choice::Overview, "{words:?}");
        }
    }

    #[test]
    fn the_list_of_chores_fits_a_terminal() {
        for line in CHORES.lines() {
            assert!(line.chars().count() <= 80, "{line}");
        }
    }
}
