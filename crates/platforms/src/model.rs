//! What the data says, as types: statements, authenticators, environments with their requests, journeys, grid.

/// The id of a [`Statement`]: `S-` and a number (`S-04b` has a letter).
pub type StatementId = String;
/// The id of an [`Observation`]: `X-` and a number, `X-D` and a number for a decoded sample response.
pub type ObservationId = String;
/// The id of an [`Ambiguity`]: `AMB-` and a number.
pub type AmbiguityId = String;
/// The id of a [`GridScenario`]: `G-` and a number, with `n` for the hostile twin of a scenario.
pub type GridId = String;

/// Everything the data files say, cross-references checked. [`crate::load`] gives the embedded one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Platforms {
    /// The documents that statements come from.
    pub documents: Vec<Document>,
    /// What the documents say, in the order of their ids.
    pub statements: Vec<Statement>,
    /// Where the documents are unclear or disagree, and how the rows read them.
    pub ambiguities: Vec<Ambiguity>,
    /// Facts from outside the documents that some value leans on.
    pub observations: Vec<Observation>,
    /// The kinds of credential store that environments use.
    pub authenticators: Vec<Authenticator>,
    /// Platform, browser and configuration, each with its requests; in the order of the data files.
    pub environments: Vec<Environment>,
    /// Sequences of ceremonies over one or more environments.
    pub journeys: Vec<Journey>,
    /// The scenarios that rows and journeys have to reach.
    pub grid: Vec<GridScenario>,
}

/// An edition of a published document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Short name, unique among the documents.
    pub id: String,
    /// The title as a reader would cite it.
    pub title: String,
    /// The day (`YYYY-MM-DD`) of the edition, or first and last day joined by `..`.
    pub edition: String,
    /// Where the document is published; it may have moved on since the edition.
    pub url: String,
    /// What a reader should know about this edition.
    pub note: String,
}

/// One thing that a document says, in this project's own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Unique id.
    pub id: StatementId,
    /// Ids of the [`Document`]s that say it; at least one.
    pub documents: Vec<String>,
    /// The editions of those documents, in the same order.
    pub editions: Vec<String>,
    /// The headings that lead to it, outermost first, joined by ` > `.
    pub place: String,
    /// What is said.
    pub text: String,
    /// Why it drives no response by itself. Absent for a statement that some row or journey refers to.
    pub reason: Option<Reason>,
    /// What is tested although there is a `reason`: for example what an RP must not infer from a client-side answer.
    pub also: Option<String>,
}

/// Why something cannot be exercised by a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The kind, from a closed list.
    pub kind: ReasonKind,
    /// The explanation.
    pub text: String,
}

/// The closed list of reasons for not having a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReasonKind {
    /// Holds exactly when the statements it sums up hold.
    UmbrellaOf,
    /// Exercised by the same check as another statement.
    SameCheckAs,
    /// Concerns the client alone: nothing of it reaches the server.
    ClientOnly,
    /// Concerns another party than client and RP.
    PeerOnly,
    /// Leads to no message at all.
    NoMessage,
    /// Concerns a login service, not a library that verifies responses.
    Service,
}

/// A place where the documents contradict themselves or leave something open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ambiguity {
    /// Unique id.
    pub id: AmbiguityId,
    /// Which statements or passages are concerned.
    pub place: String,
    /// What is unclear.
    pub problem: String,
    /// How the rows read it.
    pub reading: String,
    /// Ids of the environments, requests and journeys that name this reading.
    pub rows: Vec<String>,
    /// Why no row names it. Present exactly when `rows` is empty.
    pub reason: Option<String>,
}

/// A fact from outside the documents: source code, decoded bytes, a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    /// Unique id.
    pub id: ObservationId,
    /// The fact.
    pub text: String,
    /// Where it was seen.
    pub source: String,
    /// How much it can be relied on.
    pub confidence: Confidence,
}

/// How well a fact is attested.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// A single anecdote, an inference, or an outdated version. `L` in the data.
    Low,
    /// A named maintainer or tester, or a community reference page. `M` in the data.
    Medium,
    /// A primary source: code, a standard, a vendor's page, decoded bytes. `H` in the data.
    High,
}

/// Why a value is what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ground {
    /// A document says so. Ids of [`Statement`]s, at least one.
    Documented(Vec<StatementId>),
    /// It was seen elsewhere. Ids of [`Observation`]s, at least one.
    Observed(Vec<ObservationId>),
    /// It follows, or is assumed, for the reason given.
    Inferred(String),
}

/// A value with exactly one ground.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Valued<T> {
    /// The value.
    pub value: T,
    /// Its ground.
    pub ground: Ground,
}

