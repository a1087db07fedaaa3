//! `replay RESULTS --case ID`: a case's messages once more, as they were recorded.

use std::fmt::Write as _;
use std::path::PathBuf;

use relycheck_judge::{CaseLine, Fault, Run, judge};
use relycheck_protocol::{Answer, Request};
use relycheck_report::{plain, wrapped};
use relycheck_runner::Limits;
use serde::Deserialize;

use crate::cli::{Failure, print};
use crate::exit::Exit;
use crate::results_file::ResultsFile;
use crate::target::{RelyingPartyArguments, Target};

/// Flags of the verb.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The results file
    results: PathBuf,
    /// Which case of it; it has to have a transcript, as everything has but a plain pass and what is very long
    #[arg(long, value_name = "ID")]
    case: String,
    #[command(flatten)]
    relying_party: RelyingPartyArguments,
}

/// One message of a transcript.
#[derive(Debug, Deserialize)]
struct Recorded {
    request: Request,
    answer: Option<Answer>,
}

/// Sends every recorded request as it was, sessions and records included, so that the RP meets the very bytes of then; ends with 1 where an
/// answer is another.
///
/// # Errors
/// Where the file has no such case or no transcript for it, or the RP is not there.
pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let file = ResultsFile::read(&arguments.results)?;
    let place = format!("{} --case {}", arguments.results.display(), arguments.case);
    let line = file.lines.iter().find(|line| line.id == arguments.case);
    let line = line.ok_or_else(|| {
        Failure::usage(format!("{place}: no such case in the file\n  remedy: `diff` and `report` show what it has"))
    })?;
    let transcript = line
        .transcript
        .as_ref()
        .ok_or_else(|| Failure::usage(format!("{place}: a plain pass has no transcript, nor has a case whose responses are very long\n  remedy: `check --case` runs it anew")))?;
    let recorded: Vec<Recorded> =
        transcript.0.iter().map(|exchange| serde_json::from_value(exchange.clone())).collect::<Result<_, _>>().map_err(
            |error| Failure::usage(format!("{place}: its transcript is none: {error}\n  remedy: use the version that wrote it")),
        )?;

    if recorded.is_empty() {
        let remedy = "name a case that needed the RP";
        let message = format!("{place}: nothing was sent in it, so that there is nothing to send\n  remedy: {remedy}");
        return Err(Failure { exit: Exit::NothingRan, message });
    }

    let target = Target::of(&arguments.relying_party)?;
    let mut drivers = target.children(1, Limits::default(), 0, None)?;
    let Some(driver) = drivers.first_mut() else { return Ok(Exit::NothingRan) };
    let identity = driver.introduce().map_err(|error| Failure { exit: Exit::NoRelyingParty, message: error.to_string() })?;
    if identity.name != file.header.rp {
        let (then, now) = (plain(&file.header.rp), plain(&identity.name));
        let remedy = "name the RP of the file by --adapter, or start it after --";
        return Err(Failure::usage(format!("{place}: the file is about {then}, this is {now}\n  remedy: {remedy}")));
    }
    let about = format!("{}: {} {}", line.id, file.header.rp, file.header.rp_version);
    let mut text = wrapped(&plain(&about), 0);
    let mut same = true;
    for Recorded { request, answer } in recorded {
        let answered = driver.call(&request);
        let then = answer.as_ref().map_or_else(|| no_answer_then(line), summary);
        let now = answered.as_ref().map_or_else(no_answer, summary);
        let as_then = then.0 == now.0;
        same &= as_then;
        let _ = writeln!(text, "{}: {}", operation(&request), if as_then { "as then" } else { "OTHERWISE" });
        text.push_str(&wrapped(&format!("then: {}", then.words()), 2));
        if !as_then {
            text.push_str(&wrapped(&format!("now:  {}", now.words()), 2));
        }
        // Whoever gave no answer is not asked any further.
        if answered.is_err() {
            break;
        }
    }
    print(&text)?;
    Ok(if same { Exit::Conformant } else { Exit::NotConformant })
}

/// What came of a request: what has to be the same, and what more there is to say.
struct Came(String, String);

impl Came {
    fn words(&self) -> String {
        let Self(what, more) = self;
        if more.is_empty() { plain(what) } else { format!("{}: {}", plain(what), plain(more)) }
    }
}

/// What of an answer has to be the same: a new challenge or session is no difference.
fn summary(answer: &Answer) -> Came {
    let what = match answer {
        Answer::Identity(identity) => format!("{} {}", identity.name, identity.version),
        Answer::Begun(_) => "begun".to_owned(),
        Answer::Accepted(_) => "accepted".to_owned(),
        Answer::Rejected(rejected) => format!("rejected: {}", rejected.detail),
        Answer::Unsupported(unsupported) => format!("unsupported: {}", unsupported.capability.as_str()),
        Answer::Failed(failed) => format!("failed: {}", failed.detail),
        Answer::Decoded(_) => "decoded".to_owned(),
        Answer::Done => "done".to_owned(),
    };
    Came(what, String::new())
}

/// Of a fault its kind has to be the same: what a process says when it ends is never quite that.
fn no_answer(fault: &Fault) -> Came {
    let judgement = judge(&Run { fault: Some(fault.clone()), ..Run::default() }, None);
    Came(judgement.observation.to_owned(), judgement.reason.unwrap_or_default())
}

/// A request without an answer is the last of its case, and the fault is what the case came to.
fn no_answer_then(line: &CaseLine) -> Came {
    Came(line.observation.clone(), line.reason.clone().unwrap_or_default())
}

fn operation(request: &Request) -> &'static str {
    match request {
        Request::Hello(_) => "hello",
        Request::Decode(_) => "decode",
        Request::BeginRegistration(_) => "begin_registration",
        Request::FinishRegistration(_) => "finish_registration",
        Request::BeginAuthentication(_) => "begin_authentication",
        Request::FinishAuthentication(_) => "finish_authentication",
        Request::Reset => "reset",
        Request::Bye => "bye",
    }
}
