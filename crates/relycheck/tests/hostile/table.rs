//! All adapters that misbehave in one table.

use std::fmt::Write as _;

use crate::Test;
use crate::adapters::HOSTILE;
use crate::runs::ran;
use crate::support;

pub(crate) fn tests() -> Vec<Test> {
    // Elsewhere memory is not measured, and what hoards it is ended by the limit of time.
    let measured = cfg!(target_os = "linux");
    measured
        .then(|| crate::test("every_adapter_and_what_becomes_of_it", every_adapter_and_what_becomes_of_it))
        .into_iter()
        .collect()
}

fn every_adapter_and_what_becomes_of_it() {
    let mut table = "exit  adapter, what it does, and what the cases come to\n".to_owned();
    for hostile in HOSTILE {
        let ran = ran(hostile.name);
        let code = ran.code.map_or_else(|| "none".to_owned(), |code| code.to_string());
        let given_up = if code == "5" && !ran.stdout.is_empty() { ", given up" } else { "" };
        let _ = writeln!(table, "{code}     {}: {}\n        {}{given_up}", hostile.name, hostile.does, ran.summary());
    }
    support::snapshot!("hostile-adapters", table);
}
