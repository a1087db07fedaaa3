//! passkey-types: authenticator data, client data and both responses.

use passkey_types::ctap2::AuthenticatorData;
use passkey_types::webauthn::{AuthenticatedPublicKeyCredential, CollectedClientData, CreatedPublicKeyCredential};
use serde::de::DeserializeOwned;

use crate::{Decoded, Decoder, Format};

/// The readers of the crate `passkey-types`. It reads the attestation object of CTAP2, which is not that of WebAuthn.
#[derive(Clone, Copy, Debug, Default)]
pub struct PasskeyTypes;

impl Decoder for PasskeyTypes {
    fn name(&self) -> &'static str {
        "passkey-types"
    }

    fn decode(&self, format: Format, input: &[u8]) -> Decoded {
        match format {
            Format::AuthenticatorData => match AuthenticatorData::from_slice(input) {
                Ok(_) => Decoded::Accepted,
                Err(error) => Decoded::Refused(format!("{error:?}")),
            },
            Format::ClientData => json::<CollectedClientData>(input),
            Format::RegistrationResponse => json::<CreatedPublicKeyCredential>(input),
            Format::AuthenticationResponse => json::<AuthenticatedPublicKeyCredential>(input),
            Format::Cbor | Format::AttestationObject | Format::CoseKey => Decoded::Unsupported,
        }
    }
}

fn json<T: DeserializeOwned>(input: &[u8]) -> Decoded {
    match serde_json::from_slice::<T>(input) {
        Ok(_) => Decoded::Accepted,
        Err(error) => Decoded::Refused(error.to_string()),
    }
}
