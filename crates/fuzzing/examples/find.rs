//! Draws seeded inputs for one fuzz target after the other until each has found something, and prints what: how the faults that a
//! build of wire can have on purpose are shown to be found (`crates/fuzzing/planted`).
//!
//! The argument is how many inputs each target gets at most.

use std::panic::{AssertUnwindSafe, catch_unwind, set_hook};

use arbitrary::Unstructured;
use relycheck_fuzzing::mutate::mutate;
use relycheck_fuzzing::{Format, Peers, Target, generate, stream};

fn main() {
    let most: u64 = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(20_000);
    // A panic is a finding like any other, and its place would not be the same from run to run.
    set_hook(Box::new(|_| {}));
    for (place, format) in Format::ALL.into_iter().enumerate() {
        let place = u8::try_from(place).unwrap_or_default();
        search(Target::Parse(format), format, &[], most);
        search(Target::Differential, format, &[place], most);
    }
}

/// Prints the first finding of the target among inputs of the format, `prefix` in front of each.
fn search(target: Target, format: Format, prefix: &[u8], most: u64) {
    for seed in 0..most {
        let Some(input) = input(format, seed) else { continue };
        let input = [prefix, &input].concat();
        let found = catch_unwind(AssertUnwindSafe(|| target.check(&input, &mut Peers::default())));
        let detail = match found {
            Ok(Ok(())) => continue,
            Ok(Err(finding)) => finding.to_string(),
            Err(_) => "panic".to_owned(),
        };
        let of = if prefix.is_empty() { String::new() } else { format!(" of {}", Target::Parse(format).name()) };
        let short: String = detail.chars().take(100).collect();
        println!("{}{of}: input {}: {short}", target.name(), seed + 1);
        return;
    }
}

/// Every second input is one that was generated and then edited.
fn input(format: Format, seed: u64) -> Option<Vec<u8>> {
    let input = generate::encoded(format, &mut Unstructured::new(&stream(seed, 256))).ok()?;
    let edited = if seed % 2 == 1 { mutate(format, &input, 4096, u32::try_from(seed).unwrap_or_default()) } else { None };
    Some(edited.unwrap_or(input))
}
