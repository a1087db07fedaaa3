//! Drives a relying party through the catalogue, in this process or as a child.
//!
//! Gives events and writes nothing. The only place that starts processes and reads a clock.

mod accounts;
mod child;
mod driver;
mod group;
mod in_process;
mod play;
mod run;
mod schedule;

pub use child::{ChildDriver, Command, Direction, Inspect, Limits};
pub use driver::{Driver, StartError};
pub use in_process::InProcess;
pub use play::{Exchange, Played, Player, SuiteError};
pub use run::{CaseResult, Ended, Event, Plan, Report, run, run_while};
pub use schedule::schedule;
