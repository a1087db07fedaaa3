//! Lines of at most 80 columns.

/// The width that all output for people keeps to.
pub const WIDTH: usize = 80;

/// Breaks text at spaces into lines of at most [`WIDTH`] columns, each with `indent` spaces in front. A word that is longer than a
/// line is left whole, so that ids can be copied.
#[must_use]
pub fn wrapped(text: &str, indent: usize) -> String {
    let mut out = String::new();
    let mut column = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if column == 0 {
            out.push_str(&" ".repeat(indent));
            column = indent;
        } else if column + 1 + length > WIDTH {
            out.push('\n');
            out.push_str(&" ".repeat(indent));
            column = indent;
        } else {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out.push('\n');
    out
}
