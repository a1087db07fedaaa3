//! What a relying party is told to enforce, as bytes in front of an edit script.

use data_encoding::BASE64URL_NOPAD;
use relycheck_forge::{Algorithm, Authority};
use relycheck_protocol::{
    AttestationConveyance, AttestationPolicy, AttestationTrust, BackupStatePolicy, Capability, ClientDataPolicy, Mediation, Policy,
    TopOrigins, UserVerification,
};

use crate::session::{ORIGIN, RP_ID, TOP_ORIGIN};

/// What may be asked for in `userVerification`.
const VERIFICATIONS: [Option<UserVerification>; 4] =
    [None, Some(UserVerification::Required), Some(UserVerification::Preferred), Some(UserVerification::Discouraged)];

/// What may be expected as origin: the page; apps beside it; other hosts of the RP ID; another site in front of it.
const ORIGINS: [&[&str]; 5] = [
    &[ORIGIN],
    &[ORIGIN, "android:apk-key-hash:cmVseWNoZWNrIGV4YW1wbGUgc2lnbmluZyBrZXkgMzI", "ios:bundle-id:org.example.Relycheck"],
    &[ORIGIN, "https://login.example.org"],
    &[TOP_ORIGIN, ORIGIN],
    &["https://xn--bcher-kva.example.org"],
];

/// The trust levels that may be acceptable where statements are verified, and the anchors; the first stands for not verifying them.
const TRUST: [(&[AttestationTrust], &[Authority]); 6] = [
    (&[AttestationTrust::None, AttestationTrust::SelfSigned], &[]),
    (&[AttestationTrust::None, AttestationTrust::SelfSigned], &[]),
    (&[AttestationTrust::SelfSigned], &[]),
    (&[AttestationTrust::None], &[]),
    (&[AttestationTrust::Anchored], &[Authority::Root]),
    (&[AttestationTrust::Anchored], &[Authority::Root, Authority::Intermediate]),
];

macro_rules! choice {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $variant:ident),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        pub enum $name { #[default] $($(#[$of])* $variant),* }

        impl $name {
            /// Every value; the first is the default.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];
        }
    };
}

choice! {
    /// Whether the RP expects to be framed: `policy.cross_origin` and `policy.top_origins`.
    Framing {
        /// It does not.
        Unexpected,
        /// In a page of [`TOP_ORIGIN`].
        Listed,
        /// In any page.
        Anywhere,
    }
}

choice! {
    /// For whom an authentication begins, and what it lists.
    Asked {
        /// The owner of the credential, which is listed.
        Owner,
        /// The owner, and nothing is listed.
        OwnerNothingListed,
        /// The owner, and another credential is listed.
        OwnerAnotherListed,
        /// Nobody is known, and nothing is listed.
        Nobody,
        /// Another user, and nothing is listed.
        Another,
    }
}

choice! {
    /// What is registered already when a registration begins.
    Table {
        /// Nothing.
        Empty,
        /// Another credential of the same user.
        SecondOfUser,
        /// A credential of this id, of the same user: the response was accepted before.
        TakenByUser,
        /// A credential of this id, of another user.
        TakenByAnother,
    }
}

/// The setting of an input: two policies, and what is there when the ceremonies begin. The default is the plainest of the catalogue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Setting {
    /// The `userVerification` of the registration.
    pub creation: Option<UserVerification>,
    /// The `userVerification` of the authentication.
    pub request: Option<UserVerification>,
    /// Whether the registration has `mediation: conditional`.
    pub conditional: bool,
    /// Framing.
    pub framing: Framing,
    /// The algorithms that are offered: 0 is ES256, 1 is all, 2 and more is that of [`Algorithm::ALL`] alone.
    pub algorithms: u8,
    /// Attestation: 0 is not verified, 1 accepts none and self, 2 self alone, 3 none alone, 4 a path to a root alone, 5 the
    /// same where an intermediate authority is known.
    pub attestation: u8,
    /// Whether BE is compared with the record.
    pub compare_backup: bool,
    /// Whether client data is verified by the limited algorithm.
    pub limited: bool,
    /// The expected origins: 0 the page's, 1 two apps beside it, 2 another host beside it, 3 another site before it, 4 an
    /// internationalised host alone.
    pub origins: u8,
    /// For whom the authentication begins.
    pub asked: Asked,
    /// What is registered already.
    pub table: Table,
}

