//! A ceremony to render under, and its responses taken apart by strict parsers and an independent verifier.

use std::sync::OnceLock;

use data_encoding::BASE64URL_NOPAD;
use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{Signature, VerifyingKey};
use relycheck_forge::{Credential, Deviation, Emission, Forge, Inapplicable, Inputs, KeyDeviation, Rendered, Seed};
use relycheck_wire::cose_key::CoseKey;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// What a ceremony gives the forge, owned.
#[derive(Clone, Debug)]
pub(crate) struct Setting {
    pub(crate) seed: u64,
    pub(crate) rp_id: String,
    pub(crate) origin: String,
    pub(crate) challenge: Vec<u8>,
    pub(crate) user_handle: Vec<u8>,
}

impl Default for Setting {
    fn default() -> Self {
        Self {
            seed: 0,
            rp_id: "example.org".to_owned(),
            origin: "https://example.org".to_owned(),
            challenge: (0..32).collect(),
            user_handle: b"a user".to_vec(),
        }
    }
}

/// The forge of a seed below 8. To derive its keys costs more than all that is done with it here.
fn forge(seed: u64) -> &'static Forge {
    static FORGES: [OnceLock<Forge>; 8] = [const { OnceLock::new() }; 8];
    FORGES[usize::try_from(seed).expect("a small seed")].get_or_init(|| Forge::new(Seed(seed)))
}

/// Which ceremony.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ceremony {
    Registration,
    Assertion,
}

impl Setting {
    pub(crate) fn credential(&self, emission: &Emission) -> Credential {
        forge(self.seed).credential("test", 0, emission)
    }

    pub(crate) fn another(&self, emission: &Emission) -> Credential {
        forge(self.seed).credential("test", 1, emission)
    }

    pub(crate) fn deviating(&self, emission: &Emission, deviation: &KeyDeviation) -> Credential {
        forge(self.seed).deviating(&self.credential(emission), deviation)
    }

    pub(crate) fn render(
        &self,
        ceremony: Ceremony,
        emission: &Emission,
        deviation: Option<&Deviation>,
    ) -> Result<Rendered, Inapplicable> {
        let forge = forge(self.seed);
        let credential = self.credential(emission);
        let inputs =
            Inputs { rp_id: &self.rp_id, origin: &self.origin, challenge: &self.challenge, user_handle: &self.user_handle };
        match ceremony {
            Ceremony::Registration => forge.registration(&credential, emission, &inputs, deviation),
            Ceremony::Assertion => forge.assertion(&credential, emission, &inputs, deviation),
        }
    }

    /// An assertion by a credential as it was registered.
    pub(crate) fn used(&self, credential: &Credential, emission: &Emission) -> Rendered {
        let inputs =
            Inputs { rp_id: &self.rp_id, origin: &self.origin, challenge: &self.challenge, user_handle: &self.user_handle };
        let rendered = forge(self.seed).assertion(credential, emission, &inputs, None);
        rendered.expect("a response without a deviation is always to be had")
    }

    pub(crate) fn valid(&self, ceremony: Ceremony, emission: &Emission) -> Rendered {
        self.render(ceremony, emission, None).expect("a response without a deviation is always to be had")
    }
}

/// The coordinates of an EC2 key.
pub(crate) fn coordinates(credential: &Credential) -> ([u8; 32], [u8; 32]) {
    let key = credential.public_key();
    let key = CoseKey::parse(&key).expect("the key can be read");
    let coordinate = |bytes: Option<&[u8]>| bytes.and_then(|bytes| bytes.try_into().ok()).expect("a coordinate of 32 bytes");
    (coordinate(key.x), coordinate(key.y))
}

/// Whether `signature` (DER) over the authenticator data and `hash` verifies under the credential's key on P-256.
pub(crate) fn verifies(credential: &Credential, authenticator_data: &[u8], hash: &[u8], signature: &[u8]) -> bool {
    let (x, y) = coordinates(credential);
    let key = VerifyingKey::from_sec1_bytes(&[&[4], &x[..], &y].concat()).expect("the key is a point of the curve");
    let signature = Signature::from_der(signature).expect("the signature is DER");
    key.verify(&[authenticator_data, hash].concat(), &signature).is_ok()
}

pub(crate) fn sha256(bytes: &[u8]) -> Vec<u8> {
    Sha256::digest(bytes).to_vec()
}

/// The envelope as JSON.
pub(crate) fn json(rendered: &Rendered) -> Value {
    serde_json::from_str(&rendered.response).expect("the envelope is JSON")
}

/// The bytes of a member of `response`.
pub(crate) fn member(rendered: &Rendered, name: &str) -> Option<Vec<u8>> {
    let envelope = json(rendered);
    let text = envelope["response"].get(name)?.as_str()?;
    Some(BASE64URL_NOPAD.decode(text.as_bytes()).expect("base64url without padding"))
}

/// The envelope with the binary members that have a layer of their own blanked, if present.
pub(crate) fn bare_envelope(rendered: &Rendered) -> Value {
    let mut envelope = json(rendered);
    for name in ["clientDataJSON", "authenticatorData", "attestationObject", "signature"] {
        if let Some(value) = envelope["response"].get_mut(name) {
            *value = Value::Null;
        }
    }
    envelope
}
