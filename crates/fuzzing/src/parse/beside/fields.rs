//! What two readers made of the same bytes, field by field.

use super::REFUSED;
use crate::verdict::ACCEPTED;

/// What a field holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Absent,
    Bool(bool),
    Number(i64),
    Bytes(Vec<u8>),
    Text(String),
}

impl Field {
    pub(super) fn number(number: Option<i64>) -> Self {
        number.map_or(Self::Absent, Self::Number)
    }

    pub(super) fn bytes(bytes: Option<&[u8]>) -> Self {
        bytes.map_or(Self::Absent, |bytes| Self::Bytes(bytes.to_vec()))
    }

    pub(super) fn text(text: Option<&str>) -> Self {
        text.map_or(Self::Absent, |text| Self::Text(text.to_owned()))
    }

    pub(super) fn bool(value: Option<bool>) -> Self {
        value.map_or(Self::Absent, Self::Bool)
    }
}

/// The fields of an artefact, in one order for all readers.
pub(super) type Fields = Vec<(&'static str, Field)>;

/// What a reader made of an input.
#[derive(Debug)]
pub(super) enum Reading {
    Accepted(Fields),
    /// Read, and the reader says that it is not in the one form in which it should be written.
    Inexact(Fields),
    /// The name of the error where it has one, and its words.
    Refused(Option<String>, String),
}

/// Where they part: what ours says, what theirs says, theirs in its own words.
pub(super) fn compare(ours: &Reading, theirs: &Reading) -> Option<(String, String, String)> {
    let refusal = |name: &Option<String>| name.clone().unwrap_or_else(|| REFUSED.to_owned());
    let accepted = ACCEPTED.to_owned();
    match (ours, theirs) {
        (Reading::Refused(..), Reading::Refused(..)) => None,
        (Reading::Refused(name, _), Reading::Accepted(_)) => Some((refusal(name), accepted, String::new())),
        (Reading::Refused(name, _), Reading::Inexact(_)) => Some((refusal(name), format!("{accepted}, inexact"), String::new())),
        (_, Reading::Refused(name, words)) => Some((accepted, refusal(name), words.clone())),
        (Reading::Accepted(ours) | Reading::Inexact(ours), Reading::Accepted(theirs) | Reading::Inexact(theirs)) => {
            let differing = ours.iter().zip(theirs).find(|(ours, theirs)| ours != theirs);
            differing
                .map(|(ours, theirs)| (accepted, format!("other {}", difference(ours, theirs)), format!("{ours:?}, {theirs:?}")))
        }
    }
}

/// The name of the field, and what theirs is where that can be said in a word.
fn difference((name, ours): &(&'static str, Field), (other, theirs): &(&'static str, Field)) -> String {
    if name != other {
        return format!("fields: {name}, {other}");
    }
    match (ours, theirs) {
        (_, Field::Bool(value)) => format!("{name}: {value}"),
        (Field::Absent, _) => format!("{name}: there"),
        (_, Field::Absent) => format!("{name}: absent"),
        _ => (*name).to_owned(),
    }
}
