//! wire's readers of CBOR against each other.
#![no_main]

use relycheck_fuzzing::{Artefact, Target, check};

relycheck_fuzz::target!(Target::Parse(Artefact::Cbor), |input| check(Artefact::Cbor, input));
