//! Results to people and machines: the terminal's summary, the platform grid as Markdown, JSON lines.
//!
//! Takes results lines and gives text. Text for terminals carries styles; whoever prints it takes them out where there is no
//! terminal.

mod findings;
mod grid;
mod human;
mod layout;
mod lines;
mod style;

pub use grid::markdown as markdown_grid;
pub use human::{Ending, Results, human};
pub use layout::{WIDTH, wrapped};
pub use lines::json_line;
