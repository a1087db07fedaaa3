//! The JSON around a response.

use data_encoding::BASE64URL_NOPAD;
use relycheck_wire::json::{Object, Written};

use crate::deviation::Deviation;
use crate::emission::Emission;

/// A base64url string without padding.
pub(crate) fn encoded(bytes: &[u8]) -> Written {
    Written::Text(BASE64URL_NOPAD.encode(bytes))
}

/// The JSON around a response: id, rawId, response, authenticatorAttachment, clientExtensionResults, type.
pub(crate) fn envelope(id: &[u8], response: Object, emission: &Emission, deviation: Option<&Deviation>) -> String {
    let mut object = Object::new([("id", encoded(id)), ("rawId", encoded(id)), ("response", Written::Object(response))]);
    if let Some(attachment) = &emission.attachment {
        object.push("authenticatorAttachment", Written::text(attachment));
    }
    let mut outputs = Object::default();
    emission.outputs.iter().for_each(|(name, value)| outputs.push(name, Written::raw(value)));
    object.push("clientExtensionResults", Written::Object(outputs));
    object.push("type", Written::text("public-key"));
    let deviation = match deviation {
        Some(Deviation::Envelope(deviation)) => Some(deviation),
        _ => None,
    };
    if let Some(deviation) = deviation {
        deviation.apply(&mut object);
    }
    let mut text = String::from_utf8_lossy(&object.encode()).into_owned();
    if let Some(deviation) = deviation {
        deviation.apply_to_text(&mut text);
    }
    text
}
