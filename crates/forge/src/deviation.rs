//! The deviations, by the layer of the response that each one touches.

mod authenticator_data;
mod cbor;
mod client_data;
mod envelope;

pub use authenticator_data::AuthenticatorDataDeviation;
pub use cbor::{CborEdit, CborPlace, Flood, Spelling};
pub use client_data::ClientDataDeviation;
pub use envelope::{Encoding, EnvelopeDeviation};

use relycheck_wire::cbor::Node;

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
    /// In the CBOR at this place.
    Cbor(CborPlace, CborEdit),
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

impl Deviation {
    /// An item of CBOR at a place, encoded, with the edit that is meant for that place.
    pub(crate) fn written(deviation: Option<&Self>, place: CborPlace, map: Node) -> Vec<u8> {
        match deviation {
            Some(Self::Cbor(at, edit)) if *at == place => edit.apply(map),
            _ => map.encode(),
        }
    }

    /// The layer that it touches.
    #[must_use]
    pub fn layer(&self) -> Layer {
        match self {
            Self::ClientData(_) => Layer::ClientData,
            Self::Key(_) => Layer::Key,
            Self::AuthenticatorData(_) => Layer::AuthenticatorData,
            Self::HashOfReserialisedClientData | Self::SignatureBitFlipped | Self::SignedByAnotherKey => Layer::Signature,
            Self::Attestation(_) | Self::Cbor(CborPlace::AttestationObject | CborPlace::AttestationStatement, _) => {
                Layer::Attestation
            }
            Self::Cbor(CborPlace::CredentialPublicKey, _) => Layer::Key,
            Self::Cbor(CborPlace::Extensions, _) => Layer::AuthenticatorData,
            Self::Envelope(_) => Layer::Envelope,
        }
    }

    /// What differs from the valid response, as the end of a sentence that begins with "the response of a valid ceremony, but".
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::ClientData(deviation) => deviation.sentence(),
            Self::AuthenticatorData(deviation) => deviation.sentence(),
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
            Self::Cbor(place, edit) => edit.sentence(*place),
            Self::Envelope(deviation) => deviation.sentence(),
        }
    }
}
