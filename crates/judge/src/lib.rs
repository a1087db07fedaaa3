//! What was expected and what was observed give a verdict; baselines; the results line.
//!
//! Pure: nothing here reads a file or a clock.

mod baseline;
mod expectation;
mod observation;
mod options;
mod results;
mod verdict;

pub use baseline::{Baseline, BaselineError, Entry, Settled, Stale, StaleKind, finding_parts};
pub use expectation::{Effect, Expectation, Expected, Harm, Remembered};
pub use observation::{Attempt, Fault, Observation, Role, Run};
pub use options::{Offered, OptionRule};
pub use results::{CaseLine, Cell, Counts, Footer, Header, Line, RESULTS_VERSION, Tally, Transcript};
pub use verdict::{Judgement, Part, Verdict, accepted_throughout, judge};
