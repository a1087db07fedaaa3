//! Attestation objects of the formats `none` and `packed`, with and without certificates, and of formats that nobody knows.

use arbitrary::{Arbitrary, Result, Unstructured};
use relycheck_wire::attestation_object::{attestation_object, packed_statement};
use relycheck_wire::cbor::Node;

use super::{AuthenticatorData, broken, bytes, filled, item, number, place, rare, words};

/// An attestation object.
#[derive(Clone, Debug)]
pub struct AttestationObject {
    /// The map.
    pub node: Node,
    /// Bytes behind it; none by default.
    pub tail: Vec<u8>,
}

impl<'a> Arbitrary<'a> for AttestationObject {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let (fmt, statement) = statement(u)?;
        let auth_data = AuthenticatorData::arbitrary(u)?.encode();
        let mut node = attestation_object(fmt, statement, &auth_data);
        if rare(u, 5)? {
            node = spoil(u, node)?;
        }
        let tail = if rare(u, 40)? { vec![u.arbitrary()?] } else { Vec::new() };
        Ok(Self { node, tail })
    }
}

impl AttestationObject {
    /// The bytes of the object and of what is behind it.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = self.node.encode();
        out.extend_from_slice(&self.tail);
        out
    }
}

/// A format and its statement.
fn statement<'w>(u: &mut Unstructured<'_>) -> Result<(&'w str, Node)> {
    let (fmt, mut statement) = match u.int_in_range(0..=7_u8)? {
        0..=2 => ("none", Node::Map(Vec::new())),
        3 | 4 => ("packed", packed_statement(-7, &filled(u, 71)?, None)),
        5 => {
            // A shape and no certificate: outer SEQUENCE, length of what follows.
            let certificate = [&[0x30, 0x82, 0x01, 0x00][..], &filled(u, 256)?].concat();
            let list: Vec<&[u8]> = vec![&certificate; u.int_in_range(0..=3_usize)?];
            ("packed", packed_statement(*u.choose(&[-7, -257])?, &filled(u, 71)?, Some(&list)))
        }
        6 => ("compound", Node::Array(vec![item(u, 2)?, item(u, 2)?])),
        _ => (words(u)?, item(u, 3)?),
    };
    if rare(u, 5)? {
        let name = Node::text(u.choose(&["alg", "sig", "x5c", "ver"])?);
        let value = match u.int_in_range(0..=4_u8)? {
            0 => Node::Array(vec![item(u, 1)?]),
            1 => Node::Unsigned(number(u)?),
            2 => Node::Bytes(bytes(u, 8)?),
            3 => Node::IndefiniteBytes(vec![Node::bytes(&[1])]),
            _ => item(u, 2)?,
        };
        if let Some(entries) = statement.entries_mut() {
            match entries.iter().position(|(key, _)| *key == name) {
                Some(at) if rare(u, 3)? => _ = entries.remove(at),
                Some(at) if !rare(u, 3)? => entries[at].1 = value,
                _ => entries.push((name, value)),
            }
        }
    }
    Ok((fmt, statement))
}

fn spoil(u: &mut Unstructured<'_>, mut node: Node) -> Result<Node> {
    let Some(entries) = node.entries_mut() else { return Ok(node) };
    let at = place(u, entries.len())?;
    match u.int_in_range(0..=8_u8)? {
        0 => _ = entries.remove(at),
        1 => entries.push(entries[at].clone()),
        2 => entries[at].1 = item(u, 2)?,
        3 => {
            let other = place(u, entries.len())?;
            entries.swap(at, other);
        }
        4 => entries.push((item(u, 1)?, item(u, 1)?)),
        5 => entries[at].1 = Node::IndefiniteText(vec![Node::text("none")]),
        6 => entries[at].1 = Node::Text(b"\xff".to_vec()),
        7 => entries[at].0 = broken(u)?,
        _ => {
            let entries = entries.clone();
            return Ok(if rare(u, 2)? { Node::IndefiniteMap(entries) } else { item(u, 2)? });
        }
    }
    Ok(node)
}
