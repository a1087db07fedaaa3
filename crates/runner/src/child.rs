//! An RP in a child process, JSON lines over its standard input and output, with a time limit per message.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use relycheck_judge::Fault;
use relycheck_protocol::{Answer, Envelope, Reply, Request};
use sha2::{Digest, Sha256};

use crate::driver::{Driver, StartError};

/// A program with its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// The program.
    pub program: String,
    /// Its arguments.
    pub arguments: Vec<String>,
}

/// What a child is held to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// From the request to the end of the answer's line.
    pub message: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { message: Duration::from_secs(10) }
    }
}

/// How much of a child's standard error is kept, counted from its end.
const STDERR_KEPT: usize = 4096;

/// A line of output that is longer, in bytes, is no answer; the rest of it is not read.
const LONGEST_LINE: usize = 16 << 20;

/// How long a child that closed its output, or was told to end, may take to end.
const TO_END: Duration = Duration::from_millis(500);

/// How long the end of standard error is waited for. Whatever the child started itself may hold it open for ever.
const STDERR_TO_END: Duration = Duration::from_millis(200);

/// A driver over a child process. The child is ended when the driver is dropped.
#[derive(Debug)]
pub struct ChildDriver {
    command: Command,
    limits: Limits,
    seed: u64,
    sent: u64,
    running: Option<Running>,
}

#[derive(Debug)]
struct Running {
    child: Child,
    requests: Sender<Vec<u8>>,
    lines: Receiver<io::Result<String>>,
    stderr: Arc<Mutex<Vec<u8>>>,
    stderr_ended: Receiver<()>,
}

impl ChildDriver {
    /// Nothing is started yet. `seed` makes the numbers of the messages, which say nothing about a case.
    #[must_use]
    pub fn new(command: Command, limits: Limits, seed: u64) -> Self {
        Self { command, limits, seed, sent: 0, running: None }
    }

    fn next_seq(&mut self) -> String {
        let digest = Sha256::new().chain_update(b"seq").chain_update(self.seed.to_be_bytes()).chain_update(self.sent.to_be_bytes());
        self.sent += 1;
        data_encoding::HEXLOWER.encode(&digest.finalize()[..8])
    }

    /// Ends the child, which has `grace` to end by itself, and says how it ended, with the end of its standard error.
    fn end(&mut self, grace: Duration) -> String {
        let Some(Running { mut child, requests, stderr, stderr_ended, .. }) = self.running.take() else {
            return "not running".to_owned();
        };
        drop(requests);
        let begun = Instant::now();
        let status = loop {
            match child.try_wait() {
                Ok(Some(status)) => break status.to_string(),
                Ok(None) if begun.elapsed() < grace => std::thread::sleep(Duration::from_millis(2)),
                _ => {
                    let _ = child.kill();
                    let _ = child.wait();
                    break "ended by the suite".to_owned();
                }
            }
        };
        let _ = stderr_ended.recv_timeout(STDERR_TO_END);
        let words = stderr.lock().unwrap_or_else(PoisonError::into_inner);
        let words = String::from_utf8_lossy(&words).trim().to_owned();
        if words.is_empty() { status } else { format!("{status}; standard error: {words}") }
    }
}

impl Driver for ChildDriver {
    fn start(&mut self) -> Result<(), StartError> {
        self.end(Duration::ZERO);
        let spawn_error = |fault: String| StartError::Spawn { program: self.command.program.clone(), fault };
        let mut child = std::process::Command::new(&self.command.program)
            .args(&self.command.arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| spawn_error(error.to_string()))?;
        let (Some(stdin), Some(stdout), Some(stderr)) = (child.stdin.take(), child.stdout.take(), child.stderr.take()) else {
            return Err(spawn_error("its standard streams are not there".to_owned()));
        };
        // Each stream has its thread: a child that neither reads nor writes must not stop the suite.
        let (requests, to_write) = channel();
        std::thread::spawn(move || write_requests(stdin, &to_write));
        let (sender, lines) = sync_channel(1);
        std::thread::spawn(move || read_lines(stdout, &sender));
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
        let limit = self.limits.message;
        let Some(running) = &self.running else { return Err(Fault::Crashed { detail: "not running".to_owned() }) };
        let envelope = Envelope { seq: seq.clone(), request: request.clone() };
        let mut line = serde_json::to_vec(&envelope).map_err(|error| Fault::Protocol { detail: error.to_string() })?;
        line.push(b'\n');
        if running.requests.send(line).is_err() {
            return Err(Fault::Crashed { detail: self.end(TO_END) });
        }
        let text = match running.lines.recv_timeout(limit) {
            Ok(Ok(text)) => text,
            Ok(Err(error)) => {
                self.end(Duration::ZERO);
                return Err(Fault::Protocol { detail: format!("its output cannot be read: {error}") });
            }
            Err(RecvTimeoutError::Disconnected) => return Err(Fault::Crashed { detail: self.end(TO_END) }),
            Err(RecvTimeoutError::Timeout) => {
                let ended = self.end(Duration::ZERO);
                return Err(Fault::TimedOut { detail: format!("no answer within {} s ({ended})", limit.as_secs_f32()) });
            }
        };
        let fault = match serde_json::from_str::<Reply>(&text) {
            Ok(reply) if reply.seq == seq => return Ok(reply.answer),
            Ok(reply) => format!("the answer's seq is {:?}, the request's {seq:?}", reply.seq),
            Err(error) => format!("{error}, in the line {:?}", shortened(&text)),
        };
        self.end(Duration::ZERO);
        Err(Fault::Protocol { detail: format!("not an answer of the protocol: {fault}") })
    }
}

impl Drop for ChildDriver {
    fn drop(&mut self) {
        if self.running.is_some() {
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

fn read_lines(stdout: impl Read, sender: &SyncSender<io::Result<String>>) {
    let mut reader = BufReader::new(stdout);
    loop {
        let line = read_line(&mut reader);
        let over = line.is_err();
        let Some(line) = line.transpose() else { break };
        if sender.send(line).is_err() || over {
            break;
        }
    }
}

/// The next line without its end; `None` at the end of the stream.
fn read_line(reader: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut line = Vec::new();
    if reader.take(LONGEST_LINE as u64 + 1).read_until(b'\n', &mut line)? == 0 {
        return Ok(None);
    }
    let broken = |fault: String| io::Error::new(io::ErrorKind::InvalidData, fault);
    if line.len() > LONGEST_LINE {
        return Err(broken(format!("a line is longer than {LONGEST_LINE} bytes")));
    }
    String::from_utf8(line).map(|line| Some(line.trim_end().to_owned())).map_err(|error| broken(error.to_string()))
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

/// The first characters of a line, for a message.
fn shortened(text: &str) -> String {
    const MOST: usize = 120;
    if text.chars().count() <= MOST { text.to_owned() } else { text.chars().take(MOST).chain(['…']).collect() }
}
