//! What the fuzz targets are made of: generators, mutators and oracles.
//!
//! A fuzz target under `fuzz/` hands its bytes to [`check`] or [`Target::check`] and panics where that answers a [`Finding`];
//! everything else is here, where tests reach it without a fuzzer.

#[cfg(feature = "peers")]
pub mod decoders;
pub mod divergence;
mod edit;
mod explain;
mod finding;
pub mod generate;
mod input;
pub mod mutate;
mod mutator;
mod opened;
mod parse;
mod peers;
mod resign;
mod responses;
pub mod session;
mod setting;
mod stream;
mod target;
pub mod verdict;
mod verify;

pub use relycheck_protocol::Artefact;

pub use explain::explain;
pub use finding::Finding;
pub use input::VerifyInput;
pub use mutator::mutated;
pub use peers::{Decoded, Decoder, Peers};
pub use setting::{Asked, Framing, Setting, Table};
pub use stream::stream;
pub use target::{Target, check};
pub use verify::{CONTROL, ListedDivergence, PLANTED_FAULTS, Verdict, fault, mutant, verdicts};
