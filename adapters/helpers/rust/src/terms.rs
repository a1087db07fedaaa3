//! From the protocol's terms to those that libraries take.

use data_encoding::{BASE64, BASE64URL_NOPAD};
use relycheck_protocol::{AttestationPolicy, Begun, Policy, UserVerification};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::refusal::{OrRefusal, Refusal};

/// Columns of a PEM line, and the bytes that fill them.
const PEM_BYTES: usize = 64 / 4 * 3;

/// Bytes as the protocol writes them: base64url without padding.
#[must_use]
pub fn encode(bytes: impl AsRef<[u8]>) -> String {
    BASE64URL_NOPAD.encode(bytes.as_ref())
}

/// The bytes of the protocol's text at `place`.
///
/// # Errors
/// `Failed` where it is no base64url without padding.
pub fn decode(place: &str, text: &str) -> Result<Vec<u8>, Refusal> {
    BASE64URL_NOPAD.decode(text.as_bytes()).or_failed(&format!("{place}; give base64url without padding"))
}

/// The library's own type for a value of the protocol at `place`, where both are the same JSON.
///
/// # Errors
/// `Failed` where the library does not read it.
pub fn term<T: DeserializeOwned>(place: &str, value: impl Serialize) -> Result<T, Refusal> {
    serde_json::to_value(value).and_then(serde_json::from_value).or_failed(place)
}

/// The `userVerification` of a library that always sends one: an absent one means `preferred`.
/// <https://www.w3.org/TR/webauthn-3/#enum-userVerificationRequirement>
#[must_use]
pub fn user_verification(policy: &Policy) -> UserVerification {
    policy.user_verification.unwrap_or(UserVerification::Preferred)
}

/// The policy's trust anchors as PEM texts.
///
/// # Errors
/// `Failed` where one is no base64url without padding.
pub fn pem(policy: &AttestationPolicy) -> Result<Vec<String>, Refusal> {
    let one = |(index, anchor): (usize, &String)| {
        let der = decode(&format!("policy.attestation.anchors[{index}]"), anchor)?;
        let mut text = String::from("-----BEGIN CERTIFICATE-----\n");
        for line in der.chunks(PEM_BYTES) {
            BASE64.encode_append(line, &mut text);
            text.push('\n');
        }
        Ok(text + "-----END CERTIFICATE-----\n")
    };
    policy.anchors.iter().enumerate().map(one).collect()
}

/// Puts a given challenge into the options and into the state of a library that has no parameter for it, but whose state serialises
/// with a member `challenge`.
///
/// # Errors
/// `Failed` where one has no such member: then it is another release than the adapter was written against.
pub fn replace_challenge(mut begun: Begun, challenge: Option<&str>) -> Result<Begun, Refusal> {
    let Some(challenge) = challenge else { return Ok(begun) };
    for (place, json) in [("options", &mut begun.options), ("state", &mut begun.session)] {
        let slot = json.get_mut("challenge").ok_or("no member `challenge`");
        *slot.or_failed(&format!("the library's {place}; bring the adapter up to this release"))? = Value::from(challenge);
    }
    Ok(begun)
}
