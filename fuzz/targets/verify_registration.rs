//! The reference RP over a registration.
#![no_main]

use relycheck_fuzzing::{Peers, Target};

relycheck_fuzz::target!(Target::VerifyRegistration, |input| Target::VerifyRegistration.check(input, &mut Peers::default()));
