//! What the adapter says in answer to `hello`: what the library takes, and what its documentation says it does not.

use relycheck_protocol::{Capability, Depth, Identity, Lack};
use webauthn_rs_core::proto::COSEAlgorithm;

/// The release whose documentation this adapter was written against; a test compares it with the lock file.
const VERSION: &str = "0.6.2";

/// The members of a policy and the abilities that a request may use.
const SETTABLE: [Capability; 9] = [
    Capability::RpId,
    Capability::Origins,
    Capability::Algorithms,
    Capability::UserVerification,
    Capability::Attestation,
    Capability::BackupState,
    Capability::Discoverable,
    Capability::UniqueCredentialId,
    Capability::Challenge,
];

/// The attestation statement formats of the documented enumeration `AttestationFormat`.
const FORMATS: [&str; 7] = ["packed", "tpm", "android-key", "android-safetynet", "fido-u2f", "apple", "none"];

/// What is missing, each with the documentation's words.
const LACKS: [(Capability, &str); 7] = [
    (
        Capability::CrossOrigin,
        "The public API has no parameter for it; the error `CredentialCrossOrigin` is all that the documentation says about framing.",
    ),
    (Capability::TopOrigins, "The public API has no parameter for it, and the documentation does not mention `topOrigin`."),
    (Capability::ClientData, "The public API has no parameter for it: client data is handed to the library whole."),
    (
        Capability::ConditionalCreate,
        "The public API has no parameter for it: `ChallengeRegisterBuilder` takes no mediation, `Mediation` is documented for requests \
         only.",
    ),
    (
        Capability::UserHandle,
        "The public API has no parameter for the account's handle, and nothing tells the application to compare it where the user is \
         known; `get_user_unique_id` is documented to \"retrieve the user uniqueid that may have been provided by the authenticator\".",
    ),
    (
        Capability::Record,
        "`Credential` serialises, but in no documented form; of the key in it the documentation says \"you should never need to alter \
         or change these values\".",
    ),
    (Capability::Clock, "The public API has no parameter for it: `register_credential` and `verify_attestation` take no time."),
];

/// The identity; the same on every call.
pub(crate) fn identity() -> Identity {
    Identity {
        name: "webauthn-rs-core".to_owned(),
        version: VERSION.to_owned(),
        language: "Rust".to_owned(),
        homepage: Some("https://docs.rs/webauthn-rs-core".to_owned()),
        issues: Some("https://github.com/kanidm/webauthn-rs/issues".to_owned()),
        depth: Depth::Library,
        settable: SETTABLE.to_vec(),
        algorithms: COSEAlgorithm::secure_algs().into_iter().map(|algorithm| i64::from(algorithm as i32)).collect(),
        formats: FORMATS.map(str::to_owned).to_vec(),
        // The library knows some, but asks for none unless told to, and the protocol has no way to tell it.
        extensions: Vec::new(),
        lacks: LACKS.map(|(capability, words)| Lack { capability, documentation: words.to_owned() }).to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn version_is_the_locked_one() {
        let lock = include_str!("../../../Cargo.lock");
        let after = lock.split_once("name = \"webauthn-rs-core\"\nversion = \"").expect("the lock file names the library").1;
        assert_eq!(after.split_once('"').expect("a version ends in a quote").0, VERSION);
    }

    #[test]
    fn no_capability_is_both_settable_and_lacking() {
        for (capability, _) in LACKS {
            assert!(!SETTABLE.contains(&capability), "{}", capability.as_str());
        }
    }
}
