//! The reference RP over a registration and an authentication.
#![no_main]

use relycheck_fuzzing::Target;

relycheck_fuzz::target!(Target::VerifyAuthentication);