/// A kind of credential store, with what its responses carry when nothing else is said.
///
/// The documents are silent on every value here, so none of them is [`Ground::Documented`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authenticator {
    /// Unique id.
    pub id: String,
    /// What it is, in a few words.
    pub title: String,
    /// The pool its credentials lie in. Environments that share a pool can use each other's credentials.
    pub pool: String,
    /// User present, the flag UP. See <https://www.w3.org/TR/webauthn-3/#sctn-authenticator-data>.
    pub up: Valued<bool>,
    /// Backup eligible, the flag BE. See <https://www.w3.org/TR/webauthn-3/#sctn-credential-backup>.
    pub be: Valued<bool>,
    /// Backup state, the flag BS; never set without BE.
    pub bs: Valued<bool>,
    /// Sixteen bytes in the order of the text form of the UUID, as they stand in attested credential data.
    /// See <https://www.w3.org/TR/webauthn-3/#sctn-attested-credential-data>.
    pub aaguid: Valued<[u8; 16]>,
    /// The attestation statement format that the authenticator makes. What a client makes of it for an RP that asked for
    /// conveyance `none` is the client's part: <https://www.w3.org/TR/webauthn-3/#enum-attestation-convey>.
    pub fmt: Valued<Fmt>,
    /// What `getTransports()` gives: `AuthenticatorTransport` values in ascending order.
    pub transports: Valued<Vec<String>>,
    /// `authenticatorAttachment`: `platform`, `cross-platform`, or `None` where the client leaves the member out.
    pub attachment: Valued<Option<String>>,
    /// The signature counter.
    pub sign_count: Valued<SignCount>,
    /// Length of a credential id in bytes, 1 to 1023.
    pub credential_id_length: Valued<u16>,
}

/// The attestation statement formats that occur.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fmt {
    /// `none`. See <https://www.w3.org/TR/webauthn-3/#sctn-none-attestation>.
    None,
    /// `packed` without `x5c`: self-attestation, signed with the credential's own key.
    /// See <https://www.w3.org/TR/webauthn-3/#sctn-packed-attestation>.
    PackedSelf,
}

/// The signature counter of an authenticator. See <https://www.w3.org/TR/webauthn-3/#sctn-sign-counter>.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SignCount {
    /// The counter in the registration response.
    pub at_create: u32,
    /// What it does afterwards.
    pub moves: SignCountMoves,
}

/// What a signature counter does from one assertion to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignCountMoves {
    /// It is zero for ever. `zero` in the data.
    Zero,
    /// It grows by one or more with each assertion. `increments` in the data.
    Increments,
    /// It is the time of the assertion, in seconds since 1970. `unix-time` in the data.
    UnixTime,
}

/// A platform, a browser and a configuration of both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Environment {
    /// Unique id in kebab case.
    pub id: String,
    /// For tables; at most 46 columns.
    pub title: String,
    /// The operating system.
    pub platform: Product,
    /// The browser; `any` where the documents name none.
    pub browser: Product,
    /// Whether iCloud Keychain is on.
    pub icloud_keychain: Keychain,
    /// What can be said about Touch ID.
    pub touch_id: TouchId,
    /// Id of the [`Authenticator`] that answers unless an outcome names another. `None` where no ceremony succeeds.
    pub authenticator: Option<String>,
    /// Id of the [`Authenticator`] that the client may turn to when the first cannot answer.
    pub fallback_authenticator: Option<String>,
    /// For hybrid transports: whether the phone is persistently linked to the client, so that no QR code is scanned.
    pub linked: Option<bool>,
    /// The pools whose credentials this environment can use.
    pub shares_credential: Vec<String>,
    /// Statements that describe the environment as such.
    pub statements: Vec<StatementId>,
    /// Readings that shaped the environment as such.
    pub readings: Vec<AmbiguityId>,
    /// What an RP may ask here, and what comes back.
    pub requests: Vec<RequestRow>,
    /// The data file, relative to the data folder.
    pub file: String,
}

/// A name and, where one is said, a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    /// The product's name.
    pub name: String,
    /// Its version, or a year where the documents date it only by their edition.
    pub version: Option<String>,
}

/// The state of iCloud Keychain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Keychain {
    /// Turned on.
    On,
    /// Turned off.
    Off,
    /// Either; it makes no difference here.
    Any,
    /// Does not come into it. `n/a` in the data.
    NotApplicable,
}

/// The state of Touch ID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TouchId {
    /// Configured and within reach.
    Usable,
    /// No finger enrolled, or no sensor.
    NotConfigured,
    /// Configured, but the lid of the laptop is closed.
    LidClosed,
    /// One of the two states before; the documents treat them alike.
    NotConfiguredOrLidClosed,
    /// Any; it makes no difference here.
    Any,
    /// Does not come into it. `n/a` in the data.
    NotApplicable,
}

