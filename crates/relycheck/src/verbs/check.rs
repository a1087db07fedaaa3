//! `check`: an RP against the catalogue.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use relycheck_cases::{Catalogue, catalogue};
use relycheck_judge::{
    Baseline, CaseLine, Counts, Footer, Header, Line, RESULTS_VERSION, Settled, Stale, Tally, Transcript, Verdict,
};
use relycheck_report::{Ending, Results, human, json_line};
use relycheck_runner::{CaseResult, ChildDriver, Command, Driver, Ended, Event, InProcess, Limits, Plan, run as run_plan};

use crate::cli::{Failure, print};
use crate::embedded::{EMBEDDED, Embedded, find, names};
use crate::exit::Exit;
use crate::progress::Progress;
use crate::selection::select;

/// Flags of the verb.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The embedded RP to check [default: the first that is built in]
    #[arg(long, value_name = "NAME", conflicts_with = "command")]
    adapter: Option<String>,
    /// Only cases whose id matches; * stands for any characters; may be repeated
    #[arg(long = "case", value_name = "GLOB")]
    cases: Vec<String>,
    /// What to print
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Where to print it instead of standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// What the RP is known to do otherwise; `none` for nothing [default: the embedded RP's own]
    #[arg(long, value_name = "FILE|none")]
    baseline: Option<String>,
    /// Which unlisted findings end in exit code 1
    #[arg(long, value_enum, default_value_t = FailOn::Warning, value_name = "SEVERITY")]
    fail_on: FailOn,
    /// The seed of order, keys and ids
    #[arg(long, default_value_t = 1, value_name = "N")]
    seed: u64,
    /// How many RPs are run at once [default: as many as there are cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: Option<u16>,
    /// Run an embedded RP in this process: faster, and a crash of the RP ends the suite
    #[arg(long, conflicts_with = "command")]
    in_process: bool,
    /// The program of an adapter, with its arguments, after `--`
    #[arg(last = true, value_name = "CMD ARGS")]
    command: Vec<String>,
}

/// Output formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people, in 80 columns
    Human,
    /// Results lines: a header, a line per case, a footer
    Json,
}

/// The least severity that fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum FailOn {
    /// Failures only
    Failure,
    /// Failures and warnings
    Warning,
}

/// Who is checked.
enum Target {
    Embedded(&'static Embedded),
    Command(Command),
}

/// Runs the check.
///
/// # Errors
/// Where a flag, the baseline or the output is at fault; findings are no error.
pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let catalogue = catalogue();
    let target = target(arguments)?;
    let selected = select(catalogue, &arguments.cases).map_err(Failure::usage)?;
    if selected.is_empty() {
        let message = format!("--case {}: no case has such an id\n  remedy: `list` shows all ids", arguments.cases.join(" "));
        return Err(Failure { exit: Exit::NothingRan, message });
    }
    let baseline = baseline(arguments, &target)?;
    let mut sink = Sink::open(arguments.output.as_deref())?;
    let drivers = drivers(arguments, &target)?;
    let plan = Plan { catalogue, selected: &selected, seed: arguments.seed, challenges: 0 };

    let mut progress = Progress::new(selected.len(), "cases");
    let mut settled = Settlement { baseline: &baseline, stale: Vec::new(), lines: Vec::new(), header: None };
    let mut written = Ok(());
    let report = run_plan(&plan, drivers, &mut |event| {
        let line = match event {
            Event::Introduced(identity) => Line::Header(settled.introduce(&plan, identity)),
            Event::Judged(result) => {
                progress.step();
                Line::Case(Box::new(settled.settle(catalogue, result)))
            }
        };
        if arguments.format == Format::Json && written.is_ok() {
            written = sink.line(&line);
        }
    });
    drop(progress);
    written?;

    let complete = report.ended == Ended::Complete && settled.lines.len() == selected.len();
    settled.unknown_entries(catalogue);
    let footer = settled.footer(catalogue, complete);
    let exit = settled.exit(&footer, &report.ended, arguments.fail_on);
    let broken_off = match &report.ended {
        Ended::Complete => None,
        Ended::NotStarted(error) => Some(error.to_string()),
        Ended::Died(detail) => Some(format!("the relying party died three times in a row: {detail}")),
        Ended::Suite(error) => Some(error.to_string()),
    };
    let Some(header) = settled.header else {
        let fault = broken_off.unwrap_or_default();
        let message = format!("{fault}\n  remedy: start the adapter by hand and answer `hello` as the protocol says");
        return Err(Failure { exit, message });
    };
    match arguments.format {
        Format::Json => {
            sink.line(&Line::Footer(footer))?;
            for text in broken_off.into_iter().chain(settled.stale.iter().map(|stale| format!("stale baseline entry: {stale}"))) {
                anstream::eprintln!("{text}");
            }
        }
        Format::Human => {
            let ending = Ending { code: exit as u8, meaning: exit.meaning().to_owned(), broken_off };
            let results =
                Results { header: &header, lines: &settled.lines, footer: &footer, stale: &settled.stale, ending: &ending };
            sink.text(&human(&results))?;
        }
    }
    Ok(exit)
}

