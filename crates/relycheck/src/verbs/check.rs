//! `check`: an RP against the catalogue.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::OpenOptions;
use std::io::Write as _;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Duration;

use relycheck_cases::{Catalogue, catalogue};
use relycheck_judge::{Baseline, Header, Line, Verdict};
use relycheck_report::{Ending, Results, json_line};
use relycheck_runner::{Driver, Ended, Event, Limits, Plan, run_while};

use crate::cli::{Failure, say};
use crate::exit::Exit;
use crate::output::{Format, Sink, rendered};
use crate::places::{Place, apart};
use crate::progress::Progress;
use crate::resumption::Earlier;
use crate::selection::select;
use crate::settlement::{Settlement, UNEXPLAINED, header};
use crate::target::{RelyingPartyArguments, Target};
use crate::validation::Validation;

pub use crate::settlement::case_line;

/// Flags of the verb.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    relying_party: RelyingPartyArguments,
    /// Only cases whose id matches; * stands for any characters; may be repeated
    #[arg(long = "case", value_name = "GLOB")]
    cases: Vec<String>,
    /// What to print
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Where to print it instead of standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// What the RP is known to do otherwise; `none` for nothing [default: the
    /// embedded RP's own]
    #[arg(long, value_name = "FILE|none")]
    baseline: Option<String>,
    /// Rewrite the baseline so that it says what was seen; not for a part of the
    /// catalogue
    #[arg(long, requires = "baseline", conflicts_with = "cases")]
    bless: bool,
    /// Which unlisted findings end in exit code 1
    #[arg(long, value_enum, default_value_t = FailOn::Warning, value_name = "SEVERITY")]
    fail_on: FailOn,
    /// The seed of order, keys and ids
    #[arg(long, default_value_t = 1, value_name = "N", allow_negative_numbers = true)]
    seed: u64,
    /// How many RPs are run at once [default: as many as there are cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256), allow_negative_numbers = true)]
    jobs: Option<u16>,
    /// Write results lines to FILE as they come; where FILE holds a part of this
    /// very run, go on from there
    #[arg(long, value_name = "FILE")]
    resume: Option<PathBuf>,
    /// Hold every line in both directions to the protocol's schemas
    #[arg(long, conflicts_with = "in_process")]
    validate: bool,
    /// Run an embedded RP in this process: faster; hazards are left out
    #[arg(long, conflicts_with_all = ["command", "message_limit", "memory_limit", "answer_limit"])]
    in_process: bool,
    #[command(flatten)]
    limits: LimitArguments,
}

/// What an RP in a child process is held to.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Limits of an RP in a child process")]
pub(crate) struct LimitArguments {
    /// Seconds per message
    #[arg(long, value_name = "SECONDS", default_value_t = 10.0, value_parser = seconds, allow_negative_numbers = true)]
    message_limit: f64,
    /// Seconds for the whole run [default: no limit]
    #[arg(long, value_name = "SECONDS", value_parser = seconds, allow_negative_numbers = true)]
    run_limit: Option<f64>,
    /// MiB of resident memory, with everything that it starts
    #[arg(long, value_name = "MIB", default_value_t = 2048, value_parser = clap::value_parser!(u32).range(1..), allow_negative_numbers = true)]
    memory_limit: u32,
    /// MiB per answer
    #[arg(long, value_name = "MIB", default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..), allow_negative_numbers = true)]
    answer_limit: u16,
}

pub(crate) fn seconds(text: &str) -> Result<f64, String> {
    let seconds: f64 = text.parse().map_err(|_| "not a number of seconds".to_owned())?;
    let sound = (0.01..=86_400.0).contains(&seconds);
    if sound { Ok(seconds) } else { Err("give between 0.01 and 86400 seconds".to_owned()) }
}

impl LimitArguments {
    pub(crate) fn run_limit(&self) -> Option<Duration> {
        self.run_limit.map(Duration::from_secs_f64)
    }

