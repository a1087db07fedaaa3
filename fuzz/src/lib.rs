//! What the targets share: the peers, and the macro that makes a target of each.

mod target;

pub use target::{beside_peers, mutate};
