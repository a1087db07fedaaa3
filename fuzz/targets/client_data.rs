//! wire's parser of client data.
#![no_main]

use relycheck_fuzzing::{Artefact, Target, check};

relycheck_fuzz::target!(Target::Parse(Artefact::ClientData), |input| check(Artefact::ClientData, input));
