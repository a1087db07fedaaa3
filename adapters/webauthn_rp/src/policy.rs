//! From the protocol's policy to the library's terms.

use relycheck_adapter_helper::{OrRefusal, Refusal, term};
use relycheck_protocol::{BackupStatePolicy, ClientDataPolicy, Policy, TopOrigins, UserVerification};
use serde::Serialize;
use webauthn_rp::request::auth::AuthenticationVerificationOptions;
use webauthn_rp::request::register::{
    CoseAlgorithmIdentifier as Algorithm, CoseAlgorithmIdentifiers, RegistrationVerificationOptions,
};
use webauthn_rp::request::{AsciiDomain, BackupReq, PublicKeyCredentialDescriptor, RpId, UserVerificationRequirement};
use webauthn_rp::response::Origin;

/// The algorithms of the library by COSE identifier.
const ALGORITHMS: [(i64, Algorithm); 4] =
    [(-8, Algorithm::Eddsa), (-7, Algorithm::Es256), (-35, Algorithm::Es384), (-257, Algorithm::Rs256)];

pub(crate) fn rp_id(policy: &Policy) -> Result<RpId, Refusal> {
    AsciiDomain::try_from(policy.rp_id.clone()).map(RpId::Domain).or_failed("policy.rp_id; give a domain such as example.org")
}

/// The library offers them in an order of its own.
pub(crate) fn algorithms(policy: &Policy) -> CoseAlgorithmIdentifiers {
    let unwanted = ALGORITHMS.iter().filter(|(identifier, _)| !policy.algorithms.contains(identifier));
    unwanted.fold(CoseAlgorithmIdentifiers::ALL, |offered, &(_, algorithm)| offered.remove(algorithm))
}

pub(crate) fn user_verification(policy: &Policy) -> UserVerificationRequirement {
    match relycheck_adapter_helper::user_verification(policy) {
        UserVerification::Required => UserVerificationRequirement::Required,
        UserVerification::Preferred => UserVerificationRequirement::Preferred,
        UserVerification::Discouraged => UserVerificationRequirement::Discouraged,
    }
}

pub(crate) fn descriptor(id: &str, transports: impl Serialize) -> Result<PublicKeyCredentialDescriptor<Vec<u8>>, Refusal> {
    Ok(PublicKeyCredentialDescriptor { id: term("credential id", id)?, transports: term("transports", transports)? })
}

/// A top-level origin, or any: the library takes what can be compared with an `Origin`.
#[derive(Debug)]
pub(crate) struct TopOrigin<'a>(Option<&'a str>);

impl PartialEq<Origin<'_>> for TopOrigin<'_> {
    fn eq(&self, other: &Origin<'_>) -> bool {
        self.0.is_none_or(|origin| origin == *other)
    }
}

/// The policy's lists of origins, as both kinds of verification options borrow them.
#[derive(Debug)]
pub(crate) struct Origins<'a>(Vec<&'a str>, Option<Vec<TopOrigin<'a>>>);

impl<'a> Origins<'a> {
    /// Without framing there is no list of top-level origins: "When this is `None`, `CollectedClientData::cross_origin` must be `false`
    /// and `CollectedClientData::top_origin` must be `None`."
    pub(crate) fn of(policy: &'a Policy) -> Self {
        let top = || match &policy.top_origins {
            TopOrigins::Any => vec![TopOrigin(None)],
            TopOrigins::Only(origins) => origins.iter().map(|origin| TopOrigin(Some(origin))).collect(),
        };
        Self(policy.origins.iter().map(String::as_str).collect(), policy.cross_origin.then(top))
    }

    /// What the policy does not speak of is as the library's default has it.
    pub(crate) fn registration(&self, policy: &Policy) -> RegistrationVerificationOptions<'_, '_, &'a str, TopOrigin<'a>> {
        RegistrationVerificationOptions {
            allowed_origins: &self.0,
            allowed_top_origins: self.1.as_deref(),
            client_data_json_relaxed: policy.client_data == ClientDataPolicy::Full,
            ..RegistrationVerificationOptions::default()
        }
    }

    /// Likewise. Backup eligibility is compared with the record by default.
    pub(crate) fn authentication(&self, policy: &Policy) -> AuthenticationVerificationOptions<'_, '_, &'a str, TopOrigin<'a>> {
        AuthenticationVerificationOptions {
            allowed_origins: &self.0,
            allowed_top_origins: self.1.as_deref(),
            backup_requirement: (policy.backup_state == BackupStatePolicy::Ignore).then_some(BackupReq::None),
            client_data_json_relaxed: policy.client_data == ClientDataPolicy::Full,
            ..AuthenticationVerificationOptions::default()
        }
    }
}
