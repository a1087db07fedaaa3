//! The checks of authenticator data that are the same in both ceremonies: its parts and where they end.

use sha2::{Digest, Sha256};

use crate::cbor::Fault;
use crate::check::Id;
use crate::findings::Findings;
use crate::reader::authenticator_data::{Attested, Header, Part, read_extensions, read_key};

/// SHA-256.
pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// rpIdHash, flags and counter.
pub(crate) fn header<'r>(findings: &mut Findings, bytes: &'r [u8]) -> Option<Header<'r>> {
    findings.gate(Id::Ad1, Header::read(bytes), || Header::read_filled(bytes))
}

/// Whether the authenticator answers for this RP ID.
pub(crate) fn check_rp_id_hash(findings: &mut Findings, id: Id, header: &Header<'_>, rp_id: &str) {
    findings.rule(id, header.rp_id_hash == sha256(rp_id.as_bytes()), || {
        format!("rpIdHash is not the SHA-256 of {rp_id}; use a credential of this relying party")
    });
}

/// Whether BS is set without BE.
pub(crate) fn check_backup_flags(findings: &mut Findings, id: Id, header: &Header<'_>) {
    findings.rule(id, header.flags.backup_eligible() || !header.flags.backup_state(), || {
        "BS is set without BE; a credential that is backed up can be backed up".to_owned()
    });
}

/// Attested credential data and the key inside it.
pub(crate) struct Credential<'r> {
    pub(crate) attested: Attested<'r>,
    pub(crate) key: Part<'r>,
}

/// Reads attested credential data with its key from `bytes`.
pub(crate) fn credential<'r>(findings: &mut Findings, bytes: &'r [u8]) -> Option<Credential<'r>> {
    let attested = findings.gate(Id::Acd1, Attested::read(bytes), || None)?;
    let key = findings.gate(Id::Acd4, read_key(attested.rest), || None)?;
    let re_encodes = findings.ends_key_by_re_encoding(key.canonical.is_err());
    let key = if re_encodes { key.ending_as_re_encoded(attested.rest) } else { key };
    Some(Credential { attested, key })
}

/// Reads what follows the attested credential data and checks that it ends there. Gives the offence against canonical form in the
/// extensions, where there are any.
pub(crate) fn check_end(findings: &mut Findings, header: &Header<'_>, rest: &[u8]) -> Result<(), Fault> {
    let none = || Part { encoding: &[], has_names: true, canonical: Ok(()), canonical_length: 0, rest: &[] };
    let extensions = if header.flags.extension_data() {
        findings.gate(Id::Ad7, read_extensions(rest), || Some(none()))
    } else {
        findings.gate(Id::Ad7, Ok(Part { rest, ..none() }), || None)
    };
    let Some(extensions) = extensions else { return Ok(()) };
    findings
        .rule(Id::Ad9, extensions.has_names, || "the extension data is no map with names as keys; send one or clear ED".to_owned());
    findings.rule(Id::Ad8, extensions.rest.is_empty(), || {
        format!("{} bytes follow the last part of the authenticator data; send none", extensions.rest.len())
    });
    extensions.canonical
}

/// Whether what was read as CBOR is in CTAP2 canonical form; `parts` come with their names.
pub(crate) fn check_canonical_form(findings: &mut Findings, parts: &[(&str, Result<(), Fault>)]) {
    let offences: Vec<String> =
        parts.iter().filter_map(|(name, canonical)| canonical.err().map(|fault| format!("{name}: {fault}"))).collect();
    findings.rule(Id::Conf2, offences.is_empty(), || format!("not in canonical form: {}; encode canonically", offences.join(", ")));
}
