//! Registration: the preset for passkeys and `verify`, and what the documentation leaves to the application.

use relycheck_protocol::{Accepted, Begin, Begun, Capability, Finish, Mediation, RegistrationBegin, RegistrationFinish, Stage};
use webauthn_rp::bin::{Decode, Encode};
use webauthn_rp::request::register::{CredProtect, Nickname, PublicKeyCredentialUserEntity, UserHandle, Username};
use webauthn_rp::request::{CredentialMediationRequirement, PublicKeyCredentialDescriptor};
use webauthn_rp::{PublicKeyCredentialCreationOptions, Registration, RegistrationServerState};

use crate::policy::{self, Origins, USER_HANDLE_LEN};
use crate::record;
use crate::session::{self, Kind, Session};
use crate::stage::{self, rejected};

/// Makes creation options and the session that finishes them.
///
/// # Errors
/// `Unsupported` for a policy beyond the library, `Failed` for a request that cannot be handed to it.
pub(crate) fn begin(begin: &RegistrationBegin) -> Result<Begun, Begin> {
    policy::check(&begin.policy)?;
    if begin.challenge.is_some() {
        return Err(Begin::Unsupported(Capability::Challenge));
    }
    let algorithms = policy::algorithms(&begin.policy)?;
    let rp_id = policy::rp_id(&begin.policy).map_err(Begin::Failed)?;
    let user_handle = match &begin.user.id {
        Some(text) => record::user_handle("user.id", text).map_err(Begin::Failed)?,
        None => UserHandle::<USER_HANDLE_LEN>::new(),
    };
    let user = PublicKeyCredentialUserEntity {
        name: Username::try_from(begin.user.name.as_str()).map_err(library)?,
        id: &user_handle,
        display_name: Some(Nickname::try_from(begin.user.name.as_str()).map_err(library)?),
    };
    let exclude = begin
        .exclude
        .iter()
        .map(|known| {
            let id = record::credential_id("exclude", &known.id)?;
            Ok(PublicKeyCredentialDescriptor { id, transports: record::transports(&known.transports) })
        })
        .collect::<Result<Vec<_>, String>>()
        .map_err(Begin::Failed)?;

    let mut options = PublicKeyCredentialCreationOptions::passkey(&rp_id, user, exclude);
    options.pub_key_cred_params = algorithms;
    options.authenticator_selection.user_verification = policy::user_verification(&begin.policy);
    // The preset asks for credProtect, which it can only do where user verification is required; the policy does not speak of it.
    options.extensions.cred_protect = CredProtect::None;
    if begin.mediation == Some(Mediation::Conditional) {
        options.mediation = CredentialMediationRequirement::Conditional;
    }
    let (server, client) = options.start_ceremony().map_err(library)?;
    let state = server.encode().map_err(library)?;
    Ok(Begun {
        options: serde_json::to_value(&client).map_err(library)?,
        session: serde_json::to_value(Session::new(&begin.policy, Kind::Registration, &state)).map_err(library)?,
    })
}

/// Has the library judge the response, then asks what the application has to ask: "It is _essential_ to ensure
/// `RegisteredCredential::id` has not been previously registered".
///
/// # Errors
/// `Rejected` where library or application refuse, `Failed` where the session is not from [`begin`].
pub(crate) fn finish(finish: RegistrationFinish) -> Result<Accepted, Finish> {
    let session = Session::read(finish.session)?;
    if session.kind != Kind::Registration {
        return Err(session::foreign("it is an authentication's"));
    }
    let state = RegistrationServerState::<USER_HANDLE_LEN>::decode(&session.state()?).map_err(session::foreign)?;
    let rp_id = policy::rp_id(&session.policy).map_err(Finish::Failed)?;
    let response =
        Registration::from_json_relaxed(finish.response.as_bytes()).map_err(|error| rejected(stage::of_json(&error), error))?;
    let origins = Origins::of(&session.policy);
    let credential = state
        .verify(&rp_id, &response, &origins.registration(&session.policy))
        .map_err(|error| rejected(stage::of_registration(&error), error))?;
    let accepted = record::accepted(&credential)?;
    if finish.records.iter().any(|known| Some(&known.credential_id) == accepted.stored.credential_id.as_ref()) {
        return Err(rejected(Some(Stage::State), "application: the credential id is registered already"));
    }
    Ok(accepted)
}

/// The library could not begin with what the request gave it.
fn library(error: impl std::fmt::Display) -> Begin {
    Begin::Failed(format!("webauthn_rp cannot begin the registration: {error}; see user and policy of the request"))
}
