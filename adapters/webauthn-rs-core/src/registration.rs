//! Registration: the library's builder and `register_credential`, and what its documentation leaves to the application.

use data_encoding::BASE64URL_NOPAD;
use relycheck_protocol::{Accepted, Begin, Begun, Capability, Finish, Mediation, RegistrationBegin, RegistrationFinish, Stage};
use uuid::Uuid;
use webauthn_rs_core::proto::RegisterPublicKeyCredential;

use crate::session::{self, RegistrationSession};
use crate::stage::{self, Ceremony, rejected};
use crate::{attestation, policy, record};

/// Makes creation options and the session that finishes them.
///
/// # Errors
/// `Unsupported` for a policy beyond the library, `Failed` for a request that cannot be handed to it.
pub(crate) fn begin(begin: RegistrationBegin) -> Result<Begun, Begin> {
    policy::check(&begin.policy)?;
    if begin.mediation == Some(Mediation::Conditional) {
        return Err(Begin::Unsupported(Capability::ConditionalCreate));
    }
    let user_handle = match &begin.user.id {
        Some(id) => decode("user.id", id)?,
        None => Uuid::new_v4().as_bytes().to_vec(),
    };
    let exclude = begin.exclude.iter().map(|descriptor| decode("exclude", &descriptor.id)).collect::<Result<Vec<_>, _>>()?;

    let core = policy::core(&begin.policy).map_err(Begin::Failed)?;
    let builder = core
        .new_challenge_register_builder(&user_handle, &begin.user.name, &begin.user.name)
        .map_err(library)?
        .attestation(policy::conveyance(&begin.policy)?)
        .user_verification_policy(policy::user_verification(&begin.policy))
        .credential_algorithms(policy::algorithms(&begin.policy)?)
        // Credentials for a login without a user name have to be discoverable.
        .require_resident_key(true)
        .exclude_credentials(Some(exclude));
    let (mut challenge, mut state) = core.generate_challenge_register(builder).map_err(library)?;
    if let Some(text) = &begin.challenge {
        let bytes = session::challenge(text).map_err(Begin::Failed)?;
        state = session::with_challenge(&state, &bytes).map_err(Begin::Failed)?;
        challenge.public_key.challenge = bytes;
    }
    Ok(Begun {
        options: serde_json::to_value(&challenge.public_key).map_err(library)?,
        session: serde_json::to_value(RegistrationSession { policy: begin.policy, registration_state: state }).map_err(library)?,
    })
}

/// Has the library judge the response, then asks what the application has to ask: whether the attestation is acceptable, and
/// whether the credential id is new ("check if any credential of the same id has already been persisted by your server").
///
/// # Errors
/// `Rejected` where library or application refuse, `Failed` where the session is not from [`begin`].
pub(crate) fn finish(finish: RegistrationFinish) -> Result<Accepted, Finish> {
    let session: RegistrationSession = session::read(finish.session)?;
    let core = policy::core(&session.policy).map_err(Finish::Failed)?;
    let anchors = attestation::anchors(&session.policy.attestation).map_err(Finish::Failed)?;
    let response: RegisterPublicKeyCredential =
        serde_json::from_str(&finish.response).map_err(|error| rejected(Some(Stage::Parse), error))?;

    let required_anchors = attestation::anchored_only(&session.policy.attestation).then_some(&anchors);
    let credential = core
        .register_credential(&response, &session.registration_state, required_anchors)
        .map_err(|error| stage::refusal(Ceremony::Registration, &error))?;
    attestation::assess(&session.policy.attestation, &anchors, &credential)?;

    let id = BASE64URL_NOPAD.encode(credential.cred_id.as_ref());
    if finish.records.iter().any(|known| known.credential_id == id) {
        return Err(rejected(Some(Stage::State), format!("application: credential {id} is registered already")));
    }
    record::accepted(&credential)
}

/// Decodes a member of the request.
fn decode(place: &str, text: &str) -> Result<Vec<u8>, Begin> {
    BASE64URL_NOPAD
        .decode(text.as_bytes())
        .map_err(|error| Begin::Failed(format!("{place}: {error}; give base64url without padding")))
}

/// The library could not begin with what the request gave it.
fn library(error: impl std::fmt::Display) -> Begin {
    Begin::Failed(format!("webauthn-rs-core cannot begin the registration: {error}; see user and policy of the request"))
}
