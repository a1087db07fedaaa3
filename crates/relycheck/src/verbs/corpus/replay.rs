//! `corpus replay -- CMD`: feeds everything that the catalogue sends to somebody's parser.

use std::path::{Path, PathBuf};
use std::time::Duration;

use relycheck_cases::catalogue;
use relycheck_protocol::Artefact;
use relycheck_runner::{ChildDriver, Command, Driver, Limits};

use crate::cli::Failure;
use crate::decoding::{Ended, Fed, Input, catalogue_inputs, feed, lines, regression_inputs, summary};
use crate::exit::Exit;
use crate::output::Sink;
use crate::places::Place;
use crate::progress::Progress;
use crate::verbs::check::seconds;

/// Flags of the verb.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Only inputs of this target; may be given several times [default: all]
    #[arg(long = "target", value_name = "NAME", value_parser = target)]
    targets: Vec<Artefact>,
    /// Format of the output
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Write the output to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The corpus, for its regressions [default: corpus, where there is one]
    #[arg(long, value_name = "FOLDER")]
    folder: Option<PathBuf>,
    #[command(flatten)]
    limits: LimitArguments,
    /// The program of a decoder, with its arguments, after `--`
    #[arg(last = true, required = true, value_name = "CMD ARGS")]
    command: Vec<String>,
}

/// What a decoder is held to.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Limits of the decoder")]
pub(super) struct LimitArguments {
    /// Seconds per input
    #[arg(long, value_name = "SECONDS", default_value_t = 5.0, value_parser = seconds, allow_negative_numbers = true)]
    timeout: f64,
    /// MiB of resident memory, with everything that it starts
    #[arg(long, value_name = "MIB", default_value_t = 1024, value_parser = clap::value_parser!(u32).range(1..), allow_negative_numbers = true)]
    memory: u32,
}

impl LimitArguments {
    pub(super) fn limits(&self) -> Limits {
        let message = Duration::from_secs_f64(self.timeout);
        Limits { message, memory: u64::from(self.memory) << 20, ..Limits::default() }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people, in 80 columns
    Human,
    /// JSON lines: a header, a line per input, a footer
    Json,
}

/// A target by its name.
fn target(name: &str) -> Result<Artefact, String> {
    let known = || Artefact::ALL.map(Artefact::as_str).join(", ");
    let found = Artefact::ALL.into_iter().find(|target| target.as_str() == name);
    found.ok_or_else(|| format!("no target that decoders read; name one of {}", known()))
}

/// Feeds a decoder.
///
/// # Errors
/// Where the corpus or the output is at fault, or the decoder cannot be started; findings are no error.
pub(super) fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let targets = if arguments.targets.is_empty() { &Artefact::ALL[..] } else { &arguments.targets[..] };
    let inputs = inputs(arguments.folder.as_deref(), targets)?;
    let (program, rest) = arguments.command.split_first().ok_or_else(|| Failure::usage("give a program after --"))?;
    let command = Command { program: program.clone(), arguments: rest.to_vec(), folder: None };
    let mut driver = ChildDriver::new(command, arguments.limits.limits(), 1);
    arguments.output.as_deref().map_or(Ok(()), |path| Place { flag: "--output", path }.writable())?;
    let fed = fed(&mut driver, &inputs)?;
    let measured = driver.measures_memory();
    let text = match arguments.format {
        Format::Human => summary(&fed, measured),
        Format::Json => lines(&fed, measured).map_err(|error| Failure { exit: Exit::Suite, message: error.to_string() })?,
    };
    Sink::open(arguments.output.as_deref())?.text(&text)?;
    Ok(exit(&fed))
}

/// The corpus that a repository has, and which need not be there.
const CORPUS: &str = "corpus";

/// The inputs of these targets: the catalogue's, and the regressions of the corpus in this folder, or in the one that may be here.
pub(super) fn inputs(corpus: Option<&Path>, targets: &[Artefact]) -> Result<Vec<Input>, Failure> {
    let here = Path::new(CORPUS);
    let corpus = corpus.or_else(|| here.is_dir().then_some(here));
    let mut inputs = catalogue_inputs(catalogue().cases(), targets)
        .map_err(|fault| Failure { exit: Exit::Suite, message: format!("the table of CBOR cases: {fault}") })?;
    let regressions = corpus.map_or_else(|| Ok(Vec::new()), |corpus| regression_inputs(corpus, targets));
    for regression in regressions.map_err(Failure::usage)? {
        let known = |input: &Input| (input.target, &input.name) == (regression.target, &regression.name);
        if !inputs.iter().any(known) {
            inputs.push(regression);
        }
    }
    Ok(inputs)
}

/// Feeds a decoder, and shows how far it has come.
pub(super) fn fed<'a>(driver: &mut dyn Driver, inputs: &'a [Input]) -> Result<Fed<'a>, Failure> {
    let mut progress = Progress::new(inputs.len(), "inputs");
    feed(driver, inputs, &mut || progress.step()).map_err(|error| Failure {
        exit: Exit::NoRelyingParty,
        message: format!("{error}\n  remedy: answer `hello` with one line, an `identity` with the `seq` of the request"),
    })
}

/// What feeding comes to.
pub(super) fn exit(fed: &Fed<'_>) -> Exit {
    match fed.ended {
        Ended::NotStarted(_) | Ended::Died => Exit::NoRelyingParty,
        Ended::Complete if fed.seen.is_empty() => Exit::NothingRan,
        Ended::Complete if fed.seen.iter().any(|seen| seen.outcome.is_finding()) => Exit::NotConformant,
        Ended::Complete => Exit::Conformant,
    }
}
