//! Judges a registration response.
//!
//! <https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential>

use data_encoding::BASE64URL_NOPAD;
use relycheck_protocol::{AccountRecord, UserVerification};

use crate::attestation;
use crate::authenticated::{self, Credential};
use crate::cbor::OverlongBytes;
use crate::check::Id;
use crate::collected::{self, CREATE};
use crate::findings::Findings;
use crate::mutant::Tolerance;
use crate::options::EXTENSION;
use crate::reader::attestation_object::AttestationObject;
use crate::reader::authenticator_data::Header;
use crate::reader::client_data::ClientDataText;
use crate::reader::cose_key;
use crate::reader::envelope::Envelope;
use crate::record::Record;
use crate::session::Session;

/// The longest credential id that is accepted, in bytes.
const LONGEST_CREDENTIAL_ID: usize = 1023;

/// The transports that the standard names.
const TRANSPORTS: [&str; 6] = ["usb", "nfc", "ble", "smart-card", "hybrid", "internal"];

/// Runs every check that can be run. Gives the record where all that it holds could be read; whether it may be kept is for the
/// findings to say.
pub(crate) fn judge(findings: &mut Findings, session: &Session, response: &str, records: &[AccountRecord]) -> Option<Record> {
    let envelope = findings.gate(Id::Json1, Envelope::read(response), || None)?;
    check_envelope(findings, &envelope);
    let text = ClientDataText::decode(&envelope.client_data);
    collected::check(findings, &CREATE, &envelope.client_data, &text, session);

    let object = attestation_object(findings, &envelope)?;
    let header = authenticated::header(findings, &object.authenticator_data);
    let credential = header.as_ref().and_then(|header| {
        check_flags(findings, header, session);
        read_credential(findings, header)
    });
    check_canonical_form(findings, &object, header.as_ref().zip(credential.as_ref()));
    let offered = session.policy.algorithms.as_slice();
    let key = credential.as_ref().and_then(|credential| cose_key::read(findings, credential.key.encoding, Some(offered)));
    let aaguid = credential.as_ref().map(|credential| credential.attested.aaguid);
    let subject = attestation::Subject { object: &object, key: key.as_ref(), aaguid, client_data: (&envelope.client_data, &text) };
    attestation::check(findings, &subject, &session.policy.attestation);

    let header = header?;
    let Credential { attested, key } = credential?;
    let credential_id = BASE64URL_NOPAD.encode(attested.credential_id);
    let length = attested.credential_id.len();
    findings.rule(Id::Reg25, length <= LONGEST_CREDENTIAL_ID, || {
        format!("the credential id has {length} bytes, more than {LONGEST_CREDENTIAL_ID}; use a shorter one")
    });
    findings.rule(Id::Xcheck2, envelope.credential_id().map_or(true, |id| id == credential_id), || {
        "the id beside the response is not that of the authenticator data; post the credential's own".to_owned()
    });
    findings.rule(Id::Reg26, records.iter().all(|row| row.credential_id != credential_id), || {
        "the credential id is registered already; make another credential".to_owned()
    });
    tolerate_credential(findings, &object.fmt, &attested.aaguid, length);
    findings
        .tolerate(Tolerance::SecondCredentialSameUser, records.iter().any(|row| Some(&row.user_id) == session.user_id.as_ref()));

    let transports = envelope.transports().unwrap_or_default();
    Some(Record {
        credential_id,
        public_key: BASE64URL_NOPAD.encode(key.encoding),
        sign_count: header.sign_count,
        uv_initialized: header.flags.user_verified(),
        backup_eligible: header.flags.backup_eligible(),
        backup_state: header.flags.backup_state(),
        transports,
    })
}

fn attestation_object(findings: &mut Findings, envelope: &Envelope) -> Option<AttestationObject> {
    let source = envelope.bytes("attestationObject").map(Source::Object);
    let source = findings.gate(Id::Reg3, source, || envelope.bytes("authenticatorData").ok().map(Source::Copy))?;
    let object = match source {
        Source::Copy(authenticator_data) => {
            findings.gate(Id::Reg13, Ok(AttestationObject::unattested(authenticator_data)), || None)
        }
        Source::Object(bytes) => findings.gate(Id::Reg13, AttestationObject::read(&bytes, OverlongBytes::Refuse), || {
            AttestationObject::read(&bytes, OverlongBytes::Cut).ok()
        }),
    }?;
    findings
        .rule(Id::Attobj3, object.trailing == 0, || format!("{} bytes follow the attestation object; send none", object.trailing));
    Some(object)
}

