//! Attestation objects and the statements of the formats `none` and `packed`.

use relycheck_wire::attestation_object::packed_statement;
use relycheck_wire::cbor::{Node, Width};

use crate::Algorithm;
use crate::certificate::Certified;
use crate::deviation::{CborPlace, Deviation};
use crate::emission::{Emission, Format};
use crate::key::Key;
use crate::signature::{Making, sign};

/// What is wrong with an attestation object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AttestationDeviation {
    /// `fmt` is another string.
    Format(&'static str),
    /// `alg` of the packed statement is another algorithm than the credential key's.
    StatementAlg(i64),
    /// One bit of the packed statement's signature is flipped.
    SignatureBitFlipped,
    /// A statement of format none holds a member.
    StatementInNone,
    /// The declared length of `authData` runs past the end by one byte.
    AuthDataPastTheEnd,
    /// `authData` is missing.
    WithoutAuthData,
    /// One byte follows the object.
    TrailingByte,
    /// The length of `authData` is written in eight bytes.
    LengthNotShortest,
    /// The object is a map of indefinite length.
    IndefiniteLength,
    /// `attStmt` comes before `fmt`.
    KeysOutOfOrder,
    /// The key `fmt` stands twice, with the same value.
    KeyTwice,
    /// The statement is ten thousand arrays, one within the other.
    DeepNesting,
    /// The declared length of `authData` is 2^62.
    HugeLength,
}

impl AttestationDeviation {
    pub(crate) fn sentence(self) -> String {
        match self {
            Self::Format(name) => format!("`fmt` is `{name}`"),
            Self::StatementAlg(alg) => format!("`alg` of the attestation statement is {alg}, not the credential key's"),
            Self::SignatureBitFlipped => "one bit of the attestation statement's signature is flipped".to_owned(),
            Self::StatementInNone => "the attestation statement of format `none` holds a member".to_owned(),
            Self::AuthDataPastTheEnd => "the declared length of `authData` runs one byte past the end of the object".to_owned(),
            Self::WithoutAuthData => "`authData` is missing from the attestation object".to_owned(),
            Self::TrailingByte => "one byte follows the attestation object".to_owned(),
            Self::LengthNotShortest => "the length of `authData` is written in eight bytes where fewer would do".to_owned(),
            Self::IndefiniteLength => "the attestation object is a map of indefinite length".to_owned(),
            Self::KeysOutOfOrder => "the keys of the attestation object are not in canonical order".to_owned(),
            Self::DeepNesting => "the attestation statement is ten thousand arrays, one within the other".to_owned(),
            Self::HugeLength => "the declared length of `authData` is 2^62".to_owned(),
            Self::KeyTwice => "the key `fmt` stands twice in the attestation object".to_owned(),
        }
    }

    fn apply_to_statement(self, statement: &mut Node) {
        match self {
            Self::StatementAlg(alg) => {
                if let Some(value) = statement.value_mut(&Node::text("alg")) {
                    *value = Node::integer(alg);
                }
            }
            Self::SignatureBitFlipped => {
                if let Some(Node::Bytes(signature)) = statement.value_mut(&Node::text("sig"))
                    && let Some(last) = signature.last_mut()
                {
                    *last ^= 1;
                }
            }
            Self::StatementInNone => {
                if let Node::Map(entries) = statement
                    && entries.is_empty()
                {
                    entries.push((Node::text("alg"), Node::integer(Algorithm::Es256.id())));
                }
            }
            _ => {}
        }
    }

    fn apply_to_object(self, object: &mut Vec<(Node, Node)>) {
        match self {
            Self::Format(name) => object[FMT].1 = Node::text(name),
            Self::AuthDataPastTheEnd => {
                if let Node::Bytes(data) = &object[AUTH_DATA].1 {
                    object[AUTH_DATA].1 = Node::Declared(data.len() as u64 + 1, Box::new(object[AUTH_DATA].1.clone()));
                }
            }
            Self::WithoutAuthData => drop(object.remove(AUTH_DATA)),
            Self::LengthNotShortest => object[AUTH_DATA].1 = Node::Wide(Width::Eight, Box::new(object[AUTH_DATA].1.clone())),
            Self::KeysOutOfOrder => object.swap(FMT, ATT_STMT),
            Self::KeyTwice => object.insert(ATT_STMT, object[FMT].clone()),
            Self::DeepNesting => {
                let mut nested = vec![ARRAY_OF_ONE; 10_000];
                nested.push(EMPTY_ARRAY);
                object[ATT_STMT].1 = Node::Raw(nested);
            }
            Self::HugeLength => object[AUTH_DATA].1 = Node::Declared(1 << 62, Box::new(object[AUTH_DATA].1.clone())),
            _ => {}
        }
    }
}

/// Heads of arrays: <https://www.rfc-editor.org/rfc/rfc8949#section-3.1>.
const ARRAY_OF_ONE: u8 = 0x81;
const EMPTY_ARRAY: u8 = 0x80;

/// The places of the three keys in canonical order.
const FMT: usize = 0;
const ATT_STMT: usize = 1;
const AUTH_DATA: usize = 2;

/// The attestation object as bytes, and the statement's signature where the format has one. `hash` is what stands in for the hash
/// of client data.
pub(crate) fn encode(
    emission: &Emission,
    key: &Key,
    auth_data: &[u8],
    hash: &[u8],
    deviation: Option<&Deviation>,
) -> (Vec<u8>, Option<Vec<u8>>) {
    let cbor = deviation;
    let making = Making::of(emission.signature, deviation);
    let deviation = match deviation {
        Some(Deviation::Attestation(deviation)) => Some(*deviation),
        _ => None,
    };
    let (name, mut statement, signature) = match emission.format {
        Format::None => ("none", Node::Map(Vec::new()), None),
        Format::PackedSelf => {
            let signature = sign(key, &[auth_data, hash], making);
            ("packed", packed_statement(key.statement_algorithm(), &signature, None), Some(signature))
        }
        Format::Packed(chain) => {
            let wrong = match cbor {
                Some(Deviation::Certificate(wrong)) => Some(*wrong),
                _ => None,
            };
            let certified = Certified::new(chain, emission.aaguid, wrong);
            let signature = sign(certified.key.as_ref().unwrap_or(key), &[auth_data, hash], making);
            ("packed", certified.statement(&signature), Some(signature))
        }
    };
    if let Some(deviation) = deviation {
        deviation.apply_to_statement(&mut statement);
    }
    if matches!(cbor, Some(Deviation::Cbor(CborPlace::AttestationStatement, _))) {
        statement = Node::Raw(Deviation::written(cbor, CborPlace::AttestationStatement, statement));
    }
    let mut entries = vec![
        (Node::text("fmt"), Node::text(name)),
        (Node::text("attStmt"), statement),
        (Node::text("authData"), Node::bytes(auth_data)),
    ];
    if emission.further_entry {
        entries.push((Node::text("relycheck"), Node::Unsigned(0)));
    }
    if let Some(deviation) = deviation {
        deviation.apply_to_object(&mut entries);
    }
    let object = match deviation {
        Some(AttestationDeviation::IndefiniteLength) => Node::IndefiniteMap(entries),
        _ => Node::Map(entries),
    };
    let mut bytes = Deviation::written(cbor, CborPlace::AttestationObject, object);
    if deviation == Some(AttestationDeviation::TrailingByte) {
        bytes.push(0);
    }
    (bytes, signature)
}
