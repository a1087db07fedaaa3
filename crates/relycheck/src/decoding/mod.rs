//! Other people's parsers, fed with what the catalogue offers and judged by what the standards say of each input.
//!
//! An input is a few bytes and what they are to be read as. [`demand`] says, by `relycheck-wire` alone, whether a decoder has to
//! accept it, has to refuse it, or may do either; [`feed`] hands it to a program over the protocol's `decode`, within limits of time
//! and memory, and goes on with the next one whatever becomes of the program.

mod demand;
mod feed;
mod inputs;
mod lines;
mod outcome;
mod summary;

pub use demand::{Demand, Demanded, demand};
pub use feed::{DEATHS_IN_A_ROW, Ended, Fed, Seen, feed};
pub use inputs::{Input, catalogue_inputs, regression_inputs};
pub use lines::{DECODING_VERSION, lines};
pub use outcome::Outcome;
pub use summary::{Counts, counts, summary};