    pub(crate) fn limits(&self) -> Limits {
        Limits {
            message: Duration::from_secs_f64(self.message_limit),
            line: usize::from(self.answer_limit) << 20,
            memory: u64::from(self.memory_limit) << 20,
        }
    }
}

/// The least severity that fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum FailOn {
    /// Failures only
    Failure,
    /// Failures and warnings
    Warning,
}

/// Runs the check.
///
/// # Errors
/// Where a flag, the baseline or the output is at fault; findings are no error.
pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let catalogue = catalogue();
    let target = Target::of(&arguments.relying_party)?;
    let selected = select(catalogue, &arguments.cases)?;
    let baseline = baseline(arguments, &target, catalogue)?;
    let of_this_run = (arguments.seed, &arguments.cases[..]);
    let resume = |path: &PathBuf| Earlier::read(path, of_this_run, catalogue, &selected);
    let earlier = arguments.resume.as_ref().map_or(Ok(None), resume)?;
    look_at_places(arguments)?;
    let validation = arguments.validate.then(Validation::new).transpose();
    let validation = validation.map_err(|message| Failure { exit: Exit::Suite, message })?;
    let drivers = drivers(arguments, &target, validation.as_ref())?;
    let memory_measured = drivers.iter().all(|driver| driver.measures_memory());
    let known = earlier.as_ref().map_or_else(BTreeMap::new, |earlier| {
        let place = |line: &relycheck_judge::CaseLine| Some((catalogue.position(&line.id)?, line.all_accepted));
        earlier.file.lines.iter().filter_map(place).collect()
    });
    let plan = Plan {
        hazards: !arguments.in_process,
        known: &known,
        limit: arguments.limits.run_limit(),
        ..Plan::new(catalogue, &selected, arguments.seed)
    };

    let mut settlement = Settlement::new(baseline);
    if arguments.in_process {
        settlement = settlement.without_hazards();
    }
    if let Some(earlier) = &earlier {
        settlement.resume(earlier.file.lines.clone());
    }
    let (mut run_header, mut writer, mut unwritten) = (None, None, None);
    let mut progress = Progress::new(selected.len() - known.len(), "cases");
    let report = run_while(&plan, drivers, &mut |event| {
        let written = match event {
            // No file is touched before the RP is there.
            Event::Introduced(identity) => {
                let header = run_header.insert(header(&plan, identity, &arguments.cases, memory_measured));
                Writer::begin(arguments, earlier.as_ref(), header).map(|begun| writer = Some(begun))
            }
            Event::Judged(result) => {
                progress.step();
                let line = Line::Case(Box::new(settlement.settle(result).clone()));
                writer.as_mut().map_or(Ok(()), |writer| writer.line(&line))
            }
        };
        match written {
            Ok(()) => ControlFlow::Continue(()),
            Err(failure) => {
                unwritten = Some(failure);
                ControlFlow::Break(())
            }
        }
    });
    drop(progress);
    if let Some(failure) = unwritten {
        return Err(failure);
    }

    let complete = report.ended == Ended::Complete && settlement.lines.len() == selected.len();
    settlement.unknown_entries(catalogue);
    let footer = settlement.footer(complete);
    let least = match arguments.fail_on {
        FailOn::Failure => Verdict::Failure,
        FailOn::Warning => Verdict::Warning,
    };
    let mut exit = settlement.exit(complete, &report.ended, least);
    let mut broken_off = report.ended.broken_off();
    if validation.is_some_and(|validation| validation.suite_broke_it()) {
        exit = exit.or_graver(Exit::Suite);
        broken_off.get_or_insert_with(|| "the suite broke the protocol's schema".to_owned());
    }
    let (Some(header), Some(mut writer)) = (run_header, writer) else {
        let fault = broken_off.unwrap_or_default();
        let message = format!("{fault}\n  remedy: start the adapter by hand and answer `hello` as the protocol says");
        return Err(Failure { exit, message });
    };
    if complete {
        writer.line(&Line::Footer(footer.clone()))?;
    }
    let blessed = arguments.bless.then(|| bless(arguments, &settlement, exit, broken_off.as_deref()));
    let ending = Ending { broken_off, ..ending(exit, blessed.as_ref()) };
    let results = Results { header: &header, lines: &settlement.lines, footer: &footer, stale: &settlement.stale, ending: &ending };
    writer.finish(arguments, &results)?;
    blessed.unwrap_or(Ok(exit))
}

