//! Judges an authentication response.
//!
//! <https://www.w3.org/TR/webauthn-3/#sctn-verifying-assertion>

use data_encoding::BASE64URL_NOPAD;
use relycheck_protocol::{AccountRecord, BackupStatePolicy, UserVerification};

use crate::authenticated::{self, sha256};
use crate::check::Id;
use crate::collected::{self, GET};
use crate::findings::Findings;
use crate::mutant::{Switch, Tolerance};
use crate::public_key::PublicKey;
use crate::reader::authenticator_data::Header;
use crate::reader::client_data::ClientDataText;
use crate::reader::cose_key;
use crate::reader::envelope::Envelope;
use crate::record::Record;
use crate::registration::check_any_envelope;
use crate::session::Session;

/// The members that every assertion has, decoded.
struct Assertion {
    envelope: Envelope,
    credential_id: String,
    user_handle: Option<String>,
    authenticator_data: Vec<u8>,
}

impl Assertion {
    fn read(response: &str) -> Result<Self, String> {
        let envelope = Envelope::read(response)?;
        Ok(Self {
            credential_id: envelope.credential_id()?.to_owned(),
            user_handle: envelope.user_handle(),
            authenticator_data: envelope.bytes("authenticatorData")?,
            envelope,
        })
    }
}

/// Runs every check that can be run. Gives the updated record where all that it holds could be read; whether the ceremony
/// succeeded is for the findings to say.
///
/// # Errors
/// Where the record of the credential is none that an acceptance returned: the fault is not the response's.
pub(crate) fn judge(
    findings: &mut Findings,
    session: &Session,
    response: &str,
    records: &[AccountRecord],
    switch: Option<Switch>,
) -> Result<Option<Record>, String> {
    let Some(assertion) = findings.gate(Id::Json4, Assertion::read(response), || None) else { return Ok(None) };
    check_any_envelope(findings, &assertion.envelope, Tolerance::MissingOutputGet);
    let signature = findings.gate(Id::Auth3, assertion.envelope.bytes("signature").map(Some), || Some(None));
    let row = check_account(findings, &assertion, session, records);
    let record = row.map(|row| Record::read(&row.record)).transpose()?;

    let raw = assertion.envelope.client_data.as_slice();
    let text = ClientDataText::decode(raw);
    collected::check(findings, &GET, raw, &text, session);

    let header = authenticated::header(findings, &assertion.authenticator_data);
    if let Some(header) = &header {
        check_flags(findings, header, session);
        check_parts(findings, header);
        if let Some(record) = &record {
            check_against_record(findings, header, record, session);
        }
    }
    if let (Some(signature), Some(record)) = (signature, &record) {
        check_signature(findings, signature.as_deref(), &assertion.authenticator_data, (raw, &text), record);
    }
    let updated = header.zip(record).map(|(header, mut record)| {
        record.update(&header, switch);
        record
    });
    Ok(updated)
}

/// Finds the row of the table that the credential id means, and whose it is.
fn check_account<'t>(
    findings: &mut Findings,
    assertion: &Assertion,
    session: &Session,
    records: &'t [AccountRecord],
) -> Option<&'t AccountRecord> {
    let id = &assertion.credential_id;
    findings.rule(Id::Auth5, session.allowed.is_empty() || session.allowed.contains(id), || {
        "the credential id is not among the allowed ones; use an allowed credential".to_owned()
    });
    // an id may stand under several owners where its uniqueness was not checked.
    let owner = session.user_id.as_ref().or(assertion.user_handle.as_ref());
    let mut rows = records.iter().filter(|row| row.credential_id == *id);
    let row = rows.clone().find(|row| Some(&row.user_id) == owner).or_else(|| rows.next());
    let row =
        findings.gate(Id::Auth6, row.ok_or_else(|| "no record has this credential id; register it first".to_owned()), || None)?;

    let handle = assertion.user_handle.as_ref();
    if let Some(user) = &session.user_id {
        // where the user is known anyway, an empty handle says as little as none.
        let handle = handle.filter(|handle| !handle.is_empty());
        let is_theirs = row.user_id == *user && handle.is_none_or(|handle| handle == user);
        findings.rule(Id::Auth6a, is_theirs, || {
            "record or user handle belong to another user; use the account's own credential".to_owned()
        });
        findings.tolerate(Tolerance::UserHandleAbsentKnownUser, handle.is_none());
        findings.tolerate(Tolerance::NothingListedKnownUser, session.allowed.is_empty());
    } else {
        findings.rule(Id::Auth6b, handle == Some(&row.user_id), || {
            "the user handle is missing or does not name the record's owner; use a discoverable credential of that user".to_owned()
        });
    }
    Some(row)
}

