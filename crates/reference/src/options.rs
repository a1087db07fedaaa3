//! The options that a browser gets.
//!
//! <https://www.w3.org/TR/webauthn-3/#dictionary-makecredentialoptions>

use relycheck_protocol::{AccountRecord, Descriptor, User};
use serde_json::{Value, json};

use crate::mutant::Oversight;
use crate::record::Record;
use crate::session::Session;

/// How long the client may take, in milliseconds: the default that the standard recommends.
const TIMEOUT: u32 = 300_000;

/// The extension that both ceremonies request. It is of no use here but to have requested one: its outputs are ignored.
/// <https://www.w3.org/TR/webauthn-3/#sctn-large-blob-extension>
pub(crate) const EXTENSION: &str = "largeBlob";

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
        "extensions": { EXTENSION: { "support": "preferred" } },
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
        "extensions": { EXTENSION: { "read": true } },
    });
    if let Some(verification) = policy.user_verification {
        options["userVerification"] = verification.as_str().into();
    }
    options
}

fn descriptor(id: &str, transports: &[String]) -> Value {
    json!({ "type": "public-key", "id": id, "transports": transports })
}

/// What a mutant does to options that were right.
pub(crate) fn overlook(options: &mut Value, oversight: Oversight) {
    let lists = ["excludeCredentials", "allowCredentials"];
    match oversight {
        Oversight::Padded => pad(options),
        Oversight::UserVerificationNotAsked => {
            let selection = options.pointer_mut("/authenticatorSelection").and_then(Value::as_object_mut);
            selection.map(|members| members.remove("userVerification"));
            options.as_object_mut().map(|members| members.remove("userVerification"));
        }
        Oversight::OtherAlgorithm => {
            if let Some(parameters) = options.get_mut("pubKeyCredParams").and_then(Value::as_array_mut) {
                parameters.push(json!({ "type": "public-key", "alg": -65534 }));
            }
        }
        Oversight::UnknownAttachment => set(options, "/authenticatorSelection", "authenticatorAttachment", json!("nowhere")),
        Oversight::ResidentKeyContradicted => set(options, "/authenticatorSelection", "requireResidentKey", json!(false)),
        Oversight::TimeoutShort => options["timeout"] = json!(10_000),
        Oversight::NamesMissing => set(options, "/user", "displayName", Value::Null),
        Oversight::NothingExcluded => set(options, "", lists[0], json!([])),
        Oversight::NothingAllowed => {
            if let Some(list) = options.get_mut(lists[1]).and_then(Value::as_array_mut) {
                list.truncate(1);
            }
        }
        Oversight::TransportsNotTold => {
            for list in lists {
                for one in options.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
                    one["transports"] = json!([]);
                }
            }
        }
        Oversight::ChallengeRepeated
        | Oversight::ChallengeShort
        | Oversight::UserIdRepeated
        | Oversight::UserIdOfName
        | Oversight::UserIdEmpty
        | Oversight::UserIdShort => {}
    }
}

/// Pads `user.id`; the challenge has to be readable for the suite to answer at all.
fn pad(options: &mut Value) {
    if let Some(Value::String(id)) = options.pointer_mut("/user/id") {
        id.push('=');
    }
}

/// Sets a member of the object at `pointer` where there is that object and, within creation options only, that member belongs.
fn set(options: &mut Value, pointer: &str, name: &str, value: Value) {
    let is_creation = options.get("pubKeyCredParams").is_some();
    if let Some(object) = options.pointer_mut(pointer).and_then(Value::as_object_mut).filter(|_| is_creation) {
        object.insert(name.to_owned(), value);
    }
}
