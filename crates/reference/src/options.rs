//! The options that a browser gets.
//!
//! <https://www.w3.org/TR/webauthn-3/#dictionary-makecredentialoptions>

use relycheck_protocol::{AccountRecord, Descriptor, User};
use serde_json::{Value, json};

use crate::record::Record;
use crate::session::Session;

/// How long the client may take, in milliseconds: the default that the standard recommends.
const TIMEOUT: u32 = 300_000;

/// `PublicKeyCredentialCreationOptionsJSON`.
pub(crate) fn creation(session: &Session, user: &User, exclude: &[Descriptor]) -> Value {
    let policy = &session.policy;
    let mut selection = json!({ "residentKey": "required", "requireResidentKey": true });
    if let Some(verification) = policy.user_verification {
        selection["userVerification"] = verification.as_str().into();
    }
    let parameters: Vec<Value> = policy.algorithms.iter().map(|alg| json!({ "type": "public-key", "alg": alg })).collect();
    json!({
        "rp": { "id": policy.rp_id, "name": policy.rp_id },
        "user": { "id": session.user_id, "name": user.name, "displayName": user.name },
        "challenge": session.challenge,
        "pubKeyCredParams": parameters,
        "timeout": TIMEOUT,
        "excludeCredentials": exclude.iter().map(|one| descriptor(&one.id, &one.transports)).collect::<Vec<Value>>(),
        "authenticatorSelection": selection,
        "attestation": policy.attestation.conveyance,
    })
}

/// `PublicKeyCredentialRequestOptionsJSON`.
pub(crate) fn request(session: &Session, records: &[AccountRecord]) -> Value {
    let policy = &session.policy;
    let allowed = records.iter().map(|row| {
        // a record that cannot be read has no transports to tell; it is refused when it is needed.
        let transports = Record::read(&row.record).map(|record| record.transports).unwrap_or_default();
        descriptor(&row.credential_id, &transports)
    });
    let mut options = json!({
        "challenge": session.challenge,
        "timeout": TIMEOUT,
        "rpId": policy.rp_id,
        "allowCredentials": allowed.collect::<Vec<Value>>(),
    });
    if let Some(verification) = policy.user_verification {
        options["userVerification"] = verification.as_str().into();
    }
    options
}

fn descriptor(id: &str, transports: &[String]) -> Value {
    json!({ "type": "public-key", "id": id, "transports": transports })
}
