//! A reader that goes through JSON text once, front to back, and borrows every value from it.

use super::{Error, Kind, Value};

/// How many arrays and objects may stand within each other.
pub const MAX_DEPTH: usize = 127;

/// Reads values from a text.
#[derive(Debug, Clone)]
pub(crate) struct Reader<'a> {
    text: &'a str,
    position: usize,
    /// Arrays and objects that are open.
    depth: usize,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, position: 0, depth: 0 }
    }

    /// The next byte that is not white space, which is not consumed.
    #[inline]
    fn peek(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(self.position) {
            if !matches!(byte, b' ' | b'\t' | b'\r' | b'\n') {
                return Some(*byte);
            }
            self.position += 1;
        }
        None
    }

    /// The type of the next value, as its first byte promises.
    pub(crate) fn kind(&mut self) -> Option<Kind> {
        self.peek().map(Kind::of)
    }

    fn syntax<T>(&self, expected: &'static str) -> Result<T, Error> {
        Err(Error::Syntax { offset: self.position, expected })
    }

    /// Consumes this byte, if it comes next.
    #[inline]
    fn take(&mut self, byte: u8) -> bool {
        let found = self.text.as_bytes().get(self.position) == Some(&byte);
        self.position += usize::from(found);
        found
    }

    /// Reads one value of any type.
    #[inline]
    pub(crate) fn value(&mut self) -> Result<Value<'a>, Error> {
        self.peek();
        let start = self.position;
        let escapes = self.skip()?;
        Ok(Value::new(&self.text[start..self.position], escapes))
    }

    /// Goes over the value that begins at the position or behind white space, and says how many escapes it has, if it is a string.
    fn skip(&mut self) -> Result<usize, Error> {
        match self.peek() {
            Some(b'"') => return self.string(),
            Some(b'{') => self.object(|reader, _| reader.skip().map(drop))?,
            Some(b'[') => self.array()?,
            Some(b't') => self.literal("true")?,
            Some(b'f') => self.literal("false")?,
            Some(b'n') => self.literal("null")?,
            Some(b'-' | b'0'..=b'9') => self.number()?,
            _ => return self.syntax("a value"),
        }
        Ok(0)
    }

    /// Reads an object. `visit` gets each name, and must consume the value.
    pub(crate) fn object(&mut self, mut visit: impl FnMut(&mut Self, Value<'a>) -> Result<(), Error>) -> Result<(), Error> {
        self.open()?;
        if self.peek() != Some(b'}') {
            loop {
                if self.peek() != Some(b'"') {
                    return self.syntax("a member name");
                }
                let start = self.position;
                let escapes = self.string()?;
                let name = Value::new(&self.text[start..self.position], escapes);
                self.peek();
                if !self.take(b':') {
                    return self.syntax("a colon");
                }
                visit(self, name)?;
                self.peek();
                if !self.take(b',') {
                    break;
                }
            }
        }
        self.close(b'}', "a comma or the end of the object")
    }

    fn array(&mut self) -> Result<(), Error> {
        self.open()?;
        if self.peek() != Some(b']') {
            loop {
                self.skip()?;
                self.peek();
                if !self.take(b',') {
                    break;
                }
            }
        }
        self.close(b']', "a comma or the end of the array")
    }

    /// Consumes the bracket at the position.
    fn open(&mut self) -> Result<(), Error> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Error::TooDeep { offset: self.position, limit: MAX_DEPTH });
        }
        self.position += 1;
        Ok(())
    }

    fn close(&mut self, bracket: u8, expected: &'static str) -> Result<(), Error> {
        self.depth -= 1;
        if self.take(bracket) { Ok(()) } else { self.syntax(expected) }
    }

    fn literal(&mut self, literal: &'static str) -> Result<(), Error> {
        if !self.text.as_bytes()[self.position..].starts_with(literal.as_bytes()) {
            return self.syntax(literal);
        }
        self.position += literal.len();
        Ok(())
    }

    fn digits(&mut self) -> Result<(), Error> {
        let digits = self.text.as_bytes()[self.position..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.position += digits;
        if digits == 0 { self.syntax("a digit") } else { Ok(()) }
    }

    fn number(&mut self) -> Result<(), Error> {
        self.take(b'-');
        if !self.take(b'0') {
            self.digits()?;
        }
        if self.take(b'.') {
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            if !self.take(b'+') {
                self.take(b'-');
            }
            self.digits()?;
        }
        Ok(())
    }

    /// Reads the string that begins at the position, and says how many escapes it has.
    #[inline]
    fn string(&mut self) -> Result<usize, Error> {
        let bytes = self.text.as_bytes();
        let mut escapes = 0;
        self.position += 1;
        loop {
            self.position += plain(&bytes[self.position..]);
            match bytes.get(self.position) {
                Some(b'"') => {
                    self.position += 1;
                    return Ok(escapes);
                }
                Some(b'\\') => {
                    escapes += 1;
                    self.position += 1;
                    self.escape()?;
                }
                Some(_) => return self.syntax("an escape for a control character"),
                None => return self.syntax("the end of the string"),
            }
        }
    }

    /// Reads what follows a backslash.
    fn escape(&mut self) -> Result<(), Error> {
        let start = self.position - 1;
        match self.text.as_bytes().get(self.position) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => {
                self.position += 1;
                Ok(())
            }
            Some(b'u') => {
                self.position += 1;
                let lone = Error::LoneSurrogate { offset: start };
                match self.hex()? {
                    0xdc00..=0xdfff => Err(lone),
                    // Planted: half a pair is a character.
                    0xd800..=0xdbff if cfg!(planted = "lone-surrogate-accepted") => Ok(()),
                    0xd800..=0xdbff if !(self.take(b'\\') && self.take(b'u')) => Err(lone),
                    0xd800..=0xdbff if !matches!(self.hex()?, 0xdc00..=0xdfff) => Err(lone),
                    _ => Ok(()),
                }
            }
            _ => self.syntax("a character that can be escaped"),
        }
    }

    /// Reads the four digits of a `\u` escape.
    fn hex(&mut self) -> Result<u16, Error> {
        let mut value = 0;
        for _ in 0..4 {
            let digit = self.text.as_bytes().get(self.position).and_then(|&byte| char::from(byte).to_digit(16));
            let Some(digit) = digit else { return self.syntax("a hexadecimal digit") };
            value = (value << 4) | digit as u16;
            self.position += 1;
        }
        Ok(value)
    }

    /// Asserts that nothing but white space is left.
    pub(crate) fn finish(mut self) -> Result<(), Error> {
        match self.peek() {
            None => Ok(()),
            // Planted: the value is enough.
            Some(_) if cfg!(planted = "trailing-text-dropped") => Ok(()),
            Some(_) => Err(Error::TrailingText { offset: self.position }),
        }
    }
}

