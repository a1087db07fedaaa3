//! Judges the attestation of a registration: steps 21 to 24.
//!
//! <https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential>,
//! <https://www.w3.org/TR/webauthn-3/#sctn-packed-attestation>

use relycheck_protocol::{AttestationPolicy, AttestationTrust};

use crate::authenticated::sha256;
use crate::check::Id;
use crate::findings::Findings;
use crate::public_key::PublicKey;
use crate::reader::algorithm::algorithm;
use crate::reader::attestation_object::{AttestationObject, PackedStatement};
use crate::reader::certificate::{Aaguid, Certificate};
use crate::reader::client_data::ClientDataText;
use crate::reader::cose_key::CredentialKey;
use crate::trust_path;

/// What is attested, as far as it could be read.
pub(crate) struct Subject<'r> {
    pub(crate) object: &'r AttestationObject,
    pub(crate) key: Option<&'r CredentialKey>,
    pub(crate) aaguid: Option<[u8; 16]>,
    /// As received, and as text.
    pub(crate) client_data: (&'r [u8], &'r ClientDataText<'r>),
}

/// The formats whose statements can be verified.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    None,
    Packed,
    Unknown,
}

/// Why a statement does not verify.
enum StatementFault {
    /// Whatever was hashed.
    Form(String),
    /// Another hash might do.
    Signature,
}

/// Runs the checks, where the policy uses attestation.
pub(crate) fn check(findings: &mut Findings, subject: &Subject<'_>, policy: &AttestationPolicy) {
    if !policy.verify {
        return;
    }
    let format = match subject.object.fmt.as_str() {
        "none" => Format::None,
        "packed" => Format::Packed,
        _ => Format::Unknown,
    };
    let packed = subject.object.statement.packed.as_ref().ok().filter(|_| format == Format::Packed);
    let enclosed = packed.and_then(PackedStatement::read_certificates);
    check_statement(findings, subject, format, enclosed.as_ref());

    let is_certified = enclosed.is_some();
    // where they cannot be read the check of the statement has failed.
    let enclosed = enclosed.and_then(Result::ok).unwrap_or_default();
    check_certificate(findings, enclosed.first(), subject.aaguid);
    let trusts = |trust| policy.trust.contains(&trust);
    findings.rule(Id::Reg24a, format == Format::Packed || trusts(AttestationTrust::None), || {
        "there is no attestation, which is not acceptable; use an authenticator that attests".to_owned()
    });
    findings.rule(Id::Reg24b, format != Format::Packed || is_certified || trusts(AttestationTrust::SelfSigned), || {
        "self attestation is not acceptable; use an authenticator whose attestation is certified".to_owned()
    });
    let path = match (is_certified, trusts(AttestationTrust::Anchored)) {
        (false, _) => Ok(Vec::new()),
        (true, false) => Err("certified attestation is not acceptable; use an authenticator without it".to_owned()),
        (true, true) => trust_path::anchors(policy).and_then(|anchors| trust_path::verify(&findings.aside(), &enclosed, &anchors)),
    };
    path.iter().flatten().for_each(|tolerance| findings.tolerate(*tolerance, true));
    findings.rule(Id::Reg24c, path.is_ok(), || path.err().unwrap_or_default());
}

/// The certificates that a statement has, or why one of them cannot be read.
type Enclosed = Result<Vec<Certificate>, String>;

fn check_statement(findings: &mut Findings, subject: &Subject<'_>, format: Format, enclosed: Option<&Enclosed>) {
    let (raw, text) = subject.client_data;
    let aside = findings.aside();
    let verify = |hash: &[u8; 32]| {
        let signed = [&subject.object.authenticator_data, hash.as_slice()].concat();
        verify_statement(&aside, format, (subject, enclosed), &signed)
    };
    let received = verify(&sha256(raw));
    let rewritten = || verify(&sha256(text.compacted().as_bytes()));

    let signs_rewritten = matches!(received, Err(StatementFault::Signature)) && rewritten().is_ok();
    if text.compacted().as_bytes() != raw {
        findings.depends_on(Id::Reg12);
    }
    findings.rule(Id::Reg12, !signs_rewritten, || {
        "the statement signs client data without its white space; sign the hash of what is sent".to_owned()
    });
    findings.rule(Id::Reg21, format != Format::Unknown, || {
        format!("the format {:?} is neither none nor packed; send one of these", subject.object.fmt)
    });
    let outcome = if findings.is_off(Id::Reg12) { rewritten() } else { received };
    let fault = match outcome {
        Ok(()) => None,
        Err(StatementFault::Form(fault)) => Some(fault),
        Err(StatementFault::Signature) => {
            Some("the statement's signature does not verify; sign with the credential's key, or with that of x5c".to_owned())
        }
    };
    findings.rule(Id::Reg22, fault.is_none(), || fault.unwrap_or_default());
}

