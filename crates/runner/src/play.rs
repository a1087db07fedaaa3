//! Plays one case against an RP: the suite as client, authenticator and, for a library, application.

use std::collections::BTreeSet;

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use relycheck_cases::{Allow, Case, Ceremony, Delivery, Kind, Offer, respond};
use relycheck_forge::Forge;
use relycheck_judge::{Attempt, Expectation, Fault, Observation, Offered, Run, accepted_throughout};
use relycheck_protocol::{
    AccountRecord, Answer, AuthenticationBegin, AuthenticationFinish, Begun, Capability, Identity, RegistrationBegin,
    RegistrationFinish, Request, User,
};
use serde_json::Value;

use crate::accounts::{Accounts, Made};
use crate::driver::{Driver, word};

/// How often a case begins anew where a deviation happens to change nothing.
const ATTEMPTS: u32 = 16;

/// How many bytes an ordinary challenge has at least: what the standard recommends.
const ORDINARY_CHALLENGE: usize = 16;

/// What passed between suite and RP, once.
#[derive(Clone, Debug, PartialEq)]
pub struct Exchange {
    /// What was asked.
    pub request: Request,
    /// What was answered, if anything.
    pub answer: Option<Answer>,
}

/// A case that was played.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Played {
    /// What was seen.
    pub run: Run,
    /// What passed.
    pub exchanges: Vec<Exchange>,
    /// What the RP wrote to standard error meanwhile.
    pub stderr: String,
}

/// The suite is at fault, not the RP.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{case}: {fault}")]
pub struct SuiteError {
    /// Which case.
    pub case: String,
    /// What is wrong with it.
    pub fault: String,
}

/// Plays cases against an RP that has introduced itself.
#[derive(Clone, Copy, Debug)]
pub struct Player<'a> {
    /// Keys, ids and handles.
    pub forge: &'a Forge,
    /// Who the RP is.
    pub identity: &'a Identity,
    /// Which series of challenges an RP that takes challenges is given; verdicts do not depend on it.
    pub challenges: u64,
    /// Whether cases marked as hazards are played: they may end the process that they are played in.
    pub hazards: bool,
}

/// Why a case ends early.
enum Stop {
    Fault(Fault),
    Void(String),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl Player<'_> {
    /// Plays a case from the beginning.
    ///
    /// # Errors
    /// Where the case's deviation changes nothing, however often it begins anew, under challenges that leave it something to change.
    pub fn play(&self, case: &Case, driver: &mut dyn Driver) -> Result<Played, SuiteError> {
        let mut played = self.play_as_declared(case, driver)?;
        played.stderr = driver.take_stderr();
        Ok(played)
    }

    fn play_as_declared(&self, case: &Case, driver: &mut dyn Driver) -> Result<Played, SuiteError> {
        let left_out = |fault| Ok(Played { run: Run { fault: Some(fault), ..Run::default() }, ..Played::default() });
        if case.hazard && !self.hazards {
            let detail = "a hazard for the process that it is played in, and this is the suite's own".to_owned();
            return left_out(Fault::NotApplicable { detail, capability: None });
        }
        if let Some(algorithm) =
            case.script.policy.algorithms.iter().find(|algorithm| !self.identity.algorithms.contains(algorithm))
        {
            let detail = format!("needs COSE algorithm {algorithm}, which the RP does not list");
            return left_out(Fault::NotApplicable { detail, capability: Some(Capability::Algorithms) });
        }
        let Some(missing) = case.needs().into_iter().find(|&need| !self.can(need)) else { return self.play_anyway(case, driver) };
        let declared = self.identity.lacks.iter().any(|lack| lack.capability == missing);
        if !declared || case.is_negative() {
            return left_out(self.not_applicable(missing));
        }
        // A declared lack is probed with the positive case: what is said to be lacking and works is worth knowing.
        let mut played = self.play_anyway(case, driver)?;
        if accepted_throughout(&played.run) {
            played.run.fault = Some(Fault::LackWorks { capability: missing });
        } else if matches!(played.run.fault, None | Some(Fault::NotApplicable { .. })) {
            // A refusal is what was declared. What was accepted and should not have been stays so.
            played.run.attempts.retain(|attempt| matches!(attempt.observation, Observation::Accepted(_)));
            played.run.fault = Some(self.not_applicable(missing));
        }
        Ok(played)
    }

