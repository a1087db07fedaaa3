//! wire's parser of what a browser posts at authentication.
#![no_main]

use relycheck_fuzzing::{Artefact, Target, check};

relycheck_fuzz::target!(Target::Parse(Artefact::AuthenticationResponse), |input| check(Artefact::AuthenticationResponse, input));
