//! The reference RP's reading of each artefact: minicbor and serde_json underneath, nothing of wire.

use relycheck_reference::artefact::{self, Response};
use relycheck_reference::cbor;

use super::fields::{Field, Fields, Reading};
use crate::Artefact;

/// What the reference makes of an input.
pub(super) fn read(artefact: Artefact, input: &[u8]) -> Reading {
    let reading = match artefact {
        Artefact::Cbor => item(input),
        Artefact::AuthenticatorData => authenticator_data(input),
        Artefact::AttestationObject => attestation_object(input),
        Artefact::CoseKey => cose_key(input),
        Artefact::ClientData => client_data(input),
        Artefact::RegistrationResponse => {
            text(input).and_then(|text| Ok(response("attestationObject", artefact::registration_response(text)?)))
        }
        Artefact::AuthenticationResponse => {
            text(input).and_then(|text| Ok(response("authenticatorData", artefact::authentication_response(text)?)))
        }
    };
    match reading {
        Ok((fields, true)) => Reading::Accepted(fields),
        Ok((fields, false)) => Reading::Inexact(fields),
        Err(words) => Reading::Refused(None, words),
    }
}

/// Fields, and whether they were written exactly.
type Read = Result<(Fields, bool), String>;

fn text(input: &[u8]) -> Result<&str, String> {
    str::from_utf8(input).map_err(|error| error.to_string())
}

fn item(input: &[u8]) -> Read {
    let found = cbor::classify(input);
    if !found.well_formed {
        return Err(format!("not well-formed, {} bytes follow", found.trailing));
    }
    let nesting = Field::Number(i64::try_from(found.nesting).unwrap_or(i64::MAX));
    Ok((
        vec![("valid", Field::Bool(found.valid)), ("canonical", Field::Bool(found.canonical)), ("nesting", nesting)],
        found.canonical,
    ))
}

fn authenticator_data(input: &[u8]) -> Read {
    let data = artefact::authenticator_data(input)?;
    let attested = data.attested.as_ref();
    let fields = vec![
        ("rpIdHash", Field::bytes(Some(&data.rp_id_hash))),
        ("flags", Field::Number(data.flags.into())),
        ("signCount", Field::Number(data.sign_count.into())),
        ("aaguid", Field::bytes(attested.map(|attested| &attested.aaguid[..]))),
        ("credentialId", Field::bytes(attested.map(|attested| &attested.credential_id[..]))),
        ("credentialPublicKey", Field::bytes(attested.map(|attested| &attested.public_key[..]))),
        ("extensions", Field::bytes(data.extensions.as_deref())),
    ];
    Ok((fields, data.canonical))
}

fn attestation_object(input: &[u8]) -> Read {
    let object = artefact::attestation_object(input)?;
    let packed = object.packed.as_ref().ok();
    let fields = vec![
        ("fmt", Field::text(Some(&object.fmt))),
        ("authData", Field::bytes(Some(&object.authenticator_data))),
        ("alg", Field::number(packed.map(|packed| packed.algorithm))),
        ("sig", Field::bytes(packed.map(|packed| &packed.signature[..]))),
        ("x5c", Field::bytes(packed.and_then(|packed| Some(packed.certificates.as_ref()?.concat())).as_deref())),
    ];
    Ok((fields, object.canonical))
}

fn cose_key(input: &[u8]) -> Read {
    let key = artefact::cose_key(input)?;
    let fields = vec![
        ("kty", Field::Number(key.kty)),
        ("alg", Field::number(key.alg)),
        ("crv", Field::number(key.crv)),
        ("x", Field::bytes(key.x.as_deref())),
        ("y", Field::bytes(key.y.as_deref())),
        ("n", Field::bytes(key.n.as_deref())),
        ("e", Field::bytes(key.e.as_deref())),
    ];
    Ok((fields, key.canonical))
}

fn client_data(input: &[u8]) -> Read {
    let data = artefact::client_data(input)?;
    let fields = vec![
        ("type", Field::text(Some(&data.kind))),
        ("challenge", Field::text(Some(&data.challenge))),
        ("origin", Field::text(Some(&data.origin))),
        ("crossOrigin", Field::bool(data.cross_origin)),
        ("topOrigin", Field::text(data.top_origin.as_deref())),
    ];
    Ok((fields, true))
}

fn response(authenticator: &'static str, response: Response) -> (Fields, bool) {
    let fields = vec![
        ("rawId", Field::Text(response.credential_id)),
        ("clientDataJSON", Field::Bytes(response.client_data)),
        (authenticator, Field::Bytes(response.authenticator)),
        ("signature", Field::bytes(response.signature.as_deref())),
        ("userHandle", Field::text(response.user_handle.as_deref())),
    ];
    (fields, response.exact_base64)
}
