//! The application's table of credentials, which the suite keeps for an RP of depth `library`.

use data_encoding::BASE64URL_NOPAD;
use relycheck_protocol::AccountRecord;
use serde_json::Value;

/// Every credential that an RP accepted, with its latest record.
#[derive(Debug, Default)]
pub(crate) struct Accounts {
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    user: u32,
    slot: u32,
    record: AccountRecord,
}

impl Accounts {
    /// A registration succeeded.
    pub(crate) fn register(&mut self, user: u32, slot: u32, user_handle: &[u8], credential_id: &[u8], record: Value) {
        let record = AccountRecord {
            user_id: BASE64URL_NOPAD.encode(user_handle),
            credential_id: BASE64URL_NOPAD.encode(credential_id),
            record,
        };
        self.rows.push(Row { user, slot, record });
    }

    /// An authentication succeeded, and the RP says what the record is now.
    pub(crate) fn update(&mut self, slot: u32, record: Value) {
        if let Some(row) = self.rows.iter_mut().find(|row| row.slot == slot) {
            row.record.record = record;
        }
    }

    /// Whether the credential of this slot was accepted.
    pub(crate) fn holds(&self, slot: u32) -> bool {
        self.rows.iter().any(|row| row.slot == slot)
    }

    /// Nothing is registered any longer.
    pub(crate) fn clear(&mut self) {
        self.rows.clear();
    }

    /// All records.
    pub(crate) fn all(&self) -> Vec<AccountRecord> {
        self.rows.iter().map(|row| row.record.clone()).collect()
    }

    /// The records of a user.
    pub(crate) fn of_user(&self, user: u32) -> Vec<AccountRecord> {
        self.rows.iter().filter(|row| row.user == user).map(|row| row.record.clone()).collect()
    }

    /// The records of these slots.
    pub(crate) fn of_slots(&self, slots: &[u32]) -> Vec<AccountRecord> {
        self.rows.iter().filter(|row| slots.contains(&row.slot)).map(|row| row.record.clone()).collect()
    }
}