fn read_credential<'r>(findings: &mut Findings, header: &Header<'r>) -> Option<Credential<'r>> {
    let present = if header.flags.attested_credential_data() {
        Ok(())
    } else {
        Err("AT is not set; send the authenticator's data".to_owned())
    };
    findings.gate(Id::Ad5, present, || Some(()))?;
    authenticated::credential(findings, header.rest)
}

/// Canonical form applies to each of the three on its own: two of them are bytes inside the first.
fn check_canonical_form(findings: &mut Findings, object: &AttestationObject, inner: Option<(&Header<'_>, &Credential<'_>)>) {
    let mut parts = vec![("attestation object", object.canonical)];
    if let Some((header, credential)) = inner {
        parts.push(("credential public key", credential.key.canonical));
        parts.push(("extensions", authenticated::check_end(findings, header, credential.key.rest)));
    }
    authenticated::check_canonical_form(findings, &parts);
}

/// Where the authenticator data comes from.
enum Source {
    Object(Vec<u8>),
    /// The copy beside it, which nothing signs.
    Copy(Vec<u8>),
}

fn check_flags(findings: &mut Findings, header: &Header<'_>, session: &Session) {
    let verification = session.policy.user_verification;
    let flags = header.flags;
    authenticated::check_rp_id_hash(findings, Id::Reg14, header, &session.policy.rp_id);
    findings.rule(Id::Reg15, flags.user_present() || session.conditional, || {
        "UP is not set; have the user touch the authenticator".to_owned()
    });
    findings.rule(Id::Reg16, flags.user_verified() || verification != Some(UserVerification::Required), || {
        "UV is not set though user verification is required; verify the user".to_owned()
    });
    authenticated::check_backup_flags(findings, Id::Reg17, header);

    let uv0 = |asked| !flags.user_verified() && verification == asked;
    findings.tolerate(Tolerance::Uv0PreferredCreate, uv0(Some(UserVerification::Preferred)));
    findings.tolerate(Tolerance::Uv0DiscouragedCreate, uv0(Some(UserVerification::Discouraged)));
    findings.tolerate(Tolerance::Uv0OmittedCreate, uv0(None));
    let discouraged = verification == Some(UserVerification::Discouraged);
    findings.tolerate(Tolerance::Uv1DiscouragedCreate, flags.user_verified() && discouraged);
    findings.tolerate(Tolerance::Up0ConditionalCreate, !flags.user_present() && session.conditional);
    findings.tolerate(Tolerance::Be0, !flags.backup_eligible());
    findings.tolerate(Tolerance::ReservedFlagsCreate, flags.reserved());
    findings.tolerate(Tolerance::ExtensionDataCreate, flags.extension_data());
    findings.tolerate(Tolerance::Be1Bs0, flags.backup_eligible() && !flags.backup_state());
}

fn check_envelope(findings: &mut Findings, envelope: &Envelope) {
    check_any_envelope(findings, envelope, Tolerance::MissingOutputCreate);
    findings.tolerate(Tolerance::MissingPublicKey, !envelope.has_public_key());
    let transports = envelope.transports();
    let unknown = |list: &Vec<String>| list.iter().any(|one| !TRANSPORTS.contains(&one.as_str()));
    findings.tolerate(Tolerance::EmptyTransports, transports.as_ref().is_some_and(Vec::is_empty));
    findings.tolerate(Tolerance::UnknownTransport, transports.as_ref().is_some_and(unknown));
}

/// What is the same for either envelope, but for the name of the tolerance that an output may be missing.
pub(crate) fn check_any_envelope(findings: &mut Findings, envelope: &Envelope, missing_output: Tolerance) {
    findings.rule(Id::Xcheck1, envelope.ids_agree(), || {
        "id and rawId are not the same string; post the credential's id as both".to_owned()
    });
    findings.rule(Id::Xcheck3, envelope.is_public_key(), || "type is not public-key; post a public key credential".to_owned());
    findings.tolerate(Tolerance::AttachmentCrossPlatform, envelope.attachment.as_deref() == Some("cross-platform"));
    findings.tolerate(Tolerance::AttachmentMissing, envelope.attachment.is_none());
    findings.tolerate(missing_output, !envelope.has_output(EXTENSION));
}

fn tolerate_credential(findings: &mut Findings, fmt: &str, aaguid: &[u8; 16], id_length: usize) {
    let zero = aaguid.iter().all(|byte| *byte == 0);
    findings.tolerate(Tolerance::NonZeroAaguidWithNone, fmt == "none" && !zero);
    findings.tolerate(Tolerance::ZeroAaguid, zero);
    findings.tolerate(Tolerance::CredentialId1023, id_length > 64);
    findings.tolerate(Tolerance::ShortCredentialId, (1..16).contains(&id_length));
}
