//! Time and allocations of one parser beside another's.

use std::hint::black_box;
use std::time::{Duration, Instant};

use crate::parsers::Parse;

/// How many times the parsers take turns. What disturbs the machine then meets all of them.
const TURNS: usize = 41;

/// How long a turn lasts.
const TURN: Duration = Duration::from_millis(2);

/// What one call costs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    /// In the turn that was disturbed least, which is the shortest: whatever else runs can only add.
    pub(crate) nanoseconds: f64,
    /// Calls of the allocator that ask for memory.
    pub(crate) allocations: u64,
}

/// The cost of one call for each of `parsers`, all on the same bytes.
pub(crate) fn costs(parsers: &[Parse], bytes: &[u8]) -> Vec<Cost> {
    let calls: Vec<u32> = parsers.iter().map(|parse| calls_in_a_turn(*parse, bytes)).collect();
    let mut turns: Vec<Vec<f64>> = vec![Vec::with_capacity(TURNS); parsers.len()];
    for _ in 0..TURNS {
        for ((parse, calls), turns) in parsers.iter().zip(&calls).zip(&mut turns) {
            turns.push(time(*parse, bytes, *calls).as_secs_f64() * 1e9 / f64::from(*calls));
        }
    }
    let least = |turns: Vec<f64>| turns.into_iter().fold(f64::INFINITY, f64::min);
    let cost = |(parse, turns): (&Parse, Vec<f64>)| Cost { nanoseconds: least(turns), allocations: allocations(*parse, bytes) };
    parsers.iter().zip(turns).map(cost).collect()
}

fn time(parse: Parse, bytes: &[u8], calls: u32) -> Duration {
    let began = Instant::now();
    for _ in 0..calls {
        black_box(parse(black_box(bytes)));
    }
    began.elapsed()
}

fn calls_in_a_turn(parse: Parse, bytes: &[u8]) -> u32 {
    let mut calls = 1;
    while time(parse, bytes, calls) < TURN {
        calls *= 2;
    }
    calls
}

fn allocations(parse: Parse, bytes: &[u8]) -> u64 {
    let info = allocation_counter::measure(|| {
        black_box(parse(black_box(bytes)));
    });
    info.count_total
}
