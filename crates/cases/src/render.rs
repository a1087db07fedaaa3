//! From a script and what the RP offered to the bytes of a response.

use std::borrow::Cow;

use relycheck_forge::{Credential, Deviation, Emission, Forge, Inapplicable, Inputs, Rendered};

use crate::script::{Departure, Kind, ORIGIN, Script};

/// What a ceremony's options offer, with the user handle of its account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    /// The challenge, decoded.
    pub challenge: Vec<u8>,
    /// The names of the extensions that are requested.
    pub extensions: Vec<String>,
}

impl Offer {
    /// What an ordinary client has to say of the extensions that are requested, as far as it knows them: names and JSON texts of values.
    /// No decision of an RP turns on these.
    /// <https://www.w3.org/TR/webauthn-3/#sctn-authenticator-credential-properties-extension>,
    /// <https://www.w3.org/TR/webauthn-3/#sctn-large-blob-extension>
    #[must_use]
    pub fn outputs(&self, kind: Kind) -> Vec<(&'static str, &'static str)> {
        let known: &[(&str, &str)] = match kind {
            Kind::Create => &[("credProps", r#"{"rk":true}"#), ("largeBlob", r#"{"supported":true}"#)],
            Kind::Get => &[("largeBlob", "{}")],
        };
        known.iter().copied().filter(|(name, _)| self.extensions.iter().any(|requested| requested == name)).collect()
    }
}

/// The response of delivery `delivery` of ceremony `ceremony`. `offers` has one entry per ceremony that has begun; `user_handles`
/// gives each user's handle.
///
/// # Errors
/// Where the departure leaves the bytes as they are under these inputs.
///
/// # Panics
/// Where the indices are not of the script.
pub fn respond(
    forge: &Forge,
    script: &Script,
    (ceremony, delivery): (usize, usize),
    offers: &[Offer],
    user_handle: impl Fn(u32) -> Vec<u8>,
) -> Result<Rendered, Inapplicable> {
    let this = &script.ceremonies[ceremony];
    let delivery = &this.deliveries[delivery];
    let (mut answered, mut slot, mut deviation) = (ceremony, delivery.credential, None);
    let (mut id_of, mut handle_of) = (None, None);
    match &delivery.departure {
        Some(Departure::ChallengeOf(other)) => answered = *other,
        Some(Departure::Credential(other)) => slot = *other,
        Some(Departure::CredentialUnderTheHandle(other)) => (slot, handle_of) = (*other, Some(this.user)),
        Some(Departure::CredentialId(other)) => id_of = Some(*other),
        Some(Departure::UserHandleOf(user)) => handle_of = Some(*user),
        Some(Departure::Bytes(bytes)) => deviation = Some(bytes),
        Some(Departure::BegunFor(_)) | None => {}
    }
    let mut credential = credential(forge, script, slot, &delivery.emission);
    if let Some(other) = id_of {
        credential.id = self::credential(forge, script, other, &delivery.emission).id;
    }
    let owner = match this.kind {
        Kind::Create => this.user,
        Kind::Get => script.origin_of(slot).map_or(this.user, |(user, _)| user),
    };
    let handle = user_handle(handle_of.unwrap_or(owner));
    let inputs =
        Inputs { rp_id: &script.policy.rp_id, origin: ORIGIN, challenge: &offers[answered].challenge, user_handle: &handle };
    let mut emission = Cow::Borrowed(&delivery.emission);
    let outputs = offers[ceremony].outputs(this.kind);
    if !this.without_outputs && !outputs.is_empty() {
        emission.to_mut().outputs = outputs;
    }
    match this.kind {
        Kind::Create => forge.registration(&credential, &emission, &inputs, deviation),
        Kind::Get => {
            let credential = match script.origin_of(slot).map(|(_, registration)| &registration.departure) {
                // What signs for a deviating key is what goes with it.
                Some(Some(Departure::Bytes(Deviation::Key(deviation)))) => forge.deviating(&credential, deviation),
                _ => credential,
            };
            forge.assertion(&credential, &emission, &inputs, deviation)
        }
    }
}

/// A credential has the id length and the key that its registration gave it.
fn credential(forge: &Forge, script: &Script, slot: u32, otherwise: &Emission) -> Credential {
    forge.credential(&script.label, slot, registered_by(script, slot, otherwise))
}

fn registered_by<'s>(script: &'s Script, slot: u32, otherwise: &'s Emission) -> &'s Emission {
    script.origin_of(slot).map_or(otherwise, |(_, registration)| &registration.emission)
}
