//! Says what each byte of a message is: named ranges that cover it in order, without gap or overlap, whatever the input.

mod authenticator_data;
mod client_data;
mod items;
mod ranges;

pub use authenticator_data::authenticator_data;
pub use client_data::client_data;
pub use items::{cose, registration};
pub use ranges::Range;
