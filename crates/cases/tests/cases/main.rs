//! Tests of the catalogue as the runner and the command line meet it.

mod catalogue;
mod pairs;
mod rendering;
mod rule;
mod twins;
