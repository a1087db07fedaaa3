//! The known divergences between the reference RP and others: `data/relying-parties.toml`.

use std::sync::LazyLock;

use relycheck_protocol::Stage;
use relycheck_wire::authenticator_data::AuthenticatorData;
use relycheck_wire::client_data::utf8_decode;
use relycheck_wire::cose_key::CoseKey;
use relycheck_wire::envelope::{AuthenticationResponse, RegistrationResponse};
use serde::Deserialize;

use super::play::Played;
use crate::artefact::{Artefact, Ceremony};
use crate::responses::Responses;

/// Something about a response that the reference RP accepts and others may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Property {
    /// Client data begins with a byte order mark.
    ByteOrderMark,
    /// Something in client data is no UTF-8.
    MalformedUtf8,
    /// UV=0 in an authentication of what was registered with UV=1.
    UnverifiedAfterVerified,
    /// A reserved flag is set.
    ReservedFlags,
    /// There is extension data.
    ExtensionData,
    /// The credential id has fewer than 16 bytes.
    ShortCredentialId,
    /// An RSA modulus of more or less than 2048 bits.
    OtherModulus,
    /// A transport that the standard does not name.
    UnknownTransport,
    /// An attachment that the standard does not name.
    UnknownAttachment,
    /// A member of the envelope is missing, doubled or of another type than the dictionary has.
    EnvelopeOutOfForm,
    /// There is a statement, and the policy does not verify it.
    UnverifiedStatement,
}

/// The names of `AuthenticatorTransport` and `AuthenticatorAttachment`.
const TRANSPORTS: [&str; 6] = ["usb", "nfc", "ble", "smart-card", "hybrid", "internal"];
const ATTACHMENTS: [&str; 2] = ["platform", "cross-platform"];

impl Property {
    /// Those of an accepted response.
    pub(crate) fn of(responses: &Responses<'_>, ceremony: Ceremony, played: &Played) -> Vec<Self> {
        let text = &played.of(ceremony).text;
        let Some(artefact) = Artefact::open(text.as_bytes(), ceremony) else { return vec![Self::EnvelopeOutOfForm] };
        let mut found = Vec::new();
        let mut note = |holds: bool, property| {
            if holds {
                found.push(property);
            }
        };
        let client_data = artefact.client_data.as_deref().unwrap_or_default();
        note(client_data.starts_with(b"\xef\xbb\xbf"), Self::ByteOrderMark);
        note(utf8_decode(client_data).contains('\u{fffd}'), Self::MalformedUtf8);
        if let Some(data) = artefact.authenticator_data.as_deref().and_then(|data| AuthenticatorData::parse(data).ok()) {
            let registered = played.registered().and_then(|stored| stored.uv_initialized);
            let authentication = ceremony == Ceremony::Authentication;
            note(authentication && !data.flags.uv() && registered == Some(true), Self::UnverifiedAfterVerified);
            note(data.flags.rfu() != 0, Self::ReservedFlags);
            note(data.flags.ed(), Self::ExtensionData);
            if let Some(credential) = data.attested_credential_data {
                note(credential.credential_id.len() < 16, Self::ShortCredentialId);
                let modulus = CoseKey::parse(credential.credential_public_key).ok().and_then(|key| key.n);
                note(modulus.is_some_and(|modulus| modulus.len() != 256), Self::OtherModulus);
            }
        }
        let attachment = match ceremony {
            Ceremony::Registration => RegistrationResponse::parse(text).map(|response| {
                let unknown = |transport: std::borrow::Cow<'_, str>| !TRANSPORTS.contains(&&*transport);
                note(response.transports.is_some_and(|transports| transports.iter().any(unknown)), Self::UnknownTransport);
                response.credential.authenticator_attachment.map(std::borrow::Cow::into_owned)
            }),
            Ceremony::Authentication => AuthenticationResponse::parse(text)
                .map(|response| response.credential.authenticator_attachment.map(std::borrow::Cow::into_owned)),
        };
        match attachment {
            Ok(attachment) => {
                note(attachment.is_some_and(|attachment| !ATTACHMENTS.contains(&&*attachment)), Self::UnknownAttachment);
            }
            Err(_) => note(true, Self::EnvelopeOutOfForm),
        }
        let unverified = ceremony == Ceremony::Registration && responses.input.setting.attestation == 0;
        note(unverified && artefact.has_statement(), Self::UnverifiedStatement);
        found
    }
}

/// The divergences of a file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Divergences {
    accepts: Vec<Accepts>,
    refuses: Vec<Refuses>,
}

/// A peer accepts what fails a check of the reference RP.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Accepts {
    peer: String,
    /// The ids of the checks.
    checks: Vec<String>,
    /// In which ceremony; absent in both.
    ceremony: Option<Ceremony>,
    reason: String,
}

/// A peer refuses what has a property, and the reference RP accepts it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Refuses {
    peer: String,
    property: Property,
    /// Where the peer refuses.
    stages: Vec<Stage>,
    /// In which ceremony; absent in both.
    ceremony: Option<Ceremony>,
    reason: String,
}

static DIVERGENCES: LazyLock<Divergences> =
    LazyLock::new(|| toml::from_str(include_str!("../../data/relying-parties.toml")).expect("the data file is read by a test"));

/// Why it is known that a peer accepts what fails this check, where it is.
pub(crate) fn accepts(peer: &str, ceremony: Ceremony, check: &str) -> Option<&'static str> {
    let known = DIVERGENCES.accepts.iter().find(|known| {
        known.peer == peer && known.ceremony.is_none_or(|only| only == ceremony) && known.checks.iter().any(|one| one == check)
    });
    known.map(|known| known.reason.as_str())
}

/// Why it is known that a peer refuses, at this stage, what has this property, where it is.
pub(crate) fn refuses(peer: &str, ceremony: Ceremony, stage: Option<Stage>, property: Property) -> Option<&'static str> {
    let known = DIVERGENCES.refuses.iter().find(|known| {
        known.peer == peer
            && known.property == property
            && known.ceremony.is_none_or(|only| only == ceremony)
            && stage.is_none_or(|stage| known.stages.contains(&stage))
    });
    known.map(|known| known.reason.as_str())
}

#[cfg(test)]
mod tests {
    use relycheck_reference::checks;

    use super::{DIVERGENCES, accepts, refuses};
    use super::{Property, Stage};
    use crate::artefact::Ceremony;

    #[test]
    fn every_divergence_names_checks_of_the_reference_and_has_a_reason() {
        for known in &DIVERGENCES.accepts {
            assert!(known.reason.ends_with('.'), "{}", known.reason);
            for id in &known.checks {
                assert!(checks().iter().any(|check| check.id == id), "{id} is no check");
            }
        }
        assert!(DIVERGENCES.refuses.iter().all(|known| known.reason.ends_with('.') && !known.stages.is_empty()));
    }

    #[test]
    fn what_is_not_listed_is_not_known() {
        assert!(accepts("webauthn-rs-core", Ceremony::Registration, "ad-8").is_some());
        assert!(accepts("webauthn-rs-core", Ceremony::Authentication, "auth-21").is_none());
        assert!(accepts("nobody", Ceremony::Registration, "ad-8").is_none());
        assert!(refuses("webauthn_rp", Ceremony::Registration, Some(Stage::Parse), Property::ShortCredentialId).is_some());
        assert!(refuses("webauthn_rp", Ceremony::Registration, Some(Stage::Signature), Property::ShortCredentialId).is_none());
    }
}
