//! The relying party that the suite sees.

use data_encoding::BASE64URL_NOPAD;
use relycheck_protocol::{
    AccountRecord, AuthenticationBegin, AuthenticationFinish, Begin, Begun, Capability, ClientDataPolicy, Decode, Decoded, Depth,
    Failed, Finish, Identity, Lack, Policy, RegistrationBegin, RegistrationFinish, RelyingParty, TopOrigins, User,
};

use serde_json::Value;

use crate::authenticated::sha256;
use crate::check::Ceremony;
use crate::findings::Findings;
use crate::mutant::{Family, Mutant, Oversight, Slip, Switch};
use crate::reader::algorithm;
use crate::record::Record;
use crate::session::{Purpose, Session, is_conditional};
use crate::{artefact, authentication, options, registration, trust_path};

/// The reference relying party, or a mutant of it. It keeps no accounts: session and records are handed to it.
#[derive(Clone, Debug, Default)]
pub struct Reference {
    switch: Option<Switch>,
    made: u64,
    violations: Vec<&'static str>,
    passes: Vec<&'static str>,
    touched: Vec<Switch>,
    made_a_challenge: bool,
}

impl Reference {
    /// The strictest right reading of the standard: every check is on.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with one thing done wrong.
    #[must_use]
    pub fn mutated(mutant: &Mutant) -> Self {
        Self { switch: Some(mutant.switch), ..Self::default() }
    }

    /// The ids of the checks that failed in the last `finish_…`, in the order in which they ran. The refusal of a strict mutant
    /// is none of them; it stands in the detail of the rejection.
    #[must_use]
    pub fn last_violations(&self) -> &[&'static str] {
        &self.violations
    }

    /// The ids of the checks that were reached in the last `finish_…` and hold, in the order of the table.
    #[must_use]
    pub fn last_passes(&self) -> &[&'static str] {
        &self.passes
    }

    /// Whether this mutant might have ended the last `begin_…` or `finish_…` otherwise: what its switch is about occurred there. One
    /// that keeps the wrong things in the record always might, and one that gives the wrong options where a challenge had to be made.
    #[must_use]
    pub fn last_might_differ(&self, mutant: &Mutant) -> bool {
        match mutant.family {
            Family::State => true,
            Family::Options => self.made_a_challenge,
            _ => self.touched.contains(&mutant.switch),
        }
    }

    /// What the last ceremony came to is not this one's.
    fn forget(&mut self) {
        self.violations.clear();
        self.passes.clear();
    }

    /// 32 bytes: no randomness, so that the same conversation gives the same bytes again.
    fn make(&mut self, label: &str) -> [u8; 32] {
        let number = self.made.to_be_bytes();
        self.made = self.made.wrapping_add(1);
        sha256(&[label.as_bytes(), &number].concat())
    }

    fn overlooks(&self, oversight: Oversight) -> bool {
        self.switch == Some(Switch::Overlook(oversight))
    }

    fn challenge(&mut self, given: Option<String>) -> Result<String, String> {
        self.touched.clear();
        self.made_a_challenge = given.is_none();
        let Some(given) = given else {
            let mut made = self.make("relycheck reference challenge").to_vec();
            if self.overlooks(Oversight::ChallengeRepeated) {
                made.fill(1);
            }
            if self.overlooks(Oversight::ChallengeShort) {
                made.truncate(15);
            }
            return Ok(BASE64URL_NOPAD.encode(&made));
        };
        match BASE64URL_NOPAD.decode(given.as_bytes()) {
            Ok(_) => Ok(given),
            Err(error) => Err(format!("the given challenge is not base64url without padding: {error}; encode it so")),
        }
    }

    /// 64 bytes, as the standard recommends.
    fn user_handle(&mut self, name: &str) -> String {
        let mut made = [self.make("relycheck reference user handle"), self.make("relycheck reference user handle")].concat();
        if self.overlooks(Oversight::UserIdRepeated) {
            made.fill(1);
        }
        if self.overlooks(Oversight::UserIdShort) {
            made.truncate(16);
        }
        if self.overlooks(Oversight::UserIdEmpty) {
            made.clear();
        }
        if self.overlooks(Oversight::UserIdOfName) {
            name.as_bytes().clone_into(&mut made);
        }
        BASE64URL_NOPAD.encode(&made)
    }

    fn begin_create(&mut self, begin: RegistrationBegin) -> Result<Begun, String> {
        let challenge = self.challenge(begin.challenge)?;
        let user_id = match &begin.user.id {
            Some(id) => checked_user_id(id)?,
            None => self.user_handle(&begin.user.name),
        };
        trust_path::anchors(&begin.policy.attestation)?;
        let session = Session {
            purpose: Purpose::Create,
            policy: begin.policy,
            challenge,
            user_id: Some(user_id),
            allowed: Vec::new(),
            conditional: is_conditional(begin.mediation),
        };
        let mut options = options::creation(&session, &begin.user, &begin.exclude);
        self.overlook(&mut options);
        Ok(Begun { options: options.into(), session: session.to_value()?.into() })
    }

    fn begin_get(&mut self, begin: AuthenticationBegin) -> Result<Begun, String> {
        let session = Session {
            purpose: Purpose::Get,
            policy: begin.policy,
            challenge: self.challenge(begin.challenge)?,
            user_id: begin.user.map(|user| known_user_id(user, &begin.records)).transpose()?,
            allowed: begin.records.iter().map(|row| row.credential_id.clone()).collect(),
            conditional: is_conditional(begin.mediation),
        };
        let mut options = options::request(&session, &begin.records);
        self.overlook(&mut options);
        Ok(Begun { options: options.into(), session: session.to_value()?.into() })
    }

