//! A way to an RP.

use relycheck_judge::Fault;
use relycheck_protocol::{Answer, Failed, Greeting, Identity, Rejected, Request, VERSION};

/// A way to an RP: one request, one answer.
pub trait Driver: Send {
    /// Starts the RP, or starts it anew. The first call of all.
    ///
    /// # Errors
    /// Where it cannot be started.
    fn start(&mut self) -> Result<(), StartError>;

    /// Asks and waits for the answer. After a fault, [`Driver::start`] comes next.
    ///
    /// # Errors
    /// Where there is no answer.
    fn call(&mut self, request: &Request) -> Result<Answer, Fault>;

    /// What the RP wrote to standard error since the last time, as far as it was kept.
    fn take_stderr(&mut self) -> String {
        String::new()
    }

    /// Whether the RP's memory is measured on this system.
    fn measures_memory(&self) -> bool {
        false
    }

    /// Starts the RP and asks who it is.
    ///
    /// # Errors
    /// Where it cannot be started or does not give its identity.
    fn introduce(&mut self) -> Result<Identity, StartError> {
        self.start()?;
        match self.call(&Request::Hello(Greeting { protocol: VERSION })) {
            Ok(Answer::Identity(identity)) => match identity.contradiction() {
                None => Ok(*identity),
                Some(capability) => {
                    let name = capability.as_str();
                    Err(StartError::Handshake(format!(
                        "the identity has {name} both in `settable` and in `lacks`; take it out of one"
                    )))
                }
            },
            Ok(other) => Err(StartError::Handshake(harmless(&format!("`hello` was answered by {}", word(&other))))),
            Err(fault) => Err(StartError::Handshake(harmless(&sentence(&fault)))),
        }
    }
}

/// Why an RP is not there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StartError {
    /// The process does not start.
    #[error("{program} cannot be started: {fault}")]
    Spawn {
        /// The program's name.
        program: String,
        /// The system's words.
        fault: String,
    },
    /// It starts and does not say who it is.
    #[error("the adapter broke the handshake: {0}")]
    Handshake(String),
}

/// How many characters of an adapter's own words are kept. They are kept for each case until the run ends, so that long ones would
/// fill the memory of the suite.
const WORDS_KEPT: usize = 4096;

/// An answer as it is kept: the words of an RP that says very much are cut, and end in `…`. What is to be sent back is left whole.
pub(crate) fn bounded(mut answer: Answer) -> Answer {
    if let Answer::Rejected(Rejected { detail, .. }) | Answer::Failed(Failed { detail }) = &mut answer
        && let Some((end, _)) = detail.char_indices().nth(WORDS_KEPT)
    {
        // A new string, since one that is cut holds on to its memory.
        *detail = format!("{}…", &detail[..end]);
    }
    answer
}

/// The `outcome` of an answer, with the adapter's words where it failed.
pub(crate) fn word(answer: &Answer) -> String {
    match answer {
        Answer::Identity(_) => "identity".to_owned(),
        Answer::Begun(_) => "begun".to_owned(),
        Answer::Accepted(_) => "accepted".to_owned(),
        Answer::Rejected(_) => "rejected".to_owned(),
        Answer::Unsupported(_) => "unsupported".to_owned(),
        Answer::Failed(failed) => format!("failed: {}", failed.detail),
        Answer::Decoded(_) => "decoded".to_owned(),
        Answer::Done => "done".to_owned(),
    }
}

/// An adapter's words as they may stand on a terminal: what one would act on, but for the end of a line, is replaced.
fn harmless(text: &str) -> String {
    let acts = |character: char| character.is_control() && character != '\n';
    let turns_around = |character| matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let shown = |character| if acts(character) || turns_around(character) { char::REPLACEMENT_CHARACTER } else { character };
    text.chars().map(shown).collect()
}

/// A fault's detail.
pub(crate) fn sentence(fault: &Fault) -> String {
    match fault {
        Fault::Crashed { detail }
        | Fault::OutOfMemory { detail }
        | Fault::TimedOut { detail }
        | Fault::Protocol { detail }
        | Fault::NotApplicable { detail, .. } => detail.clone(),
        Fault::LackWorks { capability } => format!("{} works", capability.as_str()),
    }
}
