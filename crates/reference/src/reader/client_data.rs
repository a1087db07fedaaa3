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
    /// Whether something in it was no UTF-8.
    pub(crate) has_malformed: bool,
}

impl<'r> ClientDataText<'r> {
    /// "UTF-8 decode" of the Encoding standard: strips one byte order mark, replaces what is malformed by U+FFFD, never fails.
    pub(crate) fn decode(raw: &'r [u8]) -> Self {
        let stripped = raw.strip_prefix(BYTE_ORDER_MARK);
        let text = String::from_utf8_lossy(stripped.unwrap_or(raw));
        Self { has_malformed: matches!(text, Cow::Owned(_)), text, has_byte_order_mark: stripped.is_some() }
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

    /// Whether a character of a string is written as an escape.
    pub(crate) fn has_escapes(&self) -> bool {
        self.text.contains('\\')
    }

    /// Parses the JSON text that it begins with, of any type.
    ///
    /// # Errors
    /// Where it begins with none.
    pub(crate) fn parse(&self) -> Result<Parsed, String> {
        parse(&self.text)
    }

    /// Parses the text with a brace after it.
    pub(crate) fn parse_closed(&self) -> Option<Parsed> {
        parse(&format!("{}}}", self.text)).ok()
    }
}

/// The JSON text that client data begins with.
pub(crate) struct Parsed {
    /// `None` where it is no object.
    pub(crate) object: Option<ClientData>,
    /// Whether anything but white space follows.
    pub(crate) has_trailing_text: bool,
}

fn parse(text: &str) -> Result<Parsed, String> {
    let fault = |error: serde_json::Error| format!("the client data is not JSON: {error}; post the client's bytes as they are");
    // what no step looks at is only skipped: a parser of another language takes long numbers and deep nesting.
    let mut texts = serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>();
    let Some(first) = texts.next() else {
        return Err("the client data is empty; post the client's bytes as they are".to_owned());
    };
    first.map_err(fault)?;
    let (first, rest) = text.split_at(texts.byte_offset());
    let is_object = first.trim_start().starts_with('{');
    let object = is_object.then(|| serde_json::from_str(&without_lone_surrogates(first)).map_err(fault)).transpose()?;
    Ok(Parsed { object, has_trailing_text: !rest.trim_matches(WHITE_SPACE).is_empty() })
}

/// White space of JSON.
const WHITE_SPACE: [char; 4] = [' ', '\t', '\n', '\r'];

/// The JSON text with U+FFFD where an escape stands for half a character. The grammar allows these, and the parser below does not.
pub(crate) fn without_lone_surrogates(json: &str) -> Cow<'_, str> {
    let mut replaced = String::new();
    let (mut kept, mut at) = (0, 0);
    while let Some(found) = json.get(at..).and_then(|rest| rest.find('\\')) {
        let escape = at + found;
        at = escape + 2;
        match (escaped_unit(json, escape), escaped_unit(json, escape + 6)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => at = escape + 12,
            (Some(0xd800..=0xdfff), _) => {
                at = escape + 6;
                replaced.push_str(&json[kept..escape]);
                replaced.push(char::REPLACEMENT_CHARACTER);
                kept = at;
            }
            _ => {}
        }
    }
    if kept == 0 { Cow::Borrowed(json) } else { Cow::Owned(replaced + &json[kept..]) }
}

/// The UTF-16 code unit of the escape `\uXXXX` that stands at `at`, if one does.
fn escaped_unit(json: &str, at: usize) -> Option<u16> {
    let digits = json.get(at..at + 6)?.strip_prefix("\\u")?;
    u16::from_str_radix(digits, 16).ok()
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
    pub(crate) has_token_binding: bool,
    /// A name that a step looks at and that stands more than once.
    pub(crate) repeated: Option<&'static str>,
    /// Whether the names that a step looks at are in the order in which a client writes them.
    pub(crate) in_order: bool,
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
        let mut members = ClientData { in_order: true, ..ClientData::default() };
        let mut furthest = 0;
        while let Some(name) = map.next_key::<String>()? {
            let Some(place) = NAMES.iter().position(|known| *known == name) else {
                members.has_unknown_members = true;
                members.has_token_binding |= name == "tokenBinding";
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            members.in_order &= place >= furthest;
            furthest = place;
            let member = match place {
                0 => &mut members.kind,
                1 => &mut members.challenge,
                2 => &mut members.origin,
                3 => &mut members.cross_origin,
                _ => &mut members.top_origin,
            };
            if member.replace(map.next_value()?).is_some() {
                members.repeated = Some(NAMES[place]);
            }
        }
        Ok(members)
    }
}

/// The members that a step looks at, in the order of <https://www.w3.org/TR/webauthn-3/#clientdatajson-serialization>.
const NAMES: [&str; 5] = ["type", "challenge", "origin", "crossOrigin", "topOrigin"];
