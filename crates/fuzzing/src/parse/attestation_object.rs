//! Attestation objects and packed statements: what is read against the tree of the same bytes, and the authenticator data within.

use relycheck_wire::annotate;
use relycheck_wire::attestation_object::{AttestationObject, PackedStatement};
use relycheck_wire::cbor::{Major, Node, Reader, item_end, well_formed};

use super::{ANNOTATED, authenticator_data, covers, expect, is_sampled, offset_in};
use crate::Finding;

const ORACLE: &str = "parse::attestation_object";

/// Runs the oracles over bytes that may be an attestation object.
pub(super) fn check(input: &[u8]) -> Result<(), Finding> {
    if let Ok(object) = AttestationObject::parse(input) {
        expect(ORACLE, well_formed(input).is_ok(), || "accepted, and not one well-formed item".to_owned())?;
        expect(ORACLE, object.as_bytes() == input, || "the raw bytes are not the input".to_owned())?;
        members(input, &object)?;
        statement(object.att_stmt)?;
        authenticator_data::check(object.auth_data)?;
    }
    if is_sampled(input, ANNOTATED) { covers(ORACLE, input, &annotate::registration(input)) } else { Ok(()) }
}

/// The three members stand, once each, behind their keys; all others are counted.
fn members(input: &[u8], object: &AttestationObject<'_>) -> Result<(), Finding> {
    let mut reader = Reader::new(input);
    let Ok(mut entries) = reader.map() else { return expect(ORACLE, false, || "accepted, and no map".to_owned()) };
    let (mut known, mut unknown) = (0, 0);
    while entries.advance(&mut reader) == Ok(true) {
        let key = reader.clone().text();
        let (Ok(_), at) = (reader.item(), reader.position()) else { break };
        let found = match key {
            Ok("fmt") => offset_in(input, object.fmt.as_bytes()).filter(|_| reader.clone().text() == Ok(object.fmt)),
            Ok("attStmt") => offset_in(input, object.att_stmt).filter(|offset| *offset == at),
            Ok("authData") => offset_in(input, object.auth_data).filter(|_| reader.clone().bytes() == Ok(object.auth_data)),
            _ => None,
        };
        let name = matches!(key, Ok("fmt" | "attStmt" | "authData"));
        expect(ORACLE, name == found.is_some(), || format!("the value of {key:?} is not the one behind it"))?;
        known += usize::from(name);
        unknown += usize::from(!name);
        if reader.item().is_err() {
            break;
        }
    }
    expect(ORACLE, (known, unknown) == (3, object.unknown_keys), || {
        format!("{known} known keys; {unknown} unknown keys of {}", object.unknown_keys)
    })
}

/// The statement is one item; a packed one has its values from the tree.
fn statement(bytes: &[u8]) -> Result<(), Finding> {
    expect(ORACLE, item_end(bytes, 0) == Ok(bytes.len()), || "attStmt is not one item".to_owned())?;
    expect(ORACLE, bytes.first().is_some_and(|initial| matches!(Major::of(*initial), Major::Map | Major::Array)), || {
        "attStmt is neither map nor array".to_owned()
    })?;
    let Ok(packed) = PackedStatement::parse(bytes) else { return Ok(()) };
    let mut tree = Node::decode(bytes).ok();
    let mut at = |name| tree.as_mut().and_then(|tree| tree.value_mut(&Node::text(name)).cloned()).map(plain);
    // A key may be written in more bytes than it needs, which the tree keeps apart.
    if let Some(alg) = at("alg") {
        expect(ORACLE, alg == Node::integer(packed.alg), || format!("alg is read as {} of {alg:?}", packed.alg))?;
    }
    if let Some(sig) = at("sig") {
        expect(ORACLE, sig == Node::bytes(packed.sig), || format!("sig is read as {} bytes", packed.sig.len()))?;
    }
    if let (Some(Node::Array(listed)), Some(certificates)) = (at("x5c"), packed.x5c) {
        let read: Vec<_> = certificates.iter().map(Node::bytes).collect();
        let listed: Vec<_> = listed.into_iter().map(plain).collect();
        expect(ORACLE, read == listed, || format!("{} certificates are read of {}", read.len(), listed.len()))?;
    }
    Ok(())
}

/// The node without the width in which it is written.
fn plain(node: Node) -> Node {
    if let Node::Wide(_, node) = node { plain(*node) } else { node }
}
