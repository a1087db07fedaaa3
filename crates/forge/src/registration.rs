//! A registration response.

use relycheck_wire::json::{Object, Written};

use crate::authenticator_data::authenticator_data;
use crate::credential::{Credential, Forge};
use crate::deviation::{AuthenticatorDataDeviation, CborPlace, Deviation, EnvelopeDeviation, Layer};
use crate::emission::Emission;
use crate::envelope::{encoded, envelope};
use crate::key::Key;
use crate::rendered::{Inapplicable, Inputs, Rendered, refuse_void};
use crate::signature::{Making, sign};
use crate::{attestation, client_data};

impl Forge {
    /// The response of a registration by `credential`, with at most one deviation.
    ///
    /// # Errors
    /// Where the deviation leaves the bytes as they are.
    pub fn registration(
        &self,
        credential: &Credential,
        emission: &Emission,
        inputs: &Inputs<'_>,
        deviation: Option<&Deviation>,
    ) -> Result<Rendered, Inapplicable> {
        let sound = credential;
        let credential = match deviation {
            Some(Deviation::Key(deviation)) => &self.deviating(sound, deviation),
            _ => sound,
        };
        let made = Made::new(credential, emission, inputs, deviation);
        let response = self.registration_response(&made, &credential.key, emission, deviation);
        // Each layer is compared by itself, as far as can be without signing again: that is most of the work.
        let changes = match deviation.map(Deviation::layer) {
            None => true,
            Some(Layer::ClientData) => {
                made.client_data != client_data::encode("webauthn.create", &emission.client_data, inputs, None)
            }
            Some(Layer::Key | Layer::AuthenticatorData) => {
                let key = sound.public_key();
                made.authenticator_data != authenticator_data(emission, inputs, Some((&credential.id, &key)), None)
            }
            Some(Layer::Signature | Layer::Attestation) => {
                made.attestation_object != Made::new(credential, emission, inputs, None).attestation_object
            }
            Some(Layer::Envelope) => response != self.registration_response(&made, &credential.key, emission, None),
        };
        let rendered = Rendered {
            response,
            client_data: made.client_data,
            authenticator_data: made.authenticator_data,
            attestation_object: Some(made.attestation_object),
            signature: made.signature,
            credential_id: made.credential_id,
        };
        refuse_void(rendered, deviation, changes)
    }

    /// The JSON text.
    fn registration_response(&self, made: &Made, key: &Key, emission: &Emission, deviation: Option<&Deviation>) -> String {
        let mut sent_id = made.credential_id.clone();
        if deviation == Some(&Deviation::Envelope(EnvelopeDeviation::UnknownCredentialId)) {
            sent_id.iter_mut().for_each(|byte| *byte = !*byte);
        }
        let mut response =
            Object::new([("clientDataJSON", encoded(&made.client_data)), ("authenticatorData", encoded(&made.authenticator_data))]);
        if let Some(transports) = &emission.transports {
            response.push("transports", Written::Texts(transports.clone()));
        }
        let copied = if emission.public_key_of_another { &self.neighbour(key) } else { key };
        if let Some(info) = copied.subject_public_key_info() {
            response.push("publicKey", encoded(&info));
        }
        if let Some(algorithm) = key.public_key_algorithm() {
            response.push("publicKeyAlgorithm", Written::raw(&algorithm.to_string()));
        }
        response.push("attestationObject", encoded(&made.attestation_object));
        match deviation {
            Some(Deviation::Envelope(EnvelopeDeviation::WithoutClientData)) => drop(response.remove("clientDataJSON")),
            Some(Deviation::Envelope(EnvelopeDeviation::WithoutAttestationObject)) => {
                response.remove("attestationObject");
                let signature = sign(key, &[&made.authenticator_data, &made.hash], Making::default());
                response.push("signature", encoded(&signature));
            }
            _ => {}
        }
        envelope(&sent_id, response, emission, deviation)
    }
}

/// What a registration response is made of.
struct Made {
    credential_id: Vec<u8>,
    client_data: Vec<u8>,
    /// What is signed in the place of client data.
    hash: [u8; 32],
    authenticator_data: Vec<u8>,
    attestation_object: Vec<u8>,
    signature: Option<Vec<u8>>,
}

impl Made {
    fn new(credential: &Credential, emission: &Emission, inputs: &Inputs<'_>, deviation: Option<&Deviation>) -> Self {
        let client_data = client_data::encode("webauthn.create", &emission.client_data, inputs, deviation);
        let credential_id = match deviation {
            Some(Deviation::AuthenticatorData(AuthenticatorDataDeviation::CredentialIdLength(length))) => {
                // Twenty-four bytes are a whole number of characters in base64url, so a long id is a short recipe.
                let id = credential.id.iter().copied();
                id.clone().chain(id.take(24).cycle()).take(usize::from(*length)).collect()
            }
            _ => credential.id.clone(),
        };
        let key = &credential.key;
        let encoded_key = Deviation::written(deviation, CborPlace::CredentialPublicKey, key.map());
        let authenticator_data = authenticator_data(emission, inputs, Some((&credential_id, &encoded_key)), deviation);
        let hash = client_data::hash(&client_data, deviation);
        let (attestation_object, signature) = attestation::encode(emission, key, &authenticator_data, &hash, deviation);
        Self { credential_id, client_data, hash, authenticator_data, attestation_object, signature }
    }
}