/// A ceremony of WebAuthn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ceremony {
    /// Registration, `navigator.credentials.create()`.
    Create,
    /// Authentication, `navigator.credentials.get()`.
    Get,
}

/// The `userVerification` of a request. See <https://www.w3.org/TR/webauthn-3/#enum-userVerificationRequirement>.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UserVerification {
    /// `required`.
    Required,
    /// `preferred`.
    Preferred,
    /// `discouraged`.
    Discouraged,
    /// The member is not there; a client reads that as `preferred`.
    Omitted,
}

/// The `mediation` of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mediation {
    /// `optional`, also when the member is not there.
    Optional,
    /// `conditional`: autofill for a get.
    Conditional,
}

/// One request in an environment, and everything that may come of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestRow {
    /// Environment id, ceremony and user verification joined by `/`, with `/conditional` behind where that holds. Unique.
    pub id: String,
    /// Registration or authentication.
    pub ceremony: Ceremony,
    /// What the RP asks for.
    pub user_verification: UserVerification,
    /// How the RP asks.
    pub mediation: Mediation,
    /// The grid scenarios it belongs to.
    pub grid: Vec<GridId>,
    /// The statements behind it: those named on the row, then those its outcomes are grounded in, without repeats.
    pub statements: Vec<StatementId>,
    /// The readings that shaped it.
    pub readings: Vec<AmbiguityId>,
    /// What may come of it; at least one.
    pub outcomes: Vec<Outcome>,
}

/// What reaches the server after a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing: the ceremony ends, or hangs, in the client.
    Nothing {
        /// Why nothing arrives.
        arrives: Ground,
        /// The name of the `DOMException` the page sees; `None` where the promise never settles.
        error: Valued<Option<String>>,
    },
    /// A response.
    Response(Box<Response>),
}

/// A response as it reaches the server: the authenticator's values, overlaid with those of the outcome.
///
/// `aaguid`, `fmt`, `transports` and `credential_id_length` travel in a registration only; for an authentication they
/// describe the credential that is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// Why a response arrives.
    pub arrives: Ground,
    /// Only a broken or hostile client sends this.
    pub broken: bool,
    /// Id of the [`Authenticator`] that made it.
    pub authenticator: String,
    /// User present, the flag UP.
    pub up: Valued<bool>,
    /// User verified, the flag UV.
    pub uv: Valued<bool>,
    /// Backup eligible, the flag BE.
    pub be: Valued<bool>,
    /// Backup state, the flag BS.
    pub bs: Valued<bool>,
    /// As in [`Authenticator::aaguid`].
    pub aaguid: Valued<[u8; 16]>,
    /// As in [`Authenticator::fmt`].
    pub fmt: Valued<Fmt>,
    /// As in [`Authenticator::transports`].
    pub transports: Valued<Vec<String>>,
    /// As in [`Authenticator::attachment`].
    pub attachment: Valued<Option<String>>,
    /// As in [`Authenticator::sign_count`].
    pub sign_count: Valued<SignCount>,
    /// As in [`Authenticator::credential_id_length`].
    pub credential_id_length: Valued<u16>,
}

/// A sequence of ceremonies that one user goes through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Journey {
    /// Unique id in kebab case; no environment has the same.
    pub id: String,
    /// For tables; at most 46 columns.
    pub title: String,
    /// The grid scenarios it covers.
    pub grid: Vec<GridId>,
    /// The statements it puts together.
    pub statements: Vec<StatementId>,
    /// The readings that shaped it.
    pub readings: Vec<AmbiguityId>,
    /// The ceremonies, in order; at least two.
    pub steps: Vec<Step>,
}

/// One ceremony of a journey: a row and one of its outcomes. [`Platforms::resolve`] finds them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Id of the [`Environment`].
    pub environment: String,
    /// Registration or authentication.
    pub ceremony: Ceremony,
    /// What the RP asks for.
    pub user_verification: UserVerification,
    /// How the RP asks.
    pub mediation: Mediation,
    /// Index into the outcomes of the request, from zero; never one that is `broken`.
    pub outcome: usize,
    /// The journey's own name of the credential that is made or used; an authentication names one made before.
    pub credential: String,
    /// Which user: equal numbers mean the same `user.id`.
    pub user: u32,
    /// The credential that the authenticator drops because this registration names the same `user.id`. An RP that wants
    /// that leaves it out of `excludeCredentials`.
    pub replaces: Option<String>,
    /// Whether to accept is for the RP's own policy to say; it must only not fall over.
    pub policy: bool,
}

/// A scenario that the rows have to reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GridScenario {
    /// Unique id.
    pub id: GridId,
    /// What happens in it.
    pub title: String,
    /// Why no response can exercise it. Absent for a scenario that some row or journey refers to.
    pub reason: Option<Reason>,
}
