//! The properties of client outputs. Nothing asks for any here, and what is not asked for the standard leaves to the relying party.

use std::borrow::Cow;

use data_encoding::BASE64URL_NOPAD;
use relycheck_wire::json::Value;

use super::property::{Property, those};
use crate::opened::Ceremony;

type Members<'a> = Vec<(Cow<'a, str>, Value<'a>)>;

/// The names of `credProtect`'s policies (CTAP 2.1, section 12.1).
const POLICIES: [&str; 3] =
    ["userVerificationOptional", "userVerificationOptionalWithCredentialIDList", "userVerificationRequired"];

/// Those of a response that is a JSON object.
pub(super) fn properties(text: &str, ceremony: Ceremony) -> Vec<Property> {
    let Ok(envelope) = Value::parse(text) else { return Vec::new() };
    let outputs = members(&envelope).into_iter().find(|(name, _)| name == "clientExtensionResults");
    let outputs = outputs.map(|(_, outputs)| members(&outputs)).unwrap_or_default();
    let is_twice = |name: &str| outputs.iter().filter(|(other, _)| other == name).count() > 1;
    let any_is_not = |is: fn(&str, &Value<'_>, Ceremony) -> Option<bool>| {
        outputs.iter().any(|(name, value)| is(name, value, ceremony).is_some_and(|is| !is || is_twice(name)))
    };
    those([
        (any_is_not(is_as_read), Property::ClientOutputOutOfForm),
        (any_is_not(is_unasked_and_taken), Property::UnaskedClientOutput),
    ])
}

/// Whether an output is of the type that webauthn-rs-core has for it. `None` where it reads none of this name in the ceremony.
fn is_as_read(name: &str, value: &Value<'_>, ceremony: Ceremony) -> Option<bool> {
    let is_boolean = |value: &Value<'_>| value.boolean().is_some();
    let is_base64url = |value: &Value<'_>| value.string().is_some_and(|text| BASE64URL_NOPAD.decode(text.as_bytes()).is_ok());
    Some(match (name, ceremony) {
        ("appid", _) | ("hmacSecret", Ceremony::Registration) => is_boolean(value),
        ("credProps", Ceremony::Registration) => value.members().is_some() && at_most_one(value, "rk", is_boolean),
        ("credProtect", Ceremony::Registration) => value.string().is_some_and(|policy| POLICIES.contains(&&*policy)),
        ("minPinLength", Ceremony::Registration) => value.as_text().parse::<u32>().is_ok(),
        ("hmac_get_secret", Ceremony::Authentication) => {
            let outputs = ["output1", "output2"].iter().all(|name| at_most_one(value, name, is_base64url));
            outputs && members(value).iter().any(|(name, _)| name == "output1")
        }
        _ => return None,
    })
}

/// Whether webauthn_rp takes an output that it did not ask for: an empty `prf` of an authentication. `None` where it reads none of this
/// name in the ceremony.
fn is_unasked_and_taken(name: &str, value: &Value<'_>, ceremony: Ceremony) -> Option<bool> {
    let is_absent = |value: &Value<'_>, name| at_most_one(value, name, |_| false);
    let is_empty = |results: &Value<'_>| results.members().is_some() && is_absent(results, "first") && is_absent(results, "second");
    match (name, ceremony) {
        ("credProps" | "prf", Ceremony::Registration) => Some(false),
        ("prf", Ceremony::Authentication) => {
            Some(value.members().is_some() && is_absent(value, "enabled") && at_most_one(value, "results", is_empty))
        }
        _ => None,
    }
}

fn at_most_one(value: &Value<'_>, name: &str, is: impl Fn(&Value<'_>) -> bool) -> bool {
    let mut found = members(value).into_iter().filter(|(other, _)| other == name);
    found.next().is_none_or(|(_, value)| is(&value)) && found.next().is_none()
}

fn members<'a>(value: &Value<'a>) -> Members<'a> {
    value.members().map(Iterator::collect).unwrap_or_default()
}
