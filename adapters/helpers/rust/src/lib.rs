//! What every adapter in Rust does, whatever its library: [`Library`] is what is left to write.
//!
//! An adapter implements [`Library`] for a type, makes a relying party of it by [`relying_party!`], and includes two data files,
//! `identity.json` and `stages.json`, by [`Data::included`]. `adapters/helpers/README.md` says what may stand in them.

mod capabilities;
mod ceremony;
pub mod cose;
mod data;
mod decoder;
mod library;
mod refusal;
mod stages;
mod terms;

pub use ceremony::{Ceremony, read};
pub use data::{Data, DataError, Duty};
pub use decoder::{Decoder, Read, serve_decoder};
pub use library::{
    Described, Kept, Library, begin_authentication, begin_registration, begun, finish_authentication, finish_registration,
};
pub use refusal::{OrRefusal, Refusal};
#[doc(hidden)]
pub use relycheck_protocol as protocol;
pub use stages::Kind;
pub use terms::{decode, encode, pem, replace_challenge, term, user_verification};