    /// Plays, and begins anew where a deviation happens to change nothing. Where that never helps, it is the fault of the RP if its
    /// challenges are no ordinary ones, and else that of the suite.
    fn play_anyway(&self, case: &Case, driver: &mut dyn Driver) -> Result<Played, SuiteError> {
        let mut fault = String::new();
        let mut seen = BTreeSet::new();
        let mut by_poor_challenge = None;
        for attempt in 0..ATTEMPTS {
            let (played, accounts, offers) = (Played::default(), Accounts::default(), Vec::new());
            let mut table = Table { player: self, case, driver, attempt, played, accounts, offers };
            match table.play() {
                Ok(()) => return Ok(table.played),
                Err(Stop::Fault(fault)) => {
                    table.played.run.fault = Some(fault);
                    return Ok(table.played);
                }
                Err(Stop::Void(why)) => {
                    if let Some(poor) = poor_challenge(&table.offers, &mut seen) {
                        let detail = format!("the RP's challenges leave nothing to deviate from: {poor} ({why})");
                        table.played.run.fault = Some(Fault::Protocol { detail });
                        by_poor_challenge = Some(table.played);
                    }
                    fault = why;
                }
            }
        }
        by_poor_challenge.ok_or_else(|| SuiteError { case: case.id.clone(), fault })
    }

    fn can(&self, need: Capability) -> bool {
        self.identity.settable.contains(&need)
    }

    /// The RP answers that it cannot do what the case asks. It may say so of what the case needs, and of nothing else: a refusal that
    /// is called a lack would hide what it is. Where a positive case meets that, and the RP said that it can, the adapter contradicts
    /// itself; a negative may ask for a value that is out of its reach.
    fn unsupported(&self, case: &Case, capability: Capability) -> Fault {
        let name = capability.as_str();
        if !case.needs().contains(&capability) {
            return Fault::Protocol { detail: format!("the adapter answers `unsupported` for {name}, which was not asked for") };
        }
        if !self.can(capability) {
            return self.not_applicable(capability);
        }
        if case.is_negative() {
            let detail = format!("needs {name}: the adapter can set it, and not to the value that this case asks for");
            return Fault::NotApplicable { detail, capability: Some(capability) };
        }
        Fault::Protocol { detail: format!("the adapter lists {name} as settable and answers `unsupported`") }
    }

    fn not_applicable(&self, capability: Capability) -> Fault {
        let declared = self.identity.lacks.iter().find(|lack| lack.capability == capability);
        let words = declared.map_or("it is not among what the adapter says can be set", |lack| lack.documentation.as_str());
        Fault::NotApplicable { detail: format!("needs {}: {words}", capability.as_str()), capability: Some(capability) }
    }
}

/// One case on the table.
struct Table<'a> {
    player: &'a Player<'a>,
    case: &'a Case,
    driver: &'a mut dyn Driver,
    attempt: u32,
    played: Played,
    accounts: Accounts,
    /// By ceremony, as far as they have begun.
    offers: Vec<Offer>,
}

