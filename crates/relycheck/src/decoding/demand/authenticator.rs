//! What authenticators make: authenticator data, and the attestation object around it.

use relycheck_wire::attestation_object::{AttestationObject, PackedStatement};
use relycheck_wire::authenticator_data::{AuthenticatorData, Error};
use relycheck_wire::cbor::{Node, item_end};
use relycheck_wire::cose_key::CoseKey;

use super::{Demand, Demanded, item, key};

/// How many bytes a credential id has: WebAuthn Level 3, section 4, under *Credential ID*.
pub(super) const CREDENTIAL_ID: std::ops::RangeInclusive<usize> = 16..=1023;

/// Authenticator data, with the key where there is one.
pub(super) struct Data<'a> {
    pub(super) credential: Option<(&'a [u8], CoseKey<'a>)>,
}

/// The authenticator data that `bytes` are to be.
///
/// # Errors
/// What is demanded where it is not accepted as it stands.
pub(super) fn data(bytes: &[u8]) -> Result<Data<'_>, Demand> {
    let data = AuthenticatorData::parse(bytes).map_err(|error| faulty(bytes, error))?;
    if data.flags.rfu() != 0 || (data.flags.bs() && !data.flags.be()) {
        return Err(Demand::either(format_args!("the flags {}, which no authenticator sets together", data.flags)));
    }
    let credential = match data.attested_credential_data {
        None => None,
        Some(attested) if CREDENTIAL_ID.contains(&attested.credential_id.len()) => {
            let key = key::key(attested.credential_public_key).map_err(|demand| demand.within("the key"))?;
            Some((attested.credential_id, key))
        }
        Some(attested) => return Err(Demand::either(format_args!("a credential id of {} bytes", attested.credential_id.len()))),
    };
    if let Some(extensions) = data.extensions {
        outputs(extensions).map_err(|demand| demand.within("the extensions"))?;
    }
    Ok(Data { credential })
}

/// A field that is cut short has to be noticed, and so has CBOR that is not well-formed, since it says where the next field begins. Bytes
/// that belong to no field, and an item of another type than a map, can be read by whoever does not look.
fn faulty(bytes: &[u8], error: Error) -> Demand {
    let inside = match error {
        Error::PublicKey(fault) | Error::Extensions(fault) => Err(fault),
        Error::ExtensionsNotAMap { offset, .. } => item_end(bytes, offset),
        Error::TrailingBytes { .. } => return Demand::either(error),
        Error::TooShort { .. }
        | Error::TruncatedAaguid { .. }
        | Error::TruncatedCredentialIdLength { .. }
        | Error::TruncatedCredentialId { .. }
        | Error::MissingExtensions { .. } => return Demand::refuse(error),
    };
    match item::well_formed(inside) {
        Err(Demand { demanded: Demanded::Refuse, .. }) => Demand::refuse(error),
        _ => Demand::either(error),
    }
}

/// Extension outputs have types of their own, which a decoder may know. Those of credProtect are the numbers 1 to 3.
fn outputs(map: &[u8]) -> Result<(), Demand> {
    match item::one(map)? {
        Node::Map(entries) => entries.iter().try_for_each(|(name, output)| match output {
            Node::Unsigned(1..=3) if *name == Node::text("credProtect") => Ok(()),
            _ => Err(Demand::either("outputs of other extensions than credProtect")),
        }),
        _ => Err(Demand::either("no map")),
    }
}

/// An attestation object, with the authenticator data and the key that are in it.
pub(super) struct Attested<'a> {
    pub(super) authenticator_data: &'a [u8],
    pub(super) credential_id: &'a [u8],
    pub(super) key: CoseKey<'a>,
}

/// The attestation object that `bytes` are to be.
///
/// # Errors
/// What is demanded where it is not accepted as it stands.
pub(super) fn attestation_object(bytes: &[u8]) -> Result<Attested<'_>, Demand> {
    item::one(bytes)?;
    let object = AttestationObject::parse(bytes).map_err(Demand::either)?;
    if object.unknown_keys > 0 {
        return Err(Demand::either("a key besides fmt, attStmt and authData"));
    }
    let data = data(object.auth_data).map_err(|demand| demand.within("authData"))?;
    let (credential_id, key) = data.credential.ok_or_else(|| Demand::either("authData has no attested credential data"))?;
    if !statement(&object, &key) {
        return Err(Demand::either(format_args!("a statement that is none of the format {:?}", object.fmt)));
    }
    Ok(Attested { authenticator_data: object.auth_data, credential_id, key })
}

/// Whether the statement is an empty one of the format `none`, or one of `packed` by the credential's own key. Others are not judged.
fn statement(object: &AttestationObject<'_>, key: &CoseKey<'_>) -> bool {
    let packed = || PackedStatement::parse(object.att_stmt);
    match object.fmt {
        "none" => object.att_stmt == [0xa0],
        "packed" => packed().is_ok_and(|packed| {
            let own = packed.x5c.is_none() && Some(packed.alg) == key.alg;
            own && packed.unknown_keys == 0 && !packed.sig.is_empty()
        }),
        _ => false,
    }
}
