//! Which capability a request needs that the library lacks.

use relycheck_protocol::{
    AuthenticationBegin, BackupStatePolicy, Capability, ClientDataPolicy, Mediation, Policy, RegistrationBegin,
};

use crate::data::Data;

/// What a beginning asks for beside the policy.
#[derive(Clone, Copy, Debug, Default)]
struct Asked {
    conditional_create: bool,
    discoverable: bool,
    challenge: bool,
}

impl Data {
    /// The first capability that a registration needs and the library lacks.
    pub(crate) fn beyond_registration(&self, begin: &RegistrationBegin) -> Option<Capability> {
        let conditional_create = begin.mediation == Some(Mediation::Conditional);
        let asked = Asked { conditional_create, challenge: begin.challenge.is_some(), ..Asked::default() };
        let known = |algorithm| self.identity.algorithms.contains(algorithm);
        let offered = &begin.policy.algorithms;
        self.beyond(&begin.policy, asked).or((offered.is_empty() || !offered.iter().all(known)).then_some(Capability::Algorithms))
    }

    /// The first capability that an authentication needs and the library lacks.
    pub(crate) fn beyond_authentication(&self, begin: &AuthenticationBegin) -> Option<Capability> {
        let asked = Asked { discoverable: begin.records.is_empty(), challenge: begin.challenge.is_some(), ..Asked::default() };
        self.beyond(&begin.policy, asked)
    }

    fn beyond(&self, policy: &Policy, asked: Asked) -> Option<Capability> {
        let needed = |capability: &Capability| match capability {
            // Without framing there is no topOrigin to expect.
            Capability::CrossOrigin | Capability::TopOrigins => policy.cross_origin,
            // What the library does about attestation, told or not, is said by the limits where there are any.
            Capability::Attestation => policy.attestation.verify && self.attestation.is_none(),
            Capability::BackupState => policy.backup_state != BackupStatePolicy::Ignore,
            Capability::ClientData => policy.client_data != ClientDataPolicy::Full,
            Capability::ConditionalCreate => asked.conditional_create,
            Capability::Discoverable => asked.discoverable,
            Capability::Challenge => asked.challenge,
            _ => false,
        };
        let lacking = self.identity.lacks.iter().map(|lack| lack.capability).find(needed);
        lacking.or(self.beyond_limits(policy).then_some(Capability::Attestation))
    }

    fn beyond_limits(&self, policy: &Policy) -> bool {
        let (Some(limits), asked) = (&self.attestation, &policy.attestation) else { return false };
        let conveyance = limits.conveyance.as_ref().is_none_or(|values| values.contains(&asked.conveyance));
        let trust = limits.trust.as_ref().is_none_or(|fixed| {
            let same =
                fixed.iter().all(|level| asked.trust.contains(level)) && asked.trust.iter().all(|level| fixed.contains(level));
            !asked.verify || same
        });
        !(conveyance && trust)
    }
}
