//! wire's parser of what a browser posts at registration.
#![no_main]

use relycheck_fuzzing::{Artefact, Target, check};

relycheck_fuzz::target!(Target::Parse(Artefact::RegistrationResponse), |input| check(Artefact::RegistrationResponse, input));
