//! Starts the comparison of wire with its peers, which is a workspace of its own in `peers/`: `cargo bench -p relycheck-wire`.

use std::env;
use std::process::{Command, ExitCode};

fn main() -> ExitCode {
    // `cargo test --benches` starts this too, and then nothing is to be measured.
    if !env::args().any(|argument| argument == "--bench") {
        return ExitCode::SUCCESS;
    }
    let peers = concat!(env!("CARGO_MANIFEST_DIR"), "/peers/Cargo.toml");
    let target = concat!(env!("CARGO_TARGET_TMPDIR"), "/peers");
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["run", "--release", "--locked", "--manifest-path", peers, "--target-dir", target]);
    match cargo.status() {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(status) => {
            eprintln!("the comparison ended with {status}; what it said stands above");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("cargo could not be started: {error}; start the benchmark with `cargo bench -p relycheck-wire`");
            ExitCode::FAILURE
        }
    }
}
