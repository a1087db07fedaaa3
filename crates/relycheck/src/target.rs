//! Which RP a command is about, and the drivers to it.

use relycheck_runner::{ChildDriver, Command, Driver, InProcess, Inspect, Limits};

use crate::cli::Failure;
use crate::embedded::{EMBEDDED, Embedded, find, names};
use crate::exit::Exit;

/// Flags that name an RP.
#[derive(Debug, clap::Args)]
pub(crate) struct RelyingPartyArguments {
    /// The embedded RP [default: the first that is built in]
    #[arg(long, value_name = "NAME", conflicts_with = "command")]
    pub(crate) adapter: Option<String>,
    /// The program of an adapter, with its arguments, after `--`
    #[arg(last = true, value_name = "CMD ARGS")]
    pub(crate) command: Vec<String>,
}

/// Who is driven.
#[derive(Clone, Debug)]
pub(crate) enum Target {
    Embedded(&'static Embedded),
    Command(Command),
}

impl Target {
    /// The RP that the flags name.
    pub(crate) fn of(arguments: &RelyingPartyArguments) -> Result<Self, Failure> {
        if let Some((program, rest)) = arguments.command.split_first() {
            return Ok(Self::Command(Command { program: program.clone(), arguments: rest.to_vec(), folder: None }));
        }
        let name = arguments.adapter.as_deref().unwrap_or(EMBEDDED[0].name);
        let unknown =
            || format!("--adapter {name}: no such embedded RP\n  remedy: name one of {}, or give a program after --", names());
        find(name).map(Self::Embedded).ok_or_else(|| Failure::usage(unknown()))
    }

    /// One driver per job, in this process.
    pub(crate) fn in_process(embedded: &Embedded, jobs: usize) -> Vec<Box<dyn Driver>> {
        let make = embedded.make;
        (0..jobs).map(|_| Box::new(InProcess::new(make)) as Box<dyn Driver>).collect()
    }

    /// One child process per job. An embedded RP is this very program, started as an adapter: what it does to its process is an
    /// outcome.
    pub(crate) fn children(
        &self,
        jobs: usize,
        limits: Limits,
        seed: u64,
        inspect: Option<&Inspect>,
    ) -> Result<Vec<Box<dyn Driver>>, Failure> {
        let command = match self {
            Self::Embedded(embedded) => {
                let program = std::env::current_exe().map_err(|error| Failure {
                    exit: Exit::Suite,
                    message: format!("the path of this program cannot be found: {error}\n  remedy: use --in-process"),
                })?;
                let arguments = vec!["serve-adapter".to_owned(), embedded.name.to_owned()];
                Command { program: program.to_string_lossy().into_owned(), arguments, folder: None }
            }
            Self::Command(command) => command.clone(),
        };
        let driver = |job: usize| {
            let driver = ChildDriver::new(command.clone(), limits, seed ^ job as u64);
            let driver = match inspect {
                Some(inspect) => driver.inspected_by(inspect.clone()),
                None => driver,
            };
            Box::new(driver) as Box<dyn Driver>
        };
        Ok((0..jobs).map(driver).collect())
    }
}