/// How many bytes from the start stand for themselves in a string.
#[inline]
fn plain(bytes: &[u8]) -> usize {
    let (words, rest) = bytes.as_chunks();
    for (place, word) in words.iter().enumerate() {
        let special = special(u64::from_le_bytes(*word));
        if special != 0 {
            return 8 * place + special.trailing_zeros() as usize / 8;
        }
    }
    let special = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..0x20);
    8 * words.len() + rest.iter().position(special).unwrap_or(rest.len())
}

/// The top bit of the first of eight bytes that is a quote, a backslash or a control character, and perhaps others above it. Taking
/// a limit from a byte below it borrows, which sets a top bit that was clear; a byte is 0, and so below 1, where it equals what it
/// is compared with.
#[inline]
fn special(word: u64) -> u64 {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let below = |word: u64, limit: u8| word.wrapping_sub(EACH * u64::from(limit)) & !word;
    let is = |byte: u8| below(word ^ (EACH * u64::from(byte)), 1);
    (below(word, 0x20) | is(b'"') | is(b'\\')) & (EACH << 7)
}

/// The entries of an array or object that has been read once, so that the first fault is the end.
#[derive(Debug)]
pub(super) struct Entries<'a>(Reader<'a>);

impl<'a> Entries<'a> {
    /// `text` is the array or object.
    pub(super) fn open(text: &'a str) -> Self {
        Self(Reader { text, position: 1, depth: 0 })
    }

    pub(super) fn next_value(&mut self) -> Option<Value<'a>> {
        self.0.peek();
        self.0.take(b',');
        self.0.value().ok()
    }

    /// The name of the next member, its colon consumed.
    pub(super) fn next_name(&mut self) -> Option<Value<'a>> {
        let name = self.next_value()?;
        self.0.peek();
        self.0.take(b':').then_some(name)
    }
}

/// The text that a string's content stands for, which has been read once.
pub(super) fn unescape(content: &str) -> String {
    let mut text = String::with_capacity(content.len());
    let mut rest = content;
    while let Some((before, escape)) = rest.split_once('\\') {
        text.push_str(before);
        let unit = |at: usize| escape.get(at..at + 4).and_then(|digits| u16::from_str_radix(digits, 16).ok());
        let (character, length) = match escape.as_bytes().first() {
            Some(b'u') => match unit(1) {
                Some(high @ 0xd800..=0xdbff) => {
                    let pair = [high, unit(7).unwrap_or_default()];
                    (char::decode_utf16(pair).next().and_then(Result::ok), 11)
                }
                unit => (unit.and_then(|unit| char::from_u32(unit.into())), 5),
            },
            Some(b'b') => (Some('\u{8}'), 1),
            Some(b'f') => (Some('\u{c}'), 1),
            Some(b'n') => (Some('\n'), 1),
            Some(b'r') => (Some('\r'), 1),
            Some(b't') => (Some('\t'), 1),
            // A quote, a backslash or a slash stands for itself.
            other => (other.map(|&byte| char::from(byte)), 1),
        };
        text.push(character.unwrap_or(char::REPLACEMENT_CHARACTER));
        rest = escape.get(length..).unwrap_or_default();
    }
    text + rest
}
