//! What is left to write for a library, and the way from the messages to it.

use relycheck_protocol::{
    Accepted, AuthenticationBegin, AuthenticationFinish, Begin, Begun, Finish, RegistrationBegin, RegistrationFinish, Shared,
    Stored,
};
use serde::Serialize;

use crate::ceremony::{Ceremony, Session};
use crate::data::Data;
use crate::refusal::Refusal;
use crate::stages::Kind;
use crate::terms::decode;

/// Who has data files. [`relying_party!`](crate::relying_party!) implements it.
pub trait Described {
    /// What they say.
    fn data(&self) -> &'static Data;
}

/// What is specific to a library: how options are made, how a response is verified, and how the record is read out.
///
/// What it lacks is refused before; what every application does is done by [`Ceremony`].
pub trait Library: Described {
    /// Makes creation options and the state that finishes them: see [`begun`].
    ///
    /// # Errors
    /// Where the request cannot be turned into a call of the library, or this fails.
    fn registration_options(&self, begin: &RegistrationBegin) -> Result<Begun, Refusal>;

    /// Has the library judge a registration response.
    ///
    /// # Errors
    /// `Rejected` where library or application refuse.
    fn verify_registration(&self, ceremony: &Ceremony<'_>) -> Result<Kept, Refusal>;

    /// Makes request options and the state that finishes them: see [`begun`].
    ///
    /// # Errors
    /// As [`Library::registration_options`].
    fn authentication_options(&self, begin: &AuthenticationBegin) -> Result<Begun, Refusal>;

    /// Has the library judge an authentication response.
    ///
    /// # Errors
    /// As [`Library::verify_registration`].
    fn verify_authentication(&self, ceremony: &Ceremony<'_>) -> Result<Kept, Refusal>;
}

/// The record to keep from now on, and the same in the standard's terms.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept(Accepted);

impl Kept {
    /// A record of any form that serialises.
    ///
    /// # Errors
    /// `Unforeseen` where it does not.
    pub fn new(record: impl Serialize, stored: Stored) -> Result<Self, Refusal> {
        Ok(Self(Accepted { record: Shared::of(record)?, stored }))
    }
}

/// A ceremony has begun: the library's options, the object inside `publicKey`, and its state.
///
/// # Errors
/// `Unforeseen` where one does not serialise.
pub fn begun(options: impl Serialize, state: impl Serialize) -> Result<Begun, Refusal> {
    Ok(Begun { options: Shared::of(options)?, session: Shared::of(state)? })
}

/// Answers `begin_registration` by a library.
pub fn begin_registration(library: &impl Library, begin: RegistrationBegin) -> Begin {
    if let Some(capability) = library.data().beyond_registration(&begin) {
        return Begin::Unsupported(capability);
    }
    let begun = readable(begin.challenge.as_deref()).and_then(|()| library.registration_options(&begin));
    remember(begun, |state| Session { ceremony: Kind::Registration, policy: begin.policy, user: None, listed: Vec::new(), state })
}

/// Answers `begin_authentication` by a library.
pub fn begin_authentication(library: &impl Library, begin: AuthenticationBegin) -> Begin {
    if let Some(capability) = library.data().beyond_authentication(&begin) {
        return Begin::Unsupported(capability);
    }
    let begun = readable(begin.challenge.as_deref()).and_then(|()| library.authentication_options(&begin));
    let listed = begin.records.into_iter().map(|known| known.credential_id).collect();
    let user = begin.user.and_then(|user| user.id);
    remember(begun, |state| Session { ceremony: Kind::Authentication, policy: begin.policy, user, listed, state })
}

fn readable(challenge: Option<&str>) -> Result<(), Refusal> {
    challenge.map_or(Ok(()), |challenge| decode("challenge", challenge).map(drop))
}

fn remember(begun: Result<Begun, Refusal>, session: impl FnOnce(Shared) -> Session) -> Begin {
    let packed = begun.and_then(|Begun { options, session: state }| Ok(Begun { options, session: Shared::of(session(state))? }));
    packed.map_or_else(Begin::from, Begin::Begun)
}

/// Answers `finish_registration` by a library.
pub fn finish_registration(library: &impl Library, finish: RegistrationFinish) -> Finish {
    let ceremony = Ceremony::new(library.data(), Kind::Registration, &finish.session, finish.response, finish.records);
    let kept = ceremony.and_then(|ceremony| {
        let kept = library.verify_registration(&ceremony)?;
        ceremony.require_unique(kept.0.stored.credential_id.as_deref())?;
        Ok(kept)
    });
    kept.map_or_else(Finish::from, |kept| Finish::Accepted(Box::new(kept.0)))
}

/// Answers `finish_authentication` by a library.
pub fn finish_authentication(library: &impl Library, finish: AuthenticationFinish) -> Finish {
    let ceremony = Ceremony::new(library.data(), Kind::Authentication, &finish.session, finish.response, finish.records);
    let kept = ceremony.and_then(|ceremony| library.verify_authentication(&ceremony));
    kept.map_or_else(Finish::from, |kept| Finish::Accepted(Box::new(kept.0)))
}

/// Makes a relying party of a type that implements [`Library`], with the data files of these names, relative to the source file.
#[macro_export]
macro_rules! relying_party {
    ($library:ty, $identity:literal, $stages:literal) => {
        impl $crate::Described for $library {
            fn data(&self) -> &'static $crate::Data {
                static DATA: ::std::sync::LazyLock<$crate::Data> =
                    ::std::sync::LazyLock::new(|| $crate::Data::included(include_str!($identity), include_str!($stages)));
                &DATA
            }
        }

        impl $crate::protocol::RelyingParty for $library {
            fn identity(&self) -> $crate::protocol::Identity {
                $crate::Described::data(self).identity().clone()
            }

            fn begin_registration(&mut self, begin: $crate::protocol::RegistrationBegin) -> $crate::protocol::Begin {
                $crate::begin_registration(self, begin)
            }

            fn finish_registration(&mut self, finish: $crate::protocol::RegistrationFinish) -> $crate::protocol::Finish {
                $crate::finish_registration(self, finish)
            }

            fn begin_authentication(&mut self, begin: $crate::protocol::AuthenticationBegin) -> $crate::protocol::Begin {
                $crate::begin_authentication(self, begin)
            }

            fn finish_authentication(&mut self, finish: $crate::protocol::AuthenticationFinish) -> $crate::protocol::Finish {
                $crate::finish_authentication(self, finish)
            }
        }
    };
}