fn target(arguments: &Arguments) -> Result<Target, Failure> {
    if let Some((program, rest)) = arguments.command.split_first() {
        return Ok(Target::Command(Command { program: program.clone(), arguments: rest.to_vec() }));
    }
    let name = arguments.adapter.as_deref().unwrap_or(EMBEDDED[0].name);
    let unknown =
        || format!("--adapter {name}: no such embedded RP\n  remedy: name one of {}, or give a program after --", names());
    find(name).map(Target::Embedded).ok_or_else(|| Failure::usage(unknown()))
}

fn baseline(arguments: &Arguments, target: &Target) -> Result<Baseline, Failure> {
    let read = |file: &str, text: &str| Baseline::read(file, text).map_err(Failure::usage);
    match (arguments.baseline.as_deref(), target) {
        (Some("none"), _) | (None, Target::Command(_)) => Ok(Baseline::default()),
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

/// One driver per job. The embedded RP is this very program, started as an adapter: what it does to its process is an outcome.
fn drivers(arguments: &Arguments, target: &Target) -> Result<Vec<Box<dyn Driver>>, Failure> {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let jobs = arguments.jobs.map_or(cores, usize::from);
    let command = match target {
        Target::Embedded(embedded) if arguments.in_process => {
            let make = embedded.make;
            return Ok((0..jobs).map(|_| Box::new(InProcess::new(make)) as Box<dyn Driver>).collect());
        }
        Target::Embedded(embedded) => {
            let program = std::env::current_exe().map_err(|error| Failure {
                exit: Exit::Suite,
                message: format!("the path of this program cannot be found: {error}\n  remedy: use --in-process"),
            })?;
            let arguments = vec!["serve-adapter".to_owned(), embedded.name.to_owned()];
            Command { program: program.to_string_lossy().into_owned(), arguments }
        }
        Target::Command(command) => command.clone(),
    };
    let driver =
        |job| Box::new(ChildDriver::new(command.clone(), Limits::default(), arguments.seed ^ job as u64)) as Box<dyn Driver>;
    Ok((0..jobs).map(driver).collect())
}

/// Puts results beside the baseline.
struct Settlement<'a> {
    baseline: &'a Baseline,
    stale: Vec<Stale>,
    lines: Vec<CaseLine>,
    header: Option<Header>,
}

impl Settlement<'_> {
    fn introduce(&mut self, plan: &Plan<'_>, identity: &relycheck_protocol::Identity) -> Header {
        let header = Header {
            suite: env!("CARGO_PKG_VERSION").to_owned(),
            protocol: relycheck_protocol::VERSION,
            results: RESULTS_VERSION,
            edition: relycheck_spec::EDITION.to_owned(),
            seed: plan.seed,
            rp: identity.name.clone(),
            rp_version: identity.version.clone(),
            selected: plan.selected.len(),
            catalogue: plan.catalogue.cases().len(),
        };
        self.header = Some(header.clone());
        header
    }

    fn settle(&mut self, catalogue: &Catalogue, result: &CaseResult) -> CaseLine {
        let id = &catalogue.cases()[result.position].id;
        let baselined = match self.baseline.settle(id, &result.judgement) {
            Settled::Listed => true,
            Settled::Unlisted => false,
            Settled::Stale(stale) => {
                self.stale.push(stale);
                false
            }
        };
        let line = case_line(result, baselined);
        self.lines.push(line.clone());
        line
    }

    fn unknown_entries(&mut self, catalogue: &Catalogue) {
        let ids: BTreeSet<&str> = catalogue.cases().iter().map(|case| case.id.as_str()).collect();
        self.stale.extend(self.baseline.unknown(&ids));
    }

    fn footer(&self, catalogue: &Catalogue, complete: bool) -> Footer {
        Footer {
            counts: Counts::of(self.lines.iter().map(|line| line.verdict)),
            baselined: self.lines.iter().filter(|line| line.baselined).count(),
            suspect: self.lines.iter().filter(|line| line.suspect).count(),
            grid: tally(catalogue, &self.lines),
            complete,
        }
    }

    fn exit(&self, footer: &Footer, ended: &Ended, fail_on: FailOn) -> Exit {
        let least = match fail_on {
            FailOn::Failure => Verdict::Failure,
            FailOn::Warning => Verdict::Warning,
        };
        let mut exit = match ended {
            Ended::Complete => Exit::Conformant,
            Ended::NotStarted(_) | Ended::Died(_) => Exit::NoRelyingParty,
            Ended::Suite(_) => Exit::Suite,
        };
        if self.lines.iter().any(|line| line.verdict >= least && !line.baselined) {
            exit = exit.or_graver(Exit::NotConformant);
        }
        if !self.stale.is_empty() {
            exit = exit.or_graver(Exit::StaleBaseline);
        }
        let ran = self.lines.iter().any(|line| !matches!(line.verdict, Verdict::NotApplicable | Verdict::Blocked));
        if footer.complete && !ran {
            exit = exit.or_graver(Exit::NothingRan);
        }
        exit
    }
}

