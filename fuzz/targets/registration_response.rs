//! wire's parser of what a browser posts at registration.
#![no_main]

use relycheck_fuzzing::{Format, Target};

relycheck_fuzz::target!(Target::Parse(Format::RegistrationResponse), |input| Format::RegistrationResponse.check(input));
