//! A JSON tree that borrows what it can and loses no member.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// A JSON value. Members of an object stay in order, doubles included.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(serde_json::Number),
    /// A string, unescaped; borrowed where it has no escapes.
    String(Cow<'a, str>),
    /// An array.
    Array(Vec<Value<'a>>),
    /// An object.
    Object(Vec<(Cow<'a, str>, Value<'a>)>),
}

impl Value<'_> {
    /// The same value, borrowing nothing.
    #[must_use]
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(value),
            Self::Number(number) => Value::Number(number),
            Self::String(text) => Value::String(Cow::Owned(text.into_owned())),
            Self::Array(elements) => Value::Array(elements.into_iter().map(Value::into_owned).collect()),
            Self::Object(members) => Value::Object(
                members.into_iter().map(|(name, value)| (Cow::Owned(name.into_owned()), value.into_owned())).collect(),
            ),
        }
    }
}

/// Why a text is not one JSON value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The text breaks the grammar of RFC 8259, or nests deeper than 127 levels.
    #[error("line {line}, column {column}: not JSON ({reason}); write one JSON value")]
    Syntax {
        /// The line, from 1.
        line: usize,
        /// The column in bytes, from 1; 0 where the fault is an end of line.
        column: usize,
        /// What the parser says.
        reason: String,
    },
    /// Something other than white space follows the value.
    #[error("line {line}, column {column}: text follows the JSON value; remove it")]
    TrailingText {
        /// The line, from 1.
        line: usize,
        /// The column in bytes, from 1.
        column: usize,
    },
}

/// Parses `text` as one JSON value with nothing but white space around it.
///
/// # Errors
/// [`Error::Syntax`], or [`Error::TrailingText`] for text after a complete value.
pub fn parse(text: &str) -> Result<Value<'_>, Error> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = Value::deserialize(&mut deserializer).map_err(|error| Error::Syntax {
        line: error.line(),
        column: error.column(),
        reason: error.to_string(),
    })?;
    deserializer.end().map_err(|error| Error::TrailingText { line: error.line(), column: error.column() })?;
    Ok(value)
}

impl<'de: 'a, 'a> Deserialize<'de> for Value<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        Ok(serde_json::Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Value::String(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Value::String(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Self::Value, A::Error> {
        let mut array = Vec::new();
        while let Some(element) = elements.next_element()? {
            array.push(element);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut object = Vec::new();
        while let Some(Name(name)) = members.next_key()? {
            object.push((name, members.next_value()?));
        }
        Ok(Value::Object(object))
    }
}

/// A member name. `Cow` itself never borrows when serde reads it.
struct Name<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::String(name) => Ok(Self(name)),
            _ => Err(serde::de::Error::custom("a member name must be a string")),
        }
    }
}

/// What is wrong with a member that a format knows; the formats turn it into errors of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MemberFault {
    Missing,
    Duplicate,
    WrongType(&'static str),
}

/// The members of an object, taken out one by one by name.
#[derive(Debug)]
pub(crate) struct Members<'a>(pub(crate) Vec<(Cow<'a, str>, Value<'a>)>);

impl<'a> Members<'a> {
    /// The value of the member, or `None` if there is none.
    pub(crate) fn take(&mut self, name: &str) -> Result<Option<Value<'a>>, MemberFault> {
        let mut places = self.0.iter().enumerate().filter(|(_, (candidate, _))| candidate == name).map(|(place, _)| place);
        let Some(first) = places.next() else { return Ok(None) };
        if places.next().is_some() {
            return Err(MemberFault::Duplicate);
        }
        Ok(Some(self.0.remove(first).1))
    }

    pub(crate) fn take_string(&mut self, name: &str) -> Result<Option<Cow<'a, str>>, MemberFault> {
        match self.take(name)? {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(MemberFault::WrongType("string")),
        }
    }

    pub(crate) fn take_object(&mut self, name: &str) -> Result<Option<Self>, MemberFault> {
        match self.take(name)? {
            None => Ok(None),
            Some(Value::Object(members)) => Ok(Some(Self(members))),
            Some(_) => Err(MemberFault::WrongType("object")),
        }
    }
}
