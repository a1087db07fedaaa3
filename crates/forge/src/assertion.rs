//! An authentication response.

use relycheck_wire::json::Object;

use crate::authenticator_data::authenticator_data;
use crate::client_data;
use crate::credential::{Credential, Forge};
use crate::deviation::{Deviation, EnvelopeDeviation, Layer, SignatureDeviation};
use crate::emission::Emission;
use crate::envelope::{encoded, envelope};
use crate::rendered::{Inapplicable, Inputs, Rendered, refuse_void};
use crate::signature::{Making, sign};

impl Forge {
    /// The response of an authentication by `credential`, with at most one deviation.
    ///
    /// # Errors
    /// Where the deviation leaves the bytes as they are.
    pub fn assertion(
        &self,
        credential: &Credential,
        emission: &Emission,
        inputs: &Inputs<'_>,
        deviation: Option<&Deviation>,
    ) -> Result<Rendered, Inapplicable> {
        let made = self.make_assertion(credential, emission, inputs, deviation);
        let (response, credential_id) = made.response(credential, emission, inputs, deviation);
        // Each layer is compared by itself, as far as can be without signing again: that is most of the work.
        let changes = match deviation.map(Deviation::layer) {
            None => true,
            Some(Layer::ClientData) => made.client_data != client_data::encode("webauthn.get", &emission.client_data, inputs, None),
            Some(Layer::AuthenticatorData) => made.authenticator_data != authenticator_data(emission, inputs, None, None),
            Some(Layer::Signature) => made.signature != self.make_assertion(credential, emission, inputs, None).signature,
            Some(Layer::Envelope) => response != made.response(credential, emission, inputs, None).0,
            // An assertion has neither.
            Some(Layer::Key | Layer::Attestation) => false,
        };
        let Made { client_data, authenticator_data, signature } = made;
        let signature = Some(signature);
        let rendered = Rendered { response, client_data, authenticator_data, attestation_object: None, signature, credential_id };
        refuse_void(rendered, deviation, changes)
    }

    fn make_assertion(
        &self,
        credential: &Credential,
        emission: &Emission,
        inputs: &Inputs<'_>,
        deviation: Option<&Deviation>,
    ) -> Made {
        let client_data = client_data::encode("webauthn.get", &emission.client_data, inputs, deviation);
        let authenticator_data = authenticator_data(emission, inputs, None, deviation);
        let hash = client_data::hash(&client_data, deviation);
        let making = Making::of(emission.signature, deviation);
        let parts: [&[u8]; 2] = [&authenticator_data, &hash];
        let signature = match deviation {
            Some(Deviation::Signature(SignatureDeviation::ByAnotherKey)) => sign(&self.neighbour(&credential.key), &parts, making),
            _ => sign(&credential.key, &parts, making),
        };
        Made { client_data, authenticator_data, signature }
    }
}

/// What an assertion is made of.
struct Made {
    client_data: Vec<u8>,
    authenticator_data: Vec<u8>,
    signature: Vec<u8>,
}

impl Made {
    /// The JSON text, and the credential id in it.
    fn response(
        &self,
        credential: &Credential,
        emission: &Emission,
        inputs: &Inputs<'_>,
        deviation: Option<&Deviation>,
    ) -> (String, Vec<u8>) {
        let mut response = Object::new([
            ("clientDataJSON", encoded(&self.client_data)),
            ("authenticatorData", encoded(&self.authenticator_data)),
            ("signature", encoded(&self.signature)),
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
                    response.push("attestationObject", encoded(&self.authenticator_data));
                }
                EnvelopeDeviation::WithoutUserHandle => drop(response.remove("userHandle")),
                EnvelopeDeviation::UserHandle(other) => response.set("userHandle", encoded(other)),
                EnvelopeDeviation::UnknownCredentialId => id.iter_mut().for_each(|byte| *byte = !*byte),
                EnvelopeDeviation::UnknownCredentialIdOf(length) => id = vec![0; usize::from(*length)],
                _ => {}
            }
        }
        (envelope(&id, response, emission, deviation), id)
    }
}
