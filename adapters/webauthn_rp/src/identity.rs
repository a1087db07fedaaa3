//! What the adapter says in answer to `hello`: what the library takes, and what its documentation says it does not.

use relycheck_protocol::{Capability, Depth, Identity, Lack};

use crate::policy;

/// The release whose documentation this adapter was written against; the manifest asks for this one alone.
const VERSION: &str = "0.3.0";

/// The members of a policy and the abilities that a request may use.
const SETTABLE: [Capability; 12] = [
    Capability::RpId,
    Capability::Origins,
    Capability::CrossOrigin,
    Capability::TopOrigins,
    Capability::Algorithms,
    Capability::UserVerification,
    Capability::BackupState,
    Capability::ClientData,
    Capability::ConditionalCreate,
    Capability::Discoverable,
    Capability::UserHandle,
    Capability::UniqueCredentialId,
];

/// What is missing, each with the documentation's words.
const LACKS: [(Capability, &str); 4] = [
    (
        Capability::Attestation,
        "`PublicKeyCredentialCreationOptions` has no member for it, and the documented JSON of the options always says \
         `\"attestation\":\"none\"`. Statements are verified whether policy wants it or not: `AttestationFormat` knows `None` and \
         `Packed`, the latter with self attestation only.",
    ),
    (
        Capability::Challenge,
        "`Challenge` is a random `u128` from `Challenge::new`; nothing makes one of given bytes, and the bytes of an encoded server \
         state have no documented layout.",
    ),
    (
        Capability::Record,
        "`StaticState` and `DynamicState` can be decoded from bytes, whose layout is documented as the output of their `encode` and \
         no further.",
    ),
    (Capability::Clock, "`verify` takes no time; it compares with `SystemTime` itself, and only the timeout depends on it."),
];

/// The identity; the same on every call.
pub(crate) fn identity() -> Identity {
    Identity {
        name: "webauthn_rp".to_owned(),
        version: VERSION.to_owned(),
        language: "Rust".to_owned(),
        homepage: Some("https://crates.io/crates/webauthn_rp".to_owned()),
        issues: None,
        depth: Depth::Library,
        settable: SETTABLE.to_vec(),
        algorithms: policy::ALGORITHMS.map(|(identifier, _)| identifier).to_vec(),
        formats: ["none", "packed"].map(str::to_owned).to_vec(),
        // The library knows some, but asks for none unless told to, and the protocol has no way to tell it.
        extensions: Vec::new(),
        lacks: LACKS.map(|(capability, words)| Lack { capability, documentation: words.to_owned() }).to_vec(),
    }
}

#[cfg(test)]
mod tests {
    //! The identity does not contradict itself or the lock file.

    use super::*;

    #[test]
    fn version_is_the_locked_one() {
        let lock = include_str!("../Cargo.lock");
        let after = lock.split_once("name = \"webauthn_rp\"\nversion = \"").expect("the lock file names the library").1;
        assert_eq!(after.split_once('"').expect("a version ends in a quote").0, VERSION);
    }

    #[test]
    fn no_capability_is_both_settable_and_lacking() {
        for (capability, _) in LACKS {
            assert!(!SETTABLE.contains(&capability), "{}", capability.as_str());
        }
    }
}
