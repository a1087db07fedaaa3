//! Serves an RP over a pair of streams: the whole main loop of an adapter in Rust.

use std::io::{self, BufRead, Write};

use serde::Deserialize;

use crate::message::{Answer, Envelope, Failed, Reply, Request};
use crate::relying_party::{RelyingParty, dispatch};

/// Reads requests from `input`, a JSON object a line, and writes one answer a line to `output`, until `bye` or the end of input.
/// A line that is no request is answered by `failed` with what is wrong in it.
///
/// # Errors
/// Where reading or writing fails.
pub fn serve(rp: &mut dyn RelyingParty, mut input: impl BufRead, mut output: impl Write) -> io::Result<()> {
    let mut line = Vec::new();
    while input.read_until(b'\n', &mut line)? > 0 {
        let (reply, last) = match serde_json::from_slice::<Envelope>(&line) {
            Ok(Envelope { seq, request }) => {
                let last = request == Request::Bye;
                (Reply { seq, answer: dispatch(rp, request) }, last)
            }
            Err(error) => {
                let seq = serde_json::from_slice::<SeqOnly>(&line).map(|line| line.seq).unwrap_or_default();
                let detail = format!("not a request of protocol {}: {error}", crate::VERSION);
                (Reply { seq, answer: Answer::Failed(Failed { detail }) }, false)
            }
        };
        serde_json::to_writer(&mut output, &reply)?;
        output.write_all(b"\n")?;
        output.flush()?;
        if last {
            break;
        }
        line.clear();
    }
    Ok(())
}

/// As much of a broken request as its answer needs.
#[derive(Deserialize)]
struct SeqOnly {
    seq: String,
}
