//! wire's parser of COSE keys.
#![no_main]

use relycheck_fuzzing::{Format, Target};

relycheck_fuzz::target!(Target::Parse(Format::CoseKey), |input| Format::CoseKey.check(input));
