//! webauthn_rp behind the relycheck protocol: [`WebauthnRp`] is the adapter.
//!
//! Everything here rests on the crate's API documentation. README.md says how the library is called, what it lacks and what the
//! adapter does in the place of an application.

mod authentication;
mod identity;
mod policy;
mod record;
mod registration;
mod session;
mod stage;

use relycheck_protocol::{
    AuthenticationBegin, AuthenticationFinish, Begin, Finish, Identity, RegistrationBegin, RegistrationFinish, RelyingParty,
};

/// webauthn_rp as a relying party of depth `library`: sessions and records are handed back as JSON, nothing is kept between
/// messages.
///
/// No message makes it panic. What the library lacks is answered by `Unsupported`, a request that cannot be turned into a call of
/// the library by `Failed`, with the place and the remedy.
#[derive(Clone, Copy, Debug, Default)]
pub struct WebauthnRp;

impl RelyingParty for WebauthnRp {
    fn identity(&self) -> Identity {
        identity::identity()
    }

    fn begin_registration(&mut self, begin: RegistrationBegin) -> Begin {
        registration::begin(&begin).map_or_else(|refusal| refusal, Begin::Begun)
    }

    fn finish_registration(&mut self, finish: RegistrationFinish) -> Finish {
        registration::finish(finish).map_or_else(|refusal| refusal, |accepted| Finish::Accepted(Box::new(accepted)))
    }

    fn begin_authentication(&mut self, begin: AuthenticationBegin) -> Begin {
        authentication::begin(&begin).map_or_else(|refusal| refusal, Begin::Begun)
    }

    fn finish_authentication(&mut self, finish: AuthenticationFinish) -> Finish {
        authentication::finish(finish).map_or_else(|refusal| refusal, |accepted| Finish::Accepted(Box::new(accepted)))
    }
}
