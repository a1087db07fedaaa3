//! wire's parser of authenticator data.
#![no_main]

use relycheck_fuzzing::{Format, Target};

relycheck_fuzz::target!(Target::Parse(Format::AuthenticatorData), |input| Format::AuthenticatorData.check(input));
