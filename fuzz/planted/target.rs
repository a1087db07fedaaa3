//! The reference RP beside itself with the fault that `$RELYCHECK_FAULT` names switched on: the right one without it.
#![no_main]

use std::sync::LazyLock;

use relycheck_fuzzing::{CONTROL, PLANTED_FAULTS, Target, fault, mutant};
use relycheck_reference::Mutant;

static FAULT: LazyLock<Mutant> = LazyLock::new(|| {
    let id = std::env::var("RELYCHECK_FAULT").unwrap_or_else(|_| CONTROL.to_owned());
    mutant(&id).unwrap_or_else(|| panic!("RELYCHECK_FAULT: there is no fault {id:?}; known are {}", PLANTED_FAULTS.join(", ")))
});

relycheck_fuzz::target!(Target::VerifyAuthentication, |input| fault(TARGET, input, &FAULT));
