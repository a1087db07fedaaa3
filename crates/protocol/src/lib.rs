//! The messages between the suite and a relying party (RP), and the trait that says the same in Rust.
//!
//! The conversation is RP-first: the suite asks the RP to begin a ceremony, gets the options that the RP would send to a browser,
//! answers them as a client and an authenticator would, and hands the answer back. Each message is one line of JSON; each request
//! has exactly one answer, which repeats the request's opaque `seq`. `adapters/TUTORIAL.md` goes through it for other languages, and
//! `relycheck-protocol`'s feature `schema` derives the JSON Schemas.
//!
//! A program that only decodes answers [`Decode`] and takes part in no ceremony; an RP may answer it too.
//!
//! An answer nests at most [`DEEPEST_NESTING`] levels of arrays and objects.
//!
//! An adapter in Rust implements [`RelyingParty`] and calls [`serve`]. Nothing else is needed.

mod decode;
mod message;
mod nesting;
mod policy;
mod relying_party;
#[cfg(feature = "schema")]
mod schema;
mod serve;
mod shared;

pub use decode::{Artefact, Decode, Decoded};
pub use message::{
    Accepted, AccountRecord, Answer, AuthenticationBegin, AuthenticationFinish, Begun, Descriptor, Envelope, Failed, Greeting,
    RegistrationBegin, RegistrationFinish, Rejected, Reply, Request, Stored, Unsupported, User,
};
pub use nesting::{DEEPEST_NESTING, nesting};
pub use policy::{
    AttestationConveyance, AttestationPolicy, AttestationTrust, BackupStatePolicy, Capability, ClientDataPolicy, Depth, Identity,
    Lack, Mediation, Policy, Stage, TopOrigins, UserVerification,
};
pub use relying_party::{Begin, Finish, RelyingParty, dispatch};
#[cfg(feature = "schema")]
pub use schema::{schema_files, schemas};
pub use serve::serve;
pub use shared::Shared;

/// The version of the protocol that this crate speaks. A suite and an adapter whose numbers differ do not talk.
pub const VERSION: u32 = 1;
