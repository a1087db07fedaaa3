//! JSON as clients post it: a reader that keeps member order and doubles, and a writer that escapes as CCDToString does.

mod read;
mod write;

pub use read::{Error, Value, parse};
pub use write::{Object, Written, quote};

pub(crate) use read::{MemberFault, Members};
