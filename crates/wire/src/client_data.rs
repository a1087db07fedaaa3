//! CollectedClientData, the JSON that the client signs for
//! (<https://www.w3.org/TR/webauthn-3/#dictionary-client-data>).

use std::borrow::Cow;

use crate::json::{self, Kind, MemberFault, Members, Object, Reader, Slot, Written};

/// Why bytes are not client data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The decoded text is not one JSON value. Offsets count from its start, which a byte order mark is not part of.
    #[error("client data: {0}")]
    Json(#[from] json::Error),
    /// The JSON value is not an object.
    #[error("client data: the JSON value is not an object; write an object with type, challenge and origin")]
    NotAnObject,
    /// A required member is not there.
    #[error("client data: member {member} is missing; add it")]
    Missing {
        /// The name of the member.
        member: &'static str,
    },
    /// A member has a value of another JSON type.
    #[error("client data: member {member} is not a {expected}; give it a {expected}")]
    WrongType {
        /// The name of the member.
        member: &'static str,
        /// The JSON type that it should have.
        expected: &'static str,
    },
    /// A known member occurs more than once, so that parsers disagree on its value.
    #[error("client data: member {member} occurs more than once; keep one of them")]
    Duplicate {
        /// The name of the member.
        member: &'static str,
    },
}

impl Error {
    fn member(member: &'static str, fault: MemberFault) -> Self {
        match fault {
            MemberFault::Missing => Self::Missing { member },
            MemberFault::Duplicate => Self::Duplicate { member },
            MemberFault::WrongType(expected) => Self::WrongType { member, expected },
        }
    }
}

/// Client data as received. Members that it does not know are tolerated, and found in the raw bytes only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientData<'a> {
    raw: &'a [u8],
    /// `type`, such as `webauthn.create`.
    pub ceremony: Cow<'a, str>,
    /// `challenge` as written, which is base64url without padding if the client is honest.
    pub challenge: Cow<'a, str>,
    /// `origin`.
    pub origin: Cow<'a, str>,
    /// `crossOrigin`, if present.
    pub cross_origin: Option<bool>,
    /// `topOrigin`, if present.
    pub top_origin: Option<Cow<'a, str>>,
}

impl<'a> ClientData<'a> {
    /// Reads the bytes of `clientDataJSON`: UTF-8 decode, then JSON, then the members. Strings borrow from `bytes` where those
    /// are UTF-8 and the string has no escape.
    ///
    /// # Errors
    /// See [`Error`]; a member counts as missing only when it is absent, `null` is of the wrong type.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Error> {
        match utf8_decode(bytes) {
            Cow::Borrowed(text) => Self::of_text(text, bytes),
            Cow::Owned(text) => Ok(ClientData { raw: bytes, ..ClientData::of_text(&text, &[])?.into_owned() }),
        }
    }

    /// The members of the decoded text, and the bytes as received.
    fn of_text(text: &'a str, raw: &'a [u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(text);
        let mut members = Members::new(["type", "challenge", "origin", "crossOrigin", "topOrigin"]);
        let is_object = reader.kind() == Some(Kind::Object);
        if is_object {
            members.read(&mut reader)?;
        } else {
            reader.value()?;
        }
        reader.finish()?;
        if !is_object {
            return Err(Error::NotAnObject);
        }
        let [ceremony, challenge, origin, cross_origin, top_origin] = members.slots;
        let required = |slot: Slot<'a>, member| slot.required_string().map_err(|fault| Error::member(member, fault));
        Ok(Self {
            raw,
            ceremony: required(ceremony, "type")?,
            challenge: required(challenge, "challenge")?,
            origin: required(origin, "origin")?,
            cross_origin: boolean(cross_origin).map_err(|fault| Error::member("crossOrigin", fault))?,
            top_origin: top_origin.string().map_err(|fault| Error::member("topOrigin", fault))?,
        })
    }

    /// The same members, borrowing nothing; without the bytes.
    fn into_owned<'b>(self) -> ClientData<'b> {
        let owned = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        ClientData {
            raw: &[],
            ceremony: owned(self.ceremony),
            challenge: owned(self.challenge),
            origin: owned(self.origin),
            cross_origin: self.cross_origin,
            top_origin: self.top_origin.map(owned),
        }
    }

    /// The bytes as received, which are what is hashed: byte order mark, white space and all.
    #[must_use]
    pub fn as_bytes(&self) -> &'a [u8] {
        self.raw
    }
}

fn boolean(slot: Slot<'_>) -> Result<Option<bool>, MemberFault> {
    let value = slot.value()?.map(|value| value.boolean().ok_or(MemberFault::WrongType("boolean")));
    value.transpose()
}

/// "UTF-8 decode" of the WHATWG Encoding standard: takes one leading byte order mark away and replaces each maximal malformed
/// sequence by U+FFFD. Borrows where nothing had to be replaced.
#[must_use]
pub fn utf8_decode(bytes: &[u8]) -> Cow<'_, str> {
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    // What is UTF-8 already is found so several bytes at a time.
    str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
}

/// U+FEFF in UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Client data to be written: by default what §5.8.1.1 prescribes
/// (<https://www.w3.org/TR/webauthn-3/#clientdatajson-serialization>), and anything else by changing the fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientDataWriter {
    /// The members in the order of writing.
    pub object: Object,
    /// Whether a UTF-8 byte order mark comes first.
    pub byte_order_mark: bool,
    /// Raw bytes in front of the object.
    pub before: Vec<u8>,
    /// Raw bytes behind the object.
    pub after: Vec<u8>,
}

impl ClientDataWriter {
    /// The members in the prescribed order: type, challenge, origin, crossOrigin, and topOrigin if given. `challenge` is the
    /// text to be written, normally base64url without padding.
    #[must_use]
    pub fn new(ceremony: &str, challenge: &str, origin: &str, cross_origin: bool, top_origin: Option<&str>) -> Self {
        let mut object = Object::new([
            ("type", Written::text(ceremony)),
            ("challenge", Written::text(challenge)),
            ("origin", Written::text(origin)),
            ("crossOrigin", Written::Bool(cross_origin)),
        ]);
        if let Some(top_origin) = top_origin {
            object.push("topOrigin", Written::text(top_origin));
        }
        Self { object, byte_order_mark: false, before: Vec::new(), after: Vec::new() }
    }

    /// The bytes of `clientDataJSON`.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        if self.byte_order_mark {
            out.extend_from_slice(BYTE_ORDER_MARK);
        }
        out.extend_from_slice(&self.before);
        self.object.write(&mut out);
        out.extend_from_slice(&self.after);
        out
    }
}
