//! A ceremony at its end, as an application sees it: what was remembered, and what it finds out beside the library.

use std::fmt::{Debug, Display};

use relycheck_protocol::{AccountRecord, AttestationTrust, Policy, Rejected, Shared, Stage};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::data::{Data, Duty};
use crate::refusal::{OrRefusal, Refusal};
use crate::stages::Kind;
use crate::terms::{decode, encode};

/// What is remembered from the beginning of a ceremony to its end.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Session {
    pub(crate) ceremony: Kind,
    pub(crate) policy: Policy,
    /// The handle of the user known beforehand.
    pub(crate) user: Option<String>,
    /// The credential ids that the options listed.
    pub(crate) listed: Vec<String>,
    /// The library's own state.
    pub(crate) state: Shared,
}

/// The end of a ceremony.
#[derive(Debug)]
pub struct Ceremony<'a> {
    data: &'a Data,
    session: Session,
    /// The text that the browser posted.
    pub response: String,
    records: Vec<AccountRecord>,
}

impl<'a> Ceremony<'a> {
    pub(crate) fn new(
        data: &'a Data,
        kind: Kind,
        session: &Value,
        response: String,
        records: Vec<AccountRecord>,
    ) -> Result<Self, Refusal> {
        let place = "session: not one that this ceremony's begin returned; hand it back unchanged";
        let session: Session = Session::deserialize(session).or_failed(place)?;
        if session.ceremony != kind {
            return Err("it is of the other ceremony").or_failed(place);
        }
        Ok(Self { data, session, response, records })
    }

