//! What a request needs and a library lacks.

use relycheck_protocol::{
    AttestationConveyance, AttestationPolicy, AttestationTrust, AuthenticationBegin, BackupStatePolicy, Begin, Capability,
    ClientDataPolicy, Mediation, Policy, RegistrationBegin, RelyingParty,
};

use crate::libraries::{Bare, Full, attestation, authentication, policy, registration};

/// The capability that is lacking; `None` where the ceremony has begun.
fn lacking(begin: Begin) -> Option<Capability> {
    match begin {
        Begin::Begun(_) => None,
        Begin::Unsupported(capability) => Some(capability),
        Begin::Failed(detail) => panic!("{detail}"),
    }
}

fn both(mut rp: impl RelyingParty, policy: &Policy) -> [Option<Capability>; 2] {
    let registration = rp.begin_registration(RegistrationBegin { policy: policy.clone(), ..registration() });
    let authentication = rp.begin_authentication(AuthenticationBegin { policy: policy.clone(), ..authentication() });
    [lacking(registration), lacking(authentication)]
}

#[test]
fn a_policy_beyond_the_library_is_unsupported_in_both_ceremonies() {
    for (policy, full, bare) in [
        (policy(), None, None),
        (Policy { cross_origin: true, ..policy() }, Some(Capability::CrossOrigin), Some(Capability::TopOrigins)),
        (Policy { client_data: ClientDataPolicy::Limited, ..policy() }, Some(Capability::ClientData), None),
        (Policy { backup_state: BackupStatePolicy::Compare, ..policy() }, Some(Capability::BackupState), None),
    ] {
        assert_eq!(both(Full, &policy), [full; 2]);
        assert_eq!(both(Bare, &policy), [bare; 2]);
    }
}

#[test]
fn a_request_may_ask_for_more_beside_the_policy() {
    let given = Some("Y2hhbGxlbmdl".to_owned());
    let conditional = Some(Mediation::Conditional);
    let registrations = [
        (RegistrationBegin { mediation: conditional, ..registration() }, Some(Capability::ConditionalCreate), None),
        (RegistrationBegin { challenge: given.clone(), ..registration() }, None, Some(Capability::Challenge)),
    ];
    for (begin, full, bare) in registrations {
        assert_eq!(lacking(Full.begin_registration(begin.clone())), full);
        assert_eq!(lacking(Bare.begin_registration(begin)), bare);
    }
    let authentications = [
        (AuthenticationBegin { mediation: conditional, ..authentication() }, None),
        (AuthenticationBegin { challenge: given, ..authentication() }, Some(Capability::Challenge)),
        (AuthenticationBegin { records: Vec::new(), ..authentication() }, Some(Capability::Discoverable)),
    ];
    for (begin, bare) in authentications {
        assert_eq!(lacking(Full.begin_authentication(begin.clone())), None);
        assert_eq!(lacking(Bare.begin_authentication(begin)), bare);
    }
}

#[test]
fn an_algorithm_that_is_not_listed_is_unsupported_at_registration() {
    for (algorithms, expected) in
        [(vec![-257, -7], None), (vec![-7, -8], Some(Capability::Algorithms)), (vec![], Some(Capability::Algorithms))]
    {
        assert_eq!(both(Full, &Policy { algorithms, ..policy() }), [expected, None]);
    }
}

#[test]
fn attestation_goes_as_far_as_its_limits() {
    use AttestationTrust::{Anchored, None as Nothing, SelfSigned};
    let of = |attestation| Policy { attestation, ..policy() };
    let conveyed = |conveyance| of(AttestationPolicy { conveyance, ..attestation(false, &[Nothing], &[]) });
    assert_eq!(both(Full, &conveyed(AttestationConveyance::Direct)), [None; 2]);
    assert_eq!(both(Full, &conveyed(AttestationConveyance::Indirect)), [Some(Capability::Attestation); 2]);
    assert_eq!(both(Full, &of(attestation(true, &[Anchored], &[]))), [None; 2], "it can be told which trust");
    for (verify, trust, expected) in [
        (true, &[Nothing, SelfSigned][..], None),
        (true, &[Nothing], Some(Capability::Attestation)),
        (true, &[Nothing, SelfSigned, Anchored], Some(Capability::Attestation)),
        (false, &[Nothing], None),
    ] {
        assert_eq!(both(Bare, &of(attestation(verify, trust, &[]))), [expected; 2], "{verify} {trust:?}");
    }
}
