//! wire's readers of CBOR against each other.
#![no_main]

use relycheck_fuzzing::{Format, Target};

relycheck_fuzz::target!(Target::Parse(Format::Cbor), |input| Format::Cbor.check(input));
