//! Edits of authenticator data by its fields.

use std::borrow::Cow;

use arbitrary::{Result, Unstructured};
use relycheck_wire::authenticator_data::{AuthenticatorData, AuthenticatorDataWriter, Flags};

use super::edited as edited_as;
use crate::Artefact;
use crate::generate::{filled, number, place};

/// The bytes with one field edited; `None` where they are no authenticator data.
pub(super) fn edited(data: &[u8], u: &mut Unstructured<'_>) -> Result<Option<Vec<u8>>> {
    let Ok(view) = AuthenticatorData::parse(data) else { return Ok(None) };
    let mut writer = view.to_writer();
    match u.int_in_range(0..=7_u8)? {
        0 => writer.flags.0 ^= 1 << place(u, 8)?,
        1 => writer.sign_count = u32::try_from(number(u)? & u64::from(u32::MAX)).unwrap_or_default(),
        2 | 3 => key(&mut writer, u)?,
        4 => extensions(&mut writer, u)?,
        5 => credential_id(&mut writer, u)?,
        6 => writer.tail = Cow::Owned(vec![u.arbitrary()?]),
        _ => {
            let mut bytes = writer.encode();
            bytes.truncate(place(u, bytes.len())?);
            return Ok(Some(bytes));
        }
    }
    Ok(Some(writer.encode()))
}

fn key(writer: &mut AuthenticatorDataWriter<'_>, u: &mut Unstructured<'_>) -> Result<()> {
    let Some(attested) = &mut writer.attested_credential_data else { return extensions(writer, u) };
    if let Some(edited) = edited_as(Artefact::CoseKey, &attested.credential_public_key, u)? {
        attested.credential_public_key = Cow::Owned(edited);
    }
    Ok(())
}

fn extensions(writer: &mut AuthenticatorDataWriter<'_>, u: &mut Unstructured<'_>) -> Result<()> {
    // An empty map where there are none yet, announced.
    let before = writer.extensions.clone().unwrap_or(Cow::Borrowed(&[0xa0]));
    writer.flags.0 |= Flags::ED;
    writer.extensions = Some(edited_as(Artefact::Cbor, &before, u)?.map_or(before, Cow::Owned));
    Ok(())
}

fn credential_id(writer: &mut AuthenticatorDataWriter<'_>, u: &mut Unstructured<'_>) -> Result<()> {
    let Some(attested) = &mut writer.attested_credential_data else { return Ok(()) };
    match place(u, 2)? {
        0 => {
            let length = u16::try_from(attested.credential_id.len()).unwrap_or(u16::MAX);
            let declared = [length.wrapping_add(1), length.wrapping_sub(1), 0, u16::MAX];
            attested.declared_length = Some(*u.choose(&declared)?);
        }
        _ => {
            let length = *u.choose(&[0, 1, 255, 256, 1023, 1024])?;
            attested.credential_id = Cow::Owned(filled(u, length)?);
        }
    }
    Ok(())
}
