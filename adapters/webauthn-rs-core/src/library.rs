//! What is specific to webauthn-rs-core of each ceremony.

use std::time::Duration;

use relycheck_adapter_helper::{Ceremony, Kept, Library, OrRefusal, Refusal};
use relycheck_adapter_helper::{begun, decode, pem, read, relying_party, replace_challenge, term, user_verification};
use relycheck_protocol::{AttestationTrust, AuthenticationBegin, BackupStatePolicy, Begun, Policy, RegistrationBegin};
use url::Url;
use uuid::Uuid;
use webauthn_rs_core::WebauthnCore;
use webauthn_rs_core::error::WebauthnError;
use webauthn_rs_core::proto::{AttestationCaList, AuthenticationState, COSEAlgorithm, Credential};
use webauthn_rs_core::proto::{ParsedAttestationData as Parsed, PublicKeyCredential};

use crate::record::kept;

/// The hint to the client in `timeout`. The library does not enforce it.
const TIMEOUT: Duration = Duration::from_secs(300);

/// webauthn-rs-core as a relying party of depth `library`: sessions and records are handed back as JSON, nothing is kept between
/// messages.
///
/// No message makes it panic. What the library lacks is answered by `Unsupported`, a request that cannot be turned into a call of
/// the library by `Failed`, with the place and the remedy.
#[derive(Clone, Copy, Debug, Default)]
pub struct WebauthnRsCore;

relying_party!(WebauthnRsCore, "../identity.json", "../stages.json");

impl Library for WebauthnRsCore {
    fn registration_options(&self, begin: &RegistrationBegin) -> Result<Begun, Refusal> {
        let (core, policy) = set_up(&begin.policy)?;
        let handle = begin.user.id.as_ref().map_or_else(|| Ok(Uuid::new_v4().into()), |id| decode("user.id", id))?;
        let exclude = begin.exclude.iter().map(|known| decode("exclude", &known.id)).collect::<Result<Vec<_>, _>>()?;
        let algorithms = policy.algorithms.iter().filter_map(|&known| COSEAlgorithm::try_from(i128::from(known)).ok());
        let builder = core
            .new_challenge_register_builder(&handle, &begin.user.name, &begin.user.name)?
            .attestation(term("policy.attestation.conveyance", policy.attestation.conveyance)?)
            .user_verification_policy(term("policy.user_verification", user_verification(policy))?)
            .credential_algorithms(algorithms.collect())
            // Credentials for a login without a user name have to be discoverable.
            .require_resident_key(true)
            .exclude_credentials(Some(exclude));
        let (options, state) = core.generate_challenge_register(builder)?;
        replace_challenge(begun(&options.public_key, &state)?, begin.challenge.as_deref())
    }

    fn verify_registration(&self, ceremony: &Ceremony<'_>) -> Result<Kept, Refusal> {
        let (core, policy) = set_up(ceremony.policy())?;
        let anchors = anchors(policy)?;
        // The library has a parameter for a path to an anchor and nothing else.
        let anchored_only = policy.attestation.verify && policy.attestation.trust == [AttestationTrust::Anchored];
        let required = anchored_only.then_some(&anchors);
        let credential = ceremony.judged(core.register_credential(&ceremony.json()?, &ceremony.state()?, required))?;
        let kind = match credential.attestation.data {
            Parsed::None => Some(AttestationTrust::None),
            Parsed::Self_ => Some(AttestationTrust::SelfSigned),
            Parsed::Basic(_) | Parsed::AttCa(_) | Parsed::AnonCa(_) => Some(AttestationTrust::Anchored),
            Parsed::ECDAA | Parsed::Uncertain => None,
        };
        if ceremony.judge_attestation(kind)? && kind == Some(AttestationTrust::Anchored) {
            // No anchor, and so no path, is the answer `None`.
            let anchor = credential.verify_attestation(&anchors);
            ceremony.judged(anchor.and_then(|anchor| anchor.ok_or(WebauthnError::AttestationTrustFailure)))?;
        }
        kept(&credential)
    }

    fn authentication_options(&self, begin: &AuthenticationBegin) -> Result<Begun, Refusal> {
        let (core, policy) = set_up(&begin.policy)?;
        let credentials = begin.records.iter().map(read).collect::<Result<_, _>>()?;
        let builder = core
            .new_challenge_authenticate_builder(credentials, Some(term("policy.user_verification", user_verification(policy))?))?
            .allow_backup_eligible_upgrade(policy.backup_state == BackupStatePolicy::Ignore);
        let (options, state) = core.generate_challenge_authenticate(builder)?;
        replace_challenge(begun(&options.public_key, &state)?, begin.challenge.as_deref())
    }

    fn verify_authentication(&self, ceremony: &Ceremony<'_>) -> Result<Kept, Refusal> {
        let (core, _) = set_up(ceremony.policy())?;
        let (response, mut state): (PublicKeyCredential, AuthenticationState) = (ceremony.json()?, ceremony.state()?);
        if !ceremony.listed() {
            state.set_allowed_credentials(ceremony.account(response.get_user_unique_id())?);
        }
        let result = ceremony.judged(core.authenticate_credential(&response, &state))?;
        let mut credential: Credential = ceremony.record(result.cred_id())?;
        if result.needs_update() {
            // `user_verified` stays: the library documents it as what happened at registration.
            (credential.counter, credential.backup_state) = (result.counter(), result.backup_state());
            credential.backup_eligible = result.backup_eligible();
        }
        kept(&credential)
    }
}

/// The library for one ceremony: neither sub-domains nor any port, since the protocol's list of origins is exact.
fn set_up(policy: &Policy) -> Result<(WebauthnCore, &Policy), Refusal> {
    let place = "policy.origins; write them like https://example.org";
    let origins = policy.origins.iter().map(|origin| Url::parse(origin)).collect::<Result<_, _>>().or_failed(place)?;
    anchors(policy)?;
    Ok((WebauthnCore::new_unsafe_experts_only(&policy.rp_id, &policy.rp_id, origins, TIMEOUT, Some(false), Some(false)), policy))
}

/// The policy's trust anchors as the library takes them, in PEM: every AAGUID that chains to one is allowed.
fn anchors(policy: &Policy) -> Result<AttestationCaList, Refusal> {
    let mut list = AttestationCaList::default();
    for (index, pem) in pem(&policy.attestation)?.iter().enumerate() {
        let place = format!("policy.attestation.anchors[{index}]; give a DER certificate in base64url without padding");
        list.union(&AttestationCaList::try_from(pem.as_bytes()).or_failed(&place)?);
    }
    Ok(list)
}
