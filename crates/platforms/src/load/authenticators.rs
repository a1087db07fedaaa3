//! Reads the credential stores, and the fields that they share with outcomes.

use super::reader::{Document, Node, Table};
use super::references::new_kebab_id;
use super::valued::{SILENT_FIELD, flag, valued};
use crate::error::DataError;
use crate::model::{Authenticator, Fmt, Platforms, SignCount, SignCountMoves, Valued};

/// The keys of the fields that [`Fields`] reads.
pub(super) const FIELD_KEYS: [&str; 9] =
    ["up", "be", "bs", "aaguid", "fmt", "transports", "attachment", "sign_count", "credential_id_length"];

const TRANSPORTS: [&str; 6] = ["ble", "hybrid", "internal", "nfc", "smart-card", "usb"];

/// The fields that an authenticator sets and an outcome may set anew.
pub(super) struct Fields {
    pub(super) up: Option<Valued<bool>>,
    pub(super) be: Option<Valued<bool>>,
    pub(super) bs: Option<Valued<bool>>,
    pub(super) aaguid: Option<Valued<[u8; 16]>>,
    pub(super) fmt: Option<Valued<Fmt>>,
    pub(super) transports: Option<Valued<Vec<String>>>,
    pub(super) attachment: Option<Valued<Option<String>>>,
    pub(super) sign_count: Option<Valued<SignCount>>,
    pub(super) credential_id_length: Option<Valued<u16>>,
}

impl Fields {
    pub(super) fn read(table: &Table<'_>, platforms: &Platforms) -> Result<Self, DataError> {
        Ok(Self {
            up: field(table, "up", platforms, flag)?,
            be: field(table, "be", platforms, flag)?,
            bs: field(table, "bs", platforms, flag)?,
            aaguid: field(table, "aaguid", platforms, uuid)?,
            fmt: field(table, "fmt", platforms, |node| node.choice(Fmt::NAMES))?,
            transports: field(table, "transports", platforms, transports)?,
            attachment: field(table, "attachment", platforms, attachment)?,
            sign_count: field(table, "sign_count", platforms, sign_count)?,
            credential_id_length: field(table, "credential_id_length", platforms, credential_id_length)?,
        })
    }
}

pub(super) fn authenticators(document: &Document<'_>, platforms: &mut Platforms) -> Result<(), DataError> {
    for table in document.entries("authenticator")? {
        table.only(&[["id", "title", "pool"].as_slice(), FIELD_KEYS.as_slice()].concat())?;
        for key in FIELD_KEYS {
            table.need(key)?;
        }
        let fields = Fields::read(&table, platforms)?;
        let missing = |key: &str| table.error(format!("the key `{key}` is missing"), format!("add `{key} = …`"));
        let entry = Authenticator {
            id: new_kebab_id(&table, |id| platforms.authenticator(id).is_some())?,
            title: table.text("title")?,
            pool: table.text("pool")?,
            up: fields.up.ok_or_else(|| missing("up"))?,
            be: fields.be.ok_or_else(|| missing("be"))?,
            bs: fields.bs.ok_or_else(|| missing("bs"))?,
            aaguid: fields.aaguid.ok_or_else(|| missing("aaguid"))?,
            fmt: fields.fmt.ok_or_else(|| missing("fmt"))?,
            transports: fields.transports.ok_or_else(|| missing("transports"))?,
            attachment: fields.attachment.ok_or_else(|| missing("attachment"))?,
            sign_count: fields.sign_count.ok_or_else(|| missing("sign_count"))?,
            credential_id_length: fields.credential_id_length.ok_or_else(|| missing("credential_id_length"))?,
        };
        if entry.bs.value && !entry.be.value {
            return Err(table.need("bs")?.error("BS is set without BE", "set `be` too, or clear `bs`"));
        }
        platforms.authenticators.push(entry);
    }
    Ok(())
}

fn field<T>(
    table: &Table<'_>,
    key: &str,
    platforms: &Platforms,
    read: impl Fn(&Node<'_>) -> Result<T, DataError>,
) -> Result<Option<Valued<T>>, DataError> {
    table.find(key).map(|node| valued(&node, SILENT_FIELD, platforms, read)).transpose()
}

/// A UUID in its text form: 32 hexadecimal digits in groups of 8, 4, 4, 4 and 12.
fn uuid(node: &Node<'_>) -> Result<[u8; 16], DataError> {
    let text = node.text()?;
    let parse = || {
        let groups: Vec<&str> = text.split('-').collect();
        let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
        if lengths != [8, 4, 4, 4, 12] || !groups.iter().all(|group| group.bytes().all(|byte| byte.is_ascii_hexdigit())) {
            return None;
        }
        Some(u128::from_str_radix(&groups.concat(), 16).ok()?.to_be_bytes())
    };
    parse().ok_or_else(|| {
        node.error(
            format!("`{text}` is not a UUID"),
            "write 32 hexadecimal digits in groups of 8, 4, 4, 4 and 12 joined by hyphens",
        )
    })
}

/// Ascending, as `getTransports()` gives them.
fn transports(node: &Node<'_>) -> Result<Vec<String>, DataError> {
    let names: Vec<(&str, &str)> = TRANSPORTS.iter().map(|name| (*name, *name)).collect();
    let list = node.list()?.iter().map(|item| item.choice(&names)).collect::<Result<Vec<_>, _>>()?;
    if !list.is_sorted_by(|one, next| one < next) {
        return Err(node.error("the transports are not in ascending order, each once", "sort them and drop repeats"));
    }
    Ok(list.into_iter().map(str::to_owned).collect())
}

fn attachment(node: &Node<'_>) -> Result<Option<String>, DataError> {
    let names = [("platform", Some("platform")), ("cross-platform", Some("cross-platform")), ("absent", None)];
    Ok(node.choice(&names)?.map(str::to_owned))
}

fn sign_count(node: &Node<'_>) -> Result<SignCount, DataError> {
    let table = node.table()?;
    table.only(&["at_create", "moves"])?;
    let at_create = table.need("at_create")?;
    let count =
        SignCount { at_create: at_create.number(0..=u32::MAX)?, moves: table.need("moves")?.choice(SignCountMoves::NAMES)? };
    if count.moves == SignCountMoves::Zero && count.at_create != 0 {
        return Err(at_create.error("a counter that stays zero begins at zero", "write 0, or let it increment"));
    }
    Ok(count)
}

fn credential_id_length(node: &Node<'_>) -> Result<u16, DataError> {
    // 1023 bytes is the most that WebAuthn allows; the conversion cannot fail below it.
    Ok(u16::try_from(node.number(1..=1023)?).unwrap_or(1023))
}
