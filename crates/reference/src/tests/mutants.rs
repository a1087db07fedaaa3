//! Strict mutants refuse what the reference accepts, state mutants keep something else, the planted one differs in nothing.

use relycheck_protocol::{Finish, Stored};

use super::hand_made::*;
use crate::{Family, Reference, mutants, planted};

/// A registration in which nearly every tolerance is needed.
fn peculiar(making: &mut Making) {
    making.with_none();
    making.flags = UP | BE | AT;
    making.id = vec![9; 65];
    making.client_data.splice(0..0, *b"\xef\xbb\xbf ");
    replaced(&mut making.client_data, r#","crossOrigin":false"#, r#","x":1"#);
    making.edit_response = |response| {
        response["authenticatorAttachment"] = "cross-platform".into();
        response["clientExtensionResults"] = serde_json::Value::Null;
    };
}

#[test]
fn strict_mutants_refuse_what_they_name() {
    let mut preferred = policy();
    preferred.user_verification = Some(relycheck_protocol::UserVerification::Preferred);
    assert!(matches!(register(&mut Reference::new(), &preferred, peculiar), Finish::Accepted(_)));
    for name in [
        "uv0-preferred-create",
        "be1-bs0",
        "unknown-client-data-members",
        "missing-cross-origin",
        "bom",
        "white-space-in-client-data",
        "non-zero-aaguid-with-none",
        "unknown-transport",
        "attachment-cross-platform",
        "credential-id-1023",
        "missing-output-create",
    ] {
        let id = format!("strict/{name}");
        let mut rp = Reference::mutated(&mutant(&id).unwrap());
        let Finish::Rejected(rejected) = register(&mut rp, &preferred, peculiar) else { panic!("{id} accepts") };
        assert!(rejected.detail.starts_with(&id), "{}", rejected.detail);
        assert!(rejected.stage.is_some() && rp.last_violations().is_empty());
        // it refuses nothing else; an ordinary response has an unknown transport too.
        let plain = register(&mut rp, &preferred, |_| {});
        assert_eq!(matches!(plain, Finish::Accepted(_)), name != "unknown-transport", "{id}");
    }
}

/// What holds gives a mutant without the check nothing to do otherwise; what breaks the check does.
#[test]
fn a_check_that_holds_touches_no_mutant() {
    let lax = |rp: &Reference| -> Vec<String> {
        let lax = mutants().into_iter().filter(|mutant| mutant.family == Family::Lax && rp.last_might_differ(mutant));
        lax.map(|mutant| mutant.id).collect()
    };
    let mut rp = Reference::new();
    register(&mut rp, &policy(), |_| {});
    assert!(lax(&rp).is_empty(), "{:?}", lax(&rp));
    authenticate(&mut rp, &Asked::new(), |_| {});
    assert!(lax(&rp).is_empty(), "{:?}", lax(&rp));
    authenticate(&mut rp, &Asked::new(), |getting| getting.flags &= !UP);
    assert_eq!(lax(&rp), ["lax/auth-16"]);
}

/// A key in another form is longer than when it is encoded anew: whoever takes its end from that finds bytes left over.
#[test]
fn a_key_that_is_encoded_anew_ends_too_early() {
    let mut rp = Reference::mutated(&mutant("lenient/key-end-by-re-encoding").unwrap());
    register(&mut rp, &policy(), |making| {
        // The label of kty in three bytes instead of one.
        making.key.splice(1..2, [0x19, 0, 1]);
    });
    assert_eq!(rp.last_violations(), ["ad-8"]);
}

#[test]
fn state_mutants_keep_something_else() {
    let kept = |rp: &mut Reference| -> Stored {
        let mut asked = Asked::new();
        asked.policy.backup_state = relycheck_protocol::BackupStatePolicy::Ignore;
        asked.policy.user_verification = None;
        match authenticate(rp, &asked, |getting| getting.flags = UP) {
            Finish::Accepted(accepted) => accepted.stored,
            other => panic!("{other:?}"),
        }
    };
    let right = kept(&mut Reference::new());
    for mutant in mutants().iter().filter(|mutant| mutant.family == Family::State) {
        assert_ne!(kept(&mut Reference::mutated(mutant)), right, "{}", mutant.id);
    }
    assert_eq!(kept(&mut Reference::mutated(&planted())), right);
}
