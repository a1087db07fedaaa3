//! CBOR: what wire's functions say of one input has to fit together.

use relycheck_wire::cbor::{
    Error, Head, MAX_DEPTH, Major, Node, Reader, Rule, canonical, item_end, nesting_depth, validate, well_formed,
};

use super::{expect, is_sampled};
use crate::Finding;
use crate::verdict::Named as _;

const ORACLE: &str = "parse::cbor";

/// Runs the oracles over bytes that may be one item. Those that allocate for each key, or go over the item again, see one input in
/// four: they take most of the time.
pub(super) fn check(input: &[u8]) -> Result<(), Finding> {
    let end = item_end(input, 0);
    let whole = well_formed(input);
    let depth = nesting_depth(input);
    same("nesting_depth and well_formed", depth.as_ref().err(), whole.as_ref().err())?;
    pull(input, end)?;
    match end {
        Ok(end) => extent(input, end, whole)?,
        Err(error) => {
            same("item_end and well_formed", Some(&error), whole.as_ref().err())?;
            place(input, &error)?;
        }
    }
    let is_sampled = is_sampled(input, 4);
    if is_sampled {
        forms(input, end, whole)?;
    }
    if whole.is_err() {
        return Ok(());
    }
    expect(ORACLE, depth.is_ok_and(|depth| depth <= MAX_DEPTH), || format!("nesting_depth: {depth:?}"))?;
    again(input, is_sampled)
}

/// What is canonical is valid, and what is valid is well-formed; each says the same of bytes that are not.
fn forms(input: &[u8], end: Result<usize, Error>, whole: Result<(), Error>) -> Result<(), Finding> {
    let (form, valid) = (canonical(input), validate(input));
    if let Err(error) = whole {
        same("validate and well_formed", valid.as_ref().err(), Some(&error))?;
        expect(ORACLE, matches!(form, Err(offence) if offence.rule == Rule::NotWellFormed(error)), || {
            format!("well_formed: {error}; canonical: {form:?}")
        })?;
    } else {
        expect(ORACLE, form.is_err() || valid.is_ok(), || format!("canonical and not valid: {valid:?}"))?;
    }
    if let Err(offence) = form {
        expect(ORACLE, offence.offset <= input.len(), || {
            format!("canonical offends at byte {} of {}", offence.offset, input.len())
        })?;
    }
    // RFC 8949, section 3: no item is the beginning of another.
    let Ok(end) = end else { return Ok(()) };
    expect(ORACLE, item_end(&input[..end], 0) == Ok(end), || format!("the item ends at {end}, and elsewhere when alone"))?;
    expect(ORACLE, item_end(&input[..end - 1], 0).is_err(), || format!("the item ends at {end}, and before"))
}

fn same(what: &str, one: Option<&Error>, other: Option<&Error>) -> Result<(), Finding> {
    expect(ORACLE, one == other, || format!("{what}: {one:?} and {other:?}"))
}

/// An error names a place in the input.
fn place(input: &[u8], error: &Error) -> Result<(), Finding> {
    expect(ORACLE, error.offset() <= input.len(), || format!("{} at byte {} of {}", error.named(), error.offset(), input.len()))
}

/// The item and what follows it are the input.
fn extent(input: &[u8], end: usize, whole: Result<(), Error>) -> Result<(), Finding> {
    expect(ORACLE, (1..=input.len()).contains(&end), || format!("the item ends at byte {end} of {}", input.len()))?;
    let trailing = match whole {
        Ok(()) => 0,
        Err(Error::TrailingBytes { offset, count }) if offset == end => count,
        Err(error) => return expect(ORACLE, false, || format!("an item ends at {end}, and the whole is refused: {error}")),
    };
    expect(ORACLE, end + trailing == input.len(), || format!("{end} bytes and {trailing} trailing of {}", input.len()))
}

/// The reader that pulls items agrees with the walk, and reads the item as one type at most.
fn pull(input: &[u8], end: Result<usize, Error>) -> Result<(), Finding> {
    let mut reader = Reader::new(input);
    let item = reader.item().map(<[u8]>::len);
    expect(ORACLE, item == end, || format!("Reader::item: {item:?}, item_end: {end:?}"))?;
    let moved = if item.is_ok() { end.unwrap_or_default() } else { 0 };
    expect(ORACLE, reader.position() == moved, || format!("after {item:?} the reader is at {}", reader.position()))?;

    let mut integer = Reader::new(input);
    let mut bytes = Reader::new(input);
    let mut text = Reader::new(input);
    let (number, bytes_read, text_read) = (integer.integer(), bytes.bytes(), text.text());
    let read = [number.is_ok(), bytes_read.is_ok(), text_read.is_ok()];
    expect(ORACLE, read.iter().filter(|read| **read).count() <= 1, || format!("integer, bytes, text all read: {read:?}"))?;
    for (done, reader) in read.into_iter().zip([integer, bytes, text]) {
        if done {
            expect(ORACLE, Ok(reader.position()) == end, || format!("a leaf ends at {}, the item at {end:?}", reader.position()))?;
        }
    }
    if let (Ok(number), Ok(head)) = (number, Head::read(input, 0)) {
        // RFC 8949, section 3.1: major type 1 stands for -1 minus its argument.
        let argument = i128::from(head.argument.unwrap_or_default());
        let meant = if head.major == Major::Negative { -1 - argument } else { argument };
        expect(ORACLE, i128::from(number) == meant, || format!("the integer {meant} is read as {number}"))?;
    }
    Ok(())
}

/// The tree writes the same bytes again; its canonical form is canonical, and the item itself where that is canonical.
fn again(input: &[u8], with_forms: bool) -> Result<(), Finding> {
    let node = Node::decode(input);
    let Ok(node) = node else { return expect(ORACLE, false, || format!("well-formed, and no tree: {node:?}")) };
    let emitted = node.encode();
    expect(ORACLE, emitted == input, || format!("the tree writes {} other bytes", emitted.len()))?;
    if !with_forms {
        return Ok(());
    }
    let (is_canonical, is_valid) = (canonical(input).is_ok(), validate(input).is_ok());
    match node.encode_canonical() {
        Ok(bytes) => {
            expect(ORACLE, canonical(&bytes).is_ok(), || "encode_canonical writes what is not canonical".to_owned())?;
            expect(ORACLE, !is_canonical || bytes == input, || "encode_canonical changes what is canonical".to_owned())
        }
        Err(offence) => expect(ORACLE, !is_canonical && (!is_valid || matches!(offence.rule, Rule::Tag)), || {
            format!("valid: {is_valid}, canonical: {is_canonical}, and there is no canonical form: {offence}")
        }),
    }
}
