//! Changes of a JSON object: client data, an envelope, or its `response`.

use relycheck_wire::json::{Object, Written, quote};

use super::draw::Draw;

/// One change of a member, by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ObjectEdit {
    /// All members of this name are left out.
    Remove(&'static str),
    /// The member has this JSON text as its value; it is appended where it is not there.
    Set(&'static str, String),
    /// One more member of this name, with this value, at the end.
    Append(&'static str, String),
    /// One more member of this name, with this value, in front.
    Prepend(&'static str, String),
    /// The member is called otherwise.
    Rename(&'static str, &'static str),
    /// The first member comes last.
    Rotate,
    /// White space stands between the tokens.
    Space(&'static str),
}

/// What names and values an object's edits draw from.
pub(crate) struct Dictionary {
    pub(crate) names: &'static [&'static str],
    /// JSON texts.
    pub(crate) values: &'static [&'static str],
    /// Texts that are strings.
    pub(crate) strings: fn() -> Vec<String>,
}

impl ObjectEdit {
    pub(crate) fn draw(draw: &mut Draw<'_>, dictionary: &Dictionary) -> Self {
        let name = |draw: &mut Draw<'_>| draw.one_of(dictionary.names);
        match draw.below(9) {
            0 => Self::Remove(name(draw)),
            1..=3 => Self::Set(name(draw), value(draw, dictionary)),
            4 => Self::Append(name(draw), value(draw, dictionary)),
            5 => Self::Prepend(name(draw), value(draw, dictionary)),
            6 => Self::Rename(name(draw), name(draw)),
            7 => Self::Rotate,
            _ => Self::Space(draw.one_of(&[" ", "\n", "\t \r\n"])),
        }
    }

    pub(crate) fn apply(&self, object: &mut Object) {
        match self {
            Self::Remove(name) => drop(object.remove(name)),
            Self::Set(name, value) => object.set(name, Written::raw(value)),
            Self::Append(name, value) => object.push(name, Written::raw(value)),
            Self::Prepend(name, value) => object.members.insert(0, ((*name).to_owned(), Written::raw(value))),
            Self::Rename(name, other) => {
                if let Some((found, _)) = object.members.iter_mut().find(|(found, _)| found == name) {
                    (*other).clone_into(found);
                }
            }
            Self::Rotate => {
                if !object.members.is_empty() {
                    object.members.rotate_left(1);
                }
            }
            Self::Space(space) => (*space).clone_into(&mut object.space),
        }
    }
}

fn value(draw: &mut Draw<'_>, dictionary: &Dictionary) -> String {
    let strings = (dictionary.strings)();
    let known = dictionary.values.len() + strings.len();
    match draw.below(known + 1) {
        place if place < dictionary.values.len() => dictionary.values[place].to_owned(),
        place if place < known => quote(&strings[place - dictionary.values.len()]),
        _ => quote(&String::from_utf8_lossy(&draw.bytes())),
    }
}
