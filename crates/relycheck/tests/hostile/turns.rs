//! The adapter's side of a conversation: right answers, each of which passes through the hands of what may spoil it.

use std::io::{BufRead, Write};

use relycheck_protocol::{Envelope, RelyingParty, Reply, Request, dispatch};
use relycheck_reference::Reference;

/// A request with the right answer to it.
pub(crate) struct Turn {
    /// The request as it came.
    pub(crate) request: String,
    /// The request's `op`.
    pub(crate) op: String,
    /// The request's `seq`.
    pub(crate) seq: String,
    /// The right answer, a line of JSON without its end.
    pub(crate) answer: String,
    /// How many cases this process has seen, this one included; 0 before the first.
    pub(crate) case: usize,
}

impl Turn {
    /// Whether a response is judged, in the third case that this process sees.
    pub(crate) fn judges_in_the_third_case(&self) -> bool {
        self.case == 3 && self.judges()
    }

    /// Whether a response is judged.
    pub(crate) fn judges(&self) -> bool {
        self.op.starts_with("finish")
    }

    /// Whether this is the handshake.
    pub(crate) fn is_hello(&self) -> bool {
        self.op == "hello"
    }

    /// Gives the right answer.
    pub(crate) fn answer_rightly(&self) {
        say(self.answer.as_bytes());
    }
}

/// Answers as the reference RP does, through `give`, until the conversation is over.
pub(crate) fn converse(give: impl FnMut(&Turn)) {
    converse_as(&mut Reference::new(), give);
}

/// Answers as `rp` does, through `give`, until the conversation is over.
pub(crate) fn converse_as(rp: &mut dyn RelyingParty, mut give: impl FnMut(&Turn)) {
    let mut case = 0;
    for request in std::io::stdin().lock().lines().map_while(Result::ok) {
        let Ok(Envelope { seq, request: asked }) = serde_json::from_str(&request) else { return };
        let op: serde_json::Value = serde_json::from_str(&request).unwrap_or_default();
        let op = op["op"].as_str().unwrap_or_default().to_owned();
        case += usize::from(asked == Request::Reset);
        let last = asked == Request::Bye;
        let reply = Reply { seq: seq.clone(), answer: dispatch(rp, asked) };
        let answer = serde_json::to_string(&reply).unwrap_or_default();
        give(&Turn { request, op, seq, answer, case });
        if last {
            return;
        }
    }
}

/// Writes a line.
pub(crate) fn say(line: &[u8]) {
    utter(&[line, b"\n"].concat());
}

/// Writes, without the end of a line.
pub(crate) fn utter(bytes: &[u8]) {
    let mut stdout = std::io::stdout().lock();
    let _ = stdout.write_all(bytes).and_then(|()| stdout.flush());
}

/// Does nothing for longer than any test waits. Not for ever: what outlives a failed test should not stay.
pub(crate) fn hang() -> ! {
    std::thread::sleep(std::time::Duration::from_secs(60));
    std::process::exit(0)
}
