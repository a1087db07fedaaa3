//! wire's parser of COSE keys.
#![no_main]

use relycheck_fuzzing::{Artefact, Target, check};

relycheck_fuzz::target!(Target::Parse(Artefact::CoseKey), |input| check(Artefact::CoseKey, input));
