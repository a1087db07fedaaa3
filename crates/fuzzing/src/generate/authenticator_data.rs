//! Authenticator data: flags, attested credential data and extensions that agree, rarely ones that do not.

use std::borrow::Cow;

use arbitrary::{Arbitrary, Result, Unstructured};
use relycheck_wire::authenticator_data::{AttestedCredentialDataWriter, AuthenticatorDataWriter, Flags};
use relycheck_wire::cbor::Node;

use super::{CoseKey, Item, bytes, filled, item, place, rare, words};

/// Authenticator data.
#[derive(Clone, Debug)]
pub struct AuthenticatorData {
    /// The fields.
    pub writer: AuthenticatorDataWriter<'static>,
    /// How many of the bytes are written; `None` for all, as by default.
    pub cut: Option<usize>,
}

impl<'a> Arbitrary<'a> for AuthenticatorData {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let mut flags = Flags::UP | (u.arbitrary::<u8>()? & (Flags::UV | Flags::BE | Flags::BS));
        let attested_credential_data = if rare(u, 3)? { None } else { Some(attested(u)?) };
        if attested_credential_data.is_some() {
            flags |= Flags::AT;
        }
        let extensions = if rare(u, 4)? { Some(Cow::Owned(extensions(u)?)) } else { None };
        if extensions.is_some() {
            flags |= Flags::ED;
        }
        if rare(u, 16)? {
            flags ^= u.arbitrary::<u8>()?;
        }
        let mut writer = AuthenticatorDataWriter {
            rp_id_hash: Cow::Owned(filled(u, 32)?),
            flags: Flags(flags),
            sign_count: u.arbitrary()?,
            attested_credential_data,
            extensions,
            tail: Cow::Borrowed(&[]),
        };
        if rare(u, 30)? {
            writer.tail = Cow::Owned(bytes(u, 8)?);
        }
        let cut = if rare(u, 16)? { Some(place(u, writer.encode().len() + 1)?) } else { None };
        Ok(Self { writer, cut })
    }
}

impl AuthenticatorData {
    /// The bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = self.writer.encode();
        out.truncate(self.cut.unwrap_or(out.len()));
        out
    }
}

fn attested(u: &mut Unstructured<'_>) -> Result<AttestedCredentialDataWriter<'static>> {
    let length = *u.choose(&[16, 32, 64, 1, 0, 23, 24, 255, 256, 1023, 1024])?;
    let declared_length = match rare(u, 12)? {
        true => Some(*u.choose(&[0, 1, 15, 17, 31, 33, 1023, u16::MAX])?),
        false => None,
    };
    let key = if rare(u, 10)? { Item::arbitrary(u)?.encode() } else { CoseKey::arbitrary(u)?.encode() };
    Ok(AttestedCredentialDataWriter {
        aaguid: Cow::Owned(filled(u, 16)?),
        declared_length,
        credential_id: Cow::Owned(filled(u, length)?),
        credential_public_key: Cow::Owned(key),
    })
}

fn extensions(u: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    if rare(u, 8)? {
        return Ok(Item::arbitrary(u)?.encode());
    }
    let mut entries: Vec<(Node, Node)> = Vec::new();
    for _ in 0..u.int_in_range(0..=3_u8)? {
        let name = Node::text(words(u)?);
        if entries.iter().all(|(other, _)| *other != name) {
            entries.push((name, item(u, 1)?));
        }
    }
    let map = Node::Map(entries);
    Ok(map.encode_canonical().unwrap_or_else(|_| map.encode()))
}
