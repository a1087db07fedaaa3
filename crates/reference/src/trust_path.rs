//! The path from an attestation certificate to a trust anchor.
//!
//! <https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential>, step 24; RFC 5280, section 6.1

use data_encoding::BASE64URL_NOPAD;
use relycheck_protocol::AttestationPolicy;

use crate::findings::Findings;
use crate::mutant::Tolerance;
use crate::reader::certificate::Certificate;

/// What the clock shows here: the beginning of 2026, in seconds since 1970. No clock is read, so that the same inputs give the same
/// outcome, and none can be given.
const NOW: u64 = 1_767_225_600;

/// The most certificates that a path is looked for in: each may be tried with each, and how many there are is the sender's choice.
const MOST_CERTIFICATES: usize = 32;

/// The policy's anchors.
///
/// # Errors
/// Where one of them is no certificate.
pub(crate) fn anchors(policy: &AttestationPolicy) -> Result<Vec<Certificate>, String> {
    let one = |(index, text): (usize, &String)| {
        let place = format!("policy.attestation.anchors[{index}]");
        let der = BASE64URL_NOPAD.decode(text.as_bytes());
        let der = der.map_err(|error| format!("{place} is not base64url without padding: {error}; encode it so"))?;
        Certificate::read(&der).map_err(|fault| format!("{place}: {fault}"))
    };
    policy.anchors.iter().enumerate().map(one).collect()
}

/// Whether a path leads from the first of the enclosed certificates to an anchor, and what of it a relying party might lack.
///
/// # Errors
/// What stands in the way.
pub(crate) fn verify(findings: &Findings, enclosed: &[Certificate], anchors: &[Certificate]) -> Result<Option<Tolerance>, String> {
    let Some((leaf, others)) = enclosed.split_first() else { return Err("there is no certificate; enclose one".to_owned()) };
    if anchors.iter().any(|anchor| anchor.is_the_same_as(leaf)) {
        return Ok(Some(Tolerance::AttestationCertificateTrusted));
    }
    if enclosed.len() > MOST_CERTIFICATES {
        let count = enclosed.len();
        return Err(format!("x5c has {count} certificates, more than {MOST_CERTIFICATES}; enclose those of the path"));
    }
    sound(leaf)?;
    let issues = |issuer: &Certificate, certificate: &Certificate, between: usize| {
        issuer.subject() == certificate.issuer() && issuer.may_issue(between) && certificate.is_signed_by(issuer, findings)
    };
    // Each is looked at once, so that those that have issued each other lead nowhere.
    let mut left: Vec<&Certificate> = others.iter().filter(|other| sound(other).is_ok()).collect();
    let mut reached = vec![(leaf, 0)];
    while let Some((certificate, between)) = reached.pop() {
        if let Some(anchor) = anchors.iter().find(|anchor| issues(anchor, certificate, between)) {
            return Ok(match (between, anchor.subject() == anchor.issuer(), others.is_empty()) {
                (1.., ..) => Some(Tolerance::IntermediateEnclosed),
                (0, false, true) => Some(Tolerance::IntermediateNotEnclosed),
                (0, _, false) => Some(Tolerance::RootEnclosed),
                _ => None,
            });
        }
        let (next, rest) = left.into_iter().partition::<Vec<_>, _>(|other| issues(other, certificate, between));
        reached.extend(next.into_iter().map(|certificate| (certificate, between + 1)));
        left = rest;
    }
    Err("no path of certificates leads to an anchor; use an authenticator whose attestation is certified by one".to_owned())
}

/// Whether a certificate that is no anchor can stand in a path.
fn sound(certificate: &Certificate) -> Result<(), String> {
    if !certificate.is_valid_at(NOW) {
        return Err("a certificate has expired or is not valid yet; use one that is valid".to_owned());
    }
    if certificate.has_unknown_critical_extension() {
        return Err("a certificate has a critical extension that is not known here; use one without it".to_owned());
    }
    Ok(())
}
