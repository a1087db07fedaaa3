//! The application's table of credentials, which the suite keeps for an RP of depth `library`.

use data_encoding::BASE64URL_NOPAD;
use relycheck_protocol::{AccountRecord, Descriptor, Shared};

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
    made: Made,
}

/// What was sent of a credential when it was registered, and what the RP says it kept.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    /// Base64url without padding.
    pub(crate) credential_id: String,
    /// The COSE key, base64url without padding; `None` where none could be found in the response.
    pub(crate) public_key: Option<String>,
    /// The transports that the RP kept; none where it does not tell.
    pub(crate) transports: Vec<String>,
}

impl Accounts {
    /// A registration succeeded.
    pub(crate) fn register(&mut self, user: u32, slot: u32, user_handle: &[u8], made: Made, record: Shared) {
        let credential_id = made.credential_id.clone();
        let record = AccountRecord { user_id: BASE64URL_NOPAD.encode(user_handle), credential_id, record };
        self.rows.push(Row { user, slot, record, made });
    }

    /// What was sent of the credential of this slot, if it was accepted.
    pub(crate) fn made(&self, slot: u32) -> Option<&Made> {
        self.rows.iter().find(|row| row.slot == slot).map(|row| &row.made)
    }

    /// The credentials among `records`, as options list them.
    pub(crate) fn descriptors(&self, records: &[AccountRecord]) -> Vec<Descriptor> {
        let listed = |row: &&Row| records.iter().any(|record| record.credential_id == row.record.credential_id);
        let descriptor = |row: &Row| Descriptor { id: row.made.credential_id.clone(), transports: row.made.transports.clone() };
        self.rows.iter().filter(listed).map(descriptor).collect()
    }

    /// An authentication succeeded, and the RP says what the record is now.
    pub(crate) fn update(&mut self, slot: u32, record: Shared) {
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
