//! From an artefact and its edits to the response that is sent, signed again with the forge's key.

use relycheck_forge::{PooledKey, attestation_key_of, certified_statement};
use relycheck_wire::attestation_object::packed_statement;
use relycheck_wire::authenticator_data::AuthenticatorData;
use relycheck_wire::cbor::Node;
use relycheck_wire::client_data::utf8_decode;
use relycheck_wire::json::Value;
use sha2::{Digest, Sha256};

use crate::edit::{Edit, Edits, replace, set_key};
use crate::opened::Opened;
use crate::session::forge;

/// A challenge and the one that an RP gave instead, both in base64url.
pub(crate) type Transplant<'c> = Option<(&'c str, &'c str)>;

/// The forge's key behind the credential in this registration, where it has one such.
pub(crate) fn signer_of(registration: &Opened) -> Option<PooledKey> {
    let data = AuthenticatorData::parse(registration.authenticator_data.as_deref()?).ok()?;
    forge().key_of(data.attested_credential_data?.credential_public_key)
}

/// SHA-256.
pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// The key that signs a response: that of the first certificate of a statement that has some, else the credential's.
pub(crate) fn signer_for(artefact: &Opened, credential: Option<&PooledKey>) -> Option<PooledKey> {
    match artefact.first_certificate() {
        Some(certificate) => attestation_key_of(&certificate),
        None => credential.cloned(),
    }
}

/// The signer's signature over what the artefact says, where all of it is there.
pub(crate) fn signed(artefact: &Opened, signer: &PooledKey) -> Option<Vec<u8>> {
    let (data, client_data) = (artefact.authenticator_data.as_deref()?, artefact.client_data.as_deref()?);
    Some(signer.sign(&[data, &sha256(client_data)]))
}

/// The response with its edits and with the challenge exchanged. `signer` is the key behind the credential. `None` where the challenge is
/// another and cannot be exchanged, since it is written with escapes, or the signature cannot be made again: what such a response would
/// show is the exchange and not the edits.
pub(crate) fn render(
    mut artefact: Opened,
    edits: &Edits,
    mut signer: Option<PooledKey>,
    transplant: Transplant<'_>,
) -> Option<Vec<u8>> {
    let original = artefact.clone();
    let original_signer = signer_for(&original, signer.as_ref());
    let mut attested = false;
    for edit in &edits.steps {
        attested |= change_signed(&mut artefact, edit, &mut signer);
    }
    let signer = signer_for(&artefact, signer.as_ref());
    let changed =
        attested || artefact.client_data != original.client_data || artefact.authenticator_data != original.authenticator_data;
    let mut exchanged = false;
    if let (Some((from, to)), Some(client_data)) = (transplant, &mut artefact.client_data) {
        let before = client_data.clone();
        replace(client_data, from.as_bytes(), to.as_bytes());
        exchanged = *client_data != before;
        if has_challenge(client_data, from) {
            return None;
        }
    }
    if artefact.signature.is_some() {
        if changed && !edits.unsigned {
            sign(&mut artefact, signer.as_ref());
        } else if !changed && exchanged {
            let genuine = original_signer.as_ref().and_then(|signer| signed(&original, signer)) == original.signature;
            if !genuine {
                return None;
            }
            sign(&mut artefact, signer.as_ref());
        }
    }
    finish(artefact, edits, signer.as_ref())
}

/// Whether a member `challenge` of client data is this text, however it is written.
fn has_challenge(client_data: &[u8], challenge: &str) -> bool {
    let text = utf8_decode(client_data);
    let Some(mut members) = Value::parse(&text).ok().and_then(|value| value.members()) else { return false };
    members.any(|(name, value)| name == "challenge" && value.string().is_some_and(|found| found == challenge))
}

fn sign(artefact: &mut Opened, signer: Option<&PooledKey>) {
    if let Some(signature) = signer.and_then(|signer| signed(artefact, signer)) {
        artefact.signature = Some(signature);
    }
}

/// An edit of what is signed. Tells whether there is a statement now that has to be signed.
fn change_signed(artefact: &mut Opened, edit: &Edit, signer: &mut Option<PooledKey>) -> bool {
    match edit {
        Edit::ClientData(edit) => artefact.client_data.as_mut().into_iter().for_each(|bytes| edit.apply(bytes)),
        Edit::AuthenticatorData(edit) => artefact.authenticator_data.as_mut().into_iter().for_each(|bytes| edit.apply(bytes)),
        Edit::Pooled(algorithm, index) => {
            let key = forge().pooled_key(*algorithm, usize::from(*index));
            artefact.authenticator_data.as_mut().into_iter().for_each(|bytes| set_key(bytes, &key));
            *signer = Some(key);
        }
        Edit::Attest => {
            let (Some(object), Some(signer)) = (&mut artefact.attestation_object, signer) else { return false };
            set_packed(object, packed_statement(signer.algorithm().id(), &[], None));
            artefact.signature = Some(Vec::new());
            return true;
        }
        Edit::Certify(chain, deviation) => {
            let aaguid = artefact.aaguid().unwrap_or_default();
            let Some(object) = &mut artefact.attestation_object else { return false };
            set_packed(object, certified_statement(*chain, aaguid, *deviation));
            artefact.signature = Some(Vec::new());
            return true;
        }
        Edit::Statement(_) | Edit::Object(_) | Edit::Signature(_) | Edit::Envelope(_) => {}
    }
    false
}

fn set_packed(object: &mut Node, statement: Node) {
    for (name, value) in [("fmt", Node::text("packed")), ("attStmt", statement)] {
        if let Some(place) = object.value_mut(&Node::text(name)) {
            *place = value;
        }
    }
}

/// The edits of what is not signed, from the inside out.
fn finish(mut artefact: Opened, edits: &Edits, signer: Option<&PooledKey>) -> Option<Vec<u8>> {
    let client_data = artefact.client_data.clone().unwrap_or_default();
    let data = artefact.authenticator_data.clone().unwrap_or_default();
    for edit in &edits.steps {
        if let (Edit::Signature(edit), Some(signature)) = (edit, &mut artefact.signature) {
            edit.apply(signature, &[&data, &sha256(&client_data)], signer);
        }
    }
    artefact.settle();
    if let Some(object) = &mut artefact.attestation_object {
        for edit in &edits.steps {
            if let (Edit::Statement(edit), Some(statement)) = (edit, object.value_mut(&Node::text("attStmt"))) {
                edit.apply(statement);
            }
        }
        for edit in &edits.steps {
            if let Edit::Object(edit) = edit {
                edit.apply(object);
            }
        }
    }
    let mut envelope = artefact.close();
    let envelope_edits = || edits.steps.iter().filter_map(|edit| if let Edit::Envelope(edit) = edit { Some(edit) } else { None });
    envelope_edits().for_each(|edit| edit.apply(&mut envelope));
    let mut text = envelope.encode();
    envelope_edits().for_each(|edit| edit.apply_to_text(&mut text));
    Some(text)
}
