//! Changes of client data: <https://www.w3.org/TR/webauthn-3/#dictionary-client-data>.

use data_encoding::{BASE64, BASE64URL_NOPAD};
use relycheck_wire::client_data::utf8_decode;
use relycheck_wire::json::{Value, Written};

use super::bytes::BytesEdit;
use super::draw::Draw;
use super::json::{Dictionary, ObjectEdit};
use crate::opened::open_object;
use crate::session::{CREATION_CHALLENGE, ORIGIN, REQUEST_CHALLENGE, TOP_ORIGIN};

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ClientDataEdit {
    /// Of its object, which is written again.
    Object(ObjectEdit),
    /// A byte order mark comes first.
    ByteOrderMark,
    /// This text follows.
    Behind(&'static str),
    /// The last byte, mostly a brace, is this text.
    Ending(&'static str),
    /// This text stands in the place of all.
    Whole(&'static str),
    /// A letter of `type` is written as an escape.
    Escape,
    /// One member more holds what is no UTF-8.
    Malformed,
    /// Of its bytes.
    Bytes(BytesEdit),
}

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

const DICTIONARY: Dictionary = Dictionary {
    names: &["type", "challenge", "origin", "crossOrigin", "topOrigin", "tokenBinding", "other"],
    values: &[
        "true",
        "false",
        "null",
        "1",
        "\"webauthn.create\"",
        "\"webauthn.get\"",
        "\"payment.get\"",
        "{\"status\":\"supported\"}",
        "[]",
    ],
    strings,
};

fn strings() -> Vec<String> {
    let challenges = [CREATION_CHALLENGE, REQUEST_CHALLENGE];
    let encoded = challenges.iter().flat_map(|challenge| [BASE64URL_NOPAD.encode(challenge), BASE64.encode(challenge)]);
    let origins = [
        ORIGIN,
        TOP_ORIGIN,
        "https://login.example.org",
        "https://example.org:443",
        "https://example.org/",
        "http://example.org",
        "HTTPS://EXAMPLE.ORG",
        "https://xn--bcher-kva.example.org",
        "https://b\u{fc}cher.example.org",
        "android:apk-key-hash:cmVseWNoZWNrIGV4YW1wbGUgc2lnbmluZyBrZXkgMzI",
        "null",
        "",
    ];
    encoded.chain(origins.map(str::to_owned)).collect()
}

impl ClientDataEdit {
    pub(crate) fn draw(draw: &mut Draw<'_>) -> Self {
        match draw.below(16) {
            0 => Self::ByteOrderMark,
            1 => Self::Behind(draw.one_of(&[" ", "}", "{}", "\0", "\n"])),
            2 => Self::Whole(draw.one_of(&["{}", "[]", "1", "", "{", "null"])),
            3 => Self::Escape,
            4 => Self::Malformed,
            5 => Self::Bytes(BytesEdit::draw(draw)),
            6 => Self::Ending(draw.one_of(&[" }", "0}", ",}", "]", ""])),
            _ => Self::Object(ObjectEdit::draw(draw, &DICTIONARY)),
        }
    }

    pub(crate) fn apply(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::Object(edit) => of_object(bytes, |object| edit.apply(object)),
            Self::ByteOrderMark => drop(bytes.splice(0..0, BYTE_ORDER_MARK.iter().copied())),
            Self::Behind(text) => bytes.extend_from_slice(text.as_bytes()),
            Self::Ending(text) => {
                bytes.pop();
                bytes.extend_from_slice(text.as_bytes());
            }
            Self::Whole(text) => *bytes = text.as_bytes().to_vec(),
            Self::Escape => replace(bytes, b"webauthn", b"\\u0077ebauthn"),
            Self::Malformed => of_object(bytes, |object| object.push("other", Written::Raw(b"\"\xff\"".to_vec()))),
            Self::Bytes(edit) => edit.apply(bytes),
        }
    }
}

/// Changes the object and writes it again, where there is one.
pub(crate) fn of_object(bytes: &mut Vec<u8>, change: impl FnOnce(&mut relycheck_wire::json::Object)) {
    let text = utf8_decode(bytes);
    if let Some(mut object) = Value::parse(&text).ok().and_then(|value| open_object(&value, 0)) {
        change(&mut object);
        let mark = if bytes.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK } else { &[] };
        *bytes = [mark, &object.encode()].concat();
    }
}

/// Replaces every occurrence.
pub(crate) fn replace(bytes: &mut Vec<u8>, from: &[u8], to: &[u8]) {
    let mut at = 0;
    while let Some(found) = bytes.get(at..).and_then(|rest| rest.windows(from.len()).position(|window| window == from)) {
        let start = at + found;
        bytes.splice(start..start + from.len(), to.iter().copied());
        at = start + to.len();
    }
}
