//! A registration response.

use relycheck_wire::json::{Object, Written};

use crate::authenticator_data::authenticator_data;
use crate::credential::{Credential, Forge};
use crate::deviation::{AuthenticatorDataDeviation, CborPlace, Deviation, EnvelopeDeviation, Layer};
use crate::emission::Emission;
use crate::envelope::{encoded, envelope};
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
        let rendered = self.render_registration(credential, emission, inputs, deviation);
        // What comes before a signature is compared without making one: signing is most of the work.
        let changes = match deviation.map(Deviation::layer) {
            None => true,
            Some(Layer::ClientData) => {
                rendered.client_data != client_data::encode("webauthn.create", &emission.client_data, inputs, None)
            }
            Some(Layer::Key | Layer::AuthenticatorData) => {
                let key = sound.public_key();
                rendered.authenticator_data != authenticator_data(emission, inputs, Some((&credential.id, &key)), None)
            }
            Some(Layer::Signature | Layer::Attestation | Layer::Envelope) => {
                rendered.response != self.render_registration(credential, emission, inputs, None).response
            }
        };
        refuse_void(rendered, deviation, changes)
    }

    fn render_registration(
        &self,
        credential: &Credential,
        emission: &Emission,
        inputs: &Inputs<'_>,
        deviation: Option<&Deviation>,
    ) -> Rendered {
        let client_data = client_data::encode("webauthn.create", &emission.client_data, inputs, deviation);
        let id = match deviation {
            Some(Deviation::AuthenticatorData(AuthenticatorDataDeviation::CredentialIdLength(length))) => {
                // Twenty-four bytes are a whole number of characters in base64url, so a long id is a short recipe.
                let id = credential.id.iter().copied();
                id.clone().chain(id.take(24).cycle()).take(usize::from(*length)).collect()
            }
            _ => credential.id.clone(),
        };
        let key = &credential.key;
        let encoded_key = Deviation::written(deviation, CborPlace::CredentialPublicKey, key.map());
        let authenticator_data = authenticator_data(emission, inputs, Some((&id, &encoded_key)), deviation);
        let hash = client_data::hash(&client_data, deviation);
        let (attestation_object, signature) = attestation::encode(emission, key, &authenticator_data, &hash, deviation);

        let mut sent_id = id.clone();
        if deviation == Some(&Deviation::Envelope(EnvelopeDeviation::UnknownCredentialId)) {
            sent_id.iter_mut().for_each(|byte| *byte = !*byte);
        }
        let mut response =
            Object::new([("clientDataJSON", encoded(&client_data)), ("authenticatorData", encoded(&authenticator_data))]);
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
        response.push("attestationObject", encoded(&attestation_object));
        match deviation {
            Some(Deviation::Envelope(EnvelopeDeviation::WithoutClientData)) => drop(response.remove("clientDataJSON")),
            Some(Deviation::Envelope(EnvelopeDeviation::WithoutAttestationObject)) => {
                response.remove("attestationObject");
                response.push("signature", encoded(&sign(key, key, &[&authenticator_data, &hash], Making::default())));
            }
            _ => {}
        }
        let response = envelope(&sent_id, response, emission, deviation);
        Rendered {
            response,
            client_data,
            authenticator_data,
            attestation_object: Some(attestation_object),
            signature,
            credential_id: id,
        }
    }
}
