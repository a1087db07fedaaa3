//! Text in a vector: as it is, or, where it is long and repeats itself, as a recipe.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Text of more bytes than this is looked through for repetition.
const LONG: usize = 16 * 1024;
/// The longest unit that is looked for.
const LONGEST_UNIT: usize = 64;
/// A repetition has at least so many bytes.
const WORTH_IT: usize = 512;

/// Text, whole or as pieces to be put together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Text {
    /// As it is.
    Whole(String),
    /// Pieces, one after the other.
    Recipe(Vec<Piece>),
}

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Piece {
    /// As it is.
    Text(String),
    /// A unit, so many times.
    Repeat {
        /// What is repeated.
        repeat: String,
        /// How often it occurs.
        times: usize,
    },
}

impl Text {
    /// The text, as a recipe where it is long.
    #[must_use]
    pub fn new(text: String) -> Self {
        if text.len() <= LONG { Self::Whole(text) } else { Self::Recipe(pieces(&text)) }
    }

    /// The text as it is.
    #[must_use]
    pub fn expand(&self) -> String {
        match self {
            Self::Whole(text) => text.clone(),
            Self::Recipe(pieces) => pieces
                .iter()
                .map(|piece| match piece {
                    Piece::Text(text) => text.clone(),
                    Piece::Repeat { repeat, times } => repeat.repeat(*times),
                })
                .collect(),
        }
    }
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let (mut plain_from, mut at) = (0, 0);
    while at < text.len() {
        let Some((unit, times)) = repetition(text, at) else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
            continue;
        };
        if plain_from < at {
            pieces.push(Piece::Text(text[plain_from..at].to_owned()));
        }
        pieces.push(Piece::Repeat { repeat: text[at..at + unit].to_owned(), times });
        at += unit * times;
        plain_from = at;
    }
    if plain_from < text.len() {
        pieces.push(Piece::Text(text[plain_from..].to_owned()));
    }
    pieces
}

/// The shortest unit that is repeated from here on, in bytes, and how often, if that is worth it.
fn repetition(text: &str, from: usize) -> Option<(usize, usize)> {
    let rest = &text.as_bytes()[from..];
    (1..=LONGEST_UNIT.min(rest.len() / 2)).filter(|&unit| text.is_char_boundary(from + unit)).find_map(|unit| {
        let alike = rest.iter().zip(&rest[unit..]).take_while(|(one, other)| one == other).count();
        let times = alike / unit + 1;
        (times > 1 && unit * times >= WORTH_IT).then_some((unit, times))
    })
}

#[cfg(test)]
mod tests {
    use super::{Piece, Text};

    fn expands(text: &str) -> Text {
        let recipe = Text::new(text.to_owned());
        assert_eq!(recipe.expand(), text);
        recipe
    }

    #[test]
    fn short_text_stays_as_it_is() {
        for text in ["", "a", &"a".repeat(16 * 1024)] {
            assert_eq!(expands(text), Text::Whole(text.to_owned()));
        }
    }

    #[test]
    fn long_repetition_becomes_a_unit_and_a_count() {
        let text = format!("{{\"a\":\"{}\"}}", "gYGB".repeat(5000));
        let Text::Recipe(pieces) = expands(&text) else { panic!("it is long") };
        assert!(pieces.contains(&Piece::Repeat { repeat: "gYGB".to_owned(), times: 5000 }), "{pieces:?}");
        assert_eq!(pieces.len(), 3);
    }

    #[test]
    fn what_does_not_repeat_and_characters_of_several_bytes_come_through() {
        let text: String = (0..9000_u32).map(|number| char::from_u32(0x100 + number * 7 % 0x1000).unwrap_or('a')).collect();
        expands(&text);
        expands(&format!("é{}ü", "é".repeat(9000)));
    }
}