impl Setting {
    /// Its length in bytes: one for each member, in their order.
    pub const LENGTH: usize = 11;

    /// The bytes that [`Self::decode`] reads again.
    #[must_use]
    pub fn encode(&self) -> [u8; Self::LENGTH] {
        [
            place(&VERIFICATIONS, &self.creation),
            place(&VERIFICATIONS, &self.request),
            u8::from(self.conditional),
            place(Framing::ALL, &self.framing),
            self.algorithms,
            self.attestation,
            u8::from(self.compare_backup),
            u8::from(self.limited),
            self.origins,
            place(Asked::ALL, &self.asked),
            place(Table::ALL, &self.table),
        ]
    }

    /// Reads a setting from the front of a tail. Every byte means something, modulo the number of choices; a byte that is not there is
    /// the default.
    #[must_use]
    pub fn decode(tail: &[u8]) -> Self {
        let byte = |place: usize| tail.get(place).copied().unwrap_or_default();
        let algorithms = byte(4) % (Algorithm::ALL.len() as u8 + 2);
        Self {
            creation: chosen(&VERIFICATIONS, byte(0)),
            request: chosen(&VERIFICATIONS, byte(1)),
            conditional: byte(2) % 2 == 1,
            framing: chosen(Framing::ALL, byte(3)),
            algorithms,
            attestation: byte(5) % TRUST.len() as u8,
            compare_backup: byte(6) % 2 == 1,
            limited: byte(7) % 2 == 1,
            origins: byte(8) % ORIGINS.len() as u8,
            asked: chosen(Asked::ALL, byte(9)),
            table: chosen(Table::ALL, byte(10)),
        }
    }

    /// The setting that gives this policy to both ceremonies, where there is one. What a policy does not say is the default: for whom
    /// an authentication begins and what is registered already.
    #[must_use]
    pub fn of(policy: &Policy, mediation: Option<Mediation>) -> Option<Self> {
        let mut every = 0..place_of(Algorithm::ALL.len() + 2);
        let verification = policy.user_verification;
        let near = Self {
            creation: verification,
            request: verification,
            conditional: mediation == Some(Mediation::Conditional),
            framing: *Framing::ALL.iter().find(|framing| framing.policy() == (policy.cross_origin, policy.top_origins.clone()))?,
            algorithms: every.find(|choice| offered(*choice) == policy.algorithms)?,
            attestation: (0..TRUST.len() as u8).find(|choice| attestation(*choice) == policy.attestation)?,
            compare_backup: policy.backup_state == BackupStatePolicy::Compare,
            limited: policy.client_data == ClientDataPolicy::Limited,
            origins: place_of(ORIGINS.iter().position(|origins| policy.origins == *origins)?),
            asked: Asked::default(),
            table: Table::default(),
        };
        (near.policy(verification) == *policy).then_some(near)
    }

    /// What the registration is held to.
    #[must_use]
    pub fn creation_policy(&self) -> Policy {
        self.policy(self.creation)
    }

    /// What the authentication is held to.
    #[must_use]
    pub fn request_policy(&self) -> Policy {
        self.policy(self.request)
    }

    /// The `mediation` of the registration.
    #[must_use]
    pub fn mediation(&self) -> Option<Mediation> {
        self.conditional.then_some(Mediation::Conditional)
    }

    /// What an RP must be able to be told for the setting to mean anything to it; each once.
    #[must_use]
    pub fn needs(&self) -> Vec<Capability> {
        let taken = matches!(self.table, Table::TakenByUser | Table::TakenByAnother);
        let needs = [
            (self.creation.is_some() || self.request.is_some(), Capability::UserVerification),
            (self.conditional, Capability::ConditionalCreate),
            (self.framing != Framing::Unexpected, Capability::CrossOrigin),
            (self.framing != Framing::Unexpected, Capability::TopOrigins),
            (self.algorithms != 0, Capability::Algorithms),
            (self.attestation != 0, Capability::Attestation),
            (self.compare_backup, Capability::BackupState),
            (self.limited, Capability::ClientData),
            (self.origins != 0, Capability::Origins),
            (self.asked == Asked::Nobody, Capability::Discoverable),
            (taken, Capability::UniqueCredentialId),
        ];
        needs.into_iter().filter_map(|(needed, capability)| needed.then_some(capability)).collect()
    }

