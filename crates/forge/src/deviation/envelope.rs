//! What can be wrong with the JSON envelope.

use data_encoding::{BASE64, BASE64_NOPAD, BASE64URL, BASE64URL_NOPAD};
use relycheck_wire::json::{Object, Written};

/// What is wrong with the JSON envelope. A member is named by its path: `id`, or `response.signature`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum EnvelopeDeviation {
    /// `clientDataJSON` is missing.
    WithoutClientData,
    /// `attestationObject` is missing and a `signature` is there, as in an assertion.
    WithoutAttestationObject,
    /// `authenticatorData` is missing from an assertion.
    WithoutAuthenticatorData,
    /// `signature` is missing and an `attestationObject` is there, as in a registration.
    WithoutSignature,
    /// `userHandle` is missing.
    WithoutUserHandle,
    /// `userHandle` is another account's.
    UserHandle(Vec<u8>),
    /// `id` and `rawId` are of no credential.
    UnknownCredentialId,
    /// `id` and `rawId` are so many bytes, and of no credential.
    UnknownCredentialIdOf(u16),
    /// These members are missing.
    Without(Vec<&'static str>),
    /// A member has this JSON text as its value, and is added where there is none.
    Set(&'static str, String),
    /// A member stands twice: this JSON text as its value first, its own after it.
    Twice(&'static str, String),
    /// A member's bytes are written in another base64.
    Encoded(&'static str, Encoding),
    /// The lowest bit of the last of a member's bytes is flipped.
    BitFlipped(&'static str),
    /// This text comes before and that after the envelope.
    Within(&'static str, &'static str),
    /// The envelope ends one byte early.
    Unclosed,
}

/// The ways to write base64 (RFC 4648) that are not that of the standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// The alphabet of base64url, with padding.
    Padded,
    /// The other alphabet, without padding.
    Standard,
    /// The other alphabet, with padding.
    StandardPadded,
    /// Base64url with the bits set that stand for no byte, where there are any.
    TailBits,
}

impl EnvelopeDeviation {
    pub(super) fn sentence(&self) -> String {
        match self {
            Self::WithoutClientData => "`clientDataJSON` is missing".to_owned(),
            Self::WithoutAttestationObject => "`attestationObject` is missing and `signature` is there".to_owned(),
            Self::WithoutAuthenticatorData => "`authenticatorData` is missing".to_owned(),
            Self::WithoutSignature => "`signature` is missing and `attestationObject` is there".to_owned(),
            Self::WithoutUserHandle => "`userHandle` is missing".to_owned(),
            Self::UserHandle(bytes) if bytes.is_empty() => "`userHandle` is empty".to_owned(),
            Self::UserHandle(_) => "`userHandle` is another account's".to_owned(),
            Self::UnknownCredentialId => "`id` and `rawId` are of no registered credential".to_owned(),
            Self::UnknownCredentialIdOf(length) => format!("`id` and `rawId` are {length} bytes, of no registered credential"),
            Self::Without(names) => format!("the envelope has no `{}`", names.join("`, `")),
            Self::Set(name, value) => format!("`{name}` in the envelope is {value}"),
            Self::Twice(name, value) => format!("`{name}` stands twice in the envelope, first as {value}"),
            Self::Encoded(name, encoding) => format!("`{name}` in the envelope is {}", encoding.sentence()),
            Self::BitFlipped(name) => format!("one bit of `{name}` in the envelope is flipped"),
            Self::Within(before, after) => format!("the envelope stands between {before:?} and {after:?}"),
            Self::Unclosed => "the envelope lacks its closing brace".to_owned(),
        }
    }

    /// Edits the whole envelope. What concerns single members of one ceremony is done where they are made.
    pub(crate) fn apply(&self, envelope: &mut Object) {
        match self {
            Self::Without(names) => {
                for name in names {
                    let (object, name) = place(envelope, name);
                    object.remove(name);
                }
            }
            Self::Set(name, value) => {
                let (object, name) = place(envelope, name);
                object.set(name, Written::raw(value));
            }
            Self::Twice(name, value) => {
                let (object, name) = place(envelope, name);
                if let Some(own) = object.members.iter().position(|(candidate, _)| candidate == name) {
                    object.members.insert(own, (name.to_owned(), Written::raw(value)));
                }
            }
            Self::Encoded(name, encoding) => edit(envelope, name, |bytes| encoding.write(bytes)),
            Self::BitFlipped(name) => edit(envelope, name, |bytes| {
                let mut flipped = bytes.to_vec();
                if let Some(last) = flipped.last_mut() {
                    *last ^= 1;
                }
                BASE64URL_NOPAD.encode(&flipped)
            }),
            _ => {}
        }
    }

    /// Edits the text of the envelope.
    pub(crate) fn apply_to_text(&self, text: &mut String) {
        match self {
            Self::Within(before, after) => *text = format!("{before}{text}{after}"),
            Self::Unclosed => drop(text.pop()),
            _ => {}
        }
    }
}

/// The object that a path leads to, and the name within it.
fn place<'o, 'n>(envelope: &'o mut Object, path: &'n str) -> (&'o mut Object, &'n str) {
    match path.strip_prefix("response.") {
        Some(name) if envelope.object_mut("response").is_some() => {
            (envelope.object_mut("response").unwrap_or_else(|| unreachable!("it is there")), name)
        }
        _ => (envelope, path),
    }
}

/// Writes a member's bytes anew.
fn edit(envelope: &mut Object, path: &str, write: impl FnOnce(&[u8]) -> String) {
    let (object, name) = place(envelope, path);
    if let Some(Written::Text(text)) = object.get_mut(name)
        && let Ok(bytes) = BASE64URL_NOPAD.decode(text.as_bytes())
    {
        *text = write(&bytes);
    }
}

impl Encoding {
    fn sentence(self) -> &'static str {
        match self {
            Self::Padded => "base64url with padding",
            Self::Standard => "base64 in the other alphabet, without padding",
            Self::StandardPadded => "base64 in the other alphabet, with padding",
            Self::TailBits => "base64url whose last character has bits set that stand for no byte",
        }
    }

    fn write(self, bytes: &[u8]) -> String {
        match self {
            Self::Padded => BASE64URL.encode(bytes),
            Self::Standard => BASE64_NOPAD.encode(bytes),
            Self::StandardPadded => BASE64.encode(bytes),
            Self::TailBits => {
                let mut text = BASE64URL_NOPAD.encode(bytes);
                // Two characters stand for one byte more and three for two; the next character of the alphabet is the same bytes.
                if !bytes.len().is_multiple_of(3)
                    && let Some(last) = text.pop()
                {
                    text.push(char::from(u8::try_from(last).unwrap_or_default() + 1));
                }
                text
            }
        }
    }
}
