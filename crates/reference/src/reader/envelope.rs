//! `RegistrationResponseJSON` and `AuthenticationResponseJSON`: the JSON around the bytes.

use data_encoding::BASE64URL_NOPAD;
use serde_json::{Map, Value};

/// The members of either envelope that a check or a strict mutant looks at. Everything else is left alone.
pub(crate) struct Envelope {
    response: Map<String, Value>,
    pub(crate) client_data: Vec<u8>,
    pub(crate) attachment: Option<String>,
    pub(crate) has_extension_results: bool,
    raw_id: Option<String>,
    id: Option<String>,
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
        let id = optional_text(&members, "id")?;
        let raw_id = optional_text(&members, "rawId")?;
        optional_text(&members, "type")?;
        let client_data = decoded(&response, "clientDataJSON")?;
        Ok(Self {
            client_data,
            attachment: members.get("authenticatorAttachment").and_then(Value::as_str).map(str::to_owned),
            has_extension_results: members.get("clientExtensionResults").is_some_and(Value::is_object),
            raw_id,
            id,
            response,
        })
    }

    /// A member of `response`, decoded from base64url without padding.
    ///
    /// # Errors
    /// Where it is absent, no string, or not so encoded.
    pub(crate) fn bytes(&self, name: &str) -> Result<Vec<u8>, String> {
        decoded(&self.response, name)
    }

    /// The credential id as the client encoded it: `rawId`, else `id`.
    ///
    /// # Errors
    /// Where neither is there.
    pub(crate) fn credential_id(&self) -> Result<&str, String> {
        self.raw_id.as_deref().or(self.id.as_deref()).ok_or_else(|| "the response has neither rawId nor id; post one".to_owned())
    }

    /// `response.userHandle`, still in base64url; `null` counts as absent.
    ///
    /// # Errors
    /// Where it is something else than a string.
    pub(crate) fn user_handle(&self) -> Result<Option<String>, String> {
        optional_text(&self.response, "userHandle")
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
    BASE64URL_NOPAD
        .decode(text.as_bytes())
        .map_err(|error| format!("the member response.{name} is not base64url without padding: {error}; encode it so"))
}
