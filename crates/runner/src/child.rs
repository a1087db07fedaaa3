//! An RP in a child process, JSON lines over its standard input and output, with a time limit per message.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use relycheck_judge::Fault;
use relycheck_protocol::{Answer, DEEPEST_NESTING, Envelope, Reply, Request, nesting};
use sha2::{Digest, Sha256};

use crate::driver::{Driver, StartError, bounded};
use crate::group;

/// A program with its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// The program.
    pub program: String,
    /// Its arguments.
    pub arguments: Vec<String>,
    /// The folder to start it in; `None` for the suite's own.
    pub folder: Option<PathBuf>,
}

/// What a child is held to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// From the request to the end of the answer's line.
    pub message: Duration,
    /// The longest answer, in bytes; the rest of a longer line is not read.
    pub line: usize,
    /// The most resident memory, in bytes, of the child and everything that it starts. It is polled, and only where the system tells.
    pub memory: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { message: Duration::from_secs(10), line: 16 << 20, memory: 2 << 30 }
    }
}

/// Looks at each line that passes, before anything else does, and says what is wrong with it.
pub type Inspect = Arc<dyn Fn(Direction, &str) -> Result<(), String> + Send + Sync>;

/// Which way a line goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the suite to the RP.
    Request,
    /// From the RP to the suite.
    Answer,
}

/// How much of a child's standard error is kept, counted from its end.
const STDERR_KEPT: usize = 4096;

/// How often memory is looked at while an answer is waited for.
const POLL: Duration = Duration::from_millis(50);

/// How long a child that closed its output, or was told to end, may take to end.
const TO_END: Duration = Duration::from_millis(500);

/// How long the end of each stream is waited for. Whatever the child started itself may hold it open for ever.
const STREAM_TO_END: Duration = Duration::from_millis(200);

/// How long the answer to `bye` may take, where the limit for a message is not shorter. Nothing depends on it any more.
const TO_SAY_BYE: Duration = Duration::from_secs(1);

/// A driver over a child process. The child is ended when the driver is dropped.
pub struct ChildDriver {
    command: Command,
    limits: Limits,
    inspect: Option<Inspect>,
    seed: u64,
    sent: u64,
    running: Option<Running>,
    looked_at_memory: Instant,
    /// Standard error of a child that has ended.
    left_over: Vec<u8>,
}

#[derive(Debug)]
struct Running {
    child: Child,
    requests: Sender<Vec<u8>>,
    lines: Receiver<Heard>,
    stderr: Arc<Mutex<Vec<u8>>>,
    stderr_ended: Receiver<()>,
}

/// What came over standard output.
#[derive(Debug, PartialEq, Eq)]
enum Heard {
    /// A line, without its end.
    Line(String),
    /// The stream ended within a line, of which this had come.
    Beginning(String),
    /// What no line can be made of, and why.
    Broken(String),
}

impl ChildDriver {
    /// Nothing is started yet. `seed` makes the numbers of the messages, which say nothing about a case.
    #[must_use]
    pub fn new(command: Command, limits: Limits, seed: u64) -> Self {
        Self {
            command,
            limits,
            inspect: None,
            seed,
            sent: 0,
            running: None,
            looked_at_memory: Instant::now(),
            left_over: Vec::new(),
        }
    }

    /// Has every line looked at by `inspect`.
    #[must_use]
    pub fn inspected_by(mut self, inspect: Inspect) -> Self {
        self.inspect = Some(inspect);
        self
    }

    /// An answer that is too deep is not looked into any further: what looks into it has its own limits.
    fn inspect_answer(&self, line: &str) -> Result<(), String> {
        let levels = nesting(line);
        if levels > DEEPEST_NESTING {
            return Err(format!("it nests {levels} levels deep, and an answer may nest {DEEPEST_NESTING}"));
        }
        self.inspect(Direction::Answer, line)
    }

    fn inspect(&self, direction: Direction, line: &str) -> Result<(), String> {
        self.inspect.as_ref().map_or(Ok(()), |inspect| inspect(direction, line))
    }

    fn next_seq(&mut self) -> String {
        let digest = Sha256::new().chain_update(b"seq").chain_update(self.seed.to_be_bytes()).chain_update(self.sent.to_be_bytes());
        self.sent += 1;
        data_encoding::HEXLOWER.encode(&digest.finalize()[..8])
    }

