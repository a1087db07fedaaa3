//! CBOR as RFC 8949 defines it and as CTAP2 narrows it: reading, judging, writing.

mod canonical;
pub mod encode;
mod error;
mod head;
mod pairs;
mod reader;
mod validity;
mod walk;

pub use canonical::{Offence, Rule, canonical, key_order};
pub use encode::{Node, Width};
pub use error::Error;
pub use head::{Head, Major};
pub use reader::{Entries, Reader};
pub use validity::validate;
pub use walk::{MAX_DEPTH, item_end, nesting_depth, well_formed};

pub(crate) use pairs::{Pair, Pairs};
