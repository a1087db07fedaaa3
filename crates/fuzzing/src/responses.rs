//! The responses of an input, as they answer the challenges that an RP gives.

use data_encoding::BASE64URL_NOPAD;
use relycheck_forge::PooledKey;

use crate::VerifyInput;
use crate::edit::{Edit, Edits, Script};
use crate::opened::{Ceremony, Opened};
use crate::resign::{render, signer_of};
use crate::session::{CREATION_CHALLENGE, REQUEST_CHALLENGE, forge};

/// An input that has been read.
#[derive(Clone, Debug)]
pub(crate) struct Responses<'i> {
    pub(crate) input: VerifyInput<'i>,
    pub(crate) script: Script,
    registration: Option<Opened>,
    authentication: Option<Opened>,
    signer: Option<PooledKey>,
}

impl<'i> Responses<'i> {
    pub(crate) fn new(input: VerifyInput<'i>) -> Self {
        let script = Script::read(input.script, input.authentication.is_some());
        let registration = Opened::open(input.registration, Ceremony::Registration);
        let authentication = input.authentication.and_then(|text| Opened::open(text, Ceremony::Authentication));
        let signer = registration.as_ref().and_then(signer_of);
        Self { input, script, registration, authentication, signer }
    }

    /// The text that answers this challenge, in base64url; `None` where the input has no such response, or where it cannot be signed
    /// again for a challenge that is not the session's.
    pub(crate) fn answer(&self, ceremony: Ceremony, challenge: &str) -> Option<Vec<u8>> {
        let (text, artefact, edits, own) = match ceremony {
            Ceremony::Registration => (self.input.registration, &self.registration, &self.script.registration, CREATION_CHALLENGE),
            Ceremony::Authentication => {
                (self.input.authentication?, &self.authentication, &self.script.authentication, REQUEST_CHALLENGE)
            }
        };
        let own = BASE64URL_NOPAD.encode(&own);
        let transplant = (own != challenge).then_some((own.as_str(), challenge));
        match artefact {
            // what is no JSON is the same whatever the challenge was.
            None => Some(text.to_vec()),
            Some(_) if transplant.is_none() && edits.steps.is_empty() => Some(text.to_vec()),
            Some(artefact) => {
                let signer = match ceremony {
                    Ceremony::Registration => self.signer.clone(),
                    Ceremony::Authentication => self.signer(),
                };
                render(artefact.clone(), edits, signer, transplant)
            }
        }
    }

    /// The key that signs after the registration: the credential's, or the last that an edit put in its place.
    pub(crate) fn signer(&self) -> Option<PooledKey> {
        last_key(&self.script.registration).or_else(|| self.signer.clone())
    }
}

fn last_key(edits: &Edits) -> Option<PooledKey> {
    edits.steps.iter().rev().find_map(|edit| match edit {
        Edit::Pooled(algorithm, index) => Some(forge().pooled_key(*algorithm, usize::from(*index))),
        _ => None,
    })
}