    fn overlook(&self, options: &mut Value) {
        if let Some(Switch::Overlook(oversight)) = self.switch {
            options::overlook(options, oversight);
        }
    }

    fn finish_create(&mut self, finish: &RegistrationFinish) -> Result<Finish, String> {
        let session = Session::read(&finish.session, Purpose::Create)?;
        let mut findings = Findings::new(Ceremony::Registration, self.switch);
        let mut record = registration::judge(&mut findings, &session, &finish.response, &finish.records);
        if self.switch == Some(Switch::Slip(Slip::TransportsNotStored)) {
            record.iter_mut().for_each(|record| record.transports.clear());
        }
        self.conclude(findings, record)
    }

    fn finish_get(&mut self, finish: &AuthenticationFinish) -> Result<Finish, String> {
        let session = Session::read(&finish.session, Purpose::Get)?;
        let mut findings = Findings::new(Ceremony::Authentication, self.switch);
        let record = authentication::judge(&mut findings, &session, &finish.response, &finish.records, self.switch)?;
        self.conclude(findings, record)
    }

    fn conclude(&mut self, findings: Findings, record: Option<Record>) -> Result<Finish, String> {
        self.violations = findings.violations();
        self.passes = findings.passes();
        let rejection = findings.rejection();
        self.touched = findings.into_touched();
        match (rejection, record) {
            (Some(rejected), _) => Ok(Finish::Rejected(rejected)),
            (None, Some(record)) => Ok(Finish::Accepted(Box::new(record.accepted()?))),
            (None, None) => Err("no check failed, yet there is no record; this is a fault of the reference".to_owned()),
        }
    }
}

/// A user handle has 1 to 64 bytes.
fn checked_user_id(id: &str) -> Result<String, String> {
    match BASE64URL_NOPAD.decode(id.as_bytes()) {
        Ok(bytes) if (1..=64).contains(&bytes.len()) => Ok(id.to_owned()),
        Ok(bytes) => Err(format!("user.id has {} bytes; give 1 to 64", bytes.len())),
        Err(error) => Err(format!("user.id is not base64url without padding: {error}; encode it so")),
    }
}

/// The handle of a user who is known beforehand; one who is known by name alone is found by the records.
fn known_user_id(user: User, records: &[AccountRecord]) -> Result<String, String> {
    let found = || records.first().map(|row| row.user_id.clone());
    user.id.or_else(found).ok_or_else(|| "the known user has neither id nor records; give one or leave the user out".to_owned())
}

/// What the policy asks for and is not there.
fn lack(policy: &Policy) -> Option<Capability> {
    // which topOrigin is expected is an input of the limited verification.
    if policy.client_data == ClientDataPolicy::Limited && policy.cross_origin && policy.top_origins == TopOrigins::Any {
        Some(Capability::ClientData)
    } else {
        None
    }
}

impl RelyingParty for Reference {
    fn identity(&self) -> Identity {
        let lacks = |capability, documentation: &str| Lack { capability, documentation: documentation.to_owned() };
        Identity {
            name: "relycheck-reference".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            language: "Rust".to_owned(),
            homepage: None,
            issues: None,
            depth: Depth::Library,
            settable: vec![
                Capability::RpId,
                Capability::Origins,
                Capability::CrossOrigin,
                Capability::TopOrigins,
                Capability::Algorithms,
                Capability::UserVerification,
                Capability::Attestation,
                Capability::BackupState,
                Capability::ClientData,
                Capability::ConditionalCreate,
                Capability::Discoverable,
                Capability::UserHandle,
                Capability::UniqueCredentialId,
                Capability::Challenge,
                Capability::Record,
            ],
            algorithms: algorithm::identifiers(),
            formats: vec!["none".to_owned(), "packed".to_owned()],
            extensions: Vec::new(),
            lacks: vec![lacks(
                Capability::Clock,
                "Certificates are judged as of the beginning of 2026: no clock is read, and none can be given.",
            )],
        }
    }

    fn begin_registration(&mut self, begin: RegistrationBegin) -> Begin {
        match lack(&begin.policy) {
            Some(capability) => Begin::Unsupported(capability),
            None => self.begin_create(begin).map_or_else(Begin::Failed, Begin::Begun),
        }
    }

    fn finish_registration(&mut self, finish: RegistrationFinish) -> Finish {
        self.forget();
        self.finish_create(&finish).unwrap_or_else(Finish::Failed)
    }

    fn begin_authentication(&mut self, begin: AuthenticationBegin) -> Begin {
        match lack(&begin.policy) {
            Some(capability) => Begin::Unsupported(capability),
            None => self.begin_get(begin).map_or_else(Begin::Failed, Begin::Begun),
        }
    }

    fn finish_authentication(&mut self, finish: AuthenticationFinish) -> Finish {
        self.forget();
        self.finish_get(&finish).unwrap_or_else(Finish::Failed)
    }

    fn decode(&mut self, decode: Decode) -> Result<Decoded, Failed> {
        let bytes = BASE64URL_NOPAD.decode(decode.bytes.as_bytes());
        let bytes = bytes.map_err(|error| Failed { detail: format!("bytes: {error}; give base64url without padding") })?;
        Ok(match artefact::read(decode.target, &bytes) {
            Ok(()) => Decoded::Accepted,
            Err(detail) => Decoded::Refused { detail },
        })
    }
}
