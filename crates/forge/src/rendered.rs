//! What goes in and what comes out.

use relycheck_wire::authenticator_data::AuthenticatorData;

use crate::deviation::Deviation;

/// What a ceremony gives the forge: the RP's choice and the user's.
#[derive(Clone, Copy, Debug)]
pub struct Inputs<'a> {
    /// The RP ID as the client knows it.
    pub rp_id: &'a str,
    /// The origin of the page.
    pub origin: &'a str,
    /// The challenge, decoded.
    pub challenge: &'a [u8],
    /// The user handle of the account, decoded.
    pub user_handle: &'a [u8],
}

/// A response, whole and in parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// The JSON text as a browser would post it.
    pub response: String,
    /// The bytes of `clientDataJSON`.
    pub client_data: Vec<u8>,
    /// The bytes of the authenticator data.
    pub authenticator_data: Vec<u8>,
    /// The attestation object; registrations only.
    pub attestation_object: Option<Vec<u8>>,
    /// The assertion's signature, or that of a packed statement.
    pub signature: Option<Vec<u8>>,
    /// The credential id in the envelope.
    pub credential_id: Vec<u8>,
}

impl Rendered {
    /// The credential public key as it stands in the authenticator data, a COSE key; `None` where there is none or it cannot be
    /// found. <https://www.w3.org/TR/webauthn-3/#sctn-attested-credential-data>
    #[must_use]
    pub fn credential_public_key(&self) -> Option<&[u8]> {
        let data = AuthenticatorData::parse(&self.authenticator_data).ok()?;
        data.attested_credential_data.map(|attested| attested.credential_public_key)
    }
}

/// A deviation that leaves the bytes as they were would be a negative that is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this deviation changes nothing here: {deviation}")]
pub struct Inapplicable {
    /// The deviation's sentence.
    pub deviation: String,
}

/// A deviation that `changes` nothing is none.
pub(crate) fn refuse_void(rendered: Rendered, deviation: Option<&Deviation>, changes: bool) -> Result<Rendered, Inapplicable> {
    match deviation {
        Some(deviation) if !changes => Err(Inapplicable { deviation: deviation.sentence() }),
        _ => Ok(rendered),
    }
}
