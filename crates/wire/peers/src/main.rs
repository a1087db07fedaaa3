//! Parsing the same bytes with wire and with its peers, in one run: `cargo bench -p relycheck-wire` starts it.

mod inputs;
mod measure;
mod parsers;

use std::process::ExitCode;

use inputs::{Input, Kind};
use measure::Cost;
use parsers::{PARSERS, Parse};

fn main() -> ExitCode {
    let inputs = inputs::inputs();
    if let Err(fault) = inputs.iter().try_for_each(accepted_by_all) {
        eprintln!("{fault}");
        return ExitCode::FAILURE;
    }
    print!("{:<54}", "ns (allocations)");
    for parser in &PARSERS {
        print!(" {:>17}", parser.name);
    }
    println!();
    let ratios: Vec<Ratio> = inputs.iter().flat_map(row).collect();
    println!();
    for parser in &PARSERS[1..] {
        for format in [Kind::Attestation.format(), Kind::Registration.format()] {
            let of_both = ratios.iter().filter(|ratio| ratio.parser == parser.name && ratio.format == format);
            let times: Vec<f64> = of_both.map(|ratio| ratio.to_wire).collect();
            let least = times.iter().copied().fold(f64::INFINITY, f64::min);
            let most = times.iter().copied().fold(0.0, f64::max);
            if !times.is_empty() {
                println!("{}, {format}: {least:.1} to {most:.1} times as long as wire", parser.name);
            }
        }
    }
    ExitCode::SUCCESS
}

/// A table of refusals would compare nothing.
fn accepted_by_all(input: &Input) -> Result<(), String> {
    for parser in &PARSERS {
        if (parser.parse)(input.kind).is_some_and(|parse| !parse(&input.bytes)) {
            return Err(format!("{} refuses: {}; give the parsers bytes that all of them read", parser.name, input.name));
        }
    }
    if parsers::agree(input) {
        Ok(())
    } else {
        Err(format!("{}: wire and the parser by hand read different fields; mend one of them", input.name))
    }
}

/// How long a parser takes for one input, wire being 1.
struct Ratio {
    parser: &'static str,
    format: &'static str,
    to_wire: f64,
}

/// Prints one row of the table.
fn row(input: &Input) -> Vec<Ratio> {
    let parses: Vec<Option<Parse>> = PARSERS.iter().map(|parser| (parser.parse)(input.kind)).collect();
    let there: Vec<Parse> = parses.iter().flatten().copied().collect();
    let mut costs = measure::costs(&there, &input.bytes).into_iter();
    print!("{:<54}", format!("{}, {} bytes", input.name, input.bytes.len()));
    let mut of_wire = None;
    let mut ratios = Vec::new();
    for (parser, parse) in PARSERS.iter().zip(&parses) {
        let Some(Cost { nanoseconds, allocations }) = parse.and_then(|_| costs.next()) else {
            print!(" {:>17}", "-");
            continue;
        };
        print!(" {:>17}", format!("{nanoseconds:.1} ({allocations})"));
        let to_wire = nanoseconds / *of_wire.get_or_insert(nanoseconds);
        ratios.push(Ratio { parser: parser.name, format: input.kind.format(), to_wire });
    }
    println!();
    ratios
}
