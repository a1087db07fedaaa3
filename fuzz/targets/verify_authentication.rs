//! The reference RP over a registration and an authentication.
#![no_main]

use relycheck_fuzzing::{Peers, Target};

relycheck_fuzz::target!(Target::VerifyAuthentication, |input| Target::VerifyAuthentication.check(input, &mut Peers::default()));