    fn policy(&self, user_verification: Option<UserVerification>) -> Policy {
        let (cross_origin, top_origins) = self.framing.policy();
        Policy {
            rp_id: RP_ID.to_owned(),
            origins: chosen(&ORIGINS, self.origins).iter().map(|origin| (*origin).to_owned()).collect(),
            cross_origin,
            top_origins,
            algorithms: offered(self.algorithms),
            user_verification,
            attestation: attestation(self.attestation),
            backup_state: if self.compare_backup { BackupStatePolicy::Compare } else { BackupStatePolicy::Ignore },
            client_data: if self.limited { ClientDataPolicy::Limited } else { ClientDataPolicy::Full },
        }
    }
}

impl Framing {
    fn policy(self) -> (bool, TopOrigins) {
        match self {
            Self::Unexpected => (false, TopOrigins::Only(Vec::new())),
            Self::Listed => (true, TopOrigins::Only(vec![TOP_ORIGIN.to_owned()])),
            Self::Anywhere => (true, TopOrigins::Any),
        }
    }
}

fn offered(choice: u8) -> Vec<i64> {
    let every = || Algorithm::ALL.map(Algorithm::id).to_vec();
    match choice {
        0 => vec![Algorithm::Es256.id()],
        1 => every(),
        more => Algorithm::ALL.get(usize::from(more - 2)).map_or_else(every, |algorithm| vec![algorithm.id()]),
    }
}

fn attestation(choice: u8) -> AttestationPolicy {
    let verify = choice != 0;
    let conveyance = if verify { AttestationConveyance::Direct } else { AttestationConveyance::None };
    let (trust, anchors) = chosen(&TRUST, choice);
    let anchors = anchors.iter().map(|anchor| BASE64URL_NOPAD.encode(anchor.certificate())).collect();
    AttestationPolicy { conveyance, verify, trust: trust.to_vec(), anchors }
}

fn chosen<T: Copy>(choices: &[T], byte: u8) -> T {
    choices[usize::from(byte) % choices.len()]
}

fn place<T: PartialEq>(choices: &[T], value: &T) -> u8 {
    place_of(choices.iter().position(|choice| choice == value).unwrap_or_default())
}

fn place_of(place: usize) -> u8 {
    u8::try_from(place).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Algorithm, Capability, Mediation, ORIGINS, Setting, TRUST, UserVerification};

    #[test]
    fn bytes_that_are_missing_are_the_default_and_the_default_is_zeros() {
        assert_eq!(Setting::decode(&[]), Setting::default());
        assert_eq!(Setting::default().encode(), [0; Setting::LENGTH]);
        assert_eq!(Setting::decode(&[1]).creation, Some(UserVerification::Required));
        assert!(Setting::default().needs().is_empty());
    }

    #[test]
    fn every_byte_means_something_and_is_written_again_as_it_was_meant() {
        for place in 0..Setting::LENGTH {
            let mut seen = std::collections::HashSet::new();
            for byte in 0..=u8::MAX {
                let mut bytes = [0; Setting::LENGTH];
                bytes[place] = byte;
                let setting = Setting::decode(&bytes);
                assert_eq!(Setting::decode(&setting.encode()), setting);
                seen.insert(setting);
            }
            let choices = [4, 4, 2, 3, Algorithm::ALL.len() + 2, TRUST.len(), 2, 2, ORIGINS.len(), 5, 4];
            assert_eq!(seen.len(), choices[place], "byte {place}");
        }
    }

    #[test]
    fn a_policy_is_said_by_the_setting_that_gives_it_or_by_none() {
        for byte in 0..=u8::MAX {
            let setting = Setting { asked: Default::default(), table: Default::default(), ..Setting::decode(&[byte; 11]) };
            let said = Setting::of(&setting.creation_policy(), setting.mediation()).expect("a policy of a setting");
            assert_eq!(said.creation_policy(), setting.creation_policy());
            assert_eq!((said.conditional, said.request), (setting.conditional, said.creation));
        }
        let mut policy = Setting::default().creation_policy();
        policy.rp_id = "example.net".to_owned();
        assert_eq!(Setting::of(&policy, None), None);
        let policy = Setting::default().creation_policy();
        let conditional = Setting::of(&policy, Some(Mediation::Conditional)).expect("mediation is no matter of the policy");
        assert_eq!(conditional.needs(), [Capability::ConditionalCreate]);
    }
}
