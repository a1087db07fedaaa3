//! An authentication response.

use relycheck_wire::json::Object;

use crate::authenticator_data::authenticator_data;
use crate::client_data;
use crate::credential::{Credential, Forge};
use crate::deviation::{Deviation, EnvelopeDeviation, Layer};
use crate::emission::Emission;
use crate::envelope::{encoded, envelope};
use crate::rendered::{Inapplicable, Inputs, Rendered, refuse_void};
use crate::signature::{Making, sign};

impl Forge {
    /// The response of an authentication by `credential`, with at most one deviation. `another` signs where the deviation says so.
    ///
    /// # Errors
    /// Where the deviation leaves the bytes as they are.
    pub fn assertion(
        &self,
        credential: &Credential,
        another: &Credential,
        emission: &Emission,
        inputs: &Inputs<'_>,
        deviation: Option<&Deviation>,
    ) -> Result<Rendered, Inapplicable> {
        let rendered = render(credential, another, emission, inputs, deviation);
        // What comes before the signature is compared without making one: signing is most of the work.
        let changes = match deviation.map(Deviation::layer) {
            None => true,
            Some(Layer::ClientData) => {
                rendered.client_data != client_data::encode("webauthn.get", &emission.client_data, inputs, None)
            }
            Some(Layer::AuthenticatorData) => rendered.authenticator_data != authenticator_data(emission, inputs, None, None),
            Some(Layer::Key | Layer::Signature | Layer::Attestation | Layer::Envelope) => {
                rendered.response != render(credential, another, emission, inputs, None).response
            }
        };
        refuse_void(rendered, deviation, changes)
    }
}

fn render(
    credential: &Credential,
    another: &Credential,
    emission: &Emission,
    inputs: &Inputs<'_>,
    deviation: Option<&Deviation>,
) -> Rendered {
    let client_data = client_data::encode("webauthn.get", &emission.client_data, inputs, deviation);
    let authenticator_data = authenticator_data(emission, inputs, None, deviation);
    let hash = client_data::hash(&client_data, deviation);
    let making = Making::of(emission.signature, deviation);
    let signature = sign(&credential.key, &another.key, &[&authenticator_data, &hash], making);

    let mut response = Object::new([
        ("clientDataJSON", encoded(&client_data)),
        ("authenticatorData", encoded(&authenticator_data)),
        ("signature", encoded(&signature)),
    ]);
    if emission.user_handle {
        response.push("userHandle", encoded(inputs.user_handle));
    }
    let mut id = credential.id.clone();
    if let Some(Deviation::Envelope(deviation)) = deviation {
        match deviation {
            EnvelopeDeviation::WithoutClientData => drop(response.remove("clientDataJSON")),
            EnvelopeDeviation::WithoutAuthenticatorData => drop(response.remove("authenticatorData")),
            EnvelopeDeviation::WithoutSignature => {
                response.remove("signature");
                response.push("attestationObject", encoded(&authenticator_data));
            }
            EnvelopeDeviation::WithoutUserHandle => drop(response.remove("userHandle")),
            EnvelopeDeviation::UserHandle(other) => response.set("userHandle", encoded(other)),
            EnvelopeDeviation::UnknownCredentialId => id.iter_mut().for_each(|byte| *byte = !*byte),
            EnvelopeDeviation::UnknownCredentialIdOf(length) => id = vec![0; usize::from(*length)],
            _ => {}
        }
    }
    let response = envelope(&id, response, emission, deviation);
    Rendered { response, client_data, authenticator_data, attestation_object: None, signature: Some(signature), credential_id: id }
}
