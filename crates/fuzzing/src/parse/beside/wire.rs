//! wire's reading of each artefact.

use relycheck_wire::attestation_object::{AttestationObject, PackedStatement};
use relycheck_wire::authenticator_data::AuthenticatorData;
use relycheck_wire::cbor;
use relycheck_wire::client_data::ClientData;
use relycheck_wire::cose_key::CoseKey;
use relycheck_wire::envelope::{AuthenticationResponse, Base64Url, RegistrationResponse};

use super::fields::{Field, Fields, Reading};
use crate::Artefact;
use crate::verdict::Named;

/// What wire makes of an input.
pub(super) fn read(artefact: Artefact, input: &[u8]) -> Reading {
    let fields = match artefact {
        Artefact::Cbor => item(input),
        Artefact::AuthenticatorData => authenticator_data(input),
        Artefact::AttestationObject => attestation_object(input),
        Artefact::CoseKey => cose_key(input),
        Artefact::ClientData => client_data(input),
        Artefact::RegistrationResponse => text(input).and_then(registration),
        Artefact::AuthenticationResponse => text(input).and_then(authentication),
    };
    fields.map_or_else(|name| Reading::Refused(Some(name), String::new()), Reading::Accepted)
}

fn name(error: impl Named) -> String {
    error.named()
}

fn text(input: &[u8]) -> Result<&str, String> {
    str::from_utf8(input).map_err(|_| "NotText".to_owned())
}

fn item(input: &[u8]) -> Result<Fields, String> {
    cbor::well_formed(input).map_err(name)?;
    let nesting = cbor::nesting_depth(input).map_err(name)?;
    Ok(vec![
        ("valid", Field::Bool(cbor::validate(input).is_ok())),
        ("canonical", Field::Bool(cbor::canonical(input).is_ok())),
        ("nesting", Field::Number(i64::try_from(nesting).unwrap_or(i64::MAX))),
    ])
}

fn authenticator_data(input: &[u8]) -> Result<Fields, String> {
    let data = AuthenticatorData::parse(input).map_err(name)?;
    let attested = data.attested_credential_data;
    Ok(vec![
        ("rpIdHash", Field::bytes(Some(data.rp_id_hash))),
        ("flags", Field::Number(data.flags.0.into())),
        ("signCount", Field::Number(data.sign_count.into())),
        ("aaguid", Field::bytes(attested.as_ref().map(|attested| &attested.aaguid[..]))),
        ("credentialId", Field::bytes(attested.map(|attested| attested.credential_id))),
        ("credentialPublicKey", Field::bytes(attested.map(|attested| attested.credential_public_key))),
        ("extensions", Field::bytes(data.extensions)),
    ])
}

fn attestation_object(input: &[u8]) -> Result<Fields, String> {
    let object = AttestationObject::parse(input).map_err(name)?;
    // What the reference takes for packed: neither an empty list of certificates nor members that the syntax does not have.
    let is_empty = |packed: &PackedStatement<'_>| packed.x5c.is_some_and(|x5c| x5c.iter().next().is_none());
    let packed = PackedStatement::parse(object.att_stmt).ok().filter(|packed| !is_empty(packed) && packed.unknown_keys == 0);
    Ok(vec![
        ("fmt", Field::text(Some(object.fmt))),
        ("authData", Field::bytes(Some(object.auth_data))),
        ("alg", Field::number(packed.map(|packed| packed.alg))),
        ("sig", Field::bytes(packed.map(|packed| packed.sig))),
        ("x5c", Field::bytes(packed.and_then(|packed| Some(packed.x5c?.iter().collect::<Vec<_>>().concat())).as_deref())),
    ])
}

fn cose_key(input: &[u8]) -> Result<Fields, String> {
    let key = CoseKey::parse(input).map_err(name)?;
    Ok(vec![
        ("kty", Field::Number(key.kty)),
        ("alg", Field::number(key.alg)),
        ("crv", Field::number(key.crv)),
        ("x", Field::bytes(key.x)),
        ("y", Field::bytes(key.y)),
        ("n", Field::bytes(key.n)),
        ("e", Field::bytes(key.e)),
    ])
}

fn client_data(input: &[u8]) -> Result<Fields, String> {
    let data = ClientData::parse(input).map_err(name)?;
    Ok(vec![
        ("type", Field::text(Some(&data.ceremony))),
        ("challenge", Field::text(Some(&data.challenge))),
        ("origin", Field::text(Some(&data.origin))),
        ("crossOrigin", Field::bool(data.cross_origin)),
        ("topOrigin", Field::text(data.top_origin.as_deref())),
    ])
}

fn registration(text: &str) -> Result<Fields, String> {
    let response = RegistrationResponse::parse(text).map_err(name)?;
    Ok(vec![
        ("rawId", Field::text(Some(&response.credential.raw_id.0))),
        ("clientDataJSON", binary(&response.client_data_json)?),
        ("attestationObject", binary(&response.attestation_object)?),
        ("signature", Field::Absent),
        ("userHandle", Field::Absent),
    ])
}

fn authentication(text: &str) -> Result<Fields, String> {
    let response = AuthenticationResponse::parse(text).map_err(name)?;
    Ok(vec![
        ("rawId", Field::text(Some(&response.credential.raw_id.0))),
        ("clientDataJSON", binary(&response.client_data_json)?),
        ("authenticatorData", binary(&response.authenticator_data)?),
        ("signature", binary(&response.signature)?),
        ("userHandle", Field::text(response.user_handle.as_ref().map(|handle| &*handle.0))),
    ])
}

fn binary(member: &Base64Url<'_>) -> Result<Field, String> {
    member.decode().map(Field::Bytes).map_err(name)
}
