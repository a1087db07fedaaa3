//! coset: COSE keys.

use coset::{CborSerializable, CoseKey};

use crate::{Decoded, Decoder, Format};

/// The reader of COSE keys of the crate `coset`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Coset;

impl Decoder for Coset {
    fn name(&self) -> &'static str {
        "coset"
    }

    fn decode(&self, format: Format, input: &[u8]) -> Decoded {
        match format {
            Format::CoseKey => match CoseKey::from_slice(input) {
                Ok(_) => Decoded::Accepted,
                // Its `Display` says less than its `Debug`.
                Err(error) => Decoded::Refused(format!("{error:?}")),
            },
            Format::Cbor
            | Format::AuthenticatorData
            | Format::AttestationObject
            | Format::ClientData
            | Format::RegistrationResponse
            | Format::AuthenticationResponse => Decoded::Unsupported,
        }
    }
}
