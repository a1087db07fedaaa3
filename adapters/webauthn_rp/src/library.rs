//! What is specific to webauthn_rp of each ceremony.

use relycheck_adapter_helper::{Ceremony, Kept, Library, Refusal};
use relycheck_adapter_helper::{begun, encode, read, relying_party, term};
use relycheck_protocol::{AuthenticationBegin, Begun, Mediation, RegistrationBegin};
use webauthn_rp::bin::{Decode, Encode};
use webauthn_rp::request::auth::{AllowedCredentials, NonDiscoverableCredentialRequestOptions};
use webauthn_rp::request::register::{CredProtect, Nickname, PublicKeyCredentialUserEntity, Username};
use webauthn_rp::request::{CredentialMediationRequirement, Credentials};
use webauthn_rp::response::auth::error::AuthCeremonyErr;
use webauthn_rp::response::auth::{DiscoverableAuthentication, NonDiscoverableAuthentication};
use webauthn_rp::response::register::error::RegCeremonyErr;
use webauthn_rp::{
    AggErr, AuthenticatedCredential, DiscoverableAuthenticationServerState, DiscoverableCredentialRequestOptions,
    NonDiscoverableAuthenticationServerState, PublicKeyCredentialCreationOptions, Registration, RegistrationServerState,
};

use crate::policy::{Origins, algorithms, descriptor, rp_id, user_verification};
use crate::record::{Handle, LEN, Record};

/// webauthn_rp as a relying party of depth `library`: sessions and records are handed back as JSON, nothing is kept between
/// messages.
///
/// No message makes it panic. What the library lacks is answered by `Unsupported`, a request that cannot be turned into a call of
/// the library by `Failed`, with the place and the remedy.
#[derive(Clone, Copy, Debug, Default)]
pub struct WebauthnRp;

relying_party!(WebauthnRp, "../identity.json", "../stages.json");

/// The two kinds of authentication, which are types of their own without a trait that they share.
macro_rules! verify {
    ($ceremony:ident, $State:ty, $Response:ty, $owner:expr) => {{
        let state = <$State>::decode(&$ceremony.state_bytes()?)?;
        let response = judged($ceremony, <$Response>::from_json_relaxed($ceremony.response.as_bytes()))?;
        let known = $ceremony.row(response.raw_id())?;
        $owner(known, &response)?;
        let (record, user): (Record, Handle) = (read(known)?, term("records: user_id", &known.user_id)?);
        let (fixed, dynamic) = record.states()?;
        let mut credential = AuthenticatedCredential::new(response.raw_id(), &user, fixed, dynamic)?;
        let (rp_id, origins) = (rp_id($ceremony.policy())?, Origins::of($ceremony.policy()));
        judged($ceremony, state.verify(&rp_id, &response, &mut credential, &origins.authentication($ceremony.policy())))?;
        record.updated(response.raw_id(), credential.dynamic_state())
    }};
}

impl Library for WebauthnRp {
    fn registration_options(&self, begin: &RegistrationBegin) -> Result<Begun, Refusal> {
        let rp_id = rp_id(&begin.policy)?;
        let id = begin.user.id.as_ref().map_or_else(|| Ok(Handle::new()), |id| term("user.id", id))?;
        let (name, display_name) = (Username::try_from(&*begin.user.name)?, Some(Nickname::try_from(&*begin.user.name)?));
        let user = PublicKeyCredentialUserEntity { name, id: &id, display_name };
        let exclude = begin.exclude.iter().map(|known| descriptor(&known.id, &known.transports)).collect::<Result<_, _>>()?;
        let mut options = PublicKeyCredentialCreationOptions::passkey(&rp_id, user, exclude);
        options.pub_key_cred_params = algorithms(&begin.policy);
        options.authenticator_selection.user_verification = user_verification(&begin.policy);
        // The preset asks for credProtect, which it can only do where user verification is required; the policy does not speak of it.
        options.extensions.cred_protect = CredProtect::None;
        if begin.mediation == Some(Mediation::Conditional) {
            options.mediation = CredentialMediationRequirement::Conditional;
        }
        let (server, client) = options.start_ceremony()?;
        begun(&client, encode(server.encode()?))
    }

    fn verify_registration(&self, ceremony: &Ceremony<'_>) -> Result<Kept, Refusal> {
        let state = RegistrationServerState::<LEN>::decode(&ceremony.state_bytes()?)?;
        let response = judged(ceremony, Registration::from_json_relaxed(ceremony.response.as_bytes()))?;
        let (rp_id, origins) = (rp_id(ceremony.policy())?, Origins::of(ceremony.policy()));
        Record::of(&judged(ceremony, state.verify(&rp_id, &response, &origins.registration(ceremony.policy())))?)
    }

    fn authentication_options(&self, begin: &AuthenticationBegin) -> Result<Begun, Refusal> {
        let rp_id = rp_id(&begin.policy)?;
        if begin.records.is_empty() {
            let mut options = DiscoverableCredentialRequestOptions::passkey(&rp_id);
            options.0.user_verification = user_verification(&begin.policy);
            let (server, client) = options.start_ceremony()?;
            return begun(&client, encode(server.encode()?));
        }
        let mut allowed = AllowedCredentials::with_capacity(begin.records.len());
        for known in &begin.records {
            allowed.push(descriptor(&known.credential_id, read::<Record>(known)?.transports)?.into());
        }
        let mut options = NonDiscoverableCredentialRequestOptions::second_factor(&rp_id, allowed)?;
        options.options().user_verification = user_verification(&begin.policy);
        let (server, client) = options.start_ceremony()?;
        begun(&client, encode(server.encode()?))
    }

    fn verify_authentication(&self, ceremony: &Ceremony<'_>) -> Result<Kept, Refusal> {
        if ceremony.listed() {
            // The library compares a user handle itself.
            let owner = |_, _: &_| Ok::<_, Refusal>(());
            return verify!(ceremony, NonDiscoverableAuthenticationServerState, NonDiscoverableAuthentication<LEN>, owner);
        }
        let owner = |known, response: &DiscoverableAuthentication<LEN>| {
            ceremony.compare_user_handle(known, response.response().user_handle())
        };
        verify!(ceremony, DiscoverableAuthenticationServerState, DiscoverableAuthentication<LEN>, owner)
    }
}

/// What the library says of a response, by the error that all of its errors become.
fn judged<T>(ceremony: &Ceremony<'_>, result: Result<T, impl Into<AggErr>>) -> Result<T, Refusal> {
    ceremony.judged_by(result.map_err(Into::into), |error| match error {
        AggErr::SerdeJson(error) => format!("SerdeJson({:?})", error.classify()),
        AggErr::RegCeremony(RegCeremonyErr::CollectedClientDataRelaxed(error))
        | AggErr::AuthCeremony(AuthCeremonyErr::CollectedClientDataRelaxed(error)) => format!("ClientData({:?})", error.classify()),
        error => format!("{error:?}"),
    })
}
