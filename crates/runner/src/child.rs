//! An RP in a child process, JSON lines over its standard input and output, with a time limit per message.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::JoinHandle;
use std::time::Duration;

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
    stdin: ChildStdin,
    lines: Receiver<std::io::Result<String>>,
    stderr: Option<JoinHandle<Vec<u8>>>,
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

    /// Ends the child and says how it ended, with the end of its standard error.
    fn end(&mut self) -> String {
        let Some(Running { mut child, stdin, stderr, .. }) = self.running.take() else { return "not running".to_owned() };
        drop(stdin);
        let ended_by_itself = matches!(child.try_wait(), Ok(Some(_)));
        if !ended_by_itself {
            // It may be about to end: a child that crashed closes its output first.
            std::thread::sleep(Duration::from_millis(20));
        }
        let status = match child.try_wait() {
            Ok(Some(status)) => status.to_string(),
            _ => {
                let _ = child.kill();
                let _ = child.wait();
                "ended by the suite".to_owned()
            }
        };
        let words = stderr.and_then(|thread| thread.join().ok()).unwrap_or_default();
        let words = String::from_utf8_lossy(&words).trim().to_owned();
        if words.is_empty() { status } else { format!("{status}; standard error: {words}") }
    }
}

impl Driver for ChildDriver {
    fn start(&mut self) -> Result<(), StartError> {
        self.end();
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
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines() {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        let stderr = std::thread::spawn(move || keep_the_end(stderr));
        self.running = Some(Running { child, stdin, lines, stderr: Some(stderr) });
        Ok(())
    }

    fn call(&mut self, request: &Request) -> Result<Answer, Fault> {
        let seq = self.next_seq();
        let limit = self.limits.message;
        let Some(running) = &mut self.running else { return Err(Fault::Crashed { detail: "not running".to_owned() }) };
        let envelope = Envelope { seq: seq.clone(), request: request.clone() };
        let mut line = serde_json::to_vec(&envelope).map_err(|error| Fault::Protocol { detail: error.to_string() })?;
        line.push(b'\n');
        if running.stdin.write_all(&line).and_then(|()| running.stdin.flush()).is_err() {
            return Err(Fault::Crashed { detail: self.end() });
        }
        let text = match running.lines.recv_timeout(limit) {
            Ok(Ok(text)) => text,
            Ok(Err(error)) => {
                self.end();
                return Err(Fault::Protocol { detail: format!("its output cannot be read: {error}") });
            }
            Err(RecvTimeoutError::Disconnected) => return Err(Fault::Crashed { detail: self.end() }),
            Err(RecvTimeoutError::Timeout) => {
                let ended = self.end();
                return Err(Fault::TimedOut { detail: format!("no answer within {} s ({ended})", limit.as_secs_f32()) });
            }
        };
        let fault = match serde_json::from_str::<Reply>(&text) {
            Ok(reply) if reply.seq == seq => return Ok(reply.answer),
            Ok(reply) => format!("the answer's seq is {:?}, the request's {seq:?}", reply.seq),
            Err(error) => format!("{error}, in the line {:?}", shortened(&text)),
        };
        self.end();
        Err(Fault::Protocol { detail: format!("not an answer of the protocol: {fault}") })
    }
}

impl Drop for ChildDriver {
    fn drop(&mut self) {
        if self.running.is_some() {
            let _ = self.call(&Request::Bye);
            self.end();
        }
    }
}

fn keep_the_end(mut stream: impl Read) -> Vec<u8> {
    let mut kept = Vec::new();
    let mut buffer = [0; 1024];
    while let Ok(count @ 1..) = stream.read(&mut buffer) {
        kept.extend_from_slice(&buffer[..count]);
        let surplus = kept.len().saturating_sub(STDERR_KEPT);
        kept.drain(..surplus);
    }
    kept
}

/// The first characters of a line, for a message.
fn shortened(text: &str) -> String {
    const MOST: usize = 120;
    if text.chars().count() <= MOST { text.to_owned() } else { text.chars().take(MOST).chain(['…']).collect() }
}
