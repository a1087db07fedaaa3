//! `cargo xtask VERB …`: the chores of this repository, and every verb of relycheck.

use std::process::ExitCode;

fn main() -> ExitCode {
    xtask::run(std::env::args_os().skip(1).collect())
}
