//! What one writes by hand over minicbor's decoder: the fields that wire gives, in one go over the bytes, with wire's demands on
//! types, doubled keys and bytes left over. Keys that it does not know are skipped, also where they are doubled.

use std::hint::black_box;

use minicbor::data::Type;
use minicbor::decode::{Decoder, Error};

use super::{Attestation, Attested, Data, Key, Parse};
use crate::inputs::Kind;

pub(super) fn parse(kind: Kind) -> Option<Parse> {
    match kind {
        Kind::Attestation => Some(|bytes| black_box(attestation(bytes)).is_ok()),
        Kind::Assertion => Some(|bytes| black_box(data(bytes)).is_ok()),
        Kind::ClientData | Kind::Registration | Kind::Authentication => None,
    }
}

pub(super) fn attestation(bytes: &[u8]) -> Result<Attestation<'_>, Error> {
    let mut decoder = Decoder::new(bytes);
    let (mut fmt, mut att_stmt, mut auth_data) = (None, None, None);
    let mut remaining = decoder.map()?;
    while more(&mut remaining, &mut decoder)? {
        if decoder.datatype()? != Type::String {
            decoder.skip()?;
            decoder.skip()?;
            continue;
        }
        match decoder.str()? {
            "fmt" => once(&mut fmt, decoder.str()?)?,
            "attStmt" => {
                let start = decoder.position();
                if !matches!(decoder.datatype()?, Type::Map | Type::MapIndef | Type::Array | Type::ArrayIndef) {
                    return Err(Error::message("attStmt"));
                }
                decoder.skip()?;
                once(&mut att_stmt, &bytes[start..decoder.position()])?;
            }
            "authData" => once(&mut auth_data, decoder.bytes()?)?,
            _ => decoder.skip()?,
        }
    }
    finish(&decoder)?;
    let fmt = fmt.ok_or_else(|| Error::message("fmt"))?;
    let att_stmt = att_stmt.ok_or_else(|| Error::message("attStmt"))?;
    if fmt == "packed" {
        black_box(packed(att_stmt)?);
    }
    let data = data(auth_data.ok_or_else(|| Error::message("authData"))?)?;
    Ok(Attestation { fmt, att_stmt, data })
}

/// `alg`, `sig` and the number of certificates.
fn packed(bytes: &[u8]) -> Result<(i64, &[u8], Option<usize>), Error> {
    let mut decoder = Decoder::new(bytes);
    let (mut alg, mut sig, mut x5c) = (None, None, None);
    let mut remaining = decoder.map()?;
    while more(&mut remaining, &mut decoder)? {
        if decoder.datatype()? != Type::String {
            decoder.skip()?;
            decoder.skip()?;
            continue;
        }
        match decoder.str()? {
            "alg" => once(&mut alg, decoder.i64()?)?,
            "sig" => once(&mut sig, decoder.bytes()?)?,
            "x5c" => {
                let mut certificates = 0;
                let mut remaining = decoder.array()?;
                while more(&mut remaining, &mut decoder)? {
                    decoder.bytes()?;
                    certificates += 1;
                }
                once(&mut x5c, certificates)?;
            }
            _ => decoder.skip()?,
        }
    }
    finish(&decoder)?;
    Ok((alg.ok_or_else(|| Error::message("alg"))?, sig.ok_or_else(|| Error::message("sig"))?, x5c))
}

pub(super) fn data(bytes: &[u8]) -> Result<Data<'_>, Error> {
    let short = || Error::message("too short");
    let (rp_id_hash, rest) = bytes.split_at_checked(32).ok_or_else(short)?;
    let (&flags, rest) = rest.split_first().ok_or_else(short)?;
    let (&sign_count, mut rest) = rest.split_first_chunk::<4>().ok_or_else(short)?;
    let mut attested = None;
    if flags & 0x40 != 0 {
        let (aaguid, behind) = rest.split_at_checked(16).ok_or_else(short)?;
        let (length, behind) = behind.split_first_chunk::<2>().ok_or_else(short)?;
        let (credential_id, behind) = behind.split_at_checked(usize::from(u16::from_be_bytes(*length))).ok_or_else(short)?;
        let mut decoder = Decoder::new(behind);
        attested = Some(Attested { aaguid, credential_id, key: key(&mut decoder)? });
        rest = &behind[decoder.position()..];
    }
    let mut extensions = None;
    if flags & 0x80 != 0 {
        let mut decoder = Decoder::new(rest);
        if !matches!(decoder.datatype()?, Type::Map | Type::MapIndef) {
            return Err(Error::message("extensions"));
        }
        decoder.skip()?;
        extensions = Some(&rest[..decoder.position()]);
        rest = &rest[decoder.position()..];
    }
    if !rest.is_empty() {
        return Err(Error::message("bytes are left over"));
    }
    Ok(Data { rp_id_hash, flags, sign_count: u32::from_be_bytes(sign_count), attested, extensions })
}

/// A value of label -1 or -2, whose type depends on kty.
enum Parameter<'a> {
    Integer(i64),
    Bytes(&'a [u8]),
}

fn key<'a>(decoder: &mut Decoder<'a>) -> Result<Key<'a>, Error> {
    let (mut kty, mut alg, mut first, mut second, mut third) = (None, None, None, None, None);
    let mut remaining = decoder.map()?;
    while more(&mut remaining, decoder)? {
        let label = match decoder.datatype()? {
            Type::U8 | Type::U16 | Type::U32 | Type::U64 | Type::I8 | Type::I16 | Type::I32 | Type::I64 => decoder.i64()?,
            _ => {
                decoder.skip()?;
                0
            }
        };
        match label {
            1 => once(&mut kty, decoder.i64()?)?,
            3 => once(&mut alg, decoder.i64()?)?,
            -1 => once(&mut first, parameter(decoder)?)?,
            -2 => once(&mut second, decoder.bytes()?)?,
            -3 => once(&mut third, decoder.bytes()?)?,
            _ => decoder.skip()?,
        }
    }
    let kty = kty.ok_or_else(|| Error::message("kty"))?;
    let key = Key { kty, alg, ..Key::default() };
    match (kty, first) {
        (1 | 2, Some(Parameter::Integer(crv))) => Ok(Key { crv: Some(crv), x: second, y: third.filter(|_| kty == 2), ..key }),
        (3, Some(Parameter::Bytes(n))) => Ok(Key { n: Some(n), e: second, ..key }),
        _ => Err(Error::message("label -1")),
    }
}

fn parameter<'a>(decoder: &mut Decoder<'a>) -> Result<Parameter<'a>, Error> {
    if decoder.datatype()? == Type::Bytes { decoder.bytes().map(Parameter::Bytes) } else { decoder.i64().map(Parameter::Integer) }
}

/// Whether another entry follows; the break of the indefinite form is consumed.
fn more(remaining: &mut Option<u64>, decoder: &mut Decoder<'_>) -> Result<bool, Error> {
    match remaining {
        Some(0) => Ok(false),
        Some(remaining) => {
            *remaining -= 1;
            Ok(true)
        }
        None if decoder.datatype()? == Type::Break => decoder.skip().map(|()| false),
        None => Ok(true),
    }
}

fn once<T>(place: &mut Option<T>, value: T) -> Result<(), Error> {
    if place.replace(value).is_some() { Err(Error::message("doubled")) } else { Ok(()) }
}

fn finish(decoder: &Decoder<'_>) -> Result<(), Error> {
    if decoder.position() == decoder.input().len() { Ok(()) } else { Err(Error::message("bytes are left over")) }
}