/// How the check ends, where it was to rewrite the baseline as that went.
fn ending(exit: Exit, blessed: Option<&Result<Exit, Failure>>) -> Ending {
    let (exit, meaning) = match blessed {
        None => (exit, exit.meaning()),
        Some(Ok(Exit::Conformant)) => {
            (Exit::Conformant, "the baseline says now what was seen; the above compares with the one before")
        }
        Some(Ok(exit)) => (*exit, exit.meaning()),
        Some(Err(failure)) => (failure.exit, failure.exit.meaning()),
    };
    Ending { code: exit as u8, meaning: meaning.to_owned(), broken_off: None }
}

/// The files that the run is to write can be written, and are neither each other nor the baseline.
fn look_at_places(arguments: &Arguments) -> Result<(), Failure> {
    let place = |flag, path| Place { flag, path };
    let baseline = arguments.baseline.as_deref().filter(|&name| name != "none").map(|name| place("--baseline", Path::new(name)));
    let resume = arguments.resume.as_deref().map(|path| place("--resume", path));
    let output = arguments.output.as_deref().map(|path| place("--output", path));
    apart(&[baseline, resume, output].into_iter().flatten().collect::<Vec<_>>())?;
    let rewritten = baseline.filter(|_| arguments.bless);
    [rewritten, resume, output].into_iter().flatten().try_for_each(Place::writable)
}

fn baseline(arguments: &Arguments, target: &Target, catalogue: &Catalogue) -> Result<Baseline, Failure> {
    let ids: BTreeSet<&str> = catalogue.cases().iter().map(|case| case.id.as_str()).collect();
    let read = |file: &str, text: &str| {
        Baseline::read(file, text).and_then(|baseline| baseline.expanded(text, &ids)).map_err(Failure::usage)
    };
    match (arguments.baseline.as_deref(), target) {
        (Some("none"), _) if arguments.bless => Err(Failure::usage("--bless: `none` cannot be rewritten\n  remedy: name a file")),
        (Some("none"), _) | (None, Target::Command(_)) => Ok(Baseline::default()),
        (Some(file), _) if arguments.bless && !Path::new(file).exists() => Ok(Baseline::default()),
        (Some(file), _) => {
            let unreadable = |error| format!("--baseline {file}: {error}\n  remedy: name a file that can be read, or `none`");
            let text = std::fs::read_to_string(file).map_err(|error| Failure::usage(unreadable(error)))?;
            read(file, &text)
        }
        (None, Target::Embedded(embedded)) => {
            embedded.baseline.map_or_else(|| Ok(Baseline::default()), |(file, text)| read(file, text))
        }
    }
}

/// Rewrites the baseline, unless the run was broken off or shows nothing of the RP: a baseline must not be emptied by an RP that cannot
/// be asked. Cases that ended early keep their entries, and the run ends as the next one would.
fn bless(arguments: &Arguments, settlement: &Settlement, exit: Exit, broken_off: Option<&str>) -> Result<Exit, Failure> {
    let file = arguments.baseline.as_deref().unwrap_or_default();
    let why = match broken_off {
        Some(why) => Some(relycheck_report::plain(why)),
        None if exit == Exit::Suite => Some("a case has no result".to_owned()),
        None if !settlement.shows_something() => Some("no case shows what the relying party does".to_owned()),
        None => None,
    };
    if let Some(why) = why {
        let message = format!("--bless: {why}\n  remedy: mend that first; {file} is left as it was");
        // What fails a run that came to its end is what is to be blessed.
        return Err(Failure { exit: exit.or_graver(Exit::NotConformant), message });
    }
    let text = settlement.blessed().to_text();
    std::fs::write(file, &text).map_err(|error| Failure::output(&format!("--baseline {file}"), &error))?;
    let unexplained = text.matches(UNEXPLAINED).count();
    say(&format!("{file}: {} entries, {unexplained} of them to be explained", text.lines().count()));
    match settlement.ended_early() {
        0 => Ok(Exit::Conformant),
        early => {
            say(&format!("{file}: {early} cases ended early, which no baseline lists; the entries of these are left as they were"));
            Ok(Exit::NotConformant)
        }
    }
}

