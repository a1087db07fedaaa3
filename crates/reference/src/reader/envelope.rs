//! `RegistrationResponseJSON` and `AuthenticationResponseJSON`: the JSON around the bytes.

use std::sync::LazyLock;

use data_encoding::{BASE64URL_NOPAD, DecodeError, Encoding};
use serde_json::{Map, Value};

/// The members of either envelope that a check or a strict mutant looks at. Everything else is left alone.
pub(crate) struct Envelope {
    response: Map<String, Value>,
    pub(crate) client_data: Vec<u8>,
    pub(crate) attachment: Option<String>,
    outputs: Option<Value>,
    raw_id: Option<Value>,
    id: Option<Value>,
    kind: Option<Value>,
}

impl Envelope {
    /// Reads the members that both ceremonies have.
    ///
    /// # Errors
    /// Where the text is no JSON object, a member has the wrong type, or `response.clientDataJSON` is not there in base64url.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let value: Value =
            serde_json::from_str(text).map_err(|error| format!("the response is not JSON: {error}; post the object"))?;
        let Value::Object(mut members) = value else {
            return Err("the response is JSON but no object; post the object".to_owned());
        };
        let Some(Value::Object(response)) = members.remove("response") else {
            return Err("the response has no object as member response; post it as toJSON() gives it".to_owned());
        };
        let mut take = |name| members.remove(name).filter(|value| !value.is_null());
        let (id, raw_id, kind, outputs) = (take("id"), take("rawId"), take("type"), take("clientExtensionResults"));
        let client_data = decoded(&response, "clientDataJSON")?;
        Ok(Self {
            client_data,
            attachment: members.get("authenticatorAttachment").and_then(Value::as_str).map(str::to_owned),
            outputs,
            raw_id,
            id,
            kind,
            response,
        })
    }

    /// A member of `response`, decoded from base64url; how the transport pads it is not the standard's to say.
    ///
    /// # Errors
    /// Where it is absent, no string, or no base64 of any kind.
    pub(crate) fn bytes(&self, name: &str) -> Result<Vec<u8>, String> {
        decoded(&self.response, name)
    }

    /// A member of `response` as it is written, where it is a string.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.response.get(name).and_then(Value::as_str)
    }

    /// The credential id as the client encoded it: `rawId`, else `id`.
    ///
    /// # Errors
    /// Where neither is a string.
    pub(crate) fn credential_id(&self) -> Result<&str, String> {
        let text = self.raw_id.as_ref().and_then(Value::as_str).or_else(|| self.id.as_ref().and_then(Value::as_str));
        text.ok_or_else(|| "the response has neither rawId nor id as a string; post one".to_owned())
    }

    /// Whether `id` and `rawId` are the same string, where both are there.
    /// <https://www.w3.org/TR/webauthn-3/#iface-authenticatorattestationresponse>
    pub(crate) fn ids_agree(&self) -> bool {
        match (&self.id, &self.raw_id) {
            (Some(id), Some(raw_id)) => id.is_string() && id == raw_id,
            (Some(one), None) | (None, Some(one)) => one.is_string(),
            (None, None) => true,
        }
    }

    /// Whether `type` is `public-key`, where it is there.
    pub(crate) fn is_public_key(&self) -> bool {
        self.kind.as_ref().is_none_or(|kind| kind == "public-key")
    }

    /// Whether there is a client extension output of this name.
    pub(crate) fn has_output(&self, name: &str) -> bool {
        self.outputs.as_ref().is_some_and(|outputs| outputs.get(name).is_some_and(|output| !output.is_null()))
    }

    /// Whether the copy `response.publicKey` is there.
    pub(crate) fn has_public_key(&self) -> bool {
        self.response.contains_key("publicKey")
    }

    /// `response.userHandle`, still in base64url; `null` counts as absent. What is no string equals no handle, and is given as its
    /// JSON text.
    pub(crate) fn user_handle(&self) -> Option<String> {
        match self.response.get("userHandle") {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => Some(text.clone()),
            Some(other) => Some(other.to_string()),
        }
    }

    /// `response.transports`, unknown values included; `None` where it is absent or no list. What is no string in it is left out.
    /// <https://www.w3.org/TR/webauthn-3/#iface-authenticatorattestationresponse>
    pub(crate) fn transports(&self) -> Option<Vec<String>> {
        let list = self.response.get("transports")?.as_array()?;
        Some(list.iter().filter_map(Value::as_str).map(str::to_owned).collect())
    }
}

fn optional_text(members: &Map<String, Value>, name: &str) -> Result<Option<String>, String> {
    match members.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(format!("the member {name} is no string; encode it in base64url")),
    }
}

fn decoded(members: &Map<String, Value>, name: &str) -> Result<Vec<u8>, String> {
    let text = optional_text(members, name)?.ok_or_else(|| format!("the member response.{name} is missing; post it"))?;
    lenient_base64(&text).map_err(|error| format!("the member response.{name} is not base64url: {error}; encode it so"))
}

/// Base64url without padding whose last bits may be anything.
static TAIL_BITS_UNCHECKED: LazyLock<Encoding> = LazyLock::new(|| {
    let mut specification = BASE64URL_NOPAD.specification();
    specification.check_trailing_bits = false;
    specification.encoding().unwrap_or(BASE64URL_NOPAD)
});

/// Either alphabet, padded or not.
fn lenient_base64(text: &str) -> Result<Vec<u8>, DecodeError> {
    let url = text.trim_end_matches('=').replace('+', "-").replace('/', "_");
    TAIL_BITS_UNCHECKED.decode(url.as_bytes())
}
