//! wire: attestation object, authenticator data, COSE key and, where it is packed, the statement; of JSON the members, and in
//! base64url decoded those that a ceremony needs.

use std::hint::black_box;

use relycheck_wire::attestation_object::{AttestationObject, PackedStatement};
use relycheck_wire::authenticator_data::{AttestedCredentialData, AuthenticatorData};
use relycheck_wire::client_data::ClientData;
use relycheck_wire::cose_key::CoseKey;
use relycheck_wire::envelope::{AuthenticationResponse, RegistrationResponse};

use super::{Attestation, Attested, Data, Key, Parse};
use crate::inputs::Kind;

pub(super) fn parse(kind: Kind) -> Option<Parse> {
    Some(match kind {
        Kind::Attestation => |bytes| black_box(attestation(bytes)).is_some(),
        Kind::Assertion => |bytes| black_box(AuthenticatorData::parse(bytes)).is_ok(),
        Kind::ClientData => |bytes| black_box(ClientData::parse(bytes)).is_ok(),
        Kind::Registration => |bytes| registration(bytes).is_some(),
        Kind::Authentication => |bytes| authentication(bytes).is_some(),
    })
}

pub(super) fn attestation(bytes: &[u8]) -> Option<Attestation<'_>> {
    let object = AttestationObject::parse(bytes).ok()?;
    if object.fmt == "packed" {
        black_box(PackedStatement::parse(object.att_stmt).ok()?);
    }
    Some(Attestation { fmt: object.fmt, att_stmt: object.att_stmt, data: data(object.auth_data)? })
}

pub(super) fn data(bytes: &[u8]) -> Option<Data<'_>> {
    let data = AuthenticatorData::parse(bytes).ok()?;
    let attested = match data.attested_credential_data {
        None => None,
        Some(AttestedCredentialData { aaguid, credential_id, credential_public_key }) => {
            let key = CoseKey::parse(credential_public_key).ok()?;
            let key = Key { kty: key.kty, alg: key.alg, crv: key.crv, x: key.x, y: key.y, n: key.n, e: key.e };
            Some(Attested { aaguid, credential_id, key })
        }
    };
    let AuthenticatorData { rp_id_hash, sign_count, extensions, .. } = data;
    Some(Data { rp_id_hash, flags: data.flags.0, sign_count, attested, extensions })
}

fn registration(bytes: &[u8]) -> Option<()> {
    let response = RegistrationResponse::parse(str::from_utf8(bytes).ok()?).ok()?;
    black_box(response.credential.raw_id.decode().ok()?);
    black_box(response.client_data_json.decode().ok()?);
    black_box(response.attestation_object.decode().ok()?);
    black_box(response);
    Some(())
}

fn authentication(bytes: &[u8]) -> Option<()> {
    let response = AuthenticationResponse::parse(str::from_utf8(bytes).ok()?).ok()?;
    black_box(response.credential.raw_id.decode().ok()?);
    black_box(response.client_data_json.decode().ok()?);
    black_box(response.authenticator_data.decode().ok()?);
    black_box(response.signature.decode().ok()?);
    if let Some(handle) = &response.user_handle {
        black_box(handle.decode().ok()?);
    }
    black_box(response);
    Some(())
}
