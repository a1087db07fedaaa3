//! wire's parser of client data.
#![no_main]

use relycheck_fuzzing::{Format, Target};

relycheck_fuzz::target!(Target::Parse(Format::ClientData), |input| Format::ClientData.check(input));
