//! One module for each parser, and what those that read by hand give.

mod by_hand;
mod ciborium;
mod passkey_types;
mod relycheck_wire;
mod webauthn_rp;
mod webauthn_rs_core;

use crate::inputs::{Input, Kind};

/// Parses once and says whether the bytes were accepted.
pub(crate) type Parse = fn(&[u8]) -> bool;

/// A parser, by the name of its package.
pub(crate) struct Parser {
    /// What the table calls it.
    pub(crate) name: &'static str,
    /// How it reads bytes of a kind; `None` where it has no entry point that reads them without verifying.
    pub(crate) parse: fn(Kind) -> Option<Parse>,
}

/// The parsers; wire first.
pub(crate) const PARSERS: [Parser; 6] = [
    Parser { name: "wire", parse: relycheck_wire::parse },
    Parser { name: "minicbor", parse: by_hand::parse },
    Parser { name: "ciborium", parse: ciborium::parse },
    Parser { name: "passkey-types", parse: passkey_types::parse },
    Parser { name: "webauthn-rs-core", parse: webauthn_rs_core::parse },
    Parser { name: "webauthn_rp", parse: webauthn_rp::parse },
];

/// What is read from an attestation object.
#[derive(Debug, PartialEq)]
pub(crate) struct Attestation<'a> {
    pub(crate) fmt: &'a str,
    pub(crate) att_stmt: &'a [u8],
    pub(crate) data: Data<'a>,
}

/// What is read from authenticator data.
#[derive(Debug, PartialEq)]
pub(crate) struct Data<'a> {
    pub(crate) rp_id_hash: &'a [u8],
    pub(crate) flags: u8,
    pub(crate) sign_count: u32,
    pub(crate) attested: Option<Attested<'a>>,
    pub(crate) extensions: Option<&'a [u8]>,
}

/// What is read from attested credential data.
#[derive(Debug, PartialEq)]
pub(crate) struct Attested<'a> {
    pub(crate) aaguid: &'a [u8],
    pub(crate) credential_id: &'a [u8],
    pub(crate) key: Key<'a>,
}

/// The labels of a COSE key.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Key<'a> {
    pub(crate) kty: i64,
    pub(crate) alg: Option<i64>,
    pub(crate) crv: Option<i64>,
    pub(crate) x: Option<&'a [u8]>,
    pub(crate) y: Option<&'a [u8]>,
    pub(crate) n: Option<&'a [u8]>,
    pub(crate) e: Option<&'a [u8]>,
}

/// Whether wire and the parser by hand read the same from these bytes.
pub(crate) fn agree(input: &Input) -> bool {
    let bytes = &input.bytes;
    match input.kind {
        Kind::Attestation => relycheck_wire::attestation(bytes).is_some_and(|read| by_hand::attestation(bytes).ok() == Some(read)),
        Kind::Assertion => relycheck_wire::data(bytes).is_some_and(|read| by_hand::data(bytes).ok() == Some(read)),
        Kind::ClientData | Kind::Registration | Kind::Authentication => true,
    }
}
