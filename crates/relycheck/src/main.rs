//! The binary `relycheck`.

use std::process::ExitCode;

fn main() -> ExitCode {
    relycheck::cli::run("relycheck", std::env::args_os().skip(1))
}
