//! The script of a case: ceremonies, and what is delivered in each.

use relycheck_forge::{AuthenticatorDataDeviation, Deviation, Emission, EnvelopeDeviation};
use relycheck_judge::{Expectation, Expected, OptionRule, Role};
use relycheck_protocol::{
    AttestationConveyance, AttestationPolicy, AttestationTrust, BackupStatePolicy, Capability, ClientDataPolicy, Mediation, Policy,
    TopOrigins, UserVerification,
};

/// The RP ID of every case.
pub const RP_ID: &str = "example.org";
/// The origin of every honest response.
pub const ORIGIN: &str = "https://example.org";
/// ECDSA with SHA-256, the algorithm that every case offers.
const ES256: i64 = -7;

/// A short script of ceremonies against one RP.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Script {
    /// What keys, ids, handles and challenges are derived from: the case's id. A negative and its positive twin have nothing in common
    /// that an RP could see; that they differ in the departure alone is shown where both are rendered under the same inputs.
    pub label: String,
    /// What all ceremonies are held to, but for `user_verification`.
    pub policy: Policy,
    /// In order.
    pub ceremonies: Vec<Ceremony>,
}

/// Registration or authentication.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Registration.
    Create,
    /// Authentication.
    Get,
}

impl Kind {
    /// The API's word: `create` or `get`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Get => "get",
        }
    }
}

/// One ceremony: it begins, and then what `deliveries` has is delivered to it: one response, or none where it is abandoned.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Ceremony {
    /// Registration or authentication.
    pub kind: Kind,
    /// Whose ceremony.
    pub user: u32,
    /// Authentication: which credentials are listed, and whether the user is known.
    pub allow: Allow,
    /// The `userVerification` of the request.
    pub user_verification: Option<UserVerification>,
    /// The `mediation` of the request.
    pub mediation: Option<Mediation>,
    /// It is begun only where the credential of this slot was accepted: what a bad key can do shows when it is used.
    pub only_with: Option<u32>,
    /// The client knows no extension: what is delivered has no outputs, and shows something only where the options request some.
    pub without_outputs: bool,
    /// What the options are held to, where the case is about options. Such a ceremony is begun without a challenge, and for a new
    /// account without a user handle, so that both are the RP's own.
    pub options: Vec<OptionRule>,
    /// What is delivered.
    pub deliveries: Vec<Delivery>,
}

/// What an authentication lists in `allowCredentials`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Allow {
    /// The user is known: all credentials of the account.
    Account,
    /// The user is known: only these credential slots.
    Only(Vec<u32>),
    /// The user is not known: nothing is listed.
    Nobody,
}

/// One response.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Delivery {
    /// The slot of the credential that is made or used.
    pub credential: u32,
    /// How an honest platform would answer.
    pub emission: Emission,
    /// The one thing that is otherwise.
    pub departure: Option<Departure>,
    /// Which part of a sweep it is.
    pub part: Option<String>,
    /// What the response is there for.
    pub role: Role,
    /// What the RP is to do with it.
    pub expectation: Expectation,
}

/// The one thing in which a response departs from its positive twin.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Departure {
    /// In its bytes.
    Bytes(Deviation),
    /// It answers the challenge of the ceremony with this index.
    ChallengeOf(usize),
    /// It is made with, or by, the credential of this slot.
    Credential(u32),
    /// It is made by the credential of this slot, under the user handle of the account that the ceremony is for: nothing signs it.
    CredentialUnderTheHandle(u32),
    /// It has the credential id of this slot, and the key of its own.
    CredentialId(u32),
    /// Its user handle is that of this user; one whom the script does not name otherwise is nobody.
    UserHandleOf(u32),
    /// The ceremony has begun for this user, and the response is the same.
    BegunFor(u32),
}

impl Departure {
    /// What differs from the twin, as the end of a sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::Bytes(deviation) => deviation.sentence(),
            Self::ChallengeOf(_) => "it answers the challenge of an earlier ceremony".to_owned(),
            Self::Credential(_) => "it is of another credential".to_owned(),
            Self::CredentialUnderTheHandle(_) => {
                "it is of another account's credential, and `userHandle` is that of the account to sign in to".to_owned()
            }
            Self::CredentialId(_) => "it has another credential's id".to_owned(),
            Self::UserHandleOf(_) => "`userHandle` is not that of the account".to_owned(),
            Self::BegunFor(_) => "the ceremony has begun for another user".to_owned(),
        }
    }
}

impl Script {
    /// A script whose policy is the plainest: one origin, ES256, no framing, no attestation, backup state not looked at.
    #[must_use]
    pub fn new(label: &str) -> Self {
        Self { label: label.to_owned(), policy: plain_policy(), ceremonies: Vec::new() }
    }

    /// The policy of one ceremony.
    #[must_use]
    pub fn policy_of(&self, ceremony: &Ceremony) -> Policy {
        Policy { user_verification: ceremony.user_verification, ..self.policy.clone() }
    }

    /// The same script without any departure: the positive twin's.
    #[must_use]
    pub fn without_departure(&self) -> Self {
        let mut twin = self.clone();
        for delivery in twin.ceremonies.iter_mut().flat_map(|ceremony| &mut ceremony.deliveries) {
            delivery.departure = None;
        }
        twin
    }

    /// The script of each part of a sweep by itself: what comes before the sweep, and the ceremonies of that part. Of a script that
    /// is no sweep, the script.
    #[must_use]
    pub fn parts(&self) -> Vec<Self> {
        let part = |ceremony: &Ceremony| ceremony.deliveries.iter().find_map(|delivery| delivery.part.clone());
        let before: Vec<Ceremony> = self.ceremonies.iter().take_while(|ceremony| part(ceremony).is_none()).cloned().collect();
        if before.len() == self.ceremonies.len() {
            return vec![self.clone()];
        }
        let swept = self.ceremonies[before.len()..].chunk_by(|one, next| part(one) == part(next));
        swept.map(|part| Self { ceremonies: [&before, part].concat(), ..self.clone() }).collect()
    }

