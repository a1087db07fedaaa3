//! Reads results files.

use std::collections::BTreeSet;
use std::path::Path;

use relycheck_judge::{CaseLine, Footer, Header, Line, RESULTS_VERSION, Verdict};

use crate::cli::Failure;
use crate::settlement::counted;

/// A results file, whole or cut off.
#[derive(Debug)]
pub(crate) struct ResultsFile {
    pub(crate) header: Header,
    pub(crate) lines: Vec<CaseLine>,
    /// Absent where the run was cut off.
    pub(crate) footer: Option<Footer>,
    /// How many bytes of the file are whole lines; what follows was cut off while it was written.
    pub(crate) whole: usize,
}

impl ResultsFile {
    /// Reads a file.
    ///
    /// # Errors
    /// Where it cannot be read, or a whole line is no results line; the message names file and line.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let name = path.display();
        let bytes = std::fs::read(path).map_err(|error| {
            Failure::usage(format!("{name} cannot be read: {error}\n  remedy: name a file written by `check --format json`"))
        })?;
        let ended = bytes.iter().rposition(|&byte| byte == b'\n').map_or(0, |last| last + 1);
        // Nothing follows a footer, so that it is whole without the end of its line too; an editor may have taken that away.
        let ends_with_footer = matches!(serde_json::from_slice(&bytes[ended..]), Ok(Line::Footer(_)));
        let whole = if ends_with_footer { bytes.len() } else { ended };
        Self::parse(&name.to_string(), &bytes[..whole])
    }

    fn parse(name: &str, bytes: &[u8]) -> Result<Self, Failure> {
        let broken = |number: usize, fault: String| {
            Failure::usage(format!("{name}:{}: {fault}\n  remedy: name a file written by `check --format json`", number + 1))
        };
        let (mut header, mut lines, mut footer) = (None, Vec::new(), None);
        let mut ids = BTreeSet::new();
        let text = bytes.strip_suffix(b"\n").unwrap_or(bytes);
        for (number, line) in text.split(|&byte| byte == b'\n').enumerate() {
            let line: Line = serde_json::from_slice(line).map_err(|error| broken(number, format!("no results line: {error}")))?;
            match line {
                Line::Header(first) if number == 0 => header = Some(first),
                Line::Case(case) if number > 0 && footer.is_none() => {
                    if !ids.insert(case.id.clone()) {
                        return Err(broken(number, format!("{} stands there twice", case.id)));
                    }
                    lines.push(*case);
                }
                Line::Footer(last) if number > 0 && footer.is_none() => {
                    if !agrees(&last, &lines) {
                        return Err(broken(number, format!("the footer counts other lines than the {} before it", lines.len())));
                    }
                    footer = Some(last);
                }
                _ => return Err(broken(number, "a header, case or footer in the wrong place".to_owned())),
            }
        }
        let Some(header) = header else { return Err(broken(0, "the header is missing".to_owned())) };
        if header.results != RESULTS_VERSION {
            let fault = format!("version {} of the format; this tool reads version {RESULTS_VERSION}", header.results);
            return Err(broken(0, fault));
        }
        Ok(Self { header, lines, footer, whole: bytes.len() })
    }

    /// The footer, or for a run that was cut off the counts so far.
    pub(crate) fn footer(&self) -> Footer {
        self.footer.clone().unwrap_or_else(|| counted(&self.lines, false))
    }
}

/// Whether a footer counts these lines. The scenarios are those of the version that wrote it, and are not counted again; what a baseline lists
/// need not be marked in each line, since a run may go on under another baseline.
fn agrees(footer: &Footer, lines: &[CaseLine]) -> bool {
    let counted = counted(lines, footer.complete);
    let of_verdict = |verdict| footer.counts.get(verdict) == counted.counts.get(verdict);
    Verdict::ALL.into_iter().all(of_verdict) && footer.suspect == counted.suspect && footer.baselined <= lines.len()
}
