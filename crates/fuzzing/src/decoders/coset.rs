//! coset: COSE keys.

use coset::{CborSerializable, CoseKey};

use crate::{Artefact, Decoded, Decoder};

/// The reader of COSE keys of the crate `coset`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Coset;

impl Decoder for Coset {
    fn name(&self) -> &'static str {
        "coset"
    }

    fn decode(&self, artefact: Artefact, input: &[u8]) -> Decoded {
        match artefact {
            Artefact::CoseKey => match CoseKey::from_slice(input) {
                Ok(_) => Decoded::Accepted,
                // Its `Display` says less than its `Debug`.
                Err(error) => Decoded::Refused(format!("{error:?}")),
            },
            Artefact::Cbor
            | Artefact::AuthenticatorData
            | Artefact::AttestationObject
            | Artefact::ClientData
            | Artefact::RegistrationResponse
            | Artefact::AuthenticationResponse => Decoded::Unsupported,
        }
    }
}
