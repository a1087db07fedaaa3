//! The machine's form: one JSON object a line.

use std::fmt::Write as _;

use relycheck_judge::Line;
use serde::Serialize;

/// A results line with its line end.
///
/// # Errors
/// Where it cannot be written as JSON, which no line of this suite is.
pub fn json_line(line: &Line) -> Result<String, serde_json::Error> {
    json(line).map(|text| text + "\n")
}

/// A value as JSON on one line that a terminal shows as it is: what an RP says may hold characters that move the cursor or turn a line
/// around, so these are escaped. For a reader of JSON they are the same.
///
/// # Errors
/// Where it cannot be written as JSON.
pub fn json(value: &impl Serialize) -> Result<String, serde_json::Error> {
    let text = serde_json::to_string(value)?;
    let mut shown = String::with_capacity(text.len());
    // Outside of strings JSON has none of them, and the writer has escaped those below U+0020 already.
    for character in text.chars() {
        if steers(character) {
            let _ = write!(shown, "\\u{:04x}", u32::from(character));
        } else {
            shown.push(character);
        }
    }
    Ok(shown)
}

/// Controls, marks and overrides of direction, and separators of lines; all are in the first plane.
fn steers(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
        )
}

#[cfg(test)]
mod tests {
    use super::json;

    #[test]
    fn what_steers_a_terminal_is_escaped_and_means_the_same() {
        let steering = "\u{1b}[2J \u{7f} \u{9b}31m \u{85} \u{61c}\u{200e}\u{200f} \u{2028}\u{2029} \u{202a}\u{202e} \u{2066}\u{2069} \u{feff}\n";
        let plain = "é \u{200d} 界 😀 \\u009b \"";
        let text = json(&[steering, plain]).expect("JSON");
        let raw = |character: char| !(' '..='~').contains(&character);
        assert_eq!(text.chars().filter(|&character| raw(character)).collect::<String>(), "é\u{200d}界😀");
        assert!(text.contains(r"\u009b31m \u0085") && text.contains(r"\u202a\u202e"), "{text}");
        assert_eq!(serde_json::from_str::<[String; 2]>(&text).expect("JSON"), [steering, plain]);
    }
}
