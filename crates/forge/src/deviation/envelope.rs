//! What can be wrong with the JSON envelope.

/// What is wrong with the JSON envelope.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum EnvelopeDeviation {
    /// `clientDataJSON` is missing.
    WithoutClientData,
    /// `attestationObject` is missing and a `signature` is there, as in an assertion.
    WithoutAttestationObject,
    /// `authenticatorData` is missing from an assertion.
    WithoutAuthenticatorData,
    /// `signature` is missing and an `attestationObject` is there, as in a registration.
    WithoutSignature,
    /// `userHandle` is missing.
    WithoutUserHandle,
    /// `userHandle` is another account's.
    UserHandle(Vec<u8>),
    /// `id` and `rawId` are of no credential.
    UnknownCredentialId,
}

impl EnvelopeDeviation {
    pub(super) fn sentence(&self) -> String {
        match self {
            Self::WithoutClientData => "`clientDataJSON` is missing".to_owned(),
            Self::WithoutAttestationObject => "`attestationObject` is missing and `signature` is there".to_owned(),
            Self::WithoutAuthenticatorData => "`authenticatorData` is missing".to_owned(),
            Self::WithoutSignature => "`signature` is missing and `attestationObject` is there".to_owned(),
            Self::WithoutUserHandle => "`userHandle` is missing".to_owned(),
            Self::UserHandle(_) => "`userHandle` is another account's".to_owned(),
            Self::UnknownCredentialId => "`id` and `rawId` are of no registered credential".to_owned(),
        }
    }
}
