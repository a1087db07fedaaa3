//! Ranges of client data (<https://www.w3.org/TR/webauthn-3/#dictionary-client-data>).

use super::ranges::{Range, Ranges};

/// The ranges of `clientDataJSON`: byte order mark, punctuation and white space (`json`), and for each member of the top-level
/// object its name (`origin.name`) and its value (`origin`). The first byte that cannot be placed begins `unparsed`.
#[must_use]
pub fn client_data(bytes: &[u8]) -> Vec<Range> {
    let mut ranges = Ranges::new(bytes);
    if bytes.starts_with(b"\xef\xbb\xbf") {
        ranges.push(3, "byteOrderMark", "UTF-8 byte order mark, stripped before parsing and hashed all the same");
    }
    _ = object(&mut ranges);
    ranges.finish()
}

fn object(ranges: &mut Ranges<'_>) -> Option<()> {
    punctuation(ranges, b'{')?;
    let mut first = true;
    while peek(ranges) != Some(b'}') {
        if !first {
            punctuation(ranges, b',')?;
        }
        first = false;
        white_space(ranges);
        let start = ranges.position;
        let end = string_end(ranges.bytes, start)?;
        // Shown as written: a name that hides behind escapes is worth seeing.
        let member = String::from_utf8_lossy(&ranges.bytes[start + 1..end - 1]).into_owned();
        ranges.push(end, format!("{member}.name"), "member name");
        punctuation(ranges, b':')?;
        white_space(ranges);
        let end = value_end(ranges.bytes, ranges.position)?;
        let value = String::from_utf8_lossy(&ranges.bytes[ranges.position..end]).into_owned();
        ranges.push(end, member, value);
    }
    punctuation(ranges, b'}')?;
    white_space(ranges);
    Some(())
}

fn after_space(ranges: &Ranges<'_>) -> usize {
    let rest = &ranges.bytes[ranges.position..];
    ranges.position + rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')).count()
}

fn peek(ranges: &Ranges<'_>) -> Option<u8> {
    ranges.bytes.get(after_space(ranges)).copied()
}

fn white_space(ranges: &mut Ranges<'_>) {
    let end = after_space(ranges);
    ranges.push(end, "json", "white space");
}

/// Names white space and the byte after it, if it is the one expected.
fn punctuation(ranges: &mut Ranges<'_>, byte: u8) -> Option<()> {
    if peek(ranges) != Some(byte) {
        return None;
    }
    white_space(ranges);
    ranges.push(ranges.position + 1, "json", char::from(byte));
    Some(())
}

/// The end of the string that begins at `start`, both quotes included.
fn string_end(bytes: &[u8], start: usize) -> Option<usize> {
    let content = bytes.get(start..)?.strip_prefix(b"\"")?;
    let mut escaped = false;
    for (place, byte) in content.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return Some(start + place + 2),
            _ => {}
        }
    }
    None
}

/// The end of the value that begins at `start`: brackets are matched by count, scalars end at the next delimiter.
fn value_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut open = 0usize;
    let mut position = start;
    while let Some(&byte) = bytes.get(position) {
        match byte {
            b'"' => position = string_end(bytes, position)?,
            b'{' | b'[' => {
                open += 1;
                position += 1;
            }
            b'}' | b']' | b',' | b' ' | b'\t' | b'\r' | b'\n' if open == 0 => break,
            b'}' | b']' => {
                open -= 1;
                position += 1;
            }
            _ => {
                position += 1;
                continue;
            }
        }
        if open == 0 {
            break;
        }
    }
    (open == 0 && position > start).then_some(position)
}