/// The results line of a case; `baselined` says whether a baseline lists it.
#[must_use]
pub fn case_line(result: &CaseResult, baselined: bool) -> CaseLine {
    let case = &catalogue().cases()[result.position];
    let judgement = &result.judgement;
    let effect = match (judgement.verdict.is_finding(), judgement.observation) {
        (true, "accepted") => Some(case.if_accepted.clone()),
        (true, "rejected") => Some(case.if_refused.clone()),
        _ => None,
    };
    let transcript = (judgement.verdict != Verdict::Pass || judgement.suspect).then(|| {
        let exchange =
            |exchange: &relycheck_runner::Exchange| serde_json::json!({ "request": exchange.request, "answer": exchange.answer });
        Transcript(result.exchanges().iter().map(exchange).collect())
    });
    CaseLine {
        id: case.id.clone(),
        verdict: judgement.verdict,
        baselined,
        suspect: judgement.suspect,
        observation: judgement.observation.to_owned(),
        expected: judgement.expected.map(|expected| expected.as_str().to_owned()),
        requirement: judgement.requirement.clone(),
        grid: case.grid.clone(),
        statements: case.statements.clone(),
        ground: case.ground.as_str().to_owned(),
        cell: case.cell.clone(),
        reason: judgement.reason.clone(),
        effect,
        transcript,
    }
}

/// Counts the grid: a scenario with a reason has no message to a server; one of which some case came to a verdict was run; one
/// whose cases were all left to the RP, blocked or not applicable was observed.
fn tally(catalogue: &Catalogue, lines: &[CaseLine]) -> Tally {
    let platforms = relycheck_platforms::load();
    let mut tally = Tally { grid: platforms.grid.len(), ..Tally::default() };
    debug_assert!(!catalogue.cases().is_empty());
    for scenario in &platforms.grid {
        let mut of_it = lines.iter().filter(|line| line.grid.contains(&scenario.id)).peekable();
        let undecided = |line: &CaseLine| matches!(line.verdict, Verdict::Observed | Verdict::NotApplicable | Verdict::Blocked);
        let place = if scenario.reason.is_some() {
            &mut tally.with_reason
        } else if of_it.peek().is_none() {
            &mut tally.not_selected
        } else if of_it.all(undecided) {
            &mut tally.observed
        } else {
            &mut tally.run
        };
        *place += 1;
    }
    tally
}

/// Where the output goes.
enum Sink {
    Stdout,
    File { path: String, file: File },
}

impl Sink {
    fn open(path: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = path else { return Ok(Self::Stdout) };
        let name = path.display().to_string();
        let file = File::create(path).map_err(|error| Failure::output(&format!("--output {name}"), &error))?;
        Ok(Self::File { path: name, file })
    }

    fn text(&mut self, text: &str) -> Result<(), Failure> {
        match self {
            Self::Stdout => print(text),
            Self::File { path, file } => {
                let plain = anstream::adapter::strip_str(text).to_string();
                file.write_all(plain.as_bytes()).map_err(|error| Failure::output(&format!("--output {path}"), &error))
            }
        }
    }

    fn line(&mut self, line: &Line) -> Result<(), Failure> {
        let text = json_line(line).map_err(|error| Failure { exit: Exit::Suite, message: error.to_string() })?;
        match self {
            Self::Stdout => print(&text),
            Self::File { path, file } => {
                file.write_all(text.as_bytes()).map_err(|error| Failure::output(&format!("--output {path}"), &error))
            }
        }
    }
}
