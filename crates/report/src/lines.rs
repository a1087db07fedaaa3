//! The machine's form: one JSON object a line.

use relycheck_judge::Line;

/// A results line with its line end.
///
/// # Errors
/// Where it cannot be written as JSON, which no line of this suite is.
pub fn json_line(line: &Line) -> Result<String, serde_json::Error> {
    serde_json::to_string(line).map(|text| text + "\n")
}
