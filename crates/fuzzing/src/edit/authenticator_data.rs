//! Changes of authenticator data: <https://www.w3.org/TR/webauthn-3/#sctn-authenticator-data>.

use std::borrow::Cow;

use relycheck_forge::PooledKey;
use relycheck_wire::authenticator_data::{AuthenticatorData, AuthenticatorDataWriter, Flags};
use relycheck_wire::cbor::Node;
use sha2::{Digest, Sha256};

use super::bytes::BytesEdit;
use super::draw::Draw;
use super::map::{MapEdit, Vocabulary};

/// One change. What cannot be read is changed in its bytes only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum AuthenticatorDataEdit {
    /// These flags are the other way round.
    Flags(u8),
    /// The counter.
    SignCount(u32),
    /// The RP ID that it is for.
    RpId(&'static str),
    /// The AAGUID: all bytes of this value.
    Aaguid(u8),
    /// The credential id has so many bytes.
    CredentialIdLength(u16),
    /// `credentialIdLength` says so many.
    DeclaredLength(u16),
    /// The credential id, in its bytes.
    CredentialId(BytesEdit),
    /// The credential key, as a map.
    Key(MapEdit),
    /// The extensions, as a map, which is made where there is none.
    Extensions(MapEdit),
    /// There are extensions, with this output for a name.
    Extension(&'static str, u8),
    /// These bytes follow.
    Behind(Vec<u8>),
    /// All bytes.
    Bytes(BytesEdit),
}

impl AuthenticatorDataEdit {
    pub(crate) fn draw(draw: &mut Draw<'_>) -> Self {
        const FLAGS: [u8; 9] =
            [Flags::UP, Flags::UV, Flags::BE, Flags::BS, Flags::AT, Flags::ED, Flags::BE | Flags::BS, 1 << 1, 1 << 5];
        const COUNTS: [u32; 6] = [0, 1, 2, 0x7fff_ffff, 0x8000_0000, u32::MAX];
        match draw.below(12) {
            0..=2 => Self::Flags(draw.one_of(&FLAGS)),
            3 => Self::SignCount(draw.one_of(&COUNTS)),
            4 => Self::RpId(draw.one_of(&["example.com", "login.example.org", "EXAMPLE.ORG", "", "https://example.org"])),
            5 => Self::Aaguid(draw.byte()),
            6 => Self::CredentialIdLength(draw.one_of(&[0, 1, 15, 16, 64, 65, 1023, 1024, 2000])),
            7 => Self::DeclaredLength(draw.one_of(&[0, 1, 31, 33, 1024, 0xff00, u16::MAX])),
            8 => Self::CredentialId(BytesEdit::draw(draw)),
            9 => Self::Behind(draw.bytes()),
            10 => Self::Extension(draw.one_of(&["credProtect", "hmac-secret", "uvm"]), draw.byte()),
            _ => Self::Bytes(BytesEdit::draw(draw)),
        }
    }

    pub(crate) fn apply(&self, bytes: &mut Vec<u8>) {
        if let Self::Bytes(edit) = self {
            return edit.apply(bytes);
        }
        let Ok(data) = AuthenticatorData::parse(bytes) else { return };
        let mut writer = data.to_writer();
        self.change(&mut writer);
        *bytes = writer.encode();
    }

    fn change(&self, writer: &mut AuthenticatorDataWriter<'_>) {
        match self {
            Self::Flags(bits) => writer.flags.0 ^= bits,
            Self::SignCount(count) => writer.sign_count = *count,
            Self::RpId(rp_id) => writer.rp_id_hash = Cow::Owned(Sha256::digest(rp_id.as_bytes()).to_vec()),
            Self::Behind(more) => writer.tail = Cow::Owned(more.clone()),
            Self::Extension(name, output) => {
                let output = Node::integer(i64::from(*output));
                set_extensions(writer, &Node::Map(vec![(Node::text(name), output)]));
            }
            Self::Extensions(edit) => {
                let read = writer.extensions.as_deref().and_then(|bytes| Node::decode(bytes).ok());
                let mut node = read.unwrap_or_else(|| Node::Map(Vec::new()));
                edit.apply(&mut node);
                set_extensions(writer, &node);
            }
            _ => self.change_credential(writer),
        }
    }

    fn change_credential(&self, writer: &mut AuthenticatorDataWriter<'_>) {
        let Some(credential) = &mut writer.attested_credential_data else { return };
        match self {
            Self::Aaguid(byte) => credential.aaguid.to_mut().fill(*byte),
            Self::CredentialIdLength(length) => {
                // what a short id repeats, so that two lengths have a common beginning.
                let id = if credential.credential_id.is_empty() { &[0] } else { &*credential.credential_id };
                credential.credential_id = Cow::Owned(id.iter().copied().cycle().take(usize::from(*length)).collect());
            }
            Self::DeclaredLength(length) => credential.declared_length = Some(*length),
            Self::CredentialId(edit) => edit.apply(credential.credential_id.to_mut()),
            Self::Key(edit) => {
                if let Ok(mut key) = Node::decode(&credential.credential_public_key) {
                    edit.apply(&mut key);
                    credential.credential_public_key = Cow::Owned(key.encode());
                }
            }
            _ => {}
        }
    }
}

/// Extensions with the flag that announces them.
fn set_extensions(writer: &mut AuthenticatorDataWriter<'_>, node: &Node) {
    writer.flags.0 |= Flags::ED;
    writer.extensions = Some(Cow::Owned(node.encode()));
}

/// Puts another key in the place of the credential's, where there is one.
pub(crate) fn set_key(bytes: &mut Vec<u8>, key: &PooledKey) {
    let Ok(data) = AuthenticatorData::parse(bytes) else { return };
    let mut writer = data.to_writer();
    if let Some(credential) = &mut writer.attested_credential_data {
        credential.credential_public_key = Cow::Owned(key.public_key());
        *bytes = writer.encode();
    }
}

impl AuthenticatorDataEdit {
    /// An edit of the credential key.
    pub(crate) fn draw_key(draw: &mut Draw<'_>) -> Self {
        Self::Key(MapEdit::draw(draw, Vocabulary::Key))
    }

    /// An edit of the extensions.
    pub(crate) fn draw_extensions(draw: &mut Draw<'_>) -> Self {
        Self::Extensions(MapEdit::draw(draw, Vocabulary::Names))
    }
}
