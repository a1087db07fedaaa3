//! The mutants: the reference relying party with one thing done wrong.

use relycheck_protocol::Stage;

use crate::check::{Id, Kind};

/// How a mutant errs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    /// A check is off: it accepts too much.
    Lax,
    /// It reads in another way than the bytes say.
    Lenient,
    /// A tolerance has become a refusal: it accepts too little.
    Strict,
    /// It keeps the wrong things in the record.
    State,
    /// It gives the client the wrong options.
    Options,
    /// It does not err, and has to be reported as a survivor.
    Planted,
}

/// A wrong version of the reference relying party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mutant {
    /// Family and name, such as `lax/reg-7`.
    pub id: String,
    /// How it errs.
    pub family: Family,
    /// What it does; for a check without a lenient reader, the demand that it does not make.
    pub what: &'static str,
    pub(crate) switch: Switch,
}

/// What a mutant changes in the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Switch {
    Off(Id),
    Refuse(Tolerance),
    Slip(Slip),
    KeyEndByReEncoding,
    Overlook(Oversight),
    Nothing,
}

macro_rules! tolerances {
    ($($variant:ident, $id:literal, $stage:ident, $what:literal;)*) => {
        /// Something that the standard tolerates, and a strict mutant does not.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Tolerance { $($variant),* }

        impl Tolerance {
            const ALL: &'static [Tolerance] = &[$(Self::$variant),*];

            pub(crate) fn name(self) -> &'static str {
                match self { $(Self::$variant => concat!("strict/", $id)),* }
            }

            pub(crate) fn stage(self) -> Stage {
                match self { $(Self::$variant => Stage::$stage),* }
            }

            pub(crate) fn what(self) -> &'static str {
                match self { $(Self::$variant => $what),* }
            }
        }
    };
}

