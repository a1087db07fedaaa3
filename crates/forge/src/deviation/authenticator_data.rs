//! What can be wrong with authenticator data.

/// What is wrong with authenticator data.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum AuthenticatorDataDeviation {
    /// `rpIdHash` is the hash of another RP ID.
    RpIdHashOf(String),
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
    /// The last byte of the 37 is missing.
    OneByteShort,
    /// The credential id's declared length runs past the end.
    CredentialIdPastTheEnd,
    /// One byte follows the last field.
    TrailingByte,
    /// ED is set and nothing follows.
    ExtensionsMissing,
    /// The credential id has this many bytes.
    CredentialIdLength(u16),
}

impl AuthenticatorDataDeviation {
    pub(super) fn sentence(&self) -> String {
        match self {
            Self::RpIdHashOf(rp_id) => format!("`rpIdHash` is the hash of `{rp_id}`"),
            Self::Flags(flags) => format!("the flags byte is {flags:#04x}"),
            Self::UpCleared => "UP is 0".to_owned(),
            Self::UvCleared => "UV is 0".to_owned(),
            Self::BsWithoutBe => "BS is 1 and BE is 0".to_owned(),
            Self::BeFlipped => "BE has the other value".to_owned(),
            Self::AtCleared => "AT is 0, although attested credential data is there".to_owned(),
            Self::OneByteShort => "authenticator data ends one byte early, within `signCount`".to_owned(),
            Self::CredentialIdPastTheEnd => "`credentialIdLength` runs past the end of authenticator data".to_owned(),
            Self::TrailingByte => "one byte follows the last field of authenticator data".to_owned(),
            Self::ExtensionsMissing => "ED is 1 and no extension data follows".to_owned(),
            Self::CredentialIdLength(length) => format!("the credential id has {length} bytes"),
        }
    }
}
