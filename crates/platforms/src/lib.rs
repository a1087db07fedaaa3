//! What documented platforms and browsers send to a relying party, as data with a ground per value.

mod embedded;
mod error;
mod load;
mod lookup;
mod model;
mod pairs;

pub use embedded::load;
pub use error::DataError;
pub use load::Source;
pub use lookup::Resolved;
pub use model::*;
pub use pairs::{Pair, pairs};
