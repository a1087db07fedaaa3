//! `corpus replay` against decoders that misbehave. Without the standard harness, because this program is also the decoders that it
//! feeds: called with `decoder NAME` it plays one.

mod bad;
mod demands;
mod fed;
mod on_record;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [first, name, ..] = &arguments[..]
        && first == "decoder"
    {
        bad::play(name);
        return ExitCode::SUCCESS;
    }
    let trial = |(name, test): (&'static str, fn())| {
        Trial::test(name, move || {
            test();
            Ok(())
        })
    };
    let trials = demands::TESTS.iter().chain(fed::TESTS).chain(on_record::TESTS).copied().map(trial).collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}
