//! wire's parser of authenticator data.
#![no_main]

use relycheck_fuzzing::{Artefact, Target, check};

relycheck_fuzz::target!(Target::Parse(Artefact::AuthenticatorData), |input| check(Artefact::AuthenticatorData, input));
