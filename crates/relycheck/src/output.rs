//! Formats, and where output goes.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use relycheck_judge::Line;
use relycheck_report::{Results, badge, human, json_line, junit, markdown};

use crate::cli::{Failure, print};
use crate::exit::Exit;

/// Output formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// For people, in 80 columns
    Human,
    /// Results lines: a header, a line per case, a footer
    Json,
    /// JUnit XML, for CI servers
    Junit,
    /// Markdown, for the summary of a CI job
    Markdown,
    /// A badge, as shields.io reads it from an endpoint
    Badge,
}

/// The whole of the results in a format.
///
/// # Errors
/// Where the text cannot be made; the suite is at fault then.
pub(crate) fn rendered(format: Format, results: &Results<'_>) -> Result<String, Failure> {
    let fault = |error: String| Failure { exit: Exit::Suite, message: format!("the results cannot be written: {error}") };
    match format {
        Format::Human => Ok(human(results)),
        Format::Json => {
            let header = std::iter::once(Line::Header(results.header.clone()));
            let lines = results.lines.iter().map(|line| Line::Case(Box::new(line.clone())));
            let footer = std::iter::once(Line::Footer(results.footer.clone()));
            header.chain(lines).chain(footer).map(|line| json_line(&line).map_err(|error| fault(error.to_string()))).collect()
        }
        Format::Junit => junit(results).map_err(|error| fault(error.to_string())),
        Format::Markdown => Ok(markdown(results)),
        Format::Badge => Ok(badge(results)),
    }
}

/// Where output goes.
pub(crate) enum Sink {
    Stdout,
    File { path: String, file: File },
}

impl Sink {
    pub(crate) fn open(path: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = path else { return Ok(Self::Stdout) };
        let name = path.display().to_string();
        let file = File::create(path).map_err(|error| Failure::output(&format!("--output {name}"), &error))?;
        Ok(Self::File { path: name, file })
    }

    /// Text for people, whose styles are taken out where no terminal shows them.
    pub(crate) fn text(&mut self, text: &str) -> Result<(), Failure> {
        match self {
            Self::Stdout => print(text),
            Self::File { path, file } => {
                let plain = anstream::adapter::strip_str(text).to_string();
                file.write_all(plain.as_bytes()).map_err(|error| Failure::output(&format!("--output {path}"), &error))
            }
        }
    }

    /// One results line, at once on disk.
    pub(crate) fn line(&mut self, line: &Line) -> Result<(), Failure> {
        let text = json_line(line).map_err(|error| Failure { exit: Exit::Suite, message: error.to_string() })?;
        match self {
            Self::Stdout => print(&text),
            Self::File { path, file } => {
                file.write_all(text.as_bytes()).map_err(|error| Failure::output(&format!("--output {path}"), &error))
            }
        }
    }
}
