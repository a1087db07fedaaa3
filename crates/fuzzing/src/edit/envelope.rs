//! Changes of the JSON around a response: <https://www.w3.org/TR/webauthn-3/#dictdef-registrationresponsejson>.

use data_encoding::BASE64URL_NOPAD;
use relycheck_wire::json::Object;

use super::draw::Draw;
use super::json::{Dictionary, ObjectEdit};
use crate::session::{OTHER_USER_HANDLE, USER_HANDLE};

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum EnvelopeEdit {
    /// Of the members outside `response`.
    Outer(ObjectEdit),
    /// Of the members of `response`.
    Inner(ObjectEdit),
    /// The text ends so many bytes early.
    Cut(u8),
    /// This text follows.
    Behind(&'static str),
    /// A byte order mark comes first.
    ByteOrderMark,
}

const OUTER: Dictionary = Dictionary {
    names: &["id", "rawId", "type", "authenticatorAttachment", "clientExtensionResults", "response", "other"],
    values: &["null", "true", "1", "{}", "[]", "\"public-key\"", "\"password\"", "\"platform\"", "\"cross-platform\"", "\"\""],
    strings,
};

const INNER: Dictionary = Dictionary {
    names: &[
        "clientDataJSON",
        "attestationObject",
        "authenticatorData",
        "signature",
        "userHandle",
        "transports",
        "publicKey",
        "publicKeyAlgorithm",
        "other",
    ],
    values: &["null", "true", "-7", "{}", "[]", "\"\"", "[\"internal\"]", "[\"usb\",\"other\"]", "[1]", "\"====\"", "\"A\""],
    strings,
};

fn strings() -> Vec<String> {
    [&USER_HANDLE[..], &OTHER_USER_HANDLE, b"another id"].map(|bytes| BASE64URL_NOPAD.encode(bytes)).to_vec()
}

impl EnvelopeEdit {
    pub(crate) fn draw(draw: &mut Draw<'_>) -> Self {
        match draw.below(16) {
            0 => Self::Cut(draw.byte()),
            1 => Self::Behind(draw.one_of(&[" ", "\n", "}", "{}", ","])),
            2 => Self::ByteOrderMark,
            3..=8 => Self::Outer(ObjectEdit::draw(draw, &OUTER)),
            _ => Self::Inner(ObjectEdit::draw(draw, &INNER)),
        }
    }

    pub(crate) fn apply(&self, envelope: &mut Object) {
        match self {
            Self::Outer(edit) => edit.apply(envelope),
            Self::Inner(edit) => {
                if let Some(response) = envelope.object_mut("response") {
                    edit.apply(response);
                }
            }
            _ => {}
        }
    }

    pub(crate) fn apply_to_text(&self, text: &mut Vec<u8>) {
        match self {
            Self::Cut(count) => text.truncate(text.len().saturating_sub(usize::from(*count))),
            Self::Behind(more) => text.extend_from_slice(more.as_bytes()),
            Self::ByteOrderMark => drop(text.splice(0..0, *b"\xef\xbb\xbf")),
            Self::Outer(_) | Self::Inner(_) => {}
        }
    }
}