    /// Ends the child, which has `grace` to end by itself, and says how it ended, with the end of its standard error.
    fn end(&mut self, grace: Duration) -> String {
        let Some(Running { mut child, requests, lines, stderr, stderr_ended }) = self.running.take() else {
            return "not running".to_owned();
        };
        // A child that is to end by itself sees the end of its input. Another must not, or it might seem to have ended by itself.
        let _held_open = grace.is_zero().then_some(requests);
        let begun = Instant::now();
        let status = loop {
            match child.try_wait() {
                Ok(Some(status)) => break status.to_string(),
                Ok(None) if begun.elapsed() < grace => std::thread::sleep(Duration::from_millis(2)),
                _ => {
                    group::kill(&mut child);
                    let _ = child.wait();
                    break "ended by the suite".to_owned();
                }
            }
        };
        // What it started may live on, and hold its streams open.
        group::kill(&mut child);
        let beginning = match lines.recv_timeout(STREAM_TO_END) {
            Ok(Heard::Beginning(text)) => broken_off(&text),
            _ => String::new(),
        };
        let _ = stderr_ended.recv_timeout(STREAM_TO_END);
        let words = std::mem::take(&mut *stderr.lock().unwrap_or_else(PoisonError::into_inner));
        let text = String::from_utf8_lossy(&words).trim().to_owned();
        self.left_over = words;
        let stderr = if text.is_empty() { text } else { format!("; standard error: {text}") };
        format!("{status}{beginning}{stderr}")
    }

    /// Whether the child has ended, whoever holds its streams open.
    fn has_ended(&mut self) -> bool {
        self.running.as_mut().is_none_or(|running| !matches!(running.child.try_wait(), Ok(None)))
    }

    /// The next line, unless time or memory runs out before.
    fn answer(&mut self) -> Result<String, Fault> {
        let Limits { message, memory, .. } = self.limits;
        let begun = Instant::now();
        let mut had_ended = false;
        loop {
            if let Some(held) = self.held_too_much() {
                let ended = self.end(Duration::ZERO);
                let (held, most) = (held >> 20, memory >> 20);
                return Err(Fault::OutOfMemory {
                    detail: format!("its processes hold {held} MiB, more than {most} MiB ({ended})"),
                });
            }
            let Some(running) = &self.running else { return Err(Fault::Crashed { detail: "not running".to_owned() }) };
            let left = message.saturating_sub(begun.elapsed());
            match running.lines.recv_timeout(left.min(POLL)) {
                Ok(Heard::Line(text)) => return Ok(text),
                Ok(Heard::Broken(fault)) => {
                    self.end(Duration::ZERO);
                    return Err(Fault::Protocol { detail: format!("its output cannot be read: {fault}") });
                }
                Ok(Heard::Beginning(text)) => {
                    let ended = self.end(TO_END);
                    return Err(Fault::Crashed { detail: format!("{ended}{}", broken_off(&text)) });
                }
                Err(RecvTimeoutError::Disconnected) => return Err(Fault::Crashed { detail: self.end(TO_END) }),
                Err(RecvTimeoutError::Timeout) if begun.elapsed() >= message => {
                    let ended = self.end(Duration::ZERO);
                    return Err(Fault::TimedOut { detail: format!("no answer within {} s ({ended})", message.as_secs_f32()) });
                }
                // What it started holds its output open. Its last words may have been on their way, so that there is one more look.
                Err(RecvTimeoutError::Timeout) if had_ended => return Err(Fault::Crashed { detail: self.end(Duration::ZERO) }),
                Err(RecvTimeoutError::Timeout) => had_ended = self.has_ended(),
            }
        }
    }

    /// The resident memory in bytes, if it was time to look and it is more than the limit.
    fn held_too_much(&mut self) -> Option<u64> {
        if self.looked_at_memory.elapsed() < POLL {
            return None;
        }
        self.looked_at_memory = Instant::now();
        group::resident(&self.running.as_ref()?.child).filter(|&held| held > self.limits.memory)
    }
}

