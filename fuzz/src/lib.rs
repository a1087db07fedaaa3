//! What the targets share: the peers, and the macro that makes a target of each.

mod target;

pub use target::{check, mutate};

#[doc(hidden)]
pub use relycheck_fuzzing as fuzzing;
