//! The members of an object that a format knows, gathered while the object is read.

use std::borrow::Cow;

use super::{Error, Kind, Reader, Value};

/// What is wrong with a member that a format knows; the formats turn it into errors of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MemberFault {
    Missing,
    Duplicate,
    WrongType(&'static str),
}

/// What an object has under one name.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Slot<'a> {
    Absent,
    One(Value<'a>),
    Many,
}

impl<'a> Slot<'a> {
    /// Takes one more value of this name.
    pub(crate) fn put(&mut self, value: Value<'a>) {
        *self = if matches!(self, Self::Absent) { Self::One(value) } else { Self::Many };
    }

    /// The value, or `None` if there is none.
    pub(crate) fn value(self) -> Result<Option<Value<'a>>, MemberFault> {
        match self {
            Self::Absent => Ok(None),
            Self::One(value) => Ok(Some(value)),
            Self::Many => Err(MemberFault::Duplicate),
        }
    }

    /// The string, or `None` if there is no value; `null` is of the wrong type.
    pub(crate) fn string(self) -> Result<Option<Cow<'a, str>>, MemberFault> {
        let string = self.value()?.map(|value| value.string().ok_or(MemberFault::WrongType("string")));
        string.transpose()
    }

    /// The string, which has to be there.
    pub(crate) fn required_string(self) -> Result<Cow<'a, str>, MemberFault> {
        self.string()?.ok_or(MemberFault::Missing)
    }

    /// The object, which has to be there.
    pub(crate) fn required_object(self) -> Result<Value<'a>, MemberFault> {
        let value = self.value()?.ok_or(MemberFault::Missing)?;
        if value.kind() == Kind::Object { Ok(value) } else { Err(MemberFault::WrongType("object")) }
    }
}

/// One slot for each of the names.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Members<'a, const N: usize> {
    names: [&'static str; N],
    pub(crate) slots: [Slot<'a>; N],
    /// Behind the last name that was found.
    next: usize,
}

impl<'a, const N: usize> Members<'a, N> {
    /// Names are found soonest in the order in which they are given here.
    pub(crate) fn new(names: [&'static str; N]) -> Self {
        Self { names, slots: [Slot::Absent; N], next: 0 }
    }

    /// Consumes the value of the member, and keeps it if the name is known.
    pub(crate) fn take(&mut self, name: Value<'a>, reader: &mut Reader<'a>) -> Result<(), Error> {
        let value = reader.value()?;
        let is = |place: &usize| name.is_string(self.names[*place]);
        if let Some(place) = (self.next..N).chain(0..self.next).find(is) {
            self.slots[place].put(value);
            self.next = place + 1;
        }
        Ok(())
    }

    /// Consumes the object that comes next.
    pub(crate) fn read(&mut self, reader: &mut Reader<'a>) -> Result<(), Error> {
        reader.object(|reader, name| self.take(name, reader))
    }
}