fn verify_statement(
    findings: &Findings,
    format: Format,
    (subject, enclosed): (&Subject<'_>, Option<&Enclosed>),
    signed: &[u8],
) -> Result<(), StatementFault> {
    let statement = &subject.object.statement;
    match format {
        Format::None => statement.none.clone().map_err(StatementFault::Form),
        // only reached with the check of the format off, which then counts as none with nothing to read.
        Format::Unknown => Ok(()),
        Format::Packed => {
            let packed = statement.packed.as_ref().map_err(|fault| StatementFault::Form(fault.clone()))?;
            match enclosed {
                Some(enclosed) => {
                    let key = certified_key(packed, enclosed).map_err(StatementFault::Form)?;
                    verify_signature(findings, &key, &packed.signature, signed)
                }
                None => {
                    let key = own_key(packed, subject.key).map_err(StatementFault::Form)?;
                    verify_signature(findings, key, &packed.signature, signed)
                }
            }
        }
    }
}

/// The credential's key, which signs a statement without certificates.
fn own_key<'r>(packed: &PackedStatement, key: Option<&'r CredentialKey>) -> Result<&'r PublicKey, String> {
    // without a key the check of the statement is not reached.
    let key = key.ok_or_else(|| "there is no key".to_owned())?;
    if i128::from(packed.algorithm) == key.algorithm {
        Ok(&key.key)
    } else {
        Err(format!("the statement's alg is {}, the key's {}; make them one", packed.algorithm, key.algorithm))
    }
}

/// The key of the first certificate, by the statement's algorithm.
fn certified_key(packed: &PackedStatement, enclosed: &Enclosed) -> Result<PublicKey, String> {
    let first = enclosed.as_ref().map_err(String::clone)?.first();
    let alg = packed.algorithm;
    let (scheme, _) = algorithm(alg.into()).ok_or_else(|| format!("the statement's alg is {alg}, which is not verified here"))?;
    let key = first.and_then(|certificate| certificate.key(scheme));
    key.ok_or_else(|| format!("the attestation certificate has no key for alg {alg}; name the key's own"))
}

fn verify_signature(findings: &Findings, key: &PublicKey, signature: &[u8], signed: &[u8]) -> Result<(), StatementFault> {
    let mut aside = findings.aside();
    let form = key.form(&mut aside, signature);
    if let Some(rejected) = aside.rejection() {
        return Err(StatementFault::Form(rejected.detail));
    }
    if form.is_some_and(|form| key.verifies(&form, signed)) { Ok(()) } else { Err(StatementFault::Signature) }
}

/// What an attestation certificate has to be: <https://www.w3.org/TR/webauthn-3/#sctn-packed-attestation-cert-requirements>. Of a
/// statement without one nothing is asked.
fn check_certificate(findings: &mut Findings, certificate: Option<&Certificate>, aaguid: Option<[u8; 16]>) {
    let mut demand = |id, holds: fn(&Certificate) -> bool, fault: &str| {
        findings.rule(id, certificate.is_none_or(holds), || format!("the attestation certificate {fault}"));
    };
    demand(Id::Pkc1, Certificate::is_of_version_3, "is not of version 3; issue one that is");
    demand(Id::Pkc2, Certificate::names_a_country, "has no C of two letters; name the vendor's country");
    demand(Id::Pkc3, Certificate::names_an_organization, "has no O; name the vendor");
    demand(Id::Pkc4, Certificate::names_the_unit, "has another OU than Authenticator Attestation; name this one");
    demand(Id::Pkc5, Certificate::has_a_common_name, "has no CN; give it one");
    demand(Id::Pkc8, Certificate::is_no_authoritys, "is a CA's by its Basic Constraints; set cA to false");
    demand(Id::Pkc9a, Certificate::has_sound_firmware_version, "has a firmware version that is critical or no number from 0 on");
    let named = certificate.map_or(Aaguid::Absent, Certificate::aaguid);
    let malformed = match named {
        Aaguid::Malformed(fault) => Some(fault),
        _ => None,
    };
    findings.rule(Id::Pkc7, malformed.is_none(), || format!("the extension with the AAGUID {}", malformed.unwrap_or_default()));
    let differs = match (named, aaguid) {
        (Aaguid::Is(named), Some(aaguid)) => named != aaguid,
        _ => false,
    };
    findings.rule(Id::Pk4, !differs, || {
        "the attestation certificate is that of another AAGUID; use the certificate of this authenticator".to_owned()
    });
}
