//! What clients make: client data, and the JSON in which a browser posts a credential.

use std::collections::BTreeSet;

use relycheck_wire::client_data::ClientData;
use relycheck_wire::cose_key::CoseKey;
use relycheck_wire::envelope::{AuthenticationResponse, Base64Url, Credential, RegistrationResponse};
use relycheck_wire::json::{Kind, Value};

use super::authenticator::{self, CREDENTIAL_ID};
use super::{Demand, json, key};

/// What stands in front of a point of P-256 in a SubjectPublicKeyInfo: RFC 5480, section 2, in DER.
const P256_INFO: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03,
    0x01, 0x07, 0x03, 0x42, 0x00,
];

const ENVELOPE: [&str; 6] = ["id", "rawId", "response", "authenticatorAttachment", "clientExtensionResults", "type"];
const REGISTRATION: [&str; 6] =
    ["clientDataJSON", "attestationObject", "authenticatorData", "transports", "publicKey", "publicKeyAlgorithm"];
const AUTHENTICATION: [&str; 4] = ["clientDataJSON", "authenticatorData", "signature", "userHandle"];
/// WebAuthn Level 3, section 5.8.4.
const TRANSPORTS: [&str; 6] = ["ble", "hybrid", "internal", "nfc", "smart-card", "usb"];
/// WebAuthn Level 3, section 5.4.5.
const ATTACHMENTS: [&str; 2] = ["cross-platform", "platform"];

/// The client data that `bytes` are to be. Members that the standard does not name are those of later editions, and are tolerated.
///
/// # Errors
/// What is demanded where it is not accepted as it stands.
pub(super) fn client_data(bytes: &[u8]) -> Result<ClientData<'_>, Demand> {
    let (_, object) = json::one(bytes)?;
    let data = ClientData::parse(bytes).map_err(Demand::either)?;
    let top_origin =
        data.top_origin.as_deref().is_none_or(is_origin) && (data.top_origin.is_none() || data.cross_origin == Some(true));
    let honest = ["webauthn.create", "webauthn.get"].contains(&&*data.ceremony)
        && decoded(&Base64Url(data.challenge.clone())).is_ok_and(|challenge| !challenge.is_empty())
        && is_origin(&data.origin)
        && top_origin;
    match () {
        () if json::member(&object, "tokenBinding").is_some() => Err(Demand::either("a tokenBinding, which Level 3 has no more")),
        () if !honest => Err(Demand::either("a value that no client gives this member")),
        () => Ok(data),
    }
}

fn is_origin(text: &str) -> bool {
    text.strip_prefix("https://").is_some_and(|host| !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_graphic()))
}

/// What is demanded of a RegistrationResponseJSON.
pub(super) fn registration(bytes: &[u8]) -> Result<(), Demand> {
    let (text, envelope) = json::one(bytes)?;
    let posted = RegistrationResponse::parse(text).map_err(Demand::either)?;
    let id = credential(&envelope, &posted.credential, &REGISTRATION)?;
    of_ceremony(&posted.client_data_json, "webauthn.create")?;
    let object = decoded(&posted.attestation_object)?;
    let attested = authenticator::attestation_object(&object).map_err(|demand| demand.within("attestationObject"))?;
    let transports: Option<Vec<_>> = posted.transports.map(|transports| transports.iter().collect());
    let known = |transports: Vec<_>| {
        let all_known = transports.iter().all(|transport: &std::borrow::Cow<'_, str>| TRANSPORTS.contains(&&**transport));
        all_known && transports.iter().collect::<BTreeSet<_>>().len() == transports.len()
    };
    let copies = posted.authenticator_data.is_some_and(|data| decoded(&data).is_ok_and(|data| data == attested.authenticator_data))
        && posted.public_key_algorithm == attested.key.alg
        && posted.public_key.is_some_and(|info| decoded(&info).is_ok_and(|info| is_copy(&info, &attested.key)));
    match () {
        () if id != attested.credential_id => Err(Demand::either("another id than that in attestationObject")),
        () if !transports.is_some_and(known) => Err(Demand::either("transports that are absent, unknown or repeated")),
        () if !copies => {
            Err(Demand::either("copies of the authenticator data or the key that are absent, or are not of P-256 or others"))
        }
        () => Ok(()),
    }
}

/// Whether it is the key as DER SubjectPublicKeyInfo. Only that of P-256 is known here.
fn is_copy(info: &[u8], key: &CoseKey<'_>) -> bool {
    key::point(key).is_some_and(|point| info.strip_prefix(&P256_INFO) == Some(&point[..]))
}

/// What is demanded of an AuthenticationResponseJSON.
pub(super) fn authentication(bytes: &[u8]) -> Result<(), Demand> {
    let (text, envelope) = json::one(bytes)?;
    let posted = AuthenticationResponse::parse(text).map_err(Demand::either)?;
    credential(&envelope, &posted.credential, &AUTHENTICATION)?;
    of_ceremony(&posted.client_data_json, "webauthn.get")?;
    let data = decoded(&posted.authenticator_data)?;
    let data = authenticator::data(&data).map_err(|demand| demand.within("authenticatorData"))?;
    let handle =
        posted.user_handle.as_ref().is_none_or(|handle| decoded(handle).is_ok_and(|handle| (1..=64).contains(&handle.len())));
    match () {
        () if data.credential.is_some() => Err(Demand::either("authenticatorData has attested credential data")),
        () if decoded(&posted.signature)?.is_empty() => Err(Demand::either("an empty signature")),
        () if !handle => Err(Demand::either("a user handle that is not of 1 to 64 bytes")),
        () => Ok(()),
    }
}

/// The credential id of an envelope whose members are as a client writes them.
fn credential(envelope: &Value<'_>, credential: &Credential<'_>, members: &[&str]) -> Result<Vec<u8>, Demand> {
    let response = json::member(envelope, "response");
    let named = json::has_only(envelope, &ENVELOPE) && response.is_some_and(|response| json::has_only(&response, members));
    let null =
        |object: &Value<'_>| object.members().is_some_and(|mut members| members.any(|(_, value)| value.kind() == Kind::Null));
    let attachment = credential.authenticator_attachment.as_deref().is_none_or(|text| ATTACHMENTS.contains(&text));
    let id = decoded(&credential.raw_id)?;
    match () {
        () if !named => Err(Demand::either("a member that the standard does not name")),
        () if null(envelope) || response.is_some_and(|response| null(&response)) => Err(Demand::either("a member that is null")),
        () if credential.id != credential.raw_id || !CREDENTIAL_ID.contains(&id.len()) => {
            Err(Demand::either("ids that no client writes"))
        }
        () if credential.credential_type != "public-key" || !attachment => Err(Demand::either("another type or attachment")),
        () if !json::has_only(&credential.client_extension_results, &[]) => Err(Demand::either("extension results")),
        () => Ok(id),
    }
}

/// That the client data is of this ceremony.
fn of_ceremony(text: &Base64Url<'_>, ceremony: &str) -> Result<(), Demand> {
    let bytes = decoded(text)?;
    let data = client_data(&bytes).map_err(|demand| demand.within("clientDataJSON"))?;
    if data.ceremony == ceremony { Ok(()) } else { Err(Demand::either("clientDataJSON of another ceremony")) }
}

fn decoded(text: &Base64Url<'_>) -> Result<Vec<u8>, Demand> {
    text.decode().map_err(Demand::either)
}
