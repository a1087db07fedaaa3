//! Parsing the same bytes with wire and with its peers, in one run: `cargo bench -p relycheck-wire` starts it.

mod inputs;
mod measure;
mod parsers;

use std::process::ExitCode;

use inputs::Input;
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
    let mut ratios = vec![Vec::new(); PARSERS.len()];
    for input in &inputs {
        row(input, &mut ratios);
    }
    println!();
    for (parser, ratios) in PARSERS.iter().zip(&ratios).skip(1) {
        let least = ratios.iter().copied().fold(f64::INFINITY, f64::min);
        let most = ratios.iter().copied().fold(0.0, f64::max);
        println!("{} takes {least:.1} to {most:.1} times as long as wire", parser.name);
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

fn row(input: &Input, ratios: &mut [Vec<f64>]) {
    let parses: Vec<Option<Parse>> = PARSERS.iter().map(|parser| (parser.parse)(input.kind)).collect();
    let there: Vec<Parse> = parses.iter().flatten().copied().collect();
    let mut costs = measure::costs(&there, &input.bytes).into_iter();
    print!("{:<54}", format!("{}, {} bytes", input.name, input.bytes.len()));
    let mut of_wire = None;
    for (parse, ratios) in parses.iter().zip(ratios) {
        let Some(Cost { nanoseconds, allocations }) = parse.and_then(|_| costs.next()) else {
            print!(" {:>17}", "-");
            continue;
        };
        print!(" {:>17}", format!("{nanoseconds:.1} ({allocations})"));
        ratios.push(nanoseconds / *of_wire.get_or_insert(nanoseconds));
    }
    println!();
}