impl Table<'_> {
    fn play(&mut self) -> Result<(), Stop> {
        let case = self.case;
        match self.ask(Request::Reset)? {
            Answer::Done => {}
            other => return Err(unexpected("reset", &other)),
        }
        for (number, ceremony) in case.script.ceremonies.iter().enumerate() {
            if ceremony.only_with.is_some_and(|slot| !self.accounts.holds(slot)) {
                self.offers.push(Offer::default());
                continue;
            }
            // The parts of a sweep do not see each other's credentials.
            if ceremony.kind == Kind::Create && ceremony.deliveries.iter().any(|delivery| delivery.part.is_some()) {
                self.accounts.clear();
            }
            let begun = self.begin(number, ceremony)?;
            self.offers.push(offer(&begun)?);
            if ceremony.without_outputs && self.offers[number].outputs(ceremony.kind).is_empty() {
                let detail = "the options of this RP request no extension of which the client has an output".to_owned();
                return Err(Fault::NotApplicable { detail, capability: None }.into());
            }
            self.look_at(ceremony, &begun);
            for (place, delivery) in ceremony.deliveries.iter().enumerate() {
                let handle = |user| self.user_handle(user);
                let rendered = respond(self.player.forge, &case.script, (number, place), &self.offers, handle)
                    .map_err(|error| Stop::Void(error.to_string()))?;
                let made = Made {
                    credential_id: BASE64URL_NOPAD.encode(&rendered.credential_id),
                    public_key: rendered.credential_public_key().map(|key| BASE64URL_NOPAD.encode(key)),
                    transports: Vec::new(),
                };
                let expectation = self.with_credential(ceremony.kind, delivery, &made);
                let answer = self.finish(ceremony.kind, &begun, rendered.response)?;
                let observation = match answer {
                    Answer::Accepted(accepted) => {
                        match ceremony.kind {
                            Kind::Create => {
                                let handle = self.user_handle(ceremony.user);
                                let transports = accepted.stored.transports.clone().unwrap_or_default();
                                let made = Made { transports, ..made };
                                self.accounts.register(ceremony.user, delivery.credential, &handle, made, accepted.record);
                            }
                            Kind::Get => self.accounts.update(delivery.credential, accepted.record),
                        }
                        Observation::Accepted(accepted.stored)
                    }
                    Answer::Rejected(rejected) => Observation::Rejected { stage: rejected.stage, detail: rejected.detail },
                    Answer::Unsupported(unsupported) => return Err(self.player.unsupported(case, unsupported.capability).into()),
                    other => return Err(unexpected("the end of a ceremony", &other)),
                };
                self.played.run.attempts.push(Attempt {
                    role: delivery.role,
                    part: delivery.part.clone(),
                    registration: ceremony.kind == Kind::Create,
                    expectation,
                    observation,
                });
            }
        }
        Ok(())
    }

    /// The expectation of a delivery, with the id and the key that the record has to have: those of the registration.
    fn with_credential(&self, kind: Kind, delivery: &Delivery, sent: &Made) -> Expectation {
        let mut expectation = delivery.expectation.clone();
        let made = match kind {
            Kind::Create => Some(sent),
            Kind::Get => self.accounts.made(delivery.credential),
        };
        if let (Some(remembered), Some(made)) = (&mut expectation.remembered, made) {
            remembered.credential_id = Some(made.credential_id.clone());
            remembered.public_key.clone_from(&made.public_key);
        }
        expectation
    }

    fn ask(&mut self, request: Request) -> Result<Answer, Fault> {
        let answer = self.driver.call(&request);
        self.played.exchanges.push(Exchange { request, answer: answer.as_ref().ok().cloned() });
        answer
    }

    fn user_handle(&self, user: u32) -> Vec<u8> {
        self.player.forge.user_handle(&self.case.script.label, user).to_vec()
    }

    /// A user's name says nothing about the case.
    fn user(&self, user: u32) -> User {
        let handle = self.user_handle(user);
        let name = format!("{}@example.org", HEXLOWER.encode(&handle[..4]));
        User { id: Some(BASE64URL_NOPAD.encode(&handle)), name }
    }

    fn challenge(&self, ceremony: usize) -> Option<String> {
        self.player.can(Capability::Challenge).then(|| {
            let label = self.case.script.label.as_bytes();
            let series = self.player.challenges.to_be_bytes();
            let place = [(ceremony as u64).to_be_bytes(), u64::from(self.attempt).to_be_bytes()].concat();
            let bytes: [u8; 32] = self.player.forge.seed().derive(&[b"challenge", label, &series, &place]);
            BASE64URL_NOPAD.encode(&bytes)
        })
    }

    fn begin(&mut self, number: usize, ceremony: &Ceremony) -> Result<Begun, Stop> {
        let policy = self.case.script.policy_of(ceremony);
        let begun_for = ceremony.begun_for();
        // Options are looked at as the RP makes them.
        let is_about_options = !ceremony.options.is_empty();
        let (mediation, challenge) = (ceremony.mediation, self.challenge(number).filter(|_| !is_about_options));
        let request = match ceremony.kind {
            Kind::Create => {
                let mut user = self.user(begun_for);
                let mut exclude = Vec::new();
                if is_about_options {
                    exclude = self.accounts.descriptors(&self.accounts.of_user(begun_for));
                    user.id = user.id.filter(|_| !exclude.is_empty());
                }
                Request::BeginRegistration(RegistrationBegin { user, policy, exclude, mediation, challenge })
            }
            Kind::Get => {
                let records = self.listed(ceremony);
                let user = (ceremony.allow != Allow::Nobody).then(|| self.user(begun_for));
                Request::BeginAuthentication(AuthenticationBegin { user, records, policy, mediation, challenge })
            }
        };
        match self.ask(request)? {
            Answer::Begun(begun) => Ok(begun),
            Answer::Unsupported(unsupported) => Err(self.player.unsupported(self.case, unsupported.capability).into()),
            other => Err(unexpected("the beginning of a ceremony", &other)),
        }
    }

    /// The records that an authentication begins with.
    fn listed(&self, ceremony: &Ceremony) -> Vec<AccountRecord> {
        match &ceremony.allow {
            Allow::Account => self.accounts.of_user(ceremony.begun_for()),
            Allow::Only(slots) => self.accounts.of_slots(slots),
            Allow::Nobody => Vec::new(),
        }
    }

    /// Writes down the options, where the case is about them.
    fn look_at(&mut self, ceremony: &Ceremony, begun: &Begun) {
        if ceremony.options.is_empty() {
            return;
        }
        let registration = ceremony.kind == Kind::Create;
        let records = if registration { self.accounts.of_user(ceremony.user) } else { self.listed(ceremony) };
        self.played.run.offered.push(Offered {
            rules: ceremony.options.clone(),
            registration,
            user: ceremony.user,
            user_name: self.user(ceremony.user).name,
            policy: self.case.script.policy_of(ceremony),
            credentials: self.accounts.descriptors(&records),
            options: begun.options.clone(),
        });
    }

    fn finish(&mut self, kind: Kind, begun: &Begun, response: String) -> Result<Answer, Fault> {
        let (session, records) = (begun.session.clone(), self.accounts.all());
        self.ask(match kind {
            Kind::Create => Request::FinishRegistration(RegistrationFinish { session, response, records }),
            Kind::Get => Request::FinishAuthentication(AuthenticationFinish { session, response, records }),
        })
    }
}

