//! Which attestation is acceptable: by the library where it has a parameter for it, by its `Credential` where it has not.

use data_encoding::{BASE64, BASE64URL_NOPAD};
use relycheck_protocol::{AttestationPolicy, AttestationTrust, Finish, Stage};
use webauthn_rs_core::proto::{AttestationCaList, Credential, ParsedAttestationData};

use crate::stage::{self, Ceremony, rejected};

/// Columns of a PEM line.
const PEM_LINE: usize = 64;

/// The policy's trust anchors as the library takes them: every AAGUID that chains to one is allowed. Empty where none is given.
///
/// # Errors
/// Which anchor is no certificate.
pub(crate) fn anchors(policy: &AttestationPolicy) -> Result<AttestationCaList, String> {
    let mut list = AttestationCaList::default();
    for (index, anchor) in policy.anchors.iter().enumerate() {
        let fault = |fault: String| {
            format!("policy.attestation.anchors[{index}]: {fault}; give a DER certificate in base64url without padding")
        };
        let der = BASE64URL_NOPAD.decode(anchor.as_bytes()).map_err(|error| fault(error.to_string()))?;
        let one = AttestationCaList::try_from(pem(&der).as_bytes()).map_err(|error| fault(error.to_string()))?;
        list.union(&one);
    }
    Ok(list)
}

/// The library's conversion from bytes reads PEM only.
fn pem(der: &[u8]) -> String {
    let mut text = String::from("-----BEGIN CERTIFICATE-----\n");
    for line in der.chunks(PEM_LINE / 4 * 3) {
        BASE64.encode_append(line, &mut text);
        text.push('\n');
    }
    text.push_str("-----END CERTIFICATE-----\n");
    text
}

/// Whether the policy is the one that `register_credential` has a parameter for: a path to an anchor and nothing else.
pub(crate) fn anchored_only(policy: &AttestationPolicy) -> bool {
    policy.verify && !policy.trust.is_empty() && policy.trust.iter().all(|&trust| trust == AttestationTrust::Anchored)
}

/// Step 24 of <https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential> for a credential that the library accepted. Its
/// documentation leaves it to the application to reject a credential whose `ParsedAttestationData` does not suffice.
///
/// # Errors
/// `Rejected` where the policy verifies attestation and does not accept this one.
pub(crate) fn assess(policy: &AttestationPolicy, anchors: &AttestationCaList, credential: &Credential) -> Result<(), Finish> {
    if !policy.verify {
        return Ok(());
    }
    let (kind, needed) = match credential.attestation.data {
        ParsedAttestationData::None => ("no attestation", AttestationTrust::None),
        ParsedAttestationData::Self_ => ("self attestation", AttestationTrust::SelfSigned),
        ParsedAttestationData::Basic(_) | ParsedAttestationData::AttCa(_) | ParsedAttestationData::AnonCa(_) => {
            ("attestation by a certificate", AttestationTrust::Anchored)
        }
        ParsedAttestationData::ECDAA | ParsedAttestationData::Uncertain => {
            return Err(rejected(Some(Stage::Trust), "application: the library does not vouch for this kind of attestation"));
        }
    };
    if !policy.trust.contains(&needed) {
        return Err(rejected(Some(Stage::Trust), format!("application: the policy does not accept {kind}")));
    }
    if needed == AttestationTrust::Anchored {
        match credential.verify_attestation(anchors) {
            Ok(Some(_)) => {}
            Ok(None) => return Err(rejected(Some(Stage::Trust), "application: no anchor vouches for the attestation certificate")),
            Err(error) => return Err(stage::refusal(Ceremony::Registration, &error)),
        }
    }
    Ok(())
}
