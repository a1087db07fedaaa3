//! From a script and what the RP offered to the bytes of a response.

use relycheck_forge::{Credential, Forge, Inapplicable, Inputs, Rendered};

use crate::script::{Departure, Kind, ORIGIN, RP_ID, Script};

/// What a ceremony's options offer, with the user handle of its account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The challenge, decoded.
    pub challenge: Vec<u8>,
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
    match &delivery.departure {
        Some(Departure::ChallengeOf(other)) => answered = *other,
        Some(Departure::Credential(other)) => slot = *other,
        Some(Departure::Bytes(bytes)) => deviation = Some(bytes),
        None => {}
    }
    let credential = credential(forge, script, slot, delivery.emission.credential_id_length);
    let owner = match this.kind {
        Kind::Create => this.user,
        Kind::Get => script.origin_of(slot).map_or(this.user, |(user, _)| user),
    };
    let handle = user_handle(owner);
    let inputs = Inputs { rp_id: RP_ID, origin: ORIGIN, challenge: &offers[answered].challenge, user_handle: &handle };
    match this.kind {
        Kind::Create => forge.registration(&credential, &delivery.emission, &inputs, deviation),
        Kind::Get => {
            let another = forge.credential(&script.label, slot + 1, 16);
            forge.assertion(&credential, &another, &delivery.emission, &inputs, deviation)
        }
    }
}

/// A credential has the id length that its registration gave it.
fn credential(forge: &Forge, script: &Script, slot: u32, otherwise: usize) -> Credential {
    let length = script.origin_of(slot).map_or(otherwise, |(_, registration)| registration.emission.credential_id_length);
    forge.credential(&script.label, slot, length)
}
