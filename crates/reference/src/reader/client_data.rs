//! Client data: UTF-8 decode, parse, and the members that the steps look at.
//!
//! <https://www.w3.org/TR/webauthn-3/#dictionary-client-data>

use std::borrow::Cow;
use std::fmt;

use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The text of some client data.
pub(crate) struct ClientDataText<'r> {
    text: Cow<'r, str>,
    pub(crate) has_byte_order_mark: bool,
}

impl<'r> ClientDataText<'r> {
    /// "UTF-8 decode" of the Encoding standard: strips one byte order mark, replaces what is malformed by U+FFFD, never fails.
    pub(crate) fn decode(raw: &'r [u8]) -> Self {
        let stripped = raw.strip_prefix(BYTE_ORDER_MARK);
        Self { text: String::from_utf8_lossy(stripped.unwrap_or(raw)), has_byte_order_mark: stripped.is_some() }
    }

    /// The text with its white space between tokens dropped and everything else as it is: what a relying party gets that writes
    /// the parsed client data out again.
    pub(crate) fn compacted(&self) -> String {
        let mut in_string = false;
        let mut escaped = false;
        let keep = |character: &char| {
            let kept = in_string || !matches!(character, ' ' | '\t' | '\n' | '\r');
            match character {
                _ if escaped => escaped = false,
                '\\' if in_string => escaped = true,
                '"' => in_string = !in_string,
                _ => {}
            }
            kept
        };
        self.text.chars().filter(keep).collect()
    }

    /// Whether there is white space between tokens.
    pub(crate) fn has_white_space(&self) -> bool {
        self.compacted().len() != self.text.len()
    }

    /// Parses the text as JSON of any type.
    ///
    /// # Errors
    /// Where it is not one JSON text.
    pub(crate) fn parse(&self) -> Result<Parsed, String> {
        parse(&self.text)
    }

    /// Parses the text with a brace after it.
    pub(crate) fn parse_closed(&self) -> Option<Parsed> {
        parse(&format!("{}}}", self.text)).ok()
    }
}

/// Client data that is JSON; `None` where it is no object.
pub(crate) type Parsed = Option<ClientData>;

fn parse(text: &str) -> Result<Parsed, String> {
    let fault = |error: serde_json::Error| format!("the client data is not JSON: {error}; post the client's bytes as they are");
    // what no step looks at is only skipped: a parser of another language takes lone surrogates, long numbers and deep nesting.
    let IgnoredAny = serde_json::from_str(text).map_err(fault)?;
    if text.trim_start().starts_with('{') { serde_json::from_str(text).map(Some).map_err(fault) } else { Ok(None) }
}

/// The members that the steps look at. Of two members with one name the last counts.
#[derive(Default)]
pub(crate) struct ClientData {
    pub(crate) kind: Option<Value>,
    pub(crate) challenge: Option<Value>,
    pub(crate) origin: Option<Value>,
    pub(crate) cross_origin: Option<Value>,
    pub(crate) top_origin: Option<Value>,
    pub(crate) has_unknown_members: bool,
}

impl<'de> Deserialize<'de> for ClientData {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members)
    }
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = ClientData;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("client data, a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<ClientData, A::Error> {
        let mut members = ClientData::default();
        while let Some(name) = map.next_key::<String>()? {
            let member = match name.as_str() {
                "type" => &mut members.kind,
                "challenge" => &mut members.challenge,
                "origin" => &mut members.origin,
                "crossOrigin" => &mut members.cross_origin,
                "topOrigin" => &mut members.top_origin,
                _ => {
                    members.has_unknown_members = true;
                    map.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            *member = Some(map.next_value()?);
        }
        Ok(members)
    }
}