    /// What the ceremony is held to.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.session.policy
    }

    /// Whether the options listed credentials.
    #[must_use]
    pub fn listed(&self) -> bool {
        !self.session.listed.is_empty()
    }

    /// The library's state, as [`begun`](crate::begun) took it.
    ///
    /// # Errors
    /// `Failed` where it is none of this type.
    pub fn state<S: DeserializeOwned>(&self) -> Result<S, Refusal> {
        S::deserialize(&*self.session.state)
            .or_failed("session: not one that this ceremony's begin returned; hand it back unchanged")
    }

    /// The library's state, where [`begun`](crate::begun) took it as [`encode`](crate::encode) wrote it.
    ///
    /// # Errors
    /// `Failed` where it is none.
    pub fn state_bytes(&self) -> Result<Vec<u8>, Refusal> {
        decode("session", &self.state::<String>()?)
    }

    /// The response as the library's own type reads it from JSON.
    ///
    /// # Errors
    /// `Rejected` at `parse` where it does not.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        serde_json::from_str(&self.response).map_err(|error| rejected(Some(Stage::Parse), error))
    }

    /// What the library says of a response; its errors are refusals, at the stage that `stages.json` has for their `Debug` form.
    ///
    /// # Errors
    /// `Rejected` for an error.
    pub fn judged<T, E: Debug + Display>(&self, result: Result<T, E>) -> Result<T, Refusal> {
        self.judged_by(result, |error| format!("{error:?}"))
    }

    /// As [`Ceremony::judged`], where a name has to be made of the error.
    ///
    /// # Errors
    /// `Rejected` for an error.
    pub fn judged_by<T, E: Display>(&self, result: Result<T, E>, name: impl FnOnce(&E) -> String) -> Result<T, Refusal> {
        result.map_err(|error| rejected(self.data.stages.of(&name(&error), self.session.ceremony), error))
    }

    /// Judges an attestation that the library has verified, by its kind; `None` is one that the library does not vouch for. Gives
    /// whether the policy verifies attestation at all.
    ///
    /// # Errors
    /// `Rejected` at `trust` where the policy does not accept it. `Failed` where that is no duty of the application.
    pub fn judge_attestation(&self, kind: Option<AttestationTrust>) -> Result<bool, Refusal> {
        self.duty(Duty::Attestation)?;
        let policy = &self.policy().attestation;
        // Without anchors there is no path.
        let acceptable = |kind| policy.trust.contains(&kind) && (kind != AttestationTrust::Anchored || !policy.anchors.is_empty());
        if policy.verify && !kind.is_some_and(acceptable) {
            return self.refuse(Stage::Trust, "the policy does not accept this kind of attestation");
        }
        Ok(policy.verify)
    }

    /// The row of a credential id in the table of all accounts, of the user or of the listed credentials, as the data has it.
    ///
    /// # Errors
    /// `Rejected` at `state` where there is none. `Failed` where that is no duty of the application.
    pub fn row(&self, id: impl AsRef<[u8]>) -> Result<&AccountRecord, Refusal> {
        self.duty(Duty::Credential)?;
        let (id, Session { user, listed, .. }) = (encode(id), &self.session);
        let applies = |duty| self.data.application.contains_key(&duty);
        let found = self.records.iter().find(|known| {
            known.credential_id == id
                && (!applies(Duty::UsersCredentials) || user.as_ref().is_none_or(|user| *user == known.user_id))
                && (!applies(Duty::ListedCredentials) || listed.is_empty() || listed.contains(&id))
        });
        found.map_or_else(|| self.refuse(Stage::State, &format!("no credential {id} for this login")), Ok)
    }

    /// The record of a credential id, see [`Ceremony::row`].
    ///
    /// # Errors
    /// As [`Ceremony::row`], and `Failed` where the record is none of this type.
    pub fn record<R: DeserializeOwned>(&self, id: impl AsRef<[u8]>) -> Result<R, Refusal> {
        self.row(id).and_then(read)
    }

    /// The records of the account: of the user known beforehand, or else of the response's user handle.
    ///
    /// # Errors
    /// `Rejected` at `state` where there is no such account. `Failed` where a record is none of this type, or where that is no duty of
    /// the application.
    pub fn account<R: DeserializeOwned>(&self, handle: Option<&[u8]>) -> Result<Vec<R>, Refusal> {
        self.duty(Duty::Account)?;
        let user = self.session.user.clone().or_else(|| handle.map(encode));
        let known =
            self.records.iter().filter(|known| Some(&known.user_id) == user.as_ref()).map(read).collect::<Result<Vec<_>, _>>()?;
        if known.is_empty() {
            return self.refuse(Stage::State, "no account of this user handle, or none in the response");
        }
        Ok(known)
    }

    /// Compares the response's user handle with the owner of a credential.
    ///
    /// # Errors
    /// `Rejected` at `state` where they differ. `Failed` where that is no duty of the application.
    pub fn compare_user_handle(&self, known: &AccountRecord, handle: impl AsRef<[u8]>) -> Result<(), Refusal> {
        self.duty(Duty::UserHandle)?;
        if known.user_id == encode(handle) {
            return Ok(());
        }
        self.refuse(Stage::State, "the credential is of another account than the user handle")
    }

    /// Refuses a credential id that is registered already, if that is a duty of the application.
    pub(crate) fn require_unique(&self, id: Option<&str>) -> Result<(), Refusal> {
        let taken = self.records.iter().any(|known| Some(known.credential_id.as_str()) == id);
        if taken && self.data.application.contains_key(&Duty::UniqueCredentialId) {
            return self.refuse(Stage::State, "the credential id is registered already");
        }
        Ok(())
    }

    /// What an application does has to stand in its data.
    fn duty(&self, duty: Duty) -> Result<(), Refusal> {
        if self.data.application.contains_key(&duty) {
            return Ok(());
        }
        Err(format!("{duty:?} is not named")).or_failed("identity.json: application; name it, with the documentation's words")
    }

    fn refuse<T>(&self, stage: Stage, words: &str) -> Result<T, Refusal> {
        Err(rejected(Some(stage), format!("application: {words}")))
    }
}

fn rejected(stage: Option<Stage>, words: impl Display) -> Refusal {
    Refusal::Rejected(Rejected { stage, detail: words.to_string() })
}

/// The record of a row as the library's own type reads it.
///
/// # Errors
/// `Failed` where it is none of this type.
pub fn read<R: DeserializeOwned>(known: &AccountRecord) -> Result<R, Refusal> {
    let place = format!("record of credential {}; hand back what the end of the last ceremony returned", known.credential_id);
    R::deserialize(&*known.record).or_failed(&place)
}