impl Driver for ChildDriver {
    fn start(&mut self) -> Result<(), StartError> {
        self.end(Duration::ZERO);
        let spawn_error = |fault: String| StartError::Spawn { program: self.command.program.clone(), fault };
        let mut command = std::process::Command::new(&self.command.program);
        command.args(&self.command.arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        if let Some(folder) = &self.command.folder {
            command.current_dir(folder);
        }
        group::lead(&mut command);
        let mut child = command.spawn().map_err(|error| spawn_error(error.to_string()))?;
        let (Some(stdin), Some(stdout), Some(stderr)) = (child.stdin.take(), child.stdout.take(), child.stderr.take()) else {
            return Err(spawn_error("its standard streams are not there".to_owned()));
        };
        // Each stream has its thread: a child that neither reads nor writes must not stop the suite.
        let (requests, to_write) = channel();
        std::thread::spawn(move || write_requests(stdin, &to_write));
        let (sender, lines) = sync_channel(1);
        let longest = self.limits.line;
        std::thread::spawn(move || read_lines(stdout, longest, &sender));
        let (kept, (sender, stderr_ended)) = (Arc::default(), channel());
        let keeping = Arc::clone(&kept);
        std::thread::spawn(move || {
            keep_the_end(stderr, &keeping);
            let _ = sender.send(());
        });
        self.running = Some(Running { child, requests, lines, stderr: kept, stderr_ended });
        Ok(())
    }

    fn call(&mut self, request: &Request) -> Result<Answer, Fault> {
        let seq = self.next_seq();
        let Some(running) = &self.running else { return Err(Fault::Crashed { detail: "not running".to_owned() }) };
        let envelope = Envelope { seq: seq.clone(), request: request.clone() };
        let mut line = serde_json::to_string(&envelope).map_err(|error| Fault::Protocol { detail: error.to_string() })?;
        if let Err(fault) = self.inspect(Direction::Request, &line) {
            return Err(Fault::Protocol { detail: format!("the suite broke the protocol: {fault}") });
        }
        line.push('\n');
        if running.requests.send(line.into_bytes()).is_err() {
            return Err(Fault::Crashed { detail: self.end(TO_END) });
        }
        let text = self.answer()?;
        let inspected = self.inspect_answer(&text);
        let fault = match (inspected, serde_json::from_str::<Reply>(&text)) {
            (Ok(()), Ok(reply)) if reply.seq == seq => return Ok(bounded(reply.answer)),
            (Ok(()), Ok(reply)) => format!("the answer's seq is {:?}, the request's {seq:?}", reply.seq),
            (Ok(()), Err(error)) => format!("{}, in the line {:?}", words(&error), shortened(&text)),
            // It knows the place better than the parser does.
            (Err(fault), _) => format!("{fault}, in the line {:?}", shortened(&text)),
        };
        self.end(Duration::ZERO);
        Err(Fault::Protocol { detail: format!("not an answer of the protocol: {fault}") })
    }

    fn take_stderr(&mut self) -> String {
        let mut bytes = std::mem::take(&mut self.left_over);
        if let Some(running) = &self.running {
            bytes.append(&mut running.stderr.lock().unwrap_or_else(PoisonError::into_inner));
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }

    fn measures_memory(&self) -> bool {
        group::MEASURED
    }
}

impl std::fmt::Debug for ChildDriver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ChildDriver").field("command", &self.command).field("limits", &self.limits).finish_non_exhaustive()
    }
}

impl Drop for ChildDriver {
    fn drop(&mut self) {
        if self.running.is_some() {
            self.limits.message = self.limits.message.min(TO_SAY_BYE);
            let _ = self.call(&Request::Bye);
            self.end(TO_END);
        }
    }
}

fn write_requests(mut stdin: impl Write, requests: &Receiver<Vec<u8>>) {
    for line in requests {
        if stdin.write_all(&line).and_then(|()| stdin.flush()).is_err() {
            break;
        }
    }
}

fn read_lines(stdout: impl Read, longest: usize, sender: &SyncSender<Heard>) {
    let mut reader = BufReader::new(stdout);
    while let Some(heard) = read_line(&mut reader, longest) {
        let over = !matches!(heard, Heard::Line(_));
        if sender.send(heard).is_err() || over {
            break;
        }
    }
}

/// The next line; `None` at the end of the stream.
fn read_line(reader: &mut impl BufRead, longest: usize) -> Option<Heard> {
    let mut line = Vec::new();
    if let Err(error) = reader.take(longest as u64 + 1).read_until(b'\n', &mut line) {
        return Some(Heard::Broken(error.to_string()));
    }
    if line.is_empty() {
        return None;
    }
    if line.len() > longest {
        return Some(Heard::Broken(format!("a line is longer than {longest} bytes")));
    }
    if line.last() != Some(&b'\n') {
        return Some(Heard::Beginning(String::from_utf8_lossy(&line).into_owned()));
    }
    Some(match String::from_utf8(line) {
        Ok(line) => Heard::Line(line.trim_end().to_owned()),
        Err(error) => Heard::Broken(error.to_string()),
    })
}

fn keep_the_end(mut stream: impl Read, kept: &Mutex<Vec<u8>>) {
    let mut buffer = [0; 1024];
    while let Ok(count @ 1..) = stream.read(&mut buffer) {
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend_from_slice(&buffer[..count]);
        let surplus = kept.len().saturating_sub(STDERR_KEPT);
        kept.drain(..surplus);
    }
}

/// Says that a line has no end, with what had come of it.
fn broken_off(text: &str) -> String {
    format!("; its last line breaks off after {} bytes: {:?}", text.len(), shortened(text))
}

/// What is wrong with an answer. Where it is JSON, the parser has lost the member by then, and the column that it names is the line's end.
fn words(error: &serde_json::Error) -> String {
    let words = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    match words.strip_suffix(&place).filter(|_| error.is_data()) {
        Some(fault) => format!("{fault}; the schema of answers tells which member"),
        None => words,
    }
}

/// The first characters of a line, for a message.
fn shortened(text: &str) -> String {
    const MOST: usize = 120;
    if text.chars().count() <= MOST { text.to_owned() } else { text.chars().take(MOST).chain(['…']).collect() }
}
