//! The protocol's trait over the library: each message goes to the module of its ceremony.

use relycheck_protocol::{
    AuthenticationBegin, AuthenticationFinish, Begin, Finish, Identity, RegistrationBegin, RegistrationFinish, RelyingParty,
};

use crate::{authentication, identity, registration};

/// webauthn-rs-core as a relying party of depth `library`: sessions and records are handed back as JSON, nothing is kept between
/// messages.
///
/// No message makes it panic. What the library lacks is answered by `Unsupported`, a request that cannot be turned into a call of
/// the library by `Failed`, with the place and the remedy.
#[derive(Clone, Copy, Debug, Default)]
pub struct WebauthnRsCore;

impl RelyingParty for WebauthnRsCore {
    fn identity(&self) -> Identity {
        identity::identity()
    }

    fn begin_registration(&mut self, begin: RegistrationBegin) -> Begin {
        registration::begin(begin).map_or_else(|refusal| refusal, Begin::Begun)
    }

    fn finish_registration(&mut self, finish: RegistrationFinish) -> Finish {
        registration::finish(finish).map_or_else(|refusal| refusal, |accepted| Finish::Accepted(Box::new(accepted)))
    }

    fn begin_authentication(&mut self, begin: AuthenticationBegin) -> Begin {
        authentication::begin(begin).map_or_else(|refusal| refusal, Begin::Begun)
    }

    fn finish_authentication(&mut self, finish: AuthenticationFinish) -> Finish {
        authentication::finish(finish).map_or_else(|refusal| refusal, |accepted| Finish::Accepted(Box::new(accepted)))
    }
}
