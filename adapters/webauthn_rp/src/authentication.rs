//! Authentication: the presets, the two kinds of `verify`, and the lookups that the documentation leaves to the application.

use data_encoding::BASE64URL_NOPAD;
use relycheck_protocol::{
    Accepted, AccountRecord, AuthenticationBegin, AuthenticationFinish, Begin, Begun, Capability, Finish, Stage,
};
use webauthn_rp::bin::{Decode, Encode};
use webauthn_rp::request::auth::{AllowedCredentials, NonDiscoverableCredentialRequestOptions};
use webauthn_rp::request::register::UserHandle;
use webauthn_rp::request::{Credentials, PublicKeyCredentialDescriptor};
use webauthn_rp::response::CredentialId;
use webauthn_rp::response::auth::{DiscoverableAuthentication, NonDiscoverableAuthentication};
use webauthn_rp::{
    AuthenticatedCredential, DiscoverableAuthenticationServerState, DiscoverableCredentialRequestOptions,
    NonDiscoverableAuthenticationServerState,
};

use crate::policy::{self, Origins, USER_HANDLE_LEN};
use crate::record::{self, Record};
use crate::session::{self, Kind, Session};
use crate::stage::{self, rejected};

/// Makes request options and the session that finishes them. Conditional mediation changes nothing on this side.
///
/// # Errors
/// `Unsupported` for a policy beyond the library, `Failed` for a request that cannot be handed to it.
pub(crate) fn begin(begin: &AuthenticationBegin) -> Result<Begun, Begin> {
    policy::check(&begin.policy)?;
    if begin.challenge.is_some() {
        return Err(Begin::Unsupported(Capability::Challenge));
    }
    let rp_id = policy::rp_id(&begin.policy).map_err(Begin::Failed)?;
    let user_verification = policy::user_verification(&begin.policy);
    let (kind, state, options) = if begin.records.is_empty() {
        let mut options = DiscoverableCredentialRequestOptions::passkey(&rp_id);
        options.0.user_verification = user_verification;
        let (server, client) = options.start_ceremony().map_err(library)?;
        (Kind::Discoverable, server.encode().map_err(library)?, serde_json::to_value(&client).map_err(library)?)
    } else {
        let mut allowed = AllowedCredentials::with_capacity(begin.records.len());
        for known in &begin.records {
            allowed.push(descriptor(known).map_err(Begin::Failed)?.into());
        }
        let mut options = NonDiscoverableCredentialRequestOptions::second_factor(&rp_id, allowed).map_err(library)?;
        options.options().user_verification = user_verification;
        let (server, client) = options.start_ceremony().map_err(library)?;
        (Kind::NonDiscoverable, server.encode().map_err(library)?, serde_json::to_value(&client).map_err(library)?)
    };
    let session = serde_json::to_value(Session::new(&begin.policy, kind, &state)).map_err(library)?;
    Ok(Begun { options, session })
}

fn descriptor(known: &AccountRecord) -> Result<PublicKeyCredentialDescriptor<Vec<u8>>, String> {
    let transports = Record::read(known)?.transports(known)?;
    Ok(PublicKeyCredentialDescriptor { id: record::credential_id("records", &known.credential_id)?, transports })
}

/// Looks the credential up, has the library judge the response, and writes the changed state into the record.
///
/// # Errors
/// `Rejected` where library or application refuse, `Failed` where session or records are not from this adapter.
pub(crate) fn finish(finish: AuthenticationFinish) -> Result<Accepted, Finish> {
    let session = Session::read(finish.session)?;
    let state = session.state()?;
    let rp_id = policy::rp_id(&session.policy).map_err(Finish::Failed)?;
    let origins = Origins::of(&session.policy);
    let options = origins.authentication(&session.policy);
    let unreadable = |error| rejected(Some(Stage::Parse), error);
    match session.kind {
        Kind::Registration => Err(session::foreign("it is a registration's")),
        Kind::Discoverable => {
            let state = DiscoverableAuthenticationServerState::decode(&state).map_err(session::foreign)?;
            let response =
                DiscoverableAuthentication::<USER_HANDLE_LEN>::from_json_relaxed(finish.response.as_bytes()).map_err(unreadable)?;
            let row = Row::find(&finish.records, response.raw_id())?;
            // "ensuring `user_id` matches the `UserHandle64` associated with the account".
            if row.user != *response.response().user_handle() {
                return Err(rejected(Some(Stage::State), "application: the credential is of another account than the user handle"));
            }
            let mut credential = row.credential(response.raw_id())?;
            state
                .verify(&rp_id, &response, &mut credential, &options)
                .map_err(|error| rejected(stage::of_authentication(&error), error))?;
            let dynamic = credential.dynamic_state();
            row.record.updated(response.raw_id(), dynamic)
        }
        Kind::NonDiscoverable => {
            let state = NonDiscoverableAuthenticationServerState::decode(&state).map_err(session::foreign)?;
            let response = NonDiscoverableAuthentication::<USER_HANDLE_LEN>::from_json_relaxed(finish.response.as_bytes())
                .map_err(unreadable)?;
            let row = Row::find(&finish.records, response.raw_id())?;
            let mut credential = row.credential(response.raw_id())?;
            state
                .verify(&rp_id, &response, &mut credential, &options)
                .map_err(|error| rejected(stage::of_authentication(&error), error))?;
            let dynamic = credential.dynamic_state();
            row.record.updated(response.raw_id(), dynamic)
        }
    }
}

/// A row of the application's table, found by the credential id of a response.
struct Row<'a> {
    known: &'a AccountRecord,
    user: UserHandle<USER_HANDLE_LEN>,
    record: Record,
}

impl<'a> Row<'a> {
    /// `AuthenticatedCredential::new` wants the stored row: its id "must be from `Authentication::raw_id`", its user id "the value
    /// in persistent storage associated with the `CredentialId`".
    fn find(records: &'a [AccountRecord], id: CredentialId<&[u8]>) -> Result<Self, Finish> {
        let text = BASE64URL_NOPAD.encode(id.as_ref());
        let known = records
            .iter()
            .find(|known| known.credential_id == text)
            .ok_or_else(|| rejected(Some(Stage::State), "application: no credential of this id is registered"))?;
        let user = record::user_handle("records: user_id", &known.user_id).map_err(Finish::Failed)?;
        Ok(Self { known, user, record: Record::read(known).map_err(Finish::Failed)? })
    }

    fn credential<'id>(
        &self,
        id: CredentialId<&'id [u8]>,
    ) -> Result<AuthenticatedCredential<'id, '_, USER_HANDLE_LEN, record::Key>, Finish> {
        let (fixed, dynamic) = self.record.states(self.known).map_err(Finish::Failed)?;
        AuthenticatedCredential::new(id, &self.user, fixed, dynamic)
            .map_err(|error| Finish::Failed(format!("record of credential {}: {error}", self.known.credential_id)))
    }
}

/// The library could not begin with what the request gave it.
fn library(error: impl std::fmt::Display) -> Begin {
    Begin::Failed(format!("webauthn_rp cannot begin the authentication: {error}; see records and policy of the request"))
}