fn check_flags(findings: &mut Findings, header: &Header<'_>, session: &Session) {
    let verification = session.policy.user_verification;
    let flags = header.flags;
    authenticated::check_rp_id_hash(findings, Id::Auth15, header, &session.policy.rp_id);
    findings.rule(Id::Auth16, flags.user_present(), || "UP is not set; have the user touch the authenticator".to_owned());
    findings.rule(Id::Auth17, flags.user_verified() || verification != Some(UserVerification::Required), || {
        "UV is not set though user verification is required; verify the user".to_owned()
    });
    authenticated::check_backup_flags(findings, Id::Auth18, header);

    let uv0 = |asked| !flags.user_verified() && verification == asked;
    findings.tolerate(Tolerance::Uv0PreferredGet, uv0(Some(UserVerification::Preferred)));
    findings.tolerate(Tolerance::Uv0DiscouragedGet, uv0(Some(UserVerification::Discouraged)));
    findings.tolerate(Tolerance::Uv0OmittedGet, uv0(None));
    let discouraged = verification == Some(UserVerification::Discouraged);
    findings.tolerate(Tolerance::Uv1DiscouragedGet, flags.user_verified() && discouraged);
    findings.tolerate(Tolerance::Be1Bs0, flags.backup_eligible() && !flags.backup_state());
    findings.tolerate(Tolerance::ReservedFlagsGet, flags.reserved());
    findings.tolerate(Tolerance::ExtensionDataGet, flags.extension_data());
}

/// Reads to the end of the authenticator data. Where the flags announce attested credential data, it has to be read to find the
/// extensions behind it.
fn check_parts(findings: &mut Findings, header: &Header<'_>) {
    findings.rule(Id::Ad6, !header.flags.attested_credential_data(), || {
        "AT is set; an assertion has no attested credential data".to_owned()
    });
    let mut parts = Vec::new();
    let rest = if header.flags.attested_credential_data() {
        let Some(credential) = authenticated::credential(findings, header.rest) else { return };
        parts.push(("credential public key", credential.key.canonical));
        credential.key.rest
    } else {
        findings.not_there(Id::Acd1);
        findings.not_there(Id::Acd4);
        header.rest
    };
    parts.push(("extensions", authenticated::check_end(findings, header, rest)));
    authenticated::check_canonical_form(findings, &parts);
}

fn check_against_record(findings: &mut Findings, header: &Header<'_>, record: &Record, session: &Session) {
    let flags = header.flags;
    let compares = session.policy.backup_state == BackupStatePolicy::Compare;
    findings.rule(Id::Auth19_1, !compares || !record.backup_eligible || flags.backup_eligible(), || {
        "BE is not set, but was at registration; use the credential that was registered".to_owned()
    });
    findings.rule(Id::Auth19_2, !compares || record.backup_eligible || !flags.backup_eligible(), || {
        "BE is set, but was not at registration; use the credential that was registered".to_owned()
    });

    let (stored, new) = (record.sign_count, header.sign_count);
    findings.tolerate(Tolerance::UvPinnedAfterRegistration, record.uv_initialized && !flags.user_verified());
    findings.tolerate(Tolerance::Bs0To1, !record.backup_state && flags.backup_state());
    findings.tolerate(Tolerance::Bs1To0, record.backup_state && !flags.backup_state());
    findings.tolerate(Tolerance::CounterZero, stored == 0 && new == 0);
    findings.tolerate(Tolerance::CounterJump, new > stored.saturating_add(1));
    findings.tolerate(Tolerance::CounterSigned, new > stored && new.cast_signed() <= stored.cast_signed());
}

fn check_signature(
    findings: &mut Findings,
    signature: Option<&[u8]>,
    authenticator_data: &[u8],
    (raw, text): (&[u8], &ClientDataText<'_>),
    record: &Record,
) {
    let Some(signature) = signature else { return };
    let key = stored_key(findings, record);
    let form = key.as_ref().map_or(&PublicKey::Unusable, |key| key).form(findings, signature);
    let signed = |hash: [u8; 32]| [authenticator_data, &hash].concat();
    let verify = |message: &[u8]| form.as_ref().is_some_and(|form| key.as_ref().is_ok_and(|key| key.verifies(form, message)));
    let message = signed(sha256(raw));
    let received = verify(&message);
    let rewritten = || verify(&signed(sha256(text.compacted().as_bytes())));

    if text.compacted().as_bytes() != raw {
        findings.depends_on(Id::Auth20);
    }
    findings.rule(Id::Auth20, received || !rewritten(), || {
        "the signature is over client data without its white space; sign the hash of what is sent".to_owned()
    });
    let holds = if findings.is_off(Id::Auth20) { rewritten() } else { received };
    let otherwise = || form.as_ref().is_some_and(|form| key.as_ref().is_ok_and(|key| key.verifies_otherwise(form, &message)));
    let by_another_way = !holds && otherwise();
    findings.rule(Id::Sig2, !by_another_way, || {
        "the signature has another padding or hash than the algorithm's, or something around it; sign by the algorithm".to_owned()
    });
    findings.rule(Id::Auth21, holds || by_another_way && findings.is_off(Id::Sig2), || match &key {
        Ok(PublicKey::Unusable) => "the stored key cannot be used; register another one".to_owned(),
        Ok(_) => "the signature does not verify with the stored key; sign with the registered credential".to_owned(),
        Err(fault) => format!("the stored key cannot be used: {fault}"),
    });
}

/// Reads the stored key as leniently as registration read it.
fn stored_key(findings: &Findings, record: &Record) -> Result<PublicKey, String> {
    let encoding = BASE64URL_NOPAD
        .decode(record.public_key.as_bytes())
        .map_err(|error| format!("it is not base64url: {error}; hand back the record unchanged"))?;
    let key = cose_key::read(&mut findings.aside(), &encoding, None);
    key.map(|key| key.key).ok_or_else(|| "it is none that a registration accepts; hand back the record unchanged".to_owned())
}
