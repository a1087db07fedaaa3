//! The trait of an RP in Rust, and the way from a message to it.

use crate::decode::{Decode, Decoded};
use crate::message::{
    Accepted, Answer, AuthenticationBegin, AuthenticationFinish, Begun, Failed, RegistrationBegin, RegistrationFinish, Rejected,
    Request,
};
use crate::policy::{Capability, Identity};
use crate::{Unsupported, VERSION};

/// What comes of beginning a ceremony.
#[derive(Clone, Debug, PartialEq)]
pub enum Begin {
    /// Options for the client, and what is needed to finish.
    Begun(Begun),
    /// The RP lacks what the policy asks for.
    Unsupported(Capability),
    /// The adapter could not do it.
    Failed(String),
}

/// What comes of finishing a ceremony.
#[derive(Clone, Debug, PartialEq)]
pub enum Finish {
    /// The RP is satisfied.
    Accepted(Box<Accepted>),
    /// The RP refuses.
    Rejected(Rejected),
    /// The RP lacks what the ceremony needs.
    Unsupported(Capability),
    /// The adapter could not do it.
    Failed(String),
}

/// A relying party as the suite sees it. One value serves many ceremonies, one after the other.
pub trait RelyingParty {
    /// Who this is and what it can do. The answer does not change.
    fn identity(&self) -> Identity;
    /// Step 1 of <https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential>.
    fn begin_registration(&mut self, begin: RegistrationBegin) -> Begin;
    /// The steps from 3 on of <https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential>.
    fn finish_registration(&mut self, finish: RegistrationFinish) -> Finish;
    /// Step 1 of <https://www.w3.org/TR/webauthn-3/#sctn-verifying-assertion>.
    fn begin_authentication(&mut self, begin: AuthenticationBegin) -> Begin;
    /// The steps from 3 on of <https://www.w3.org/TR/webauthn-3/#sctn-verifying-assertion>.
    fn finish_authentication(&mut self, finish: AuthenticationFinish) -> Finish;
    /// Reads an artefact outside of any ceremony. An RP whose reader cannot be called by itself has nothing for it.
    fn decode(&mut self, _decode: Decode) -> Result<Decoded, Failed> {
        Ok(Decoded::Unsupported)
    }
    /// Forgets what earlier ceremonies left behind. A library keeps nothing.
    fn reset(&mut self) {}
}

impl From<Begin> for Answer {
    fn from(begin: Begin) -> Self {
        match begin {
            Begin::Begun(begun) => Self::Begun(begun),
            Begin::Unsupported(capability) => Self::Unsupported(Unsupported { capability }),
            Begin::Failed(detail) => Self::Failed(Failed { detail }),
        }
    }
}

impl From<Finish> for Answer {
    fn from(finish: Finish) -> Self {
        match finish {
            Finish::Accepted(accepted) => Self::Accepted(accepted),
            Finish::Rejected(rejected) => Self::Rejected(rejected),
            Finish::Unsupported(capability) => Self::Unsupported(Unsupported { capability }),
            Finish::Failed(detail) => Self::Failed(Failed { detail }),
        }
    }
}

/// Answers one request.
pub fn dispatch(rp: &mut dyn RelyingParty, request: Request) -> Answer {
    match request {
        Request::Hello(greeting) if greeting.protocol != VERSION => {
            Answer::Failed(Failed { detail: format!("this adapter speaks protocol {VERSION}, the suite {}", greeting.protocol) })
        }
        Request::Hello(_) => Answer::Identity(Box::new(rp.identity())),
        Request::BeginRegistration(begin) => rp.begin_registration(begin).into(),
        Request::FinishRegistration(finish) => rp.finish_registration(finish).into(),
        Request::BeginAuthentication(begin) => rp.begin_authentication(begin).into(),
        Request::FinishAuthentication(finish) => rp.finish_authentication(finish).into(),
        Request::Decode(decode) => rp.decode(decode).map_or_else(Answer::Failed, Answer::Decoded),
        Request::Reset => {
            rp.reset();
            Answer::Done
        }
        Request::Bye => Answer::Done,
    }
}
