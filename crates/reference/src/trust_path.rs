//! The path from an attestation certificate to a trust anchor.
//!
//! <https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential>, step 24; RFC 5280, section 6.1

use std::collections::VecDeque;

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

/// Whether a path leads from the first of the enclosed certificates to an anchor, and what of it a relying party might not take. Names are
/// the same where their bytes are.
///
/// # Errors
/// What stands in the way.
pub(crate) fn verify(findings: &Findings, enclosed: &[Certificate], anchors: &[Certificate]) -> Result<Vec<Tolerance>, String> {
    let Some((leaf, others)) = enclosed.split_first() else { return Err("there is no certificate; enclose one".to_owned()) };
    if anchors.iter().any(|anchor| anchor.is_the_same_as(leaf)) {
        return Ok(vec![Tolerance::AttestationCertificateTrusted]);
    }
    if enclosed.len() > MOST_CERTIFICATES {
        let count = enclosed.len();
        return Err(format!("x5c has {count} certificates, more than {MOST_CERTIFICATES}; enclose those of the path"));
    }
    sound(leaf).map_err(|fault| format!("x5c[0] {fault}"))?;
    let issues = |issuer: &Certificate, certificate: &Certificate, between: usize| {
        issuer.subject() == certificate.issuer() && issuer.may_issue(between) && certificate.is_signed_by(issuer, findings)
    };
    // Each is looked at once, and by the shortest way to it: those that have issued each other lead nowhere, and path lengths count.
    let mut left: Vec<&Certificate> = others.iter().filter(|other| sound(other).is_ok()).collect();
    let mut reached = VecDeque::from([(leaf, 0)]);
    while let Some((certificate, between)) = reached.pop_front() {
        if let Some(anchor) = anchors.iter().find(|anchor| issues(anchor, certificate, between)) {
            let is_enclosed = others.iter().any(|other| other.is_the_same_as(anchor));
            let through = !std::ptr::eq(certificate, leaf);
            let all = [
                (through, Tolerance::IntermediateEnclosed),
                (!is_enclosed && !anchor.is_self_issued(), Tolerance::IntermediateNotEnclosed),
            ];
            return Ok(all.into_iter().filter_map(|(needed, tolerance)| needed.then_some(tolerance)).collect());
        }
        let (next, rest) = left.into_iter().partition::<Vec<_>, _>(|other| issues(other, certificate, between));
        for issuer in next {
            // RFC 5280, section 6.1.4, (l): a self-issued one does not count.
            if issuer.is_self_issued() {
                reached.push_front((issuer, between));
            } else {
                reached.push_back((issuer, between + 1));
            }
        }
        left = rest;
    }
    Err("no path of certificates leads to an anchor; use an authenticator whose attestation is certified by one".to_owned())
}

/// Whether a certificate that is no anchor can stand in a path.
fn sound(certificate: &Certificate) -> Result<(), String> {
    if !certificate.is_valid_at(NOW) {
        return Err("has expired or is not valid yet; use a certificate that is valid".to_owned());
    }
    if certificate.has_unknown_critical_extension() {
        return Err("has a critical extension that is not known here; use a certificate without it".to_owned());
    }
    Ok(())
}
