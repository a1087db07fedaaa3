//! Authentication: the library's builder and `authenticate_credential`, and the record brought up to date.

use data_encoding::BASE64URL_NOPAD;
use relycheck_protocol::{Accepted, AccountRecord, AuthenticationBegin, AuthenticationFinish, Begin, Begun, Finish, Stage};
use webauthn_rs_core::proto::{AuthenticationResult, Credential, PublicKeyCredential};

use crate::session::{self, AuthenticationSession};
use crate::stage::{self, Ceremony, rejected};
use crate::{policy, record};

/// Makes request options and the session that finishes them. Conditional mediation changes nothing on this side.
///
/// # Errors
/// `Unsupported` for a policy beyond the library, `Failed` for a request that cannot be handed to it.
pub(crate) fn begin(begin: AuthenticationBegin) -> Result<Begun, Begin> {
    policy::check(&begin.policy)?;
    let core = policy::core(&begin.policy).map_err(Begin::Failed)?;
    let credentials = begin.records.iter().map(record::credential).collect::<Result<Vec<_>, _>>().map_err(Begin::Failed)?;
    let listed = !credentials.is_empty();
    let builder = core
        .new_challenge_authenticate_builder(credentials, Some(policy::user_verification(&begin.policy)))
        .map_err(library)?
        .allow_backup_eligible_upgrade(policy::allow_backup_eligible_upgrade(&begin.policy));
    let (mut challenge, mut state) = core.generate_challenge_authenticate(builder).map_err(library)?;
    if let Some(text) = &begin.challenge {
        let bytes = session::challenge(text).map_err(Begin::Failed)?;
        state = session::with_challenge(&state, &bytes).map_err(Begin::Failed)?;
        challenge.public_key.challenge = bytes;
    }
    let session = AuthenticationSession {
        policy: begin.policy,
        user_handle: begin.user.and_then(|user| user.id),
        listed,
        authentication_state: state,
    };
    Ok(Begun {
        options: serde_json::to_value(&challenge.public_key).map_err(library)?,
        session: serde_json::to_value(session).map_err(library)?,
    })
}

/// Has the library judge the response and applies its result to the record.
///
/// # Errors
/// `Rejected` where library or application refuse, `Failed` where session or records are not from this adapter.
pub(crate) fn finish(finish: AuthenticationFinish) -> Result<Accepted, Finish> {
    let mut session: AuthenticationSession = session::read(finish.session)?;
    let core = policy::core(&session.policy).map_err(Finish::Failed)?;
    let response: PublicKeyCredential =
        serde_json::from_str(&finish.response).map_err(|error| rejected(Some(Stage::Parse), error))?;

    if !session.listed {
        let credentials = viable_credentials(session.user_handle.as_deref(), &response, &finish.records)?;
        session.authentication_state.set_allowed_credentials(credentials);
    }
    let result = core
        .authenticate_credential(&response, &session.authentication_state)
        .map_err(|error| stage::refusal(Ceremony::Authentication, &error))?;

    let id = BASE64URL_NOPAD.encode(result.cred_id().as_ref());
    let known = finish
        .records
        .iter()
        .find(|known| known.credential_id == id)
        .ok_or_else(|| rejected(Some(Stage::State), format!("application: credential {id} is no longer in the table")))?;
    let mut credential = record::credential(known).map_err(Finish::Failed)?;
    update(&mut credential, &result);
    record::accepted(&credential)
}

/// The credentials of the account, for a ceremony that listed none: "inject the set of viable credentials after the client has sent
/// us their public key credential and we identify the user". A user not known beforehand is identified by the response's handle.
fn viable_credentials(
    known_user: Option<&str>,
    response: &PublicKeyCredential,
    records: &[AccountRecord],
) -> Result<Vec<Credential>, Finish> {
    let handle = match (known_user, response.get_user_unique_id()) {
        (Some(handle), _) => handle.to_owned(),
        (None, Some(handle)) => BASE64URL_NOPAD.encode(handle),
        (None, None) => {
            return Err(rejected(Some(Stage::State), "application: no user handle in the response, so no account to log in to"));
        }
    };
    let credentials = records
        .iter()
        .filter(|record| record.user_id == handle)
        .map(record::credential)
        .collect::<Result<Vec<_>, _>>()
        .map_err(Finish::Failed)?;
    if credentials.is_empty() {
        return Err(rejected(Some(Stage::State), format!("application: no account with the user handle {handle}")));
    }
    Ok(credentials)
}

/// Applies the result as `needs_update` tells. `user_verified` stays: the library documents it as what happened at registration.
fn update(credential: &mut Credential, result: &AuthenticationResult) {
    if result.needs_update() {
        credential.counter = result.counter();
        credential.backup_state = result.backup_state();
        credential.backup_eligible = result.backup_eligible();
    }
}

/// The library could not begin with what the request gave it.
fn library(error: impl std::fmt::Display) -> Begin {
    Begin::Failed(format!("webauthn-rs-core cannot begin the authentication: {error}; see records and policy of the request"))
}
