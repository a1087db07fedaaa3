//! A registration response.

use relycheck_wire::cbor::Node;
use relycheck_wire::json::{Object, Written};

use crate::authenticator_data::authenticator_data;
use crate::credential::{Credential, Forge};
use crate::deviation::{AuthenticatorDataDeviation, CborPlace, Deviation, EnvelopeDeviation, KeyDeviation, Layer};
use crate::emission::Emission;
use crate::envelope::{encoded, envelope};
use crate::rendered::{Inapplicable, Inputs, Rendered, refuse_void};
use crate::{attestation, client_data};

/// ECDSA with SHA-256 on P-256, as a COSE algorithm identifier.
pub(crate) const ES256: i64 = -7;
const ES384: i64 = -35;

/// What a credential public key is made of. Labels and values of RFC 9052 and RFC 9053: kty 1, alg 3, crv -1, x -2, y -3.
struct Key {
    entries: Vec<(Node, Node)>,
    algorithm: Option<i64>,
    subject_public_key_info: Option<Vec<u8>>,
    declared: Option<u64>,
}

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
        let rendered = self.render_registration(credential, emission, inputs, deviation);
        // What comes before a signature is compared without making one: signing is most of the work.
        let changes = match deviation.map(Deviation::layer) {
            None => true,
            Some(Layer::ClientData) => {
                rendered.client_data != client_data::encode("webauthn.create", &emission.client_data, inputs, None)
            }
            Some(Layer::Key | Layer::AuthenticatorData) => {
                let key = self.key(credential, None).map().encode();
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
                credential.id.iter().copied().cycle().take(usize::from(*length)).collect()
            }
            _ => credential.id.clone(),
        };
        let key = self.key(credential, deviation);
        let encoded_key = Deviation::written(deviation, CborPlace::CredentialPublicKey, key.map());
        let authenticator_data = authenticator_data(emission, inputs, Some((&id, &encoded_key)), deviation);
        let hash = client_data::hash(&client_data, deviation);
        let (attestation_object, signature) =
            attestation::encode(emission.format, credential, &authenticator_data, &hash, deviation);

        let mut sent_id = id.clone();
        if deviation == Some(&Deviation::Envelope(EnvelopeDeviation::UnknownCredentialId)) {
            sent_id.iter_mut().for_each(|byte| *byte = !*byte);
        }
        let mut response =
            Object::new([("clientDataJSON", encoded(&client_data)), ("authenticatorData", encoded(&authenticator_data))]);
        if let Some(transports) = &emission.transports {
            response.push("transports", Written::Texts(transports.clone()));
        }
        let copied = match emission.public_key_of_another {
            true => self.key(&credential.neighbour(), None).subject_public_key_info,
            false => key.subject_public_key_info.clone(),
        };
        if let Some(info) = copied {
            response.push("publicKey", encoded(&info));
        }
        if let Some(algorithm) = key.algorithm {
            response.push("publicKeyAlgorithm", Written::raw(&algorithm.to_string()));
        }
        response.push("attestationObject", encoded(&attestation_object));
        match deviation {
            Some(Deviation::Envelope(EnvelopeDeviation::WithoutClientData)) => drop(response.remove("clientDataJSON")),
            Some(Deviation::Envelope(EnvelopeDeviation::WithoutAttestationObject)) => {
                response.remove("attestationObject");
                response.push("signature", encoded(&crate::signature::sign(credential.key(), &[&authenticator_data, &hash])));
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

    fn key(&self, credential: &Credential, deviation: Option<&Deviation>) -> Key {
        let deviation = match deviation {
            Some(Deviation::Key(deviation)) => Some(*deviation),
            _ => None,
        };
        let (x, y) = credential.coordinates();
        let (algorithm, curve, x, y) = match deviation {
            Some(KeyDeviation::Es384) => (ES384, 2, self.es384().x.to_vec(), self.es384().y.to_vec()),
            _ => (ES256, 1, x.to_vec(), y.to_vec()),
        };
        let mut key = Key {
            entries: vec![
                (Node::integer(1), Node::integer(2)),
                (Node::integer(3), Node::integer(algorithm)),
                (Node::integer(-1), Node::integer(curve)),
                (Node::integer(-2), Node::bytes(&x)),
                (Node::integer(-3), Node::bytes(&y)),
            ],
            algorithm: Some(algorithm),
            // The copy that browsers add for convenience; only of the curve whose prefix is below.
            subject_public_key_info: (algorithm == ES256).then(|| [P256_SUBJECT_PUBLIC_KEY_INFO, &x, &y].concat()),
            declared: None,
        };
        match deviation {
            Some(KeyDeviation::WithoutAlg) => {
                key.entries.remove(1);
                key.algorithm = None;
            }
            Some(KeyDeviation::WithoutY) => {
                key.entries.remove(4);
                key.subject_public_key_info = None;
            }
            Some(KeyDeviation::OtherCurve) => key.entries[2].1 = Node::integer(2),
            Some(KeyDeviation::EntryMissing) => key.declared = Some(key.entries.len() as u64 + 1),
            Some(KeyDeviation::Es384) | None => {}
        }
        key
    }
}

/// Everything of a DER SubjectPublicKeyInfo (RFC 5480) for P-256 up to and with the 04 of an uncompressed point.
const P256_SUBJECT_PUBLIC_KEY_INFO: &[u8] = &[
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03,
    0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
];

impl Key {
    fn map(&self) -> Node {
        let map = Node::Map(self.entries.clone());
        match self.declared {
            Some(count) => Node::Declared(count, Box::new(map)),
            None => map,
        }
    }
}
