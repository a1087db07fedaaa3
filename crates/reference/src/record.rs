//! The credential record.
//!
//! <https://www.w3.org/TR/webauthn-3/#credential-record>

use relycheck_protocol::{Accepted, Stored};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::mutant::{Slip, Switch};
use crate::reader::authenticator_data::Header;

/// What is kept of a credential. On the line it has the members of [`Stored`], none of them `null`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Record {
    /// Base64url without padding.
    pub(crate) credential_id: String,
    /// The COSE key as it came, base64url without padding.
    pub(crate) public_key: String,
    pub(crate) sign_count: u32,
    pub(crate) uv_initialized: bool,
    pub(crate) backup_eligible: bool,
    pub(crate) backup_state: bool,
    #[serde(default)]
    pub(crate) transports: Vec<String>,
}

impl Record {
    /// Reads a record of the application's table.
    ///
    /// # Errors
    /// Where it is none.
    pub(crate) fn read(value: &Value) -> Result<Self, String> {
        Self::deserialize(value)
            .map_err(|error| format!("the credential record cannot be read: {error}; hand back what an acceptance returned"))
    }

    /// Takes over what an authentication has shown (step 24). The counter only grows, which is how step 22 is decided here, and
    /// uvInitialized is never set, because no other factor authorises that here.
    /// <https://www.w3.org/TR/webauthn-3/#sctn-verifying-assertion>
    pub(crate) fn update(&mut self, seen: &Header<'_>, switch: Option<Switch>) {
        let slips = |slip| switch == Some(Switch::Slip(slip));
        if seen.sign_count > self.sign_count && !slips(Slip::SignCountNotStored) {
            self.sign_count = seen.sign_count;
        }
        if slips(Slip::TransportsNotStored) {
            self.transports.clear();
        }
        if !slips(Slip::BackupStateNotStored) {
            self.backup_state = seen.flags.backup_state();
        }
        if slips(Slip::UvInitializedOverwritten) {
            self.uv_initialized = seen.flags.user_verified();
        }
    }

    /// The acceptance that returns this record.
    ///
    /// # Errors
    /// Never in practice: the record has nothing that JSON cannot say.
    pub(crate) fn accepted(self) -> Result<Accepted, String> {
        let record = serde_json::to_value(&self)
            .map_err(|error| format!("the record cannot be written: {error}; this is a fault of the reference"))?;
        let stored = Stored {
            credential_id: Some(self.credential_id),
            public_key: Some(self.public_key),
            sign_count: Some(self.sign_count),
            uv_initialized: Some(self.uv_initialized),
            backup_eligible: Some(self.backup_eligible),
            backup_state: Some(self.backup_state),
            transports: Some(self.transports),
        };
        Ok(Accepted { record: record.into(), stored })
    }
}
