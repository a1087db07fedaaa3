//! The oracles over ceremonies, over inputs that a seed generates: what they reach, and what they find.

mod faults;
mod generated;
mod oracles;
mod reached;
