//! TOML tables and values that know their place, so that every fault can name it.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Source;
use crate::error::DataError;

/// A parsed file.
pub(super) struct Document<'a> {
    source: Source<'a>,
    root: Spanned<DeTable<'a>>,
}

impl<'a> Document<'a> {
    pub(super) fn parse(source: &Source<'a>) -> Result<Self, DataError> {
        let root = DeTable::parse(source.text).map_err(|error| DataError {
            file: source.file.to_owned(),
            line: line_at(source.text, error.span().map_or(0, |span| span.start)),
            key: String::new(),
            fault: format!("not TOML: {}", error.message()),
            remedy: "correct the syntax".to_owned(),
        })?;
        Ok(Self { source: *source, root })
    }

    /// The file's name.
    pub(super) fn file(&self) -> &'a str {
        self.source.file
    }

    /// The entries of the one array of tables that the file may hold.
    pub(super) fn entries(&self, name: &'static str) -> Result<Vec<Table<'_>>, DataError> {
        let place = Place { source: self.source, span: 0..0, key: String::new() };
        let root = Table { place, table: self.root.get_ref() };
        root.only(&[name])?;
        root.tables(name)
    }
}

/// Where something stands in a file.
#[derive(Clone)]
pub(super) struct Place<'a> {
    source: Source<'a>,
    span: Range<usize>,
    key: String,
}

impl Place<'_> {
    pub(super) fn error(&self, fault: impl Into<String>, remedy: impl Into<String>) -> DataError {
        DataError {
            file: self.source.file.to_owned(),
            line: line_at(self.source.text, self.span.start),
            key: self.key.clone(),
            fault: fault.into(),
            remedy: remedy.into(),
        }
    }

    fn inner(&self, name: &str, span: Range<usize>) -> Self {
        let key = if self.key.is_empty() { name.to_owned() } else { format!("{}.{name}", self.key) };
        Self { source: self.source, span, key }
    }
}

/// A value and its place.
#[derive(Clone)]
pub(super) struct Node<'a> {
    pub(super) place: Place<'a>,
    value: &'a DeValue<'a>,
}

impl<'a> Node<'a> {
    pub(super) fn error(&self, fault: impl Into<String>, remedy: impl Into<String>) -> DataError {
        self.place.error(fault, remedy)
    }

    fn wrong_type(&self, wanted: &str) -> DataError {
        self.error(format!("this is of type {}", self.value.type_str()), format!("write {wanted}"))
    }

    pub(super) fn text(&self) -> Result<&'a str, DataError> {
        match self.value.as_str() {
            Some(text) if !text.trim().is_empty() => Ok(text),
            Some(_) => Err(self.error("the string is empty", "write something, or leave the key out if it is optional")),
            None => Err(self.wrong_type("a string in quotes")),
        }
    }

    pub(super) fn flag(&self) -> Result<bool, DataError> {
        self.value.as_bool().ok_or_else(|| self.wrong_type("true or false"))
    }

    /// A whole number from `range`.
    pub(super) fn number(&self, range: std::ops::RangeInclusive<u32>) -> Result<u32, DataError> {
        let integer = self.value.as_integer().ok_or_else(|| self.wrong_type("a whole number"))?;
        let number = u32::from_str_radix(integer.as_str(), integer.radix()).ok().filter(|it| range.contains(it));
        number.ok_or_else(|| {
            self.error(format!("{integer} is out of range"), format!("write a number from {} to {}", range.start(), range.end()))
        })
    }

    pub(super) fn list(&self) -> Result<Vec<Self>, DataError> {
        let array = self.value.as_array().ok_or_else(|| self.wrong_type("a list in brackets"))?;
        let item = |(index, item): (usize, &'a Spanned<DeValue<'a>>)| {
            let place = Place { source: self.place.source, span: item.span(), key: format!("{}[{index}]", self.place.key) };
            Node { place, value: item.get_ref() }
        };
        Ok(array.iter().enumerate().map(item).collect())
    }

    pub(super) fn table(&self) -> Result<Table<'a>, DataError> {
        let table = self.value.as_table().ok_or_else(|| self.wrong_type("a table"))?;
        Ok(Table { place: self.place.clone(), table })
    }

    /// One of a closed list of names.
    pub(super) fn choice<T: Copy>(&self, names: &[(&str, T)]) -> Result<T, DataError> {
        let text = self.text()?;
        names.iter().find(|(name, _)| *name == text).map(|(_, value)| *value).ok_or_else(|| {
            let names: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
            self.error(format!("`{text}` is not a known value"), format!("write one of {}", names.join(", ")))
        })
    }
}

/// A table and its place.
#[derive(Clone)]
pub(super) struct Table<'a> {
    pub(super) place: Place<'a>,
    table: &'a DeTable<'a>,
}

impl<'a> Table<'a> {
    pub(super) fn error(&self, fault: impl Into<String>, remedy: impl Into<String>) -> DataError {
        self.place.error(fault, remedy)
    }

    /// Refuses any key that is not in the list, so that a misspelt optional key is not passed over.
    pub(super) fn only(&self, known: &[&str]) -> Result<(), DataError> {
        match self.table.keys().find(|key| !known.contains(&key.get_ref().as_ref())) {
            Some(key) => Err(self
                .place
                .inner(key.get_ref(), key.span())
                .error(format!("`{}` is not a key of this table", key.get_ref()), format!("use only {}", known.join(", ")))),
            None => Ok(()),
        }
    }

    pub(super) fn find(&self, name: &str) -> Option<Node<'a>> {
        let (key, value) = self.table.iter().find(|(key, _)| key.get_ref() == name)?;
        Some(Node { place: self.place.inner(name, key.span()), value: value.get_ref() })
    }

    pub(super) fn need(&self, name: &str) -> Result<Node<'a>, DataError> {
        self.find(name).ok_or_else(|| {
            self.place
                .inner(name, self.place.span.clone())
                .error(format!("the key `{name}` is missing"), format!("add `{name} = …`"))
        })
    }

    pub(super) fn text(&self, name: &str) -> Result<String, DataError> {
        Ok(self.need(name)?.text()?.to_owned())
    }

    pub(super) fn find_text(&self, name: &str) -> Result<Option<String>, DataError> {
        self.find(name).map(|node| Ok(node.text()?.to_owned())).transpose()
    }

    pub(super) fn find_flag(&self, name: &str) -> Result<Option<bool>, DataError> {
        self.find(name).map(|node| node.flag()).transpose()
    }

    /// The items of a list that may be left out.
    pub(super) fn items(&self, name: &str) -> Result<Vec<Node<'a>>, DataError> {
        self.find(name).map_or_else(|| Ok(Vec::new()), |node| node.list())
    }

    pub(super) fn tables(&self, name: &str) -> Result<Vec<Table<'a>>, DataError> {
        self.items(name)?.iter().map(Node::table).collect()
    }
}

fn line_at(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}
