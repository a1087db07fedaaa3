//! An RP's own words, made harmless: they may hold terminal escapes, markup or half a screen of text.

/// The text without control characters and noncharacters, which XML cannot hold, each shown as U+FFFD; not longer than a few lines.
#[must_use]
pub fn plain(text: &str) -> String {
    const MOST: usize = 400;
    let mut plain: String = text.chars().take(MOST).map(shown).collect();
    if text.chars().nth(MOST).is_some() {
        plain.push('…');
    }
    plain
}

/// The same, however long it is.
#[must_use]
pub(crate) fn harmless(text: &str) -> String {
    text.chars().map(shown).collect()
}

fn shown(character: char) -> char {
    match character {
        '\n' | '\t' => ' ',
        // Directional overrides can turn a line around as control characters can.
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => char::REPLACEMENT_CHARACTER,
        '\u{fffe}' | '\u{ffff}' => char::REPLACEMENT_CHARACTER,
        character if character.is_control() => char::REPLACEMENT_CHARACTER,
        character => character,
    }
}

/// The text as one cell or sentence of Markdown: nothing in it is markup.
pub(crate) fn markdown(text: &str) -> String {
    let mut escaped = String::new();
    for character in plain(text).chars() {
        match character {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '!' | '@' | '~' => {
                escaped.push('\\');
                escaped.push(character);
            }
            character => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    //! Escapes, markup and length.

    use super::{markdown, plain};

    #[test]
    fn terminal_escapes_do_not_get_through() {
        assert_eq!(plain("\u{1b}[31mred\u{7}\u{202e}"), "\u{fffd}[31mred\u{fffd}\u{fffd}");
        assert_eq!(plain("two\nlines"), "two lines");
        assert_eq!(plain("\u{fffe}\u{ffff}"), "\u{fffd}\u{fffd}", "no XML holds them");
        assert_eq!(plain(&"x".repeat(1000)).chars().count(), 401);
    }

    #[test]
    fn markup_does_not_get_through() {
        assert_eq!(markdown("<script>|`x`@me"), "&lt;script&gt;\\|\\`x\\`\\@me");
    }
}
