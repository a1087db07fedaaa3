//! A run that goes on where an earlier part of it was cut off.

use std::path::Path;

use relycheck_cases::Catalogue;
use relycheck_judge::Header;

use crate::cli::Failure;
use crate::results_file::ResultsFile;

/// What every results file begins with, as its writer writes it.
const BEGINNING: &[u8] = br#"{"kind":"header","#;

/// The earlier part of a run.
#[derive(Debug)]
pub(crate) struct Earlier {
    pub(crate) file: ResultsFile,
    /// How many bytes of the file stay: the header and the lines of cases. What was cut off while it was written, and a footer that
    /// says that cases are missing, are written anew.
    pub(crate) kept: usize,
}

impl Earlier {
    /// The part that stands in a file, if the file is there and something stands in it.
    ///
    /// # Errors
    /// Where the file is none, holds something else, or is of a run that is another one or came to its end.
    pub(crate) fn read(
        path: &Path,
        (seed, patterns): (u64, &[String]),
        catalogue: &Catalogue,
        selected: &[usize],
    ) -> Result<Option<Self>, Failure> {
        let Ok(found) = path.metadata() else { return Ok(None) };
        if !found.is_file() {
            return Err(refused(path, "no file that can be read again", "name a file"));
        }
        let bytes = std::fs::read(path).map_err(|error| refused(path, &error.to_string(), "name a file that can be read"))?;
        if !bytes.contains(&b'\n') {
            // A run that was cut off before its header was whole has left nothing behind.
            if bytes.starts_with(BEGINNING) || BEGINNING.starts_with(&bytes) {
                return Ok(None);
            }
            return Err(refused(path, "no results file", "name a file of this very run, or one that is not there yet"));
        }
        let file = ResultsFile::read(path)?;
        let refuse = |fault: &str| Err(refused(path, fault, OF_THAT_RUN));
        if file.footer.as_ref().is_some_and(|footer| footer.complete) {
            return refuse("that run came to its end");
        }
        if file.header.seed != seed || file.header.patterns != patterns {
            return refuse("another run: its --seed or --case are others");
        }
        for line in &file.lines {
            if catalogue.position(&line.id).is_none_or(|position| !selected.contains(&position)) {
                return refuse(&format!("{} is no case of this run", line.id));
            }
        }
        let kept = if file.footer.is_some() { without_last_line(&bytes[..file.whole]) } else { file.whole };
        Ok(Some(Self { file, kept }))
    }

    /// Refuses to go on with a run whose header is another one: its lines are of another RP, or of another version of the suite.
    pub(crate) fn goes_on_as(&self, now: &Header, path: &Path) -> Result<(), Failure> {
        if self.file.header == *now {
            return Ok(());
        }
        let fields = |header: &Header| serde_json::to_value(header).map_err(Failure::usage);
        let (then, now) = (fields(&self.file.header)?, fields(now)?);
        let differing = then.as_object().into_iter().flatten().filter(|(name, value)| now.get(name.as_str()) != Some(value));
        let differing: Vec<String> = differing.map(|(name, value)| format!("{name} was {value}")).collect();
        let fault = format!("another run ({})", relycheck_report::plain(&differing.join(", ")));
        Err(refused(path, &fault, OF_THAT_RUN))
    }
}

const OF_THAT_RUN: &str = "use the flags of that run, or name another file";

fn refused(path: &Path, fault: &str, remedy: &str) -> Failure {
    Failure::usage(format!("--resume {}: {fault}\n  remedy: {remedy}", path.display()))
}

/// The length of whole lines without the last of them.
fn without_last_line(lines: &[u8]) -> usize {
    let before = lines.strip_suffix(b"\n").unwrap_or(lines);
    before.iter().rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1)
}
