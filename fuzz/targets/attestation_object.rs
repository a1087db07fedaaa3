//! wire's parser of attestation objects.
#![no_main]

use relycheck_fuzzing::{Artefact, Target, check};

relycheck_fuzz::target!(Target::Parse(Artefact::AttestationObject), |input| check(Artefact::AttestationObject, input));
