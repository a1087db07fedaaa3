//! A writer of JSON objects that may double a member, leave one out, or not be JSON at all.

/// `text` as a JSON string in the way of CCDToString
/// (<https://www.w3.org/TR/webauthn-3/#clientdatajson-serialization>): only `"`, `\` and U+0000 to U+001F are escaped, the last
/// as `\u00xx` in lower case.
#[must_use]
pub fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    // Nearly all text is base64url, in which there is nothing to escape.
    let mut rest = text;
    while let Some(place) = rest.find(|character| matches!(character, '"' | '\\' | '\0'..='\x1f')) {
        let (before, from) = rest.split_at(place);
        let (escaped, after) = from.split_at(1);
        quoted.push_str(before);
        match escaped {
            "\"" => quoted.push_str("\\\""),
            "\\" => quoted.push_str("\\\\"),
            control => quoted.push_str(&format!("\\u{:04x}", control.as_bytes()[0])),
        }
        rest = after;
    }
    quoted.push_str(rest);
    quoted.push('"');
    quoted
}

/// A value to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// A string, escaped by [`quote`].
    Text(String),
    /// `true` or `false`.
    Bool(bool),
    /// An array of strings.
    Texts(Vec<String>),
    /// An object.
    Object(Object),
    /// These bytes as they are: any JSON value, or something that is none.
    Raw(Vec<u8>),
}

impl Written {
    /// A string.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    /// Text that is spliced in as it is.
    #[must_use]
    pub fn raw(text: &str) -> Self {
        Self::Raw(text.as_bytes().to_vec())
    }

    /// The value as bytes: UTF-8 unless a raw value is not.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        write_value(self, &mut out);
        out
    }
}

/// An ordered list of members. Names may repeat.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Object {
    /// Names, unescaped, and values, in the order of writing.
    pub members: Vec<(String, Written)>,
    /// Written before each name, around each colon and before the closing brace; empty unless white space is wanted.
    pub space: String,
}

impl Object {
    /// An object of these members, without white space.
    #[must_use]
    pub fn new<const N: usize>(members: [(&str, Written); N]) -> Self {
        Self { members: members.map(|(name, value)| (name.to_owned(), value)).into(), space: String::new() }
    }

    /// Appends a member, also one whose name is there already.
    pub fn push(&mut self, name: &str, value: Written) {
        self.members.push((name.to_owned(), value));
    }

    /// Gives the first member of this name another value, in its place; appends it if there is none.
    pub fn set(&mut self, name: &str, value: Written) {
        match self.get_mut(name) {
            Some(place) => *place = value,
            None => self.push(name, value),
        }
    }

    /// Removes all members of this name and says whether there was one.
    pub fn remove(&mut self, name: &str) -> bool {
        let before = self.members.len();
        self.members.retain(|(candidate, _)| candidate != name);
        self.members.len() < before
    }

    /// The value of the first member of this name.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Written> {
        self.members.iter_mut().find(|(candidate, _)| candidate == name).map(|(_, value)| value)
    }

    /// The object that the first member of this name holds, if it holds one.
    pub fn object_mut(&mut self, name: &str) -> Option<&mut Self> {
        match self.get_mut(name)? {
            Written::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The object as bytes: UTF-8 unless a raw value is not.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.write(&mut out);
        out
    }

    /// Appends the object to `out`.
    pub fn write(&self, out: &mut Vec<u8>) {
        let space = self.space.as_bytes();
        out.push(b'{');
        for (place, (name, value)) in self.members.iter().enumerate() {
            if place > 0 {
                out.push(b',');
            }
            out.extend_from_slice(space);
            out.extend_from_slice(quote(name).as_bytes());
            out.extend_from_slice(space);
            out.push(b':');
            out.extend_from_slice(space);
            write_value(value, out);
        }
        out.extend_from_slice(space);
        out.push(b'}');
    }
}

fn write_value(value: &Written, out: &mut Vec<u8>) {
    match value {
        Written::Text(text) => out.extend_from_slice(quote(text).as_bytes()),
        Written::Bool(value) => out.extend_from_slice(value.to_string().as_bytes()),
        Written::Texts(texts) => {
            let quoted: Vec<_> = texts.iter().map(|text| quote(text)).collect();
            out.extend_from_slice(format!("[{}]", quoted.join(",")).as_bytes());
        }
        Written::Object(object) => object.write(out),
        Written::Raw(bytes) => out.extend_from_slice(bytes),
    }
}
