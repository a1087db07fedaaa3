//! The attestation object: `fmt`, `attStmt` and `authData`.
//!
//! <https://www.w3.org/TR/webauthn-3/#sctn-generating-an-attestation-object>

use crate::cbor::{Fault, Item, OverlongBytes, Tree, check_canonical, check_valid};
use crate::reader::certificate::Certificate;

/// An attestation object.
pub(crate) struct AttestationObject {
    pub(crate) fmt: String,
    pub(crate) authenticator_data: Vec<u8>,
    pub(crate) statement: Statement,
    /// How many bytes follow the map.
    pub(crate) trailing: usize,
    pub(crate) canonical: Result<(), Fault>,
}

/// What `attStmt` is under the syntax of the formats that can be verified.
pub(crate) struct Statement {
    /// Under that of `none`.
    pub(crate) none: Result<(), String>,
    /// Under that of `packed`.
    pub(crate) packed: Result<PackedStatement, String>,
}

/// A `packed` statement.
/// <https://www.w3.org/TR/webauthn-3/#sctn-packed-attestation>
pub(crate) struct PackedStatement {
    /// A COSE algorithm identifier.
    pub(crate) algorithm: i64,
    /// As the algorithm encodes signatures; ASN.1 DER for ES256.
    pub(crate) signature: Vec<u8>,
    /// `x5c`, the attestation certificate first, at least one; `None` where it is not there, which is self attestation.
    pub(crate) certificates: Option<Vec<Vec<u8>>>,
}

impl PackedStatement {
    /// The certificates, or why one of them cannot be read; `None` where there are none.
    pub(crate) fn read_certificates(&self) -> Option<Result<Vec<Certificate>, String>> {
        let one = |(place, der): (usize, &Vec<u8>)| Certificate::read(der).map_err(|fault| format!("x5c[{place}]: {fault}"));
        self.certificates.as_ref().map(|certificates| certificates.iter().enumerate().map(one).collect())
    }
}

impl AttestationObject {
    /// Reads the map at the start of the bytes.
    ///
    /// # Errors
    /// Where there is no well-formed map there, or one of the three members is missing or of the wrong type.
    pub(crate) fn read(bytes: &[u8], overlong: OverlongBytes) -> Result<Self, String> {
        let tree = Tree::read(bytes, overlong)
            .map_err(|fault| format!("the attestation object is not well-formed CBOR: {fault}; send it as it came"))?;
        let root = tree.root();
        if !root.is_map() {
            return Err("the attestation object is no CBOR map; send the one that the authenticator made".to_owned());
        }
        let missing = |name: &str| format!("the attestation object has no {name} of the right type; send it as it came");
        let fmt = root.at_name("fmt").and_then(Item::text).ok_or_else(|| missing("fmt"))?;
        let authenticator_data = root.at_name("authData").and_then(Item::bytes).ok_or_else(|| missing("authData"))?;
        // a compound statement is an array.
        let statement = root
            .at_name("attStmt")
            .filter(|item| item.is_map() || (fmt == "compound" && item.is_array()))
            .ok_or_else(|| missing("attStmt"))?;
        Ok(Self {
            fmt: fmt.to_owned(),
            authenticator_data: authenticator_data.to_vec(),
            statement: Statement { none: read_none(statement), packed: read_packed(statement) },
            trailing: bytes.len().saturating_sub(tree.len()),
            canonical: check_canonical(root),
        })
    }

    /// What a relying party makes up that takes authenticator data without the attestation object around it.
    pub(crate) fn unattested(authenticator_data: Vec<u8>) -> Self {
        let packed = Err("there is no statement".to_owned());
        Self {
            fmt: "none".to_owned(),
            authenticator_data,
            statement: Statement { none: Ok(()), packed },
            trailing: 0,
            canonical: Ok(()),
        }
    }
}

fn read_none(statement: Item<'_, '_>) -> Result<(), String> {
    match statement.entries().next() {
        None => Ok(()),
        Some(_) => Err("format none has a statement that is not empty; send an empty map".to_owned()),
    }
}

/// The syntax is closed: whatever else stands in the statement makes it another one.
fn read_packed(statement: Item<'_, '_>) -> Result<PackedStatement, String> {
    check_valid(statement).map_err(|fault| format!("the packed statement is not valid CBOR: {fault}; send each key once"))?;
    let algorithm = statement.at_name("alg").and_then(Item::integer).ok_or("the packed statement has no number as alg; add it")?;
    let signature = statement.at_name("sig").and_then(Item::bytes).ok_or("the packed statement has no bytes as sig; add them")?;
    let certificates = statement.at_name("x5c").map(read_certificates).transpose()?;
    if statement.entries().count() != 2 + usize::from(certificates.is_some()) {
        return Err("the packed statement has members other than alg, sig and x5c; leave them out".to_owned());
    }
    Ok(PackedStatement { algorithm, signature: signature.to_vec(), certificates })
}

fn read_certificates(item: Item<'_, '_>) -> Result<Vec<Vec<u8>>, String> {
    let fault = || "x5c of the packed statement is no array of byte strings, one at least; enclose the certificates so".to_owned();
    let certificates: Option<Vec<Vec<u8>>> = item.elements().map(|item| item.bytes().map(<[u8]>::to_vec)).collect();
    certificates.filter(|certificates| item.is_array() && !certificates.is_empty()).ok_or_else(fault)
}
