//! The deviations, by the layer of the response that each one touches.

mod authenticator_data;
mod cbor;
mod certificate;
mod client_data;
mod envelope;
mod key;
mod signature;

pub use authenticator_data::AuthenticatorDataDeviation;
pub use cbor::{CborEdit, CborPlace, Flood, Spelling};
pub use certificate::{Attribute, CertificateDeviation};
pub use client_data::{ChallengeDeviation, ClientDataDeviation, Second};
pub use envelope::{Encoding, EnvelopeDeviation};
pub use key::{Bytes, KeyDeviation};
pub use signature::{Scalar, SignatureDeviation};

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
    /// In the certificates of a packed statement.
    Certificate(CertificateDeviation),
    /// What is signed as the hash of client data is the hash of the same JSON without white space.
    HashOfReserialisedClientData,
    /// In the signature of an assertion or of a packed statement.
    Signature(SignatureDeviation),
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
            Self::HashOfReserialisedClientData | Self::Signature(_) => Layer::Signature,
            Self::Attestation(_)
            | Self::Certificate(_)
            | Self::Cbor(CborPlace::AttestationObject | CborPlace::AttestationStatement, _) => Layer::Attestation,
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
            Self::Key(deviation) => deviation.sentence(),
            Self::Attestation(deviation) => deviation.sentence(),
            Self::Certificate(deviation) => deviation.sentence(),
            Self::HashOfReserialisedClientData => {
                "what is signed is the hash of client data with its white space taken out, not of the bytes that are sent"
                    .to_owned()
            }
            Self::Signature(deviation) => deviation.sentence(),
            Self::Cbor(place, edit) => edit.sentence(*place),
            Self::Envelope(deviation) => deviation.sentence(),
        }
    }
}
