//! The virtual client and authenticator: valid by default, with named deviations.
//!
//! Everything is a function of its inputs. A negative is the valid response plus one [`Deviation`], applied before signing unless
//! the signature is the deviation.

mod algorithm;
mod assertion;
mod attestation;
mod authenticator_data;
mod certificate;
mod client_data;
mod credential;
mod deviation;
mod emission;
mod envelope;
mod key;
mod pooled;
mod registration;
mod rendered;
mod seed;
mod signature;
#[cfg(test)]
mod tests;

/// What deviations and extension outputs are written with.
pub use relycheck_wire::authenticator_data::Flags;
/// What deviations and extension outputs are written with.
pub use relycheck_wire::cbor::{Node, Width};

pub use algorithm::Algorithm;
pub use attestation::AttestationDeviation;
pub use certificate::{Authority, attestation_certificate, attestation_key_of, certified_statement};
pub use credential::{Credential, Forge};
pub use deviation::{
    Attribute, AuthenticatorDataDeviation, Bytes, CborEdit, CborPlace, CertificateDeviation, ChallengeDeviation,
    ClientDataDeviation, Deviation, Encoding, EnvelopeDeviation, Flood, KeyDeviation, Layer, Scalar, Second, SignatureDeviation,
    Spelling,
};
pub use emission::{Chain, ClientDataShape, Emission, Format, KeyShape, SignatureShape};
pub use pooled::PooledKey;
pub use rendered::{Inapplicable, Inputs, Rendered};
pub use seed::Seed;