fn drivers(arguments: &Arguments, target: &Target, validation: Option<&Validation>) -> Result<Vec<Box<dyn Driver>>, Failure> {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let jobs = arguments.jobs.map_or(cores, usize::from);
    match target {
        Target::Embedded(embedded) if arguments.in_process => Ok(Target::in_process(embedded, jobs)),
        _ => target.children(jobs, arguments.limits.limits(), arguments.seed, validation.map(Validation::inspect).as_ref()),
    }
}

/// Where results lines go while the run goes on: the file of `--resume`, and for the JSON format the output.
struct Writer {
    kept: Option<(String, std::fs::File)>,
    streamed: Option<Sink>,
}

impl Writer {
    /// Opens the files and writes the header, or goes on behind the earlier part of this run.
    fn begin(arguments: &Arguments, earlier: Option<&Earlier>, header: &Header) -> Result<Self, Failure> {
        let mut kept = None;
        if let Some(path) = arguments.resume.as_deref() {
            earlier.map_or(Ok(()), |earlier| earlier.goes_on_as(header, path))?;
            let name = format!("--resume {}", path.display());
            let open = || {
                let file = OpenOptions::new().create(true).append(true).open(path)?;
                file.set_len(earlier.map_or(0, |earlier| earlier.kept as u64))?;
                Ok(file)
            };
            let file = open().map_err(|error| Failure::output(&name, &error))?;
            kept = Some((name, file));
        }
        let streamed = (arguments.format == Format::Json).then(|| Sink::open(arguments.output.as_deref())).transpose()?;
        let mut writer = Self { kept, streamed };
        let header = Line::Header(header.clone());
        match (earlier, &mut writer.streamed) {
            (None, _) => writer.line(&header)?,
            (Some(_), None) => {}
            (Some(earlier), Some(sink)) => {
                sink.line(&header)?;
                earlier.file.lines.iter().try_for_each(|line| sink.line(&Line::Case(Box::new(line.clone()))))?;
            }
        }
        Ok(writer)
    }

    fn line(&mut self, line: &Line) -> Result<(), Failure> {
        if let Some((name, file)) = &mut self.kept {
            let text = json_line(line).map_err(|error| Failure { exit: Exit::Suite, message: error.to_string() })?;
            file.write_all(text.as_bytes()).map_err(|error| Failure::output(name, &error))?;
        }
        self.streamed.as_mut().map_or(Ok(()), |sink| sink.line(line))
    }

    /// The end: what was not streamed is printed, and what a stream has no place for is said on standard error.
    fn finish(&mut self, arguments: &Arguments, results: &Results<'_>) -> Result<(), Failure> {
        match &mut self.streamed {
            None => Sink::open(arguments.output.as_deref())?.text(&rendered(arguments.format, results)?),
            Some(sink) => {
                if !results.footer.complete {
                    sink.line(&Line::Footer(results.footer.clone()))?;
                }
                let stale = results.stale.iter().map(|stale| format!("stale baseline entry: {stale}"));
                for text in results.ending.broken_off.iter().cloned().chain(stale) {
                    say(&relycheck_report::plain(&text));
                }
                Ok(())
            }
        }
    }
}
