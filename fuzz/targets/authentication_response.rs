//! wire's parser of what a browser posts at authentication.
#![no_main]

use relycheck_fuzzing::{Format, Target};

relycheck_fuzz::target!(Target::Parse(Format::AuthenticationResponse), |input| Format::AuthenticationResponse.check(input));
