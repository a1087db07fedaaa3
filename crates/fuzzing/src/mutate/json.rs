//! Edits of one value of JSON text, and of what the binary members of an envelope hold.

use arbitrary::{Result, Unstructured};
use data_encoding::BASE64URL_NOPAD;
use relycheck_wire::json::{Kind, Value, quote};

use super::edited as edited_as;
use crate::Artefact;
use crate::generate::{json_value, place, rare, words};

/// A JSON value with its members in order, doubles included.
#[derive(Clone)]
enum Tree {
    /// As it is written.
    Scalar(String),
    Array(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

impl Tree {
    /// The recursion is bounded as the reader's is.
    fn of(value: Value<'_>) -> Self {
        match value.kind() {
            Kind::Array => Self::Array(value.elements().into_iter().flatten().map(Self::of).collect()),
            Kind::Object => {
                let members = value.members().into_iter().flatten();
                Self::Object(members.map(|(name, value)| (name.into_owned(), Self::of(value))).collect())
            }
            _ => Self::Scalar(value.as_text().to_owned()),
        }
    }

    fn write(&self, out: &mut String) {
        match self {
            Self::Scalar(text) => out.push_str(text),
            Self::Array(elements) => {
                out.push('[');
                for (place, element) in elements.iter().enumerate() {
                    out.push_str(if place > 0 { "," } else { "" });
                    element.write(out);
                }
                out.push(']');
            }
            Self::Object(members) => {
                out.push('{');
                for (place, (name, member)) in members.iter().enumerate() {
                    out.push_str(if place > 0 { "," } else { "" });
                    out.push_str(&quote(name));
                    out.push(':');
                    member.write(out);
                }
                out.push('}');
            }
        }
    }

    /// How many values there are, this one included.
    fn count(&self) -> usize {
        1 + match self {
            Self::Scalar(_) => 0,
            Self::Array(elements) => elements.iter().map(Self::count).sum(),
            Self::Object(members) => members.iter().map(|(_, member)| member.count()).sum(),
        }
    }

    /// The value that has `left` others in front of it.
    fn nth(&mut self, left: &mut usize) -> Option<&mut Self> {
        if *left == 0 {
            return Some(self);
        }
        *left -= 1;
        match self {
            Self::Scalar(_) => None,
            Self::Array(elements) => elements.iter_mut().find_map(|element| element.nth(left)),
            Self::Object(members) => members.iter_mut().find_map(|(_, member)| member.nth(left)),
        }
    }

    /// The bytes that the member of `response` with this name holds in base64url.
    fn binary(&mut self, name: &str) -> Option<(&mut String, Vec<u8>)> {
        let Self::Scalar(text) = self.member("response")?.member(name)? else { return None };
        let bytes = BASE64URL_NOPAD.decode(text.strip_prefix('"')?.strip_suffix('"')?.as_bytes()).ok()?;
        Some((text, bytes))
    }

    fn member(&mut self, name: &str) -> Option<&mut Self> {
        let Self::Object(members) = self else { return None };
        members.iter_mut().find(|(member, _)| member == name).map(|(_, value)| value)
    }
}

/// The text with one value edited; `None` where it is no JSON in UTF-8.
pub(super) fn edited(data: &[u8], u: &mut Unstructured<'_>) -> Result<Option<Vec<u8>>> {
    let Some(mut tree) = read(data) else { return Ok(None) };
    edit_one(&mut tree, u)?;
    written(&tree, u).map(Some)
}

/// As [`edited`]; half of the time the edit is inside a binary member.
pub(super) fn edited_envelope(data: &[u8], u: &mut Unstructured<'_>) -> Result<Option<Vec<u8>>> {
    let Some(mut tree) = read(data) else { return Ok(None) };
    let (name, format) = *u.choose(&[
        ("clientDataJSON", Artefact::ClientData),
        ("attestationObject", Artefact::AttestationObject),
        ("authenticatorData", Artefact::AuthenticatorData),
    ])?;
    match tree.binary(name) {
        Some((text, bytes)) if rare(u, 2)? => {
            let bytes = edited_as(format, &bytes, u)?.unwrap_or(bytes);
            *text = quote(&BASE64URL_NOPAD.encode(&bytes));
        }
        _ => edit_one(&mut tree, u)?,
    }
    written(&tree, u).map(Some)
}

fn read(data: &[u8]) -> Option<Tree> {
    Value::parse(str::from_utf8(data).ok()?).ok().map(Tree::of)
}

fn written(tree: &Tree, u: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let mut out = String::new();
    tree.write(&mut out);
    if rare(u, 30)? {
        out.push_str(u.choose(&[" ", "\n", "x", "\0", "{}"])?);
    }
    Ok(out.into_bytes())
}

fn edit_one(tree: &mut Tree, u: &mut Unstructured<'_>) -> Result<()> {
    let mut left = place(u, tree.count())?;
    let Some(value) = tree.nth(&mut left) else { return Ok(()) };
    match value {
        Tree::Object(members) if !members.is_empty() && !rare(u, 4)? => {
            let (from, to) = (place(u, members.len())?, place(u, members.len())?);
            match place(u, 5)? {
                0 => _ = members.remove(from),
                1 => members.insert(to, members[from].clone()),
                2 => members.swap(from, to),
                3 => members[from].0 = words(u)?.to_owned(),
                _ => members.push((words(u)?.to_owned(), Tree::Scalar(json_value(u, 2)?))),
            }
        }
        Tree::Scalar(text) if text.starts_with('"') && rare(u, 2)? => *text = respelt(text, u)?,
        value => {
            let whole = value.clone();
            *value = match place(u, 4)? {
                0 => Tree::Array(vec![whole]),
                1 => Tree::Scalar("null".to_owned()),
                _ => Tree::Scalar(json_value(u, 2)?),
            };
        }
    }
    Ok(())
}

/// A string with one character written as an escape, or one character more or less.
fn respelt(text: &str, u: &mut Unstructured<'_>) -> Result<String> {
    let content: Vec<char> = text.trim_matches('"').chars().collect();
    let at = place(u, content.len() + 1)?;
    let (before, after) = content.split_at(at);
    let (before, after): (String, String) = (before.iter().collect(), after.iter().skip(1).collect());
    let here = match (content.get(at), place(u, 3)?) {
        (Some(character), 0) => character.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04X}")).collect(),
        (Some(_), 1) => String::new(),
        _ => (*u.choose(&["=", "+", "/", "A", "\u{e9}", "\\ud800", "\\", "\u{1}"])?).to_owned(),
    };
    Ok(format!("\"{before}{here}{after}\""))
}