tolerances! {
    Uv0PreferredCreate, "uv0-preferred-create", AuthData, "refuses UV=0 at registration though user verification is only preferred";
    Uv0PreferredGet, "uv0-preferred-get", AuthData, "refuses UV=0 at authentication though user verification is only preferred";
    Uv0DiscouragedCreate, "uv0-discouraged-create", AuthData, "refuses UV=0 at registration though user verification is discouraged";
    Uv0DiscouragedGet, "uv0-discouraged-get", AuthData, "refuses UV=0 at authentication though user verification is discouraged";
    Uv0OmittedCreate, "uv0-omitted-create", AuthData, "refuses UV=0 at registration though the options do not speak of user verification";
    Uv0OmittedGet, "uv0-omitted-get", AuthData, "refuses UV=0 at authentication though the options do not speak of user verification";
    UvPinnedAfterRegistration, "uv-pinned-after-registration", AuthData, "refuses UV=0 at authentication where registration had UV=1";
    Uv1DiscouragedCreate, "uv1-discouraged-create", AuthData, "refuses UV=1 at registration where user verification is discouraged";
    Uv1DiscouragedGet, "uv1-discouraged-get", AuthData, "refuses UV=1 at authentication where user verification is discouraged";
    Up0ConditionalCreate, "up0-conditional-create", AuthData, "refuses UP=0 at a conditional registration";
    Bs0To1, "bs-0-to-1", State, "refuses a credential that has been backed up since";
    Bs1To0, "bs-1-to-0", State, "refuses a credential that is no longer backed up";
    Be0, "be0", AuthData, "refuses to register a credential that cannot be backed up";
    Be1Bs0, "be1-bs0", AuthData, "refuses a credential that can be backed up but is not";
    CounterZero, "counter-zero", State, "refuses a counter that stays 0";
    CounterJump, "counter-jump", State, "refuses a counter that grew by more than 1";
    CounterSigned, "counter-signed", State, "takes a counter of 2^31 and more for a negative one";
    SecondCredentialSameUser, "second-credential-same-user", State, "refuses a second credential of one user";
    UnknownClientDataMembers, "unknown-client-data-members", ClientData, "refuses client data with members that it does not know";
    MissingCrossOrigin, "missing-cross-origin", ClientData, "refuses client data without crossOrigin";
    CrossOriginExpected, "cross-origin-expected", ClientData, "refuses crossOrigin true though framing is expected";
    TopOriginExpected, "top-origin-expected", ClientData, "refuses topOrigin though framing is expected";
    AnyTopOrigin, "any-top-origin", ClientData, "refuses topOrigin though any is expected";
    AppOrigin, "app-origin", ClientData, "refuses the origin of an app though it is expected";
    SecondOrigin, "second-origin", ClientData, "refuses an expected origin that is not the first of them";
    TokenBinding, "token-binding", ClientData, "refuses client data with tokenBinding";
    MemberOrder, "member-order", ClientData, "refuses client data whose members are in another order";
    Escapes, "escapes", ClientData, "refuses client data in which a character is written as an escape";
    MalformedUtf8, "malformed-utf8", ClientData, "refuses client data in which something is no UTF-8";
    LimitedFurtherMembers, "limited-further-members", ClientData, "refuses further members under the limited verification";
    Bom, "bom", ClientData, "refuses client data that begins with a byte order mark";
    WhiteSpaceInClientData, "white-space-in-client-data", ClientData, "refuses white space between the tokens of client data";
    NonZeroAaguidWithNone, "non-zero-aaguid-with-none", Attestation, "refuses an AAGUID that comes with format none";
    ZeroAaguid, "zero-aaguid", Attestation, "refuses an AAGUID of zeros";
    IntermediateEnclosed, "intermediate-enclosed", Trust, "refuses an attestation certificate that an intermediate authority has issued";
    IntermediateNotEnclosed, "intermediate-not-enclosed", Trust, "refuses an attestation certificate whose issuer is known and not enclosed";
    AttestationCertificateTrusted, "attestation-certificate-trusted", Trust, "refuses an attestation certificate that is itself an anchor";
    EmptyTransports, "empty-transports", Parse, "refuses a registration with an empty list of transports";
    UnknownTransport, "unknown-transport", Parse, "refuses a registration with a transport that it does not know";
    NothingListedKnownUser, "nothing-listed-known-user", State, "refuses an assertion of a known user for whom no credential was listed";
    UserHandleAbsentKnownUser, "user-handle-absent-known-user", State, "refuses an assertion of a known user without a user handle";
    AttachmentCrossPlatform, "attachment-cross-platform", Parse, "refuses authenticatorAttachment cross-platform";
    AttachmentMissing, "attachment-missing", Parse, "refuses a response without authenticatorAttachment";
    MissingOutputCreate, "missing-output-create", Parse, "refuses a registration without the output of an extension that was requested";
    MissingOutputGet, "missing-output-get", Parse, "refuses an assertion without the output of an extension that was requested";
    MissingPublicKey, "missing-public-key", Parse, "refuses a registration without the copy publicKey";
    Es384, "es384", Key, "refuses a key of ES384";
    Es512, "es512", Key, "refuses a key of ES512";
    Esp256, "esp256", Key, "refuses a key of ESP256";
    Esp384, "esp384", Key, "refuses a key of ESP384";
    Esp512, "esp512", Key, "refuses a key of ESP512";
    EdDsa, "eddsa", Key, "refuses a key of EdDSA";
    Ed25519, "ed25519", Key, "refuses a key of Ed25519";
    Ed448, "ed448", Key, "refuses a key of Ed448";
    Rs256, "rs256", Key, "refuses a key of RS256";
    Ps256, "ps256", Key, "refuses a key of PS256";
    MlDsa44, "ml-dsa-44", Key, "refuses a key of ML-DSA-44";
    MlDsa65, "ml-dsa-65", Key, "refuses a key of ML-DSA-65";
    MlDsa87, "ml-dsa-87", Key, "refuses a key of ML-DSA-87";
    LeadingZeroCoordinate, "leading-zero-coordinate", Key, "refuses a key of which a coordinate begins with a zero octet";
    ModulusOfMoreBits, "modulus-of-more-bits", Key, "refuses an RSA key of more than 2048 bits";
    HighS, "high-s", Signature, "refuses an ECDSA signature whose s is in the upper half";
    ShortNumber, "short-number", Signature, "refuses an ECDSA signature of which r or s begins with a zero octet";
    CredentialId1023, "credential-id-1023", AuthData, "refuses to register a credential id of more than 64 bytes";
    ShortCredentialId, "short-credential-id", AuthData, "refuses to register a credential id of fewer than 16 bytes";
    ReservedFlagsCreate, "reserved-flags-create", AuthData, "refuses a registration with a reserved flag set";
    ReservedFlagsGet, "reserved-flags-get", AuthData, "refuses an assertion with a reserved flag set";
    ExtensionDataCreate, "extension-data-create", AuthData, "refuses a registration with extension data";
    ExtensionDataGet, "extension-data-get", AuthData, "refuses an assertion with extension data";
}

