//! The responses as a browser posts them: the members against the JSON value, and base64url against its own encoding.

use data_encoding::BASE64URL_NOPAD;
use relycheck_wire::envelope::{AuthenticationResponse, Base64Url, Credential, Error, RegistrationResponse};
use relycheck_wire::json::Value;

use super::{expect, json};
use crate::Finding;

const ORACLE: &str = "parse::envelope";

/// Runs the oracles over bytes that may be a RegistrationResponseJSON. What is no UTF-8 has no reader.
pub(super) fn check_registration(input: &[u8]) -> Result<(), Finding> {
    let Ok(text) = str::from_utf8(input) else { return Ok(()) };
    let response = RegistrationResponse::parse(text);
    let Some(value) = value(text, response.as_ref().err())? else { return Ok(()) };
    let Ok(response) = response else { return Ok(()) };
    credential(&response.credential, value)?;
    let copies = [response.authenticator_data.as_ref(), response.public_key.as_ref()];
    let binary = [
        ("clientDataJSON", Some(&response.client_data_json)),
        ("attestationObject", Some(&response.attestation_object)),
        ("authenticatorData", copies[0]),
        ("publicKey", copies[1]),
    ];
    binary.into_iter().try_for_each(|(name, member)| inside(value, name, member))?;
    let transports: Option<Vec<_>> = response.transports.map(|transports| transports.iter().collect());
    let listed =
        find(value, "transports").and_then(|list| list.elements().map(|list| list.filter_map(|one| one.string()).collect()));
    expect(ORACLE, transports == listed, || format!("transports is read as {transports:?} of {listed:?}"))?;
    let algorithm = find(value, "publicKeyAlgorithm").and_then(|number| number.integer());
    expect(ORACLE, response.public_key_algorithm == algorithm, || format!("publicKeyAlgorithm: {algorithm:?}"))
}

/// Runs the oracles over bytes that may be an AuthenticationResponseJSON.
pub(super) fn check_authentication(input: &[u8]) -> Result<(), Finding> {
    let Ok(text) = str::from_utf8(input) else { return Ok(()) };
    let response = AuthenticationResponse::parse(text);
    let Some(value) = value(text, response.as_ref().err())? else { return Ok(()) };
    let Ok(response) = response else { return Ok(()) };
    credential(&response.credential, value)?;
    let binary = [
        ("clientDataJSON", Some(&response.client_data_json)),
        ("authenticatorData", Some(&response.authenticator_data)),
        ("signature", Some(&response.signature)),
        ("userHandle", response.user_handle.as_ref()),
    ];
    binary.into_iter().try_for_each(|(name, member)| inside(value, name, member))
}

/// The text as one JSON value, which it has to be unless the response is refused for it.
fn value<'a>(text: &'a str, refusal: Option<&Error>) -> Result<Option<Value<'a>>, Finding> {
    let value = Value::parse(text);
    match (refusal, value) {
        (None, Ok(value)) => json::check(text).map(|()| Some(value)),
        (Some(Error::Json(error)), Err(other)) if *error == other => Ok(None),
        (Some(Error::Missing { .. } | Error::WrongType { .. } | Error::Duplicate { .. } | Error::NotAnObject), Ok(_)) => Ok(None),
        (refusal, value) => {
            expect(ORACLE, false, || format!("the response: {refusal:?}; the value alone: {value:?}")).map(|()| None)
        }
    }
}

/// The member of `response` with this name, the only one.
fn find<'a>(value: Value<'a>, name: &str) -> Option<Value<'a>> {
    let response = only(value, "response")?;
    only(response, name)
}

fn only<'a>(value: Value<'a>, name: &str) -> Option<Value<'a>> {
    let mut found = value.members()?.filter(|(member, _)| member == name).map(|(_, value)| value);
    found.next().filter(|_| found.next().is_none())
}

fn credential(credential: &Credential<'_>, value: Value<'_>) -> Result<(), Finding> {
    let text = |name| only(value, name).and_then(|value| value.string());
    let read = [Some(&credential.id.0), Some(&credential.raw_id.0), Some(&credential.credential_type)];
    for (name, read) in ["id", "rawId", "type"].into_iter().zip(read) {
        let there = text(name);
        expect(ORACLE, there.as_ref() == read, || format!("{name} is read as {read:?} of {there:?}"))?;
    }
    let attachment = text("authenticatorAttachment");
    expect(ORACLE, attachment == credential.authenticator_attachment, || format!("authenticatorAttachment: {attachment:?}"))?;
    let results = only(value, "clientExtensionResults");
    expect(ORACLE, results == Some(credential.client_extension_results), || format!("clientExtensionResults: {results:?}"))?;
    base64("id", &credential.id)?;
    base64("rawId", &credential.raw_id)
}

/// A binary member of `response`: its text, and its bytes encoded again (RFC 4648, sections 3.2, 3.5 and 5).
fn inside(value: Value<'_>, name: &str, member: Option<&Base64Url<'_>>) -> Result<(), Finding> {
    let text = find(value, name).and_then(|value| value.string());
    expect(ORACLE, text.as_ref() == member.map(|member| &member.0), || format!("{name} is read as {member:?} of {text:?}"))?;
    member.map_or(Ok(()), |member| base64(name, member))
}

fn base64(name: &str, member: &Base64Url<'_>) -> Result<(), Finding> {
    let Ok(bytes) = member.decode() else { return Ok(()) };
    let again = BASE64URL_NOPAD.encode(&bytes);
    expect(ORACLE, again == *member.0, || format!("{name} is accepted as {} and reads {again}", member.0))
}
