//! `serve-adapter NAME`: an embedded RP behind the protocol.

use std::io::{stdin, stdout};

use relycheck_protocol::serve;

use crate::cli::Failure;
use crate::embedded::{find, names};
use crate::exit::Exit;

/// Flags of the verb.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Which embedded RP
    name: String,
}

/// Serves until `bye` or the end of input.
///
/// # Errors
/// Where there is no such RP, or a stream breaks.
pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let Some(embedded) = find(&arguments.name) else {
        let message = format!("serve-adapter {}: no such embedded RP\n  remedy: name one of {}", arguments.name, names());
        return Err(Failure::usage(message));
    };
    let mut rp = (embedded.make)();
    serve(rp.as_mut(), stdin().lock(), stdout().lock()).map_err(|error| {
        let remedy = "give requests on standard input, and read the answers from standard output";
        Failure::usage(format!("serve-adapter {}: the conversation broke off: {error}\n  remedy: {remedy}", arguments.name))
    })?;
    Ok(Exit::Conformant)
}
