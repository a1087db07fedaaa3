//! An RP in this process: for tests, fuzzing and benchmarks.

use std::panic::{AssertUnwindSafe, catch_unwind};

use relycheck_judge::Fault;
use relycheck_protocol::{Answer, RelyingParty, Request, dispatch};

use crate::driver::{Driver, StartError, bounded};

/// An RP in this process, made anew at every start.
pub struct InProcess<M> {
    make: M,
    rp: Option<Box<dyn RelyingParty + Send>>,
}

impl<M: FnMut() -> Box<dyn RelyingParty + Send> + Send> InProcess<M> {
    /// `make` makes the RP.
    pub fn new(make: M) -> Self {
        Self { make, rp: None }
    }
}

impl<M: FnMut() -> Box<dyn RelyingParty + Send> + Send> Driver for InProcess<M> {
    fn start(&mut self) -> Result<(), StartError> {
        self.rp = Some((self.make)());
        Ok(())
    }

    fn call(&mut self, request: &Request) -> Result<Answer, Fault> {
        let Some(rp) = &mut self.rp else { return Err(Fault::Crashed { detail: "not started".to_owned() }) };
        let request = request.clone();
        // Whatever state a panic leaves behind is thrown away with the RP.
        catch_unwind(AssertUnwindSafe(|| dispatch(rp.as_mut(), request))).map(bounded).map_err(|payload| {
            self.rp = None;
            let words = payload.downcast_ref::<&str>().map(|&text| text.to_owned());
            let words = words.or_else(|| payload.downcast_ref::<String>().cloned());
            Fault::Crashed { detail: format!("panicked: {}", words.unwrap_or_else(|| "without words".to_owned())) }
        })
    }
}

impl<M> std::fmt::Debug for InProcess<M> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("InProcess").field("started", &self.rp.is_some()).finish_non_exhaustive()
    }
}
