//! Tests of the runner against small RPs in this process.

mod endings;
mod parties;
mod playing;
mod schedule;
mod verdicts;
