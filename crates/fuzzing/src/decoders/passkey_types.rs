//! passkey-types: authenticator data, client data and both responses.

use passkey_types::ctap2::AuthenticatorData;
use passkey_types::webauthn::{AuthenticatedPublicKeyCredential, CollectedClientData, CreatedPublicKeyCredential};
use serde::de::DeserializeOwned;

use crate::{Artefact, Decoded, Decoder};

/// The readers of the crate `passkey-types`. It reads the attestation object of CTAP2, which is not that of WebAuthn.
#[derive(Clone, Copy, Debug, Default)]
pub struct PasskeyTypes;

impl Decoder for PasskeyTypes {
    fn name(&self) -> &'static str {
        "passkey-types"
    }

    fn decode(&self, artefact: Artefact, input: &[u8]) -> Decoded {
        match artefact {
            Artefact::AuthenticatorData => match AuthenticatorData::from_slice(input) {
                Ok(_) => Decoded::Accepted,
                Err(error) => Decoded::Refused(format!("{error:?}")),
            },
            Artefact::ClientData => json::<CollectedClientData>(input),
            Artefact::RegistrationResponse => json::<CreatedPublicKeyCredential>(input),
            Artefact::AuthenticationResponse => json::<AuthenticatedPublicKeyCredential>(input),
            Artefact::Cbor | Artefact::AttestationObject | Artefact::CoseKey => Decoded::Unsupported,
        }
    }
}

fn json<T: DeserializeOwned>(input: &[u8]) -> Decoded {
    match serde_json::from_slice::<T>(input) {
        Ok(_) => Decoded::Accepted,
        Err(error) => Decoded::Refused(error.to_string()),
    }
}
