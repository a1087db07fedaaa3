//! The messages between the suite and a relying party, and the trait that says the same in Rust.
