//! The tool against adapters that misbehave, and against being interrupted. Without the standard harness, because this program is
//! also the adapters that it starts: called with `adapter NAME` it plays one.

mod adapters;
mod baselines;
mod deaths;
mod handshakes;
mod judges;
mod parties;
mod protocol;
mod recorded;
mod results;
mod resumed;
mod runs;
mod spy;
#[path = "../support/mod.rs"]
mod support;
mod table;
mod turns;
mod words;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};

/// A test: its name, and what panics where it fails.
type Test = (&'static str, Box<dyn FnOnce() + Send>);

/// A test without data of its own.
fn test(name: &'static str, test: fn()) -> Test {
    (name, Box::new(test))
}

/// Most tests wait for adapters that do nothing, so that more of them than there are cores are run at once.
const AT_ONCE: usize = 4;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [first, name, ..] = &arguments[..]
        && first == "adapter"
    {
        adapters::play(name);
        return ExitCode::SUCCESS;
    }
    let groups = [
        ("handshakes", handshakes::tests()),
        ("protocol", protocol::tests()),
        ("deaths", deaths::tests()),
        ("judges", judges::tests()),
        ("words", words::tests()),
        ("table", table::tests()),
        ("spy", spy::tests()),
        ("resumed", resumed::tests()),
        ("baselines", baselines::tests()),
        ("results", results::tests()),
        ("recorded", recorded::tests()),
    ];
    let trial = |group: &str, (name, test): Test| {
        Trial::test(format!("{group}::{name}"), move || {
            test();
            Ok(())
        })
    };
    let trials = groups.into_iter().flat_map(|(group, tests)| tests.into_iter().map(move |test| trial(group, test))).collect();
    let mut arguments = Arguments::from_args();
    arguments.test_threads.get_or_insert(AT_ONCE);
    libtest_mimic::run(&arguments, trials).exit_code()
}
