//! wire and the reference RP beside other decoders and other RPs.
#![no_main]

use relycheck_fuzzing::Target;

relycheck_fuzz::target!(Target::Differential, |input| relycheck_fuzz::beside_peers(input));