macro_rules! slips {
    ($($variant:ident, $id:literal, $what:literal;)*) => {
        /// A fault in what is kept.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Slip { $($variant),* }

        impl Slip {
            const ALL: &'static [Slip] = &[$(Self::$variant),*];

            fn name(self) -> &'static str {
                match self { $(Self::$variant => concat!("state/", $id)),* }
            }

            fn what(self) -> &'static str {
                match self { $(Self::$variant => $what),* }
            }
        }
    };
}

slips! {
    SignCountNotStored, "sign-count-not-stored", "keeps the counter of the registration";
    BackupStateNotStored, "backup-state-not-stored", "keeps the BS of the registration";
    TransportsNotStored, "transports-not-stored", "keeps no transports";
    UvInitializedOverwritten, "uv-initialized-overwritten", "sets uvInitialized to the UV of the last ceremony";
}

macro_rules! oversights {
    ($($variant:ident, $id:literal, $what:literal;)*) => {
        /// A fault in what the client is given.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Oversight { $($variant),* }

        impl Oversight {
            const ALL: &'static [Oversight] = &[$(Self::$variant),*];

            fn name(self) -> &'static str {
                match self { $(Self::$variant => concat!("options/", $id)),* }
            }

            fn what(self) -> &'static str {
                match self { $(Self::$variant => $what),* }
            }
        }
    };
}

oversights! {
    ChallengeRepeated, "challenge-repeated", "gives every ceremony the same challenge";
    ChallengeShort, "challenge-short", "gives challenges of 15 bytes";
    UserIdRepeated, "user-id-repeated", "gives every account the same user handle";
    UserIdOfName, "user-id-of-name", "makes the user handle of the name";
    UserIdEmpty, "user-id-empty", "gives empty user handles";
    UserIdShort, "user-id-short", "gives user handles of 16 bytes";
    Padded, "padded", "pads base64url";
    UserVerificationNotAsked, "user-verification-not-asked", "leaves `userVerification` out of the options";
    OtherAlgorithm, "other-algorithm", "offers an algorithm that it will refuse";
    UnknownAttachment, "unknown-attachment", "asks for an attachment that there is not";
    ResidentKeyContradicted, "resident-key-contradicted", "requires a resident key and says that it does not";
    TimeoutShort, "timeout-short", "gives the client ten seconds";
    NamesMissing, "names-missing", "leaves out `displayName`";
    NothingExcluded, "nothing-excluded", "lists nothing in `excludeCredentials`";
    NothingAllowed, "nothing-allowed", "lists one credential of several in `allowCredentials`";
    TransportsNotTold, "transports-not-told", "lists credentials without their transports";
}

/// All mutants that have to be killed: one per check that can be switched off, one that misreads, one per tolerance,
/// one per fault of the record and one per fault of the options.
#[must_use]
pub fn mutants() -> Vec<Mutant> {
    let lax = Id::ALL.iter().filter_map(|id| {
        let check = id.check();
        let what = match check.kind {
            Kind::Rule => check.demands,
            Kind::Gate { lenient, .. } => lenient?,
        };
        Some(Mutant { id: format!("lax/{}", check.id), family: Family::Lax, what, switch: Switch::Off(*id) })
    });
    let strict = Tolerance::ALL.iter().map(|tolerance| Mutant {
        id: tolerance.name().to_owned(),
        family: Family::Strict,
        what: tolerance.what(),
        switch: Switch::Refuse(*tolerance),
    });
    let state = Slip::ALL.iter().map(|slip| Mutant {
        id: slip.name().to_owned(),
        family: Family::State,
        what: slip.what(),
        switch: Switch::Slip(*slip),
    });
    let lenient = Mutant {
        id: "lenient/key-end-by-re-encoding".to_owned(),
        family: Family::Lenient,
        what: "decodes the credential key, encodes it anew, and takes that length for the key's",
        switch: Switch::KeyEndByReEncoding,
    };
    let options = Oversight::ALL.iter().map(|oversight| Mutant {
        id: oversight.name().to_owned(),
        family: Family::Options,
        what: oversight.what(),
        switch: Switch::Overlook(*oversight),
    });
    lax.chain([lenient]).chain(strict).chain(state).chain(options).collect()
}

/// A mutant whose switch does nothing. A kill matrix that does not report it as a survivor is broken.
#[must_use]
pub fn planted() -> Mutant {
    Mutant { id: "planted/does-nothing".to_owned(), family: Family::Planted, what: "does nothing", switch: Switch::Nothing }
}
