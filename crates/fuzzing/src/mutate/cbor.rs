//! Edits of one item of CBOR in its tree.

use arbitrary::{Result, Unstructured};
use relycheck_wire::cbor::{Node, Width};

use super::edited as edited_as;
use crate::Artefact;
use crate::generate::{broken, item, number, place, rare};

/// The bytes with one item edited, in the form that each item had or, sometimes, in canonical form.
pub(super) fn edited(data: &[u8], u: &mut Unstructured<'_>) -> Result<Option<Vec<u8>>> {
    let Ok(mut tree) = Node::decode(data) else { return Ok(None) };
    edit_one(&mut tree, u)?;
    Ok(Some(written(&tree, u)?))
}

/// As [`edited`]; half of the time the edit is inside the authenticator data.
pub(super) fn edited_attestation_object(data: &[u8], u: &mut Unstructured<'_>) -> Result<Option<Vec<u8>>> {
    let Ok(mut tree) = Node::decode(data) else { return Ok(None) };
    match tree.value_mut(&Node::text("authData")) {
        Some(Node::Bytes(auth_data)) if rare(u, 2)? => {
            if let Some(edited) = edited_as(Artefact::AuthenticatorData, auth_data, u)? {
                *auth_data = edited;
            }
        }
        _ => edit_one(&mut tree, u)?,
    }
    Ok(Some(written(&tree, u)?))
}

fn written(tree: &Node, u: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let canonical = if rare(u, 4)? { tree.encode_canonical().ok() } else { None };
    let mut out = canonical.unwrap_or_else(|| tree.encode());
    if rare(u, 40)? {
        out.push(u.arbitrary()?);
    }
    Ok(out)
}

/// Edits one of the items, each as likely as any other.
fn edit_one(tree: &mut Node, u: &mut Unstructured<'_>) -> Result<()> {
    let mut left = place(u, count(tree))?;
    match nth(tree, &mut left) {
        Some(node) => edit(node, u),
        None => Ok(()),
    }
}

/// How many items there are in the tree, keys and chunks included. The recursion is bounded as the tree's depth is.
fn count(node: &Node) -> usize {
    1 + match node {
        Node::Array(items) | Node::IndefiniteArray(items) | Node::IndefiniteBytes(items) | Node::IndefiniteText(items) => {
            items.iter().map(count).sum()
        }
        Node::Map(entries) | Node::IndefiniteMap(entries) => entries.iter().map(|(key, value)| count(key) + count(value)).sum(),
        Node::Tag(_, node) | Node::Wide(_, node) | Node::Declared(_, node) => count(node),
        _ => 0,
    }
}

/// The item that has `left` others in front of it.
fn nth<'n>(node: &'n mut Node, left: &mut usize) -> Option<&'n mut Node> {
    if *left == 0 {
        return Some(node);
    }
    *left -= 1;
    match node {
        Node::Array(items) | Node::IndefiniteArray(items) | Node::IndefiniteBytes(items) | Node::IndefiniteText(items) => {
            items.iter_mut().find_map(|item| nth(item, left))
        }
        Node::Map(entries) | Node::IndefiniteMap(entries) => {
            entries.iter_mut().flat_map(|(key, value)| [key, value]).find_map(|item| nth(item, left))
        }
        Node::Tag(_, node) | Node::Wide(_, node) | Node::Declared(_, node) => nth(node, left),
        _ => None,
    }
}

fn edit(node: &mut Node, u: &mut Unstructured<'_>) -> Result<()> {
    let whole = node.clone();
    match u.int_in_range(0..=11_u8)? {
        0 => *node = item(u, 2)?,
        1 => *node = broken(u)?,
        2 => *node = Node::Wide(*u.choose(&[Width::One, Width::Two, Width::Four, Width::Eight])?, Box::new(whole)),
        3 => *node = indefinite(whole),
        4 => *node = other_type(whole),
        5 => *node = Node::Declared(number(u)?, Box::new(whole)),
        6 => {
            *node = match place(u, 3)? {
                0 => Node::Array(vec![whole]),
                1 => Node::Tag(number(u)?, Box::new(whole)),
                _ => Node::Map(vec![(whole.clone(), whole)]),
            }
        }
        7 => {
            *node = match whole {
                Node::Unsigned(_) | Node::Negative(_) if rare(u, 2)? => Node::Negative(number(u)?),
                _ => Node::Unsigned(number(u)?),
            }
        }
        _ => shuffle(node, u)?,
    }
    Ok(())
}

/// Removes, doubles or moves an element, entry or byte.
fn shuffle(node: &mut Node, u: &mut Unstructured<'_>) -> Result<()> {
    fn list<T: Clone>(items: &mut Vec<T>, u: &mut Unstructured<'_>) -> Result<()> {
        if items.is_empty() {
            return Ok(());
        }
        let (from, to) = (place(u, items.len())?, place(u, items.len())?);
        match place(u, 3)? {
            0 => _ = items.remove(from),
            1 => items.insert(to, items[from].clone()),
            _ => items.swap(from, to),
        }
        Ok(())
    }
    match node {
        Node::Array(items) | Node::IndefiniteArray(items) | Node::IndefiniteBytes(items) | Node::IndefiniteText(items) => {
            list(items, u)
        }
        Node::Map(entries) | Node::IndefiniteMap(entries) => list(entries, u),
        Node::Bytes(content) | Node::Text(content) => {
            let at = place(u, content.len() + 1)?;
            match content.get_mut(at) {
                Some(byte) if rare(u, 2)? => *byte = u.arbitrary()?,
                Some(_) => list(content, u)?,
                None => content.push(u.arbitrary()?),
            }
            Ok(())
        }
        _ => {
            *node = item(u, 1)?;
            Ok(())
        }
    }
}

fn indefinite(node: Node) -> Node {
    match node {
        Node::Bytes(_) => Node::IndefiniteBytes(vec![node]),
        Node::Text(_) => Node::IndefiniteText(vec![node]),
        Node::Array(items) => Node::IndefiniteArray(items),
        Node::Map(entries) => Node::IndefiniteMap(entries),
        other => Node::IndefiniteArray(vec![other]),
    }
}

/// The same content under another major type.
fn other_type(node: Node) -> Node {
    match node {
        Node::Unsigned(number) => Node::Negative(number),
        Node::Negative(number) => Node::Unsigned(number),
        Node::Bytes(content) => Node::Text(content),
        Node::Text(content) => Node::Bytes(content),
        Node::Array(items) => Node::Map(items.into_iter().map(|item| (item, Node::Simple(22))).collect()),
        Node::Map(entries) => Node::Array(entries.into_iter().flat_map(|(key, value)| [key, value]).collect()),
        _ => Node::Simple(22),
    }
}
