//! The oracle about answers: each is one that the protocol has there, and whole.

use data_encoding::BASE64URL_NOPAD;
use relycheck_protocol::{Accepted, Begin, Begun, Finish, Rejected};

use crate::Finding;

/// The end of a ceremony, where it is one.
pub(crate) enum Finished {
    Accepted(Box<Accepted>),
    Rejected(Rejected),
    Unsupported,
}

fn finding(detail: String) -> Finding {
    Finding { oracle: "answers", detail }
}

/// A ceremony that has begun, with its challenge in base64url; `None` where the RP cannot do what was asked.
///
/// # Errors
/// Where it failed, or its options have no challenge of at least 16 bytes in base64url.
pub(crate) fn begun(begin: Begin) -> Result<Option<(Begun, String)>, Finding> {
    let begun = match begin {
        Begin::Begun(begun) => begun,
        Begin::Unsupported(_) => return Ok(None),
        Begin::Failed(detail) => return Err(finding(format!("a ceremony could not begin: {detail}"))),
    };
    let challenge = begun.options.get("challenge").and_then(|challenge| challenge.as_str()).unwrap_or_default().to_owned();
    match BASE64URL_NOPAD.decode(challenge.as_bytes()) {
        Ok(bytes) if bytes.len() >= 16 => Ok(Some((begun, challenge))),
        _ => Err(finding(format!("the options have no challenge of 16 bytes in base64url: {challenge:?}"))),
    }
}

/// The end of a ceremony.
///
/// # Errors
/// Where it failed: of whatever a browser posts, an RP can say whether it accepts it. Where an acceptance does not say of which
/// credential, or a refusal does not say why.
pub(crate) fn finished(finish: Finish) -> Result<Finished, Finding> {
    match finish {
        Finish::Failed(detail) => Err(finding(format!("a ceremony could not end: {detail}"))),
        Finish::Unsupported(_) => Ok(Finished::Unsupported),
        Finish::Rejected(rejected) if rejected.detail.is_empty() => Err(finding("a refusal without a word".to_owned())),
        Finish::Rejected(rejected) => Ok(Finished::Rejected(rejected)),
        Finish::Accepted(accepted) => {
            let id = accepted.stored.credential_id.as_deref().map(|id| BASE64URL_NOPAD.decode(id.as_bytes()));
            match id {
                Some(Ok(_)) => Ok(Finished::Accepted(accepted)),
                _ => Err(finding("an acceptance without the credential id in base64url".to_owned())),
            }
        }
    }
}
