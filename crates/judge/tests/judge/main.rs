//! Tests of the judge as its users meet it.

mod baselines;
mod options;
mod results;
mod runs;
mod verdicts;
