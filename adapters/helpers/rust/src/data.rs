//! `identity.json`: what the library takes and lacks, and what its documentation has applications do.

use std::collections::BTreeMap;
use std::fmt::{self, Display};

use relycheck_protocol::{AttestationConveyance, AttestationTrust, Capability, Depth, Identity, Lack};
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::stages::Stages;

/// A data file that is not of the form that `adapters/helpers/README.md` describes.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
#[error("{place}: {fault}; adapters/helpers/README.md says what may stand there")]
pub struct DataError {
    place: String,
    fault: String,
}

impl DataError {
    pub(crate) fn new(place: &str, fault: &dyn Display) -> Self {
        Self { place: place.to_owned(), fault: fault.to_string() }
    }
}

/// What the documentation may leave to the application. An adapter does what is named in its data and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Duty {
    /// The record of a credential id is looked up.
    Credential,
    /// It is looked up among what the options listed.
    ListedCredentials,
    /// It is looked up among those of the user, where known beforehand.
    UsersCredentials,
    /// The user handle of the response tells the account.
    Account,
    /// The user handle of the response is compared with the owner of the credential.
    UserHandle,
    /// A credential id that is registered already is refused.
    UniqueCredentialId,
    /// An attestation that the library has verified is judged by the policy.
    Attestation,
    /// What of the record changes after a login.
    Record,
}

/// How far a library can be told about attestation.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AttestationLimits {
    /// The values that it takes; absent: all.
    pub(crate) conveyance: Option<Vec<AttestationConveyance>>,
    /// The levels that it accepts where it cannot be told which.
    pub(crate) trust: Option<Vec<AttestationTrust>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    version: String,
    language: String,
    homepage: Option<String>,
    issues: Option<String>,
    depth: Depth,
    settable: Vec<Capability>,
    algorithms: Vec<i64>,
    formats: Vec<String>,
    extensions: Vec<String>,
    #[serde(deserialize_with = "lacks")]
    lacks: Vec<Lack>,
    attestation: Option<AttestationLimits>,
    #[serde(default)]
    application: BTreeMap<Duty, String>,
}

/// The order of the file is kept, which a map would not do.
fn lacks<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Lack>, D::Error> {
    struct Lacks;
    impl<'de> Visitor<'de> for Lacks {
        type Value = Vec<Lack>;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("an object of capabilities")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Vec<Lack>, A::Error> {
            let mut lacks = Vec::new();
            while let Some((capability, documentation)) = map.next_entry()? {
                lacks.push(Lack { capability, documentation });
            }
            Ok(lacks)
        }
    }
    deserializer.deserialize_map(Lacks)
}

/// The data of an adapter.
#[derive(Clone, Debug)]
pub struct Data {
    pub(crate) identity: Identity,
    pub(crate) attestation: Option<AttestationLimits>,
    pub(crate) application: BTreeMap<Duty, String>,
    pub(crate) stages: Stages,
}

impl Data {
    /// Reads the texts of `identity.json` and `stages.json`.
    ///
    /// # Errors
    /// The place that is not as it should be.
    pub fn read(identity: &str, stages: &str) -> Result<Self, DataError> {
        let fault = |error: &dyn Display| DataError::new("identity.json", error);
        let file: File = serde_json::from_str(identity).map_err(|error| fault(&error))?;
        if let Some(both) = file.lacks.iter().find(|lack| file.settable.contains(&lack.capability)) {
            return Err(fault(&format!("{}: both settable and lacking", both.capability.as_str())));
        }
        let identity = Identity {
            name: file.name,
            version: file.version,
            language: file.language,
            homepage: file.homepage,
            issues: file.issues,
            depth: file.depth,
            settable: file.settable,
            algorithms: file.algorithms,
            formats: file.formats,
            extensions: file.extensions,
            lacks: file.lacks,
        };
        Ok(Self { identity, attestation: file.attestation, application: file.application, stages: Stages::read(stages)? })
    }

    /// The data of files that are part of the program, by `include_str!`.
    ///
    /// # Panics
    /// Where they are not as they should be; an adapter has a test that reads them.
    #[must_use]
    pub fn included(identity: &str, stages: &str) -> Self {
        Self::read(identity, stages).unwrap_or_else(|error| panic!("{error}"))
    }

    /// What `hello` is answered with.
    #[must_use]
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// The release of a package in the text of a `Cargo.lock`; `None` where it has none of that name.
    #[must_use]
    pub fn locked<'lock>(lock: &'lock str, package: &str) -> Option<&'lock str> {
        let after = lock.split_once(&format!("name = \"{package}\"\nversion = \""))?.1;
        after.split_once('"').map(|(version, _)| version)
    }
}

#[cfg(test)]
mod tests {
    use super::{Capability, Data, Duty};

    const IDENTITY: &str = r#"{"name": "test", "version": "1", "language": "Rust", "depth": "library", "settable": ["rp_id"],
        "algorithms": [-7], "formats": ["none"], "extensions": [], "lacks": {"clock": "no parameter", "challenge": "random"},
        "application": {"record": "to be kept"}, "attestation": {"conveyance": ["none"], "trust": ["self"]}}"#;
    const STAGES: &str = r#"{"about": "names", "rows": []}"#;

    #[test]
    fn the_identity_is_answered_in_the_order_of_the_file() {
        let data = Data::read(IDENTITY, STAGES).expect("both files");
        let lacks: Vec<_> = data.identity().lacks.iter().map(|lack| (lack.capability, lack.documentation.as_str())).collect();
        assert_eq!(lacks, [(Capability::Clock, "no parameter"), (Capability::Challenge, "random")]);
        assert_eq!(data.identity().settable, [Capability::RpId]);
        assert_eq!(data.application[&Duty::Record], "to be kept");
    }

    #[test]
    fn a_fault_names_its_place() {
        for (from, to, words) in [
            (r#""lacks""#, r#""lack""#, "unknown field `lack`"),
            (r#""name": "test", "#, "", "missing field `name`"),
            (r#""clock""#, r#""time""#, "unknown variant `time`"),
            (r#""no parameter""#, "1", "invalid type"),
            (r#""record""#, r#""records""#, "unknown variant `records`"),
            (r#""trust""#, r#""trusted""#, "unknown field `trusted`"),
            (r#"["rp_id"]"#, r#"["rp_id", "clock"]"#, "clock: both settable and lacking"),
        ] {
            let error = Data::read(&IDENTITY.replacen(from, to, 1), STAGES).expect_err(from).to_string();
            assert!(error.starts_with("identity.json: ") && error.contains(words), "{error}");
        }
        assert!(Data::read(IDENTITY, "[]").expect_err("no object").to_string().starts_with("stages.json: "));
    }

    #[test]
    fn a_release_is_found_in_a_lock_file() {
        let lock = "[[package]]\nname = \"ab\"\nversion = \"2.0.0\"\n\n[[package]]\nname = \"a\"\nversion = \"1.2.3\"\n";
        assert_eq!(Data::locked(lock, "a"), Some("1.2.3"));
        assert_eq!(Data::locked(lock, "b"), None);
    }
}
