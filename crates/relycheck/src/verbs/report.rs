//! `report FILE…`: results files for people and machines, several in one table.

use std::path::PathBuf;

use relycheck_report::{Ending, Results, comparison};

use crate::cli::Failure;
use crate::exit::Exit;
use crate::output::{Format, Sink, rendered};
use crate::places::{Place, apart};
use crate::results_file::ResultsFile;

/// Flags of the verb.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Results files, as `check --format json` writes them
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// What to print of one file; several are one Markdown table
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Where to print it instead of standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Prints the report.
///
/// # Errors
/// Where a file cannot be read, or a format is for one file only.
pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let files = arguments.files.iter().map(|path| ResultsFile::read(path)).collect::<Result<Vec<_>, _>>()?;
    if files.len() > 1 && !matches!(arguments.format, Format::Human | Format::Markdown) {
        let message = "report: this format is for one file\n  remedy: name one file, or --format markdown";
        return Err(Failure::usage(message));
    }
    if let Some(path) = arguments.output.as_deref() {
        let output = Place { flag: "--output", path };
        arguments.files.iter().try_for_each(|path| apart(&[Place { flag: "report", path }, output]))?;
    }
    let footers: Vec<_> = files.iter().map(ResultsFile::footer).collect();
    let cut_off = |file: &ResultsFile| file.footer.is_none().then(|| "the file ends before the run did".to_owned());
    let ending =
        |file| Ending { code: 0, meaning: "a report; the check itself ended as it said".to_owned(), broken_off: cut_off(file) };
    let endings: Vec<Ending> = files.iter().map(ending).collect();
    let results: Vec<Results<'_>> = files
        .iter()
        .zip(&footers)
        .zip(&endings)
        .map(|((file, footer), ending)| Results { header: &file.header, lines: &file.lines, footer, stale: &[], ending })
        .collect();
    let text = match results.as_slice() {
        [one] => rendered(arguments.format, one)?,
        several => comparison(several),
    };
    Sink::open(arguments.output.as_deref())?.text(&text)?;
    Ok(Exit::Conformant)
}
