//! JSON as clients post it: a reader that keeps member order and doubles, and a writer that escapes as CCDToString does.

mod error;
mod members;
mod reader;
mod value;
mod write;

pub use error::Error;
pub use reader::MAX_DEPTH;
pub use value::{Kind, Value};
pub use write::{Object, Written, quote};

pub(crate) use members::{MemberFault, Members, Slot};
pub(crate) use reader::Reader;
