//! Plays an input against an RP, as the application around it.

use data_encoding::BASE64URL_NOPAD;
use relycheck_forge::{Emission, Inputs};
use relycheck_protocol::{
    Accepted, AccountRecord, AuthenticationBegin, AuthenticationFinish, Begun, Capability, Finish, Mediation, Policy,
    RegistrationBegin, RegistrationFinish, RelyingParty, Stage, Stored, User,
};
use relycheck_reference::Reference;

use super::answers;
use crate::opened::Ceremony;
use crate::responses::Responses;
use crate::session::{CREATION_CHALLENGE, ORIGIN, OTHER_USER_HANDLE, REQUEST_CHALLENGE, RP_ID, USER_HANDLE, forge};
use crate::{Asked, Finding, Setting, Table};

/// An RP, and which rules it says were broken, where it says so.
pub(crate) trait Judge {
    fn rp(&mut self) -> &mut dyn RelyingParty;

    /// Which checks failed and which hold at the end of the last ceremony.
    fn checks(&self) -> Checks {
        Checks::default()
    }
}

/// The ids of checks of the reference RP.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Checks {
    pub(crate) failed: Vec<&'static str>,
    pub(crate) passed: Vec<&'static str>,
}

impl Judge for Reference {
    fn rp(&mut self) -> &mut dyn RelyingParty {
        self
    }

    fn checks(&self) -> Checks {
        Checks { failed: self.last_violations().to_vec(), passed: self.last_passes().to_vec() }
    }
}

/// An RP that says no more than the protocol asks for.
pub(crate) struct Other<'p>(pub(crate) &'p mut dyn RelyingParty);

impl Judge for Other<'_> {
    fn rp(&mut self) -> &mut dyn RelyingParty {
        self.0
    }
}

/// How a ceremony ended.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Outcome {
    /// Accepted, and what was kept.
    Accepted(Box<Accepted>),
    /// Refused.
    Refused { stage: Option<Stage>, detail: String },
    /// It did not take place: the RP cannot do what it needs, an earlier one did not succeed, or the input has no response for it.
    NotAsked,
}

impl Outcome {
    pub(crate) fn stored(&self) -> Option<&Stored> {
        match self {
            Self::Accepted(accepted) => Some(&accepted.stored),
            _ => None,
        }
    }

    pub(crate) fn is_accepted(&self) -> bool {
        matches!(self, Self::Accepted(_))
    }
}

/// A ceremony at its end.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ended {
    pub(crate) outcome: Outcome,
    /// What was posted; empty where nothing was.
    pub(crate) text: String,
    /// Of the reference RP and its mutants.
    pub(crate) checks: Checks,
}

impl Ended {
    fn not_asked() -> Self {
        Self { outcome: Outcome::NotAsked, text: String::new(), checks: Checks::default() }
    }
}

/// An input that was played.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Played {
    registration: Ended,
    authentication: Ended,
}

impl Played {
    pub(crate) fn of(&self, ceremony: Ceremony) -> &Ended {
        match ceremony {
            Ceremony::Registration => &self.registration,
            Ceremony::Authentication => &self.authentication,
        }
    }

    /// What was stored at the registration.
    pub(crate) fn registered(&self) -> Option<&Stored> {
        self.registration.outcome.stored()
    }
}

/// A change of the text of a response just before it is delivered; `None` where it does not apply.
pub(crate) type Mangle<'m> = &'m dyn Fn(Ceremony, Vec<u8>) -> Option<Vec<u8>>;

/// Plays an input.
///
/// # Errors
/// Where an answer is none that the protocol has there.
pub(crate) fn play(judge: &mut dyn Judge, responses: &Responses<'_>) -> Result<Played, Finding> {
    play_with(judge, responses, None, &|_, text| Some(text))
}

/// Plays an input whose responses are changed before they are delivered, by an RP that verifies no algorithms but `only` these.
///
/// # Errors
/// As [`play`].
pub(crate) fn play_with(
    judge: &mut dyn Judge,
    responses: &Responses<'_>,
    only: Option<&[i64]>,
    mangle: Mangle<'_>,
) -> Result<Played, Finding> {
    let settable = judge.rp().identity().settable;
    judge.rp().reset();
    let mut table =
        PlayTable { judge, responses, only, mangle, records: Vec::new(), challenges: settable.contains(&Capability::Challenge) };
    let Some(registration) = table.register()? else {
        return Ok(Played { registration: Ended::not_asked(), authentication: Ended::not_asked() });
    };
    let authentication = match (&registration.outcome, responses.input.authentication) {
        (Outcome::Accepted(accepted), Some(_)) => table.authenticate(accepted)?.unwrap_or_else(Ended::not_asked),
        _ => Ended::not_asked(),
    };
    Ok(Played { registration, authentication })
}

/// The application's side of the table.
struct PlayTable<'t> {
    judge: &'t mut dyn Judge,
    responses: &'t Responses<'t>,
    only: Option<&'t [i64]>,
    mangle: Mangle<'t>,
    records: Vec<AccountRecord>,
    challenges: bool,
}

