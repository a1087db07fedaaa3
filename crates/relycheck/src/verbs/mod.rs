//! One file per verb.

pub mod adapters;
pub mod check;
pub mod corpus;
pub mod diff;
pub mod explain;
pub mod kill_matrix;
pub mod list;
pub mod replay;
pub mod report;
pub mod serve_adapter;
pub mod smoke;
pub mod trace;
pub mod vectors;
