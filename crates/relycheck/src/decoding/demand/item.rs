//! CBOR: one item, by RFC 8949 and by the form that CTAP2 has encoders write.

use relycheck_wire::cbor::{self, Error, Node};

use super::Demand;

/// How many arrays and maps a message of CTAP2 may have within each other.
const DEPTH: usize = 4;

/// The one item that `bytes` are to be.
///
/// # Errors
/// What is demanded where it is not accepted as it stands.
pub(super) fn one(bytes: &[u8]) -> Result<Node, Demand> {
    well_formed(cbor::well_formed(bytes))?;
    cbor::canonical(bytes).map_err(Demand::either)?;
    let depth = cbor::nesting_depth(bytes).map_err(Demand::either)?;
    if depth > DEPTH {
        return Err(Demand::either(format_args!("{depth} levels of nesting, and CTAP2 has no more than {DEPTH}")));
    }
    let node = Node::decode(bytes).map_err(Demand::either)?;
    usual(&node).map_err(Demand::either)?;
    Ok(node)
}

/// What is not well-formed has to be refused, but for two faults that are those of a whole and not of an item: a decoder may leave what
/// follows the item to its caller, and it may read deeper than wire does.
///
/// # Errors
/// What is demanded of what has this fault.
pub(super) fn well_formed<T>(read: Result<T, Error>) -> Result<T, Demand> {
    read.map_err(|fault| match fault {
        Error::TrailingBytes { .. } | Error::TooDeep { .. } => Demand::either(fault),
        fault => Demand::refuse(fault),
    })
}

/// What decoders may have no value for: RFC 8949, section 5.4, lets them stop at simple values that nobody has assigned; and maps of
/// many languages take no key but numbers and text, which is all that WebAuthn has.
fn usual(node: &Node) -> Result<(), &'static str> {
    match node {
        Node::Map(entries) => entries.iter().try_for_each(|(key, value)| match key {
            Node::Unsigned(_) | Node::Negative(_) | Node::Text(_) => usual(value),
            _ => Err("a key that is neither a number nor text"),
        }),
        Node::Array(elements) => elements.iter().try_for_each(usual),
        Node::Simple(value) if !(20..=23).contains(value) => Err("a simple value that nobody has assigned"),
        _ => Ok(()),
    }
}
