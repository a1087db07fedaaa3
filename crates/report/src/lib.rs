//! Results to people and machines: the terminal's summary, JSON lines, JUnit XML, Markdown, a badge.
//!
//! Takes results lines and gives text. Text for terminals carries styles; whoever prints it takes them out where there is no
//! terminal.

mod badge;
mod findings;
mod grid;
mod human;
mod junit;
mod layout;
mod lines;
mod markdown;
mod plain;
mod style;

pub use badge::badge;
pub use grid::markdown as markdown_grid;
pub use human::{Ending, Results, human};
pub use junit::junit;
pub use layout::{WIDTH, wrapped};
pub use lines::{json, json_line};
pub use markdown::{comparison, markdown};
pub use plain::plain;
