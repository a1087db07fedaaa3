//! The deviations, by the layer of the response that each one touches.

use crate::AttestationDeviation;

/// One thing that is wrong with a response.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Deviation {
    /// In client data.
    ClientData(ClientDataDeviation),
    /// In authenticator data.
    AuthenticatorData(AuthenticatorDataDeviation),
    /// In the credential public key.
    Key(KeyDeviation),
    /// In the attestation object or its statement.
    Attestation(AttestationDeviation),
    /// What is signed as the hash of client data is the hash of the same JSON without white space.
    HashOfReserialisedClientData,
    /// One bit of the assertion's signature is flipped.
    SignatureBitFlipped,
    /// The assertion is signed by another credential's key.
    SignedByAnotherKey,
    /// In the JSON envelope.
    Envelope(EnvelopeDeviation),
}

/// The parts of a response in the order in which they are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// `clientDataJSON`.
    ClientData,
    /// The credential public key within authenticator data.
    Key,
    /// Authenticator data.
    AuthenticatorData,
    /// What is signed, and the signature.
    Signature,
    /// The attestation object.
    Attestation,
    /// The JSON around it all.
    Envelope,
}

/// What is wrong with client data.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ClientDataDeviation {
    /// `type` is another string.
    Type(&'static str),
    /// The first bit of the challenge is flipped.
    ChallengeBitFlipped,
    /// `origin` is another string.
    Origin(String),
    /// `crossOrigin` is true.
    CrossOrigin,
    /// `topOrigin` is this.
    TopOrigin(String),
    /// The closing brace is missing.
    Unclosed,
    /// The object stands in an array.
    InAnArray,
}

/// What is wrong with authenticator data.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum AuthenticatorDataDeviation {
    /// `rpIdHash` is the hash of another RP ID.
    RpIdHashOf(String),
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

/// What is wrong with the credential public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyDeviation {
    /// A sound key on P-384 that says ES384.
    Es384,
    /// The member `alg` is missing.
    WithoutAlg,
    /// The coordinate y is missing.
    WithoutY,
    /// `crv` says P-384, the coordinates are of P-256.
    OtherCurve,
    /// Not a CBOR item: the map declares one entry more than there is.
    EntryMissing,
}

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

impl Deviation {
    /// The layer that it touches.
    #[must_use]
    pub fn layer(&self) -> Layer {
        match self {
            Self::ClientData(_) => Layer::ClientData,
            Self::Key(_) => Layer::Key,
            Self::AuthenticatorData(_) => Layer::AuthenticatorData,
            Self::HashOfReserialisedClientData | Self::SignatureBitFlipped | Self::SignedByAnotherKey => Layer::Signature,
            Self::Attestation(_) => Layer::Attestation,
            Self::Envelope(_) => Layer::Envelope,
        }
    }

    /// What differs from the valid response, as the end of a sentence that begins with "the response of a valid ceremony, but".
    #[must_use]
    pub fn sentence(&self) -> String {
        use AuthenticatorDataDeviation as AuthData;
        use ClientDataDeviation as ClientData;
        use EnvelopeDeviation as Envelope;
        match self {
            Self::ClientData(deviation) => match deviation {
                ClientData::Type(value) => format!("`type` in client data is `{value}`"),
                ClientData::ChallengeBitFlipped => "one bit of the challenge in client data is flipped".to_owned(),
                ClientData::Origin(origin) => format!("`origin` in client data is `{origin}`"),
                ClientData::CrossOrigin => "`crossOrigin` in client data is true".to_owned(),
                ClientData::TopOrigin(origin) => format!("client data has the `topOrigin` `{origin}`"),
                ClientData::Unclosed => "client data lacks its closing brace".to_owned(),
                ClientData::InAnArray => "client data is an array that holds the object".to_owned(),
            },
            Self::AuthenticatorData(deviation) => match deviation {
                AuthData::RpIdHashOf(rp_id) => format!("`rpIdHash` is the hash of `{rp_id}`"),
                AuthData::UpCleared => "UP is 0".to_owned(),
                AuthData::UvCleared => "UV is 0".to_owned(),
                AuthData::BsWithoutBe => "BS is 1 and BE is 0".to_owned(),
                AuthData::BeFlipped => "BE has the other value".to_owned(),
                AuthData::AtCleared => "AT is 0, although attested credential data is there".to_owned(),
                AuthData::OneByteShort => "authenticator data ends one byte early, within `signCount`".to_owned(),
                AuthData::CredentialIdPastTheEnd => "`credentialIdLength` runs past the end of authenticator data".to_owned(),
                AuthData::TrailingByte => "one byte follows the last field of authenticator data".to_owned(),
                AuthData::ExtensionsMissing => "ED is 1 and no extension data follows".to_owned(),
                AuthData::CredentialIdLength(length) => format!("the credential id has {length} bytes"),
            },
            Self::Key(deviation) => match deviation {
                KeyDeviation::Es384 => "the credential key is a sound ES384 key".to_owned(),
                KeyDeviation::WithoutAlg => "the credential key has no `alg`".to_owned(),
                KeyDeviation::OtherCurve => "the credential key says ES256 and P-384".to_owned(),
                KeyDeviation::WithoutY => "the credential key has no y coordinate".to_owned(),
                KeyDeviation::EntryMissing => "the credential key's map declares one entry more than follows".to_owned(),
            },
            Self::Attestation(deviation) => deviation.sentence(),
            Self::HashOfReserialisedClientData => {
                "what is signed is the hash of client data with its white space taken out, not of the bytes that are sent"
                    .to_owned()
            }
            Self::SignatureBitFlipped => "one bit of the signature is flipped".to_owned(),
            Self::SignedByAnotherKey => "the signature is by another credential's key".to_owned(),
            Self::Envelope(deviation) => match deviation {
                Envelope::WithoutClientData => "`clientDataJSON` is missing".to_owned(),
                Envelope::WithoutAttestationObject => "`attestationObject` is missing and `signature` is there".to_owned(),
                Envelope::WithoutAuthenticatorData => "`authenticatorData` is missing".to_owned(),
                Envelope::WithoutSignature => "`signature` is missing and `attestationObject` is there".to_owned(),
                Envelope::WithoutUserHandle => "`userHandle` is missing".to_owned(),
                Envelope::UserHandle(_) => "`userHandle` is another account's".to_owned(),
                Envelope::UnknownCredentialId => "`id` and `rawId` are of no registered credential".to_owned(),
            },
        }
    }
}
