//! The JSON in which a browser posts a credential, rarely with members doubled, missing, of another type or in another base64.

use arbitrary::{Arbitrary, Result, Unstructured};
use relycheck_wire::envelope::{assertion_response, attestation_response, base64url, envelope};
use relycheck_wire::json::{Object, Written};

use super::client_data::within;
use super::text::broken_json;
use super::{AttestationObject, AuthenticatorData, filled, json_value, place, rare, words};

/// RegistrationResponseJSON.
#[derive(Clone, Debug)]
pub struct RegistrationResponse(pub Envelope);

/// AuthenticationResponseJSON.
#[derive(Clone, Debug)]
pub struct AuthenticationResponse(pub Envelope);

/// An envelope.
#[derive(Clone, Debug)]
pub struct Envelope {
    /// The members.
    pub object: Object,
    /// Written in place of the object where it is there, as by default it is not.
    pub instead: Option<String>,
}

impl<'a> Arbitrary<'a> for RegistrationResponse {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let mut response = attestation_response(&within(u)?, &AttestationObject::arbitrary(u)?.encode());
        if rare(u, 2)? {
            response.push("authenticatorData", base64url(&AuthenticatorData::arbitrary(u)?.encode()));
        }
        if rare(u, 2)? {
            response.push("transports", Written::Texts(vec!["internal".to_owned(), words(u)?.to_owned()]));
            response.push("publicKey", base64url(&filled(u, 91)?));
            response.push("publicKeyAlgorithm", Written::raw("-7"));
        }
        Envelope::around(u, response).map(Self)
    }
}

impl<'a> Arbitrary<'a> for AuthenticationResponse {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let client_data = within(u)?;
        let auth_data = AuthenticatorData::arbitrary(u)?.encode();
        let handle = if rare(u, 3)? { None } else { Some(filled(u, 16)?) };
        let response = assertion_response(&client_data, &auth_data, &filled(u, 71)?, handle.as_deref());
        Envelope::around(u, response).map(Self)
    }
}

impl RegistrationResponse {
    /// The bytes of the text.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        self.0.encode()
    }
}

impl AuthenticationResponse {
    /// The bytes of the text.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        self.0.encode()
    }
}

impl Envelope {
    fn around(u: &mut Unstructured<'_>, mut response: Object) -> Result<Self> {
        if rare(u, 4)? {
            spoil(u, &mut response)?;
        }
        let attachment = if rare(u, 3)? { Some(*u.choose(&["platform", "cross-platform", ""])?) } else { None };
        let mut object = envelope(&filled(u, 32)?, response, attachment);
        if rare(u, 4)? {
            spoil(u, &mut object)?;
        }
        let instead = match rare(u, 30)? {
            true => Some(if rare(u, 2)? { broken_json(u)? } else { json_value(u, 3)? }),
            false => None,
        };
        Ok(Self { object, instead })
    }

    fn encode(&self) -> Vec<u8> {
        self.instead.as_ref().map_or_else(|| self.object.encode(), |text| text.clone().into_bytes())
    }
}

/// Changes one member of the envelope or of its `response`.
fn spoil(u: &mut Unstructured<'_>, object: &mut Object) -> Result<()> {
    let at = place(u, object.members.len())?;
    match u.int_in_range(0..=9_u8)? {
        0 => _ = object.members.remove(at),
        1 => object.members.push(object.members[at].clone()),
        2 => object.members[at].1 = Written::raw(&json_value(u, 2)?),
        3 => object.members[at].1 = Written::raw("null"),
        4 => {
            let other = place(u, object.members.len())?;
            object.members.swap(at, other);
        }
        5 => object.push(words(u)?, Written::raw(&json_value(u, 1)?)),
        6 => object.space = (*u.choose(&[" ", "\n\t", "\u{a0}"])?).to_owned(),
        _ => {
            // What is base64 and not base64url without padding, or neither.
            let spoilt = *u.choose(&["=", "==", "+", "/", " ", "A", "B", "_w", "_x"])?;
            if let Written::Text(text) = &mut object.members[at].1 {
                text.push_str(spoilt);
            }
        }
    }
    Ok(())
}