/// Reads from the options what the client needs.
fn offer(begun: &Begun) -> Result<Offer, Stop> {
    let broken = |fault: String| Stop::Fault(Fault::Protocol { detail: format!("the options cannot be answered: {fault}") });
    let text = match begun.options.get("challenge") {
        Some(Value::String(text)) => text,
        Some(_) => return Err(broken("`challenge` is no string".to_owned())),
        None => return Err(broken("they have no `challenge`; send the object inside `publicKey`".to_owned())),
    };
    let challenge = BASE64URL_NOPAD
        .decode(text.as_bytes())
        .map_err(|error| broken(format!("`challenge` is not base64url without padding: {error}")))?;
    if challenge.is_empty() {
        return Err(broken("`challenge` is empty".to_owned()));
    }
    let inputs = begun.options.get("extensions").and_then(Value::as_object);
    let requested = inputs.into_iter().flatten().filter(|(_, input)| !matches!(input, Value::Null | Value::Bool(false)));
    Ok(Offer { challenge, extensions: requested.map(|(name, _)| name.clone()).collect() })
}

/// What is poor about the first of these challenges that is no ordinary one. `seen` are those before; a ceremony that was left out has
/// none.
fn poor_challenge(offers: &[Offer], seen: &mut BTreeSet<Vec<u8>>) -> Option<String> {
    offers.iter().map(|offer| &offer.challenge).filter(|challenge| !challenge.is_empty()).find_map(|challenge| {
        let (shown, length) = (BASE64URL_NOPAD.encode(challenge), challenge.len());
        let is_new = seen.insert(challenge.clone());
        if length < ORDINARY_CHALLENGE {
            Some(format!("\"{shown}\" has {length} bytes, fewer than {ORDINARY_CHALLENGE}"))
        } else {
            (!is_new).then(|| format!("\"{shown}\" came more than once"))
        }
    })
}

fn unexpected(what: &str, answer: &Answer) -> Stop {
    Stop::Fault(Fault::Protocol { detail: format!("{what} was answered by {}", word(answer)) })
}
