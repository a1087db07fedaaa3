//! Registrations with certified attestation.

use relycheck_protocol::{AttestationTrust, Finish, Policy};

use super::hand_made::{Making, Statement, encode, policy, register};
use super::hand_made_certificates::*;
use super::registration::holds;
use crate::Reference;

/// The AAGUID of the ceremonies made by hand.
const MODEL: [u8; 16] = [0xaa; 16];

/// What an authenticator has whose AAGUID is that of the ceremonies made by hand.
fn attestation() -> Holder {
    let no_ca = extension(BASIC_CONSTRAINTS, true, &sequence(&[]));
    let aaguid = extension(AAGUID, false, &tagged(OCTET_STRING, &MODEL));
    Holder { subject: ATTESTATION.to_vec(), ..Holder::of("", 2, &[no_ca, aaguid]) }
}

fn certified(policy: &mut Policy) {
    policy.attestation.trust = vec![AttestationTrust::Anchored];
    policy.attestation.anchors = vec![encode(&root().der(&root()))];
}

/// A statement with the certificate of somebody who is not quite what an authenticator has to be.
fn with(making: &mut Making, change: impl FnOnce(&mut Holder)) {
    let mut holder = attestation();
    change(&mut holder);
    making.statement = Statement::Certified { key: 2, alg: b"\x26", certificates: vec![holder.der(&root())] };
}

fn without(making: &mut Making, attribute: &[u8]) {
    with(making, |holder| holder.subject.retain(|(id, ..)| *id != attribute));
}

#[test]
fn a_certified_attestation_is_accepted_where_that_is_acceptable() {
    let mut policy = policy();
    certified(&mut policy);
    assert!(matches!(register(&mut Reference::new(), &policy, |making| with(making, |_| {})), Finish::Accepted(_)));
    // firmware, and no AAGUID.
    let finish = register(&mut Reference::new(), &policy, |making| {
        with(making, |holder| {
            holder.extensions.pop();
            holder.extensions.push(extension(FIRMWARE, false, &[INTEGER, 1, 0]));
        });
    });
    assert!(matches!(finish, Finish::Accepted(_)));
}

#[test]
fn each_rule_on_certified_attestation_is_a_check() {
    holds(&[
        ("reg-22", certified, |making| {
            let certificates = vec![attestation().der(&root())];
            making.statement = Statement::Certified { key: 7, alg: b"\x26", certificates };
        }),
        ("reg-22", certified, |making| {
            let certificates = vec![attestation().der(&root())];
            making.statement = Statement::Certified { key: 2, alg: b"\x39\x01\x00", certificates };
        }),
        ("pkc-1", certified, |making| with(making, |holder| holder.version = 1)),
        ("pkc-2", certified, |making| without(making, COUNTRY)),
        ("pkc-2", certified, |making| with(making, |holder| holder.subject[0].1 = UTF8_STRING)),
        ("pkc-2", certified, |making| with(making, |holder| holder.subject[0].2 = "AAA")),
        ("pkc-2", certified, |making| with(making, |holder| holder.subject[0].2 = "A1")),
        ("pkc-3", certified, |making| without(making, ORGANIZATION)),
        ("pkc-4", certified, |making| without(making, UNIT)),
        ("pkc-4", certified, |making| with(making, |holder| holder.subject[2].2 = "Authenticator attestation")),
        ("pkc-5", certified, |making| without(making, COMMON_NAME)),
        ("pkc-7", certified, |making| with(making, |holder| holder.extensions[1] = extension(AAGUID, false, &MODEL))),
        ("pk-4", certified, |making| {
            with(making, |holder| {
                holder.extensions[1] = extension(AAGUID, false, &tagged(OCTET_STRING, &[0x77; 16]));
            });
        }),
        ("pkc-8", certified, |making| with(making, |holder| holder.extensions[0] = authority(None))),
        ("pkc-9a", certified, |making| with(making, |holder| holder.extensions.push(extension(FIRMWARE, true, &[INTEGER, 1, 0])))),
        (
            "reg-24c",
            |policy| policy.attestation.trust = vec![AttestationTrust::None, AttestationTrust::SelfSigned],
            |making| {
                with(making, |_| {});
            },
        ),
        ("reg-24c", |policy| policy.attestation.trust = vec![AttestationTrust::Anchored], |making| with(making, |_| {})),
        ("reg-24c", certified, |making| with(making, |holder| holder.years = ["20", "25"])),
        ("reg-24b", certified, |_| {}),
    ]);
}

#[test]
fn nothing_stands_in_for_a_first_certificate_that_cannot_be_read() {
    let mut policy = policy();
    certified(&mut policy);
    let mut rp = Reference::new();
    register(&mut rp, &policy, |making| {
        let certificates = vec![b"no certificate".to_vec(), attestation().der(&root())];
        making.statement = Statement::Certified { key: 2, alg: b"\x26", certificates };
    });
    assert_eq!(rp.last_violations(), ["reg-22"]);
}
