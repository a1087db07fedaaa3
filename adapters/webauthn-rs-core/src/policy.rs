//! From the protocol's policy to the library's terms; what the library has no term for is refused before a ceremony begins.

use std::time::Duration;

use relycheck_protocol::{AttestationConveyance, BackupStatePolicy, Begin, Capability, ClientDataPolicy, Policy, UserVerification};
use url::Url;
use webauthn_rs_core::WebauthnCore;
use webauthn_rs_core::proto::{AttestationConveyancePreference, COSEAlgorithm, UserVerificationPolicy};

use crate::attestation;

/// The hint to the client in `timeout`. The library does not enforce it.
const TIMEOUT: Duration = Duration::from_secs(300);

/// Refuses a policy that asks for what the library lacks. `topOrigin` matters only where framing is expected, which is refused
/// already.
///
/// # Errors
/// `Unsupported` with the capability that is lacking; `Failed` where an anchor is no certificate.
pub(crate) fn check(policy: &Policy) -> Result<(), Begin> {
    if policy.cross_origin {
        return Err(Begin::Unsupported(Capability::CrossOrigin));
    }
    if policy.client_data == ClientDataPolicy::Limited {
        return Err(Begin::Unsupported(Capability::ClientData));
    }
    conveyance(policy)?;
    attestation::anchors(&policy.attestation).map(drop).map_err(Begin::Failed)
}

/// The library, set up for one ceremony.
///
/// # Errors
/// What is wrong with an origin.
pub(crate) fn core(policy: &Policy) -> Result<WebauthnCore, String> {
    let origins = policy
        .origins
        .iter()
        .map(|origin| {
            Url::parse(origin)
                .map_err(|error| format!("policy.origins: `{origin}` is no URL ({error}); write it like https://example.org"))
        })
        .collect::<Result<Vec<_>, _>>()?;
    // Neither sub-domains nor other ports: the protocol's list of origins is exact.
    Ok(WebauthnCore::new_unsafe_experts_only(&policy.rp_id, &policy.rp_id, origins, TIMEOUT, Some(false), Some(false)))
}

/// The `userVerification` of both ceremonies. The library always sends one, so an absent one becomes `preferred`, which is what an
/// absent one means: <https://www.w3.org/TR/webauthn-3/#enum-userVerificationRequirement>.
pub(crate) fn user_verification(policy: &Policy) -> UserVerificationPolicy {
    match policy.user_verification {
        Some(UserVerification::Required) => UserVerificationPolicy::Required,
        Some(UserVerification::Preferred) | None => UserVerificationPolicy::Preferred,
        Some(UserVerification::Discouraged) => UserVerificationPolicy::Discouraged_DO_NOT_USE,
    }
}

/// The offered algorithms, in the order of the policy.
///
/// # Errors
/// `Unsupported` where the library has no name for one.
pub(crate) fn algorithms(policy: &Policy) -> Result<Vec<COSEAlgorithm>, Begin> {
    policy
        .algorithms
        .iter()
        .map(|&algorithm| COSEAlgorithm::try_from(i128::from(algorithm)).map_err(|()| Begin::Unsupported(Capability::Algorithms)))
        .collect()
}

/// The `attestation` member of the creation options.
///
/// # Errors
/// `Unsupported` for `enterprise`, which the library's enumeration does not have.
pub(crate) fn conveyance(policy: &Policy) -> Result<AttestationConveyancePreference, Begin> {
    match policy.attestation.conveyance {
        AttestationConveyance::None => Ok(AttestationConveyancePreference::None),
        AttestationConveyance::Indirect => Ok(AttestationConveyancePreference::Indirect),
        AttestationConveyance::Direct => Ok(AttestationConveyancePreference::Direct),
        AttestationConveyance::Enterprise => Err(Begin::Unsupported(Capability::Attestation)),
    }
}

/// Whether a credential may become backup eligible after its registration: only where the policy does not compare BE.
pub(crate) fn allow_backup_eligible_upgrade(policy: &Policy) -> bool {
    policy.backup_state == BackupStatePolicy::Ignore
}