    /// The user and the registration that a credential slot stems from.
    #[must_use]
    pub fn origin_of(&self, slot: u32) -> Option<(u32, &Delivery)> {
        self.ceremonies.iter().filter(|ceremony| ceremony.kind == Kind::Create).find_map(|ceremony| {
            ceremony.deliveries.iter().find(|delivery| delivery.credential == slot).map(|delivery| (ceremony.user, delivery))
        })
    }

    /// What an RP must be able to do for the script to be played; each once, in ascending order.
    #[must_use]
    pub fn needs(&self) -> Vec<Capability> {
        let plain = plain_policy();
        let policy = &self.policy;
        let mut needs = Vec::new();
        let mut need = |condition: bool, capability| {
            if condition && !needs.contains(&capability) {
                needs.push(capability);
            }
        };
        need(policy.rp_id != plain.rp_id, Capability::RpId);
        need(policy.origins != plain.origins, Capability::Origins);
        need(policy.cross_origin != plain.cross_origin, Capability::CrossOrigin);
        need(policy.top_origins != plain.top_origins, Capability::TopOrigins);
        need(policy.algorithms != plain.algorithms, Capability::Algorithms);
        need(policy.attestation != plain.attestation, Capability::Attestation);
        need(policy.backup_state != plain.backup_state, Capability::BackupState);
        need(policy.client_data != plain.client_data, Capability::ClientData);
        for ceremony in &self.ceremonies {
            let conditional = ceremony.mediation == Some(Mediation::Conditional);
            need(conditional && ceremony.kind == Kind::Create, Capability::ConditionalCreate);
            need(ceremony.kind == Kind::Get && ceremony.allow == Allow::Nobody, Capability::Discoverable);
            for delivery in &ceremony.deliveries {
                let handle = match &delivery.departure {
                    Some(Departure::UserHandleOf(_)) => true,
                    Some(Departure::Bytes(Deviation::Envelope(deviation))) => matches!(
                        deviation,
                        EnvelopeDeviation::UserHandle(_)
                            | EnvelopeDeviation::WithoutUserHandle
                            | EnvelopeDeviation::Set("response.userHandle", _)
                    ),
                    _ => false,
                };
                // Whoever does not compare the handle may accept what is left to the RP.
                need(handle && delivery.expectation.outcome == Expected::Rejected, Capability::UserHandle);
                let again = matches!(delivery.departure, Some(Departure::Credential(_) | Departure::CredentialId(_)));
                need(ceremony.kind == Kind::Create && again, Capability::UniqueCredentialId);
            }
        }
        needs.sort_unstable();
        needs
    }
}

impl Ceremony {
    /// A registration.
    #[must_use]
    pub fn create(user: u32, user_verification: Option<UserVerification>) -> Self {
        Self {
            kind: Kind::Create,
            user,
            allow: Allow::Account,
            user_verification,
            mediation: None,
            only_with: None,
            without_outputs: false,
            options: Vec::new(),
            deliveries: Vec::new(),
        }
    }

    /// An authentication of a known user, with all credentials of the account listed.
    #[must_use]
    pub fn get(user: u32, user_verification: Option<UserVerification>) -> Self {
        Self { kind: Kind::Get, ..Self::create(user, user_verification) }
    }

    /// For whom it has begun: its user, unless that is the departure.
    #[must_use]
    pub fn begun_for(&self) -> u32 {
        let departing = self.deliveries.iter().find_map(|delivery| match delivery.departure {
            Some(Departure::BegunFor(user)) => Some(user),
            _ => None,
        });
        departing.unwrap_or(self.user)
    }

    /// The ceremony, abandoned after its options were looked at.
    #[must_use]
    pub fn looked_at(self, options: &[OptionRule]) -> Self {
        Self { options: options.to_vec(), ..self }
    }

    /// The ceremony with one more delivery.
    #[must_use]
    pub fn deliver(mut self, delivery: Delivery) -> Self {
        self.deliveries.push(delivery);
        self
    }
}

/// The flags of a response as they are sent, after its departure.
#[must_use]
pub(crate) fn flags_sent(delivery: &Delivery) -> crate::rule::Flags {
    let emission = &delivery.emission;
    let mut flags = crate::rule::Flags { up: emission.up, uv: emission.uv, be: emission.be, bs: emission.bs };
    if let Some(Departure::Bytes(Deviation::AuthenticatorData(deviation))) = &delivery.departure {
        match deviation {
            AuthenticatorDataDeviation::UpCleared => flags.up = false,
            AuthenticatorDataDeviation::UvCleared => flags.uv = false,
            AuthenticatorDataDeviation::BsWithoutBe => (flags.be, flags.bs) = (false, true),
            AuthenticatorDataDeviation::BeFlipped => flags.be = !flags.be,
            _ => {}
        }
    }
    flags
}

fn plain_policy() -> Policy {
    Policy {
        rp_id: RP_ID.to_owned(),
        origins: vec![ORIGIN.to_owned()],
        cross_origin: false,
        top_origins: TopOrigins::Only(Vec::new()),
        algorithms: vec![ES256],
        user_verification: None,
        attestation: AttestationPolicy {
            conveyance: AttestationConveyance::None,
            verify: false,
            trust: vec![AttestationTrust::None, AttestationTrust::SelfSigned],
            anchors: Vec::new(),
        },
        backup_state: BackupStatePolicy::Ignore,
        client_data: ClientDataPolicy::Full,
    }
}
