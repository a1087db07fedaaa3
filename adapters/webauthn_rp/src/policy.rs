//! From the protocol's policy to the library's terms; what the library has no term for is refused before a ceremony begins.

use relycheck_protocol::{
    AttestationConveyance, AttestationTrust, BackupStatePolicy, Begin, Capability, ClientDataPolicy, Policy, TopOrigins,
    UserVerification,
};
use webauthn_rp::request::auth::AuthenticationVerificationOptions;
use webauthn_rp::request::register::{CoseAlgorithmIdentifier, CoseAlgorithmIdentifiers, RegistrationVerificationOptions};
use webauthn_rp::request::{AsciiDomain, BackupReq, RpId, UserVerificationRequirement};
use webauthn_rp::response::Origin;

/// Bytes of a user handle. An application chooses one length, which is a parameter of the library's types.
pub(crate) const USER_HANDLE_LEN: usize = 32;

/// The algorithms of the library, by COSE identifier, in the library's own order of preference.
pub(crate) const ALGORITHMS: [(i64, CoseAlgorithmIdentifier); 4] = [
    (-8, CoseAlgorithmIdentifier::Eddsa),
    (-7, CoseAlgorithmIdentifier::Es256),
    (-35, CoseAlgorithmIdentifier::Es384),
    (-257, CoseAlgorithmIdentifier::Rs256),
];

/// Refuses a policy that asks for what the library lacks: it sends `attestation: none` and finds none and self attestation
/// acceptable, nothing else.
///
/// # Errors
/// `Unsupported` with the capability that is lacking.
pub(crate) fn check(policy: &Policy) -> Result<(), Begin> {
    let attestation = &policy.attestation;
    let acceptable = [AttestationTrust::None, AttestationTrust::SelfSigned].iter().all(|trust| attestation.trust.contains(trust));
    let only = !attestation.trust.contains(&AttestationTrust::Anchored);
    if attestation.conveyance != AttestationConveyance::None || (attestation.verify && !(acceptable && only)) {
        return Err(Begin::Unsupported(Capability::Attestation));
    }
    Ok(())
}

/// The RP ID.
///
/// # Errors
/// Why it is no domain.
pub(crate) fn rp_id(policy: &Policy) -> Result<RpId, String> {
    AsciiDomain::try_from(policy.rp_id.clone())
        .map(RpId::Domain)
        .map_err(|error| format!("policy.rp_id: `{}`: {error}; give a domain such as example.org", policy.rp_id))
}

/// The `userVerification` of both ceremonies. The library always sends one, so an absent one becomes `preferred`, which is what an
/// absent one means: <https://www.w3.org/TR/webauthn-3/#enum-userVerificationRequirement>.
pub(crate) fn user_verification(policy: &Policy) -> UserVerificationRequirement {
    match policy.user_verification {
        Some(UserVerification::Required) => UserVerificationRequirement::Required,
        Some(UserVerification::Preferred) | None => UserVerificationRequirement::Preferred,
        Some(UserVerification::Discouraged) => UserVerificationRequirement::Discouraged,
    }
}

/// The offered algorithms. The library offers them in an order of its own.
///
/// # Errors
/// `Unsupported` where one is not the library's, or none is offered.
pub(crate) fn algorithms(policy: &Policy) -> Result<CoseAlgorithmIdentifiers, Begin> {
    let known = |identifier: &i64| ALGORITHMS.iter().any(|(known, _)| known == identifier);
    if policy.algorithms.is_empty() || !policy.algorithms.iter().all(known) {
        return Err(Begin::Unsupported(Capability::Algorithms));
    }
    let unwanted = ALGORITHMS.iter().filter(|(identifier, _)| !policy.algorithms.contains(identifier));
    Ok(unwanted.fold(CoseAlgorithmIdentifiers::ALL, |offered, &(_, algorithm)| offered.remove(algorithm)))
}

/// A top-level origin as the library compares it: it takes anything that can be compared with an `Origin`.
#[derive(Debug)]
pub(crate) enum TopOrigin<'a> {
    /// Equals each.
    Any,
    /// Equals this one.
    Exactly(&'a str),
}

impl PartialEq<Origin<'_>> for TopOrigin<'_> {
    fn eq(&self, other: &Origin<'_>) -> bool {
        match self {
            Self::Any => true,
            Self::Exactly(origin) => *origin == *other,
        }
    }
}

/// The policy's lists of origins, as both kinds of verification options borrow them.
#[derive(Debug)]
pub(crate) struct Origins<'a> {
    allowed: Vec<&'a str>,
    top: Option<Vec<TopOrigin<'a>>>,
}

impl<'a> Origins<'a> {
    /// Takes them out of the policy. Without framing there is no list of top-level origins: "When this is `None`,
    /// `CollectedClientData::cross_origin` must be `false` and `CollectedClientData::top_origin` must be `None`."
    pub(crate) fn of(policy: &'a Policy) -> Self {
        let top = || match &policy.top_origins {
            TopOrigins::Any => vec![TopOrigin::Any],
            TopOrigins::Only(origins) => origins.iter().map(|origin| TopOrigin::Exactly(origin)).collect(),
        };
        Self { allowed: policy.origins.iter().map(String::as_str).collect(), top: policy.cross_origin.then(top) }
    }

    /// The options of a registration; what the policy does not speak of is as the library's default has it.
    pub(crate) fn registration(&self, policy: &Policy) -> RegistrationVerificationOptions<'_, '_, &'a str, TopOrigin<'a>> {
        RegistrationVerificationOptions {
            allowed_origins: &self.allowed,
            allowed_top_origins: self.top.as_deref(),
            client_data_json_relaxed: policy.client_data == ClientDataPolicy::Full,
            ..RegistrationVerificationOptions::default()
        }
    }

    /// The options of an authentication, likewise. Backup eligibility is compared with the record by default.
    pub(crate) fn authentication(&self, policy: &Policy) -> AuthenticationVerificationOptions<'_, '_, &'a str, TopOrigin<'a>> {
        AuthenticationVerificationOptions {
            allowed_origins: &self.allowed,
            allowed_top_origins: self.top.as_deref(),
            backup_requirement: (policy.backup_state == BackupStatePolicy::Ignore).then_some(BackupReq::None),
            client_data_json_relaxed: policy.client_data == ClientDataPolicy::Full,
            ..AuthenticationVerificationOptions::default()
        }
    }
}
