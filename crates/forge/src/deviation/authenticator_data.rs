//! What can be wrong with authenticator data.

use relycheck_wire::cbor::Node;

/// What is wrong with authenticator data.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum AuthenticatorDataDeviation {
    /// `rpIdHash` is the hash of another text.
    RpIdHashOf(String),
    /// `rpIdHash` is nothing but zeros.
    RpIdHashZero,
    /// The bit with this number, from 0 to 255, is flipped in `rpIdHash`; bit 0 is the highest of the first byte.
    RpIdHashBitFlipped(u8),
    /// The flags byte is this.
    Flags(u8),
    /// UP is not set.
    UpCleared,
    /// UV is not set.
    UvCleared,
    /// BS is set and BE is not.
    BsWithoutBe,
    /// BE has the other value, BS as it was.
    BeFlipped,
    /// AT is not set, although attested credential data is there.
    AtCleared,
    /// Everything behind so many bytes is missing.
    CutTo(u16),
    /// `credentialIdLength` is this; the credential id is what it was.
    CredentialIdDeclared(u16),
    /// These bytes follow the last field.
    Trailing(Vec<u8>),
    /// ED is set and nothing follows.
    ExtensionsMissing,
    /// ED is set, and this stands where the extensions do.
    ExtensionData(Node),
    /// AT is set, and these bytes stand where attested credential data does. For assertions, which have none.
    AttestedCredentialData(Vec<u8>),
    /// The credential id has this many bytes.
    CredentialIdLength(u16),
}

impl AuthenticatorDataDeviation {
    pub(super) fn sentence(&self) -> String {
        match self {
            Self::RpIdHashOf(text) => format!("`rpIdHash` is the hash of `{text}`"),
            Self::RpIdHashZero => "`rpIdHash` is nothing but zeros".to_owned(),
            Self::RpIdHashBitFlipped(bit) => format!("bit {bit} of `rpIdHash` is flipped"),
            Self::Flags(flags) => format!("the flags byte is {flags:#04x}"),
            Self::UpCleared => "UP is 0".to_owned(),
            Self::UvCleared => "UV is 0".to_owned(),
            Self::BsWithoutBe => "BS is 1 and BE is 0".to_owned(),
            Self::BeFlipped => "BE has the other value".to_owned(),
            Self::AtCleared => "AT is 0, although attested credential data is there".to_owned(),
            Self::CutTo(length) => format!("authenticator data ends after {length} bytes"),
            Self::CredentialIdDeclared(length) => format!("`credentialIdLength` is {length}, which is not the id's"),
            Self::Trailing(bytes) if bytes.len() == 1 => "one byte follows the last field of authenticator data".to_owned(),
            Self::Trailing(bytes) => format!("{} bytes follow the last field of authenticator data", bytes.len()),
            Self::ExtensionsMissing => "ED is 1 and no extension data follows".to_owned(),
            Self::ExtensionData(_) => "what stands where extensions do is no map of names".to_owned(),
            Self::AttestedCredentialData(_) => "AT is 1 and attested credential data is there".to_owned(),
            Self::CredentialIdLength(length) => format!("the credential id has {length} bytes"),
        }
    }
}
