//! The reference RP over a registration.
#![no_main]

use relycheck_fuzzing::Target;

relycheck_fuzz::target!(Target::VerifyRegistration);
