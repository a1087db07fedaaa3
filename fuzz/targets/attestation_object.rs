//! wire's parser of attestation objects.
#![no_main]

use relycheck_fuzzing::{Format, Target};

relycheck_fuzz::target!(Target::Parse(Format::AttestationObject), |input| Format::AttestationObject.check(input));