impl PlayTable<'_> {
    /// The registration, after those that the setting wants before it. `None` where one of these does not succeed.
    fn register(&mut self) -> Result<Option<Ended>, Finding> {
        let setting = self.responses.input.setting;
        if (setting.table == Table::SecondOfUser || setting.asked == Asked::OwnerAnotherListed) && !self.register_another()? {
            return Ok(None);
        }
        let before = match setting.table {
            Table::TakenByUser => Some(USER_HANDLE),
            Table::TakenByAnother => Some(OTHER_USER_HANDLE),
            Table::Empty | Table::SecondOfUser => None,
        };
        if let Some(owner) = before {
            let Some(Ended { outcome: Outcome::Accepted(accepted), .. }) = self.register_for(&owner)? else { return Ok(None) };
            self.keep(&owner, &accepted);
        }
        self.register_for(&USER_HANDLE)
    }

    fn register_for(&mut self, owner: &[u8; 32]) -> Result<Option<Ended>, Finding> {
        let policy = self.responses.input.setting.creation_policy();
        let mediation = self.responses.input.setting.mediation();
        let Some((begun, challenge)) = self.begin_registration(owner, policy, mediation)? else { return Ok(None) };
        let Some(text) = self.answer(Ceremony::Registration, &challenge) else { return Ok(None) };
        self.finish_registration(begun, text).map(Some)
    }

    /// A credential of the same user that the input does not speak of.
    fn register_another(&mut self) -> Result<bool, Finding> {
        let policy = Setting::default().creation_policy();
        let Some((begun, challenge)) = self.begin_registration(&USER_HANDLE, policy, None)? else { return Ok(false) };
        let challenge = BASE64URL_NOPAD.decode(challenge.as_bytes()).unwrap_or_default();
        let inputs = Inputs { rp_id: RP_ID, origin: ORIGIN, challenge: &challenge, user_handle: &USER_HANDLE };
        let emission = Emission::default();
        let credential = forge().credential("another credential", 0, &emission);
        let Ok(rendered) = forge().registration(&credential, &emission, &inputs, None) else { return Ok(false) };
        let Outcome::Accepted(accepted) = self.finish_registration(begun, rendered.response)?.outcome else { return Ok(false) };
        self.keep(&USER_HANDLE, &accepted);
        Ok(true)
    }

    fn begin_registration(
        &mut self,
        owner: &[u8; 32],
        mut policy: Policy,
        mediation: Option<Mediation>,
    ) -> Result<Option<(Begun, String)>, Finding> {
        if let Some(only) = self.only {
            policy.algorithms.retain(|algorithm| only.contains(algorithm));
        }
        let challenge = self.challenge(&CREATION_CHALLENGE);
        let begin = RegistrationBegin { user: user(owner), policy, exclude: Vec::new(), mediation, challenge };
        answers::begun(self.judge.rp().begin_registration(begin))
    }

    fn finish_registration(&mut self, begun: Begun, text: String) -> Result<Ended, Finding> {
        let finish = RegistrationFinish { session: begun.session, response: text.clone(), records: self.records.clone() };
        let finish = self.judge.rp().finish_registration(finish);
        self.ended(finish, text)
    }

    fn authenticate(&mut self, accepted: &Accepted) -> Result<Option<Ended>, Finding> {
        let another = self.records.clone();
        self.keep(&USER_HANDLE, accepted);
        let own: Vec<_> = self.records.last().cloned().into_iter().collect();
        let (user, records) = match self.responses.input.setting.asked {
            Asked::Owner => (Some(user(&USER_HANDLE)), own),
            Asked::OwnerNothingListed => (Some(user(&USER_HANDLE)), Vec::new()),
            Asked::OwnerAnotherListed => (Some(user(&USER_HANDLE)), another),
            Asked::Nobody => (None, Vec::new()),
            Asked::Another => (Some(user(&OTHER_USER_HANDLE)), Vec::new()),
        };
        let mut policy = self.responses.input.setting.request_policy();
        if let Some(only) = self.only {
            policy.algorithms.retain(|algorithm| only.contains(algorithm));
        }
        let challenge = self.challenge(&REQUEST_CHALLENGE);
        let begin = AuthenticationBegin { user, records, policy, mediation: None, challenge };
        let Some((begun, challenge)) = answers::begun(self.judge.rp().begin_authentication(begin))? else { return Ok(None) };
        let Some(text) = self.answer(Ceremony::Authentication, &challenge) else { return Ok(None) };
        let finish = AuthenticationFinish { session: begun.session, response: text.clone(), records: self.records.clone() };
        let finish = self.judge.rp().finish_authentication(finish);
        self.ended(finish, text).map(Some)
    }

    /// The text is what is posted, so that what is no UTF-8 is replaced.
    fn answer(&self, ceremony: Ceremony, challenge: &str) -> Option<String> {
        let text = (self.mangle)(ceremony, self.responses.answer(ceremony, challenge)?)?;
        Some(String::from_utf8_lossy(&text).into_owned())
    }

    fn challenge(&self, own: &[u8]) -> Option<String> {
        self.challenges.then(|| BASE64URL_NOPAD.encode(own))
    }

    fn ended(&self, finish: Finish, text: String) -> Result<Ended, Finding> {
        let outcome = match answers::finished(finish)? {
            answers::Finished::Accepted(accepted) => Outcome::Accepted(accepted),
            answers::Finished::Rejected(rejected) => Outcome::Refused { stage: rejected.stage, detail: rejected.detail },
            answers::Finished::Unsupported => Outcome::NotAsked,
        };
        Ok(Ended { outcome, text, checks: self.judge.checks() })
    }

    /// What an application keeps of an acceptance, under the id that the RP told.
    fn keep(&mut self, owner: &[u8], accepted: &Accepted) {
        self.records.push(AccountRecord {
            user_id: BASE64URL_NOPAD.encode(owner),
            credential_id: accepted.stored.credential_id.clone().unwrap_or_default(),
            record: accepted.record.clone(),
        });
    }
}

fn user(handle: &[u8]) -> User {
    User { id: Some(BASE64URL_NOPAD.encode(handle)), name: "somebody@example.org".to_owned() }
}
