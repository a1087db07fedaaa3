//! COSE keys of every type, rarely with a member too many, missing, doubled or of another type.

use arbitrary::{Arbitrary, Result, Unstructured};
use relycheck_wire::cbor::Node;
use relycheck_wire::cose_key::{CoseKeyWriter, label};

use super::{broken, filled, item, number, place, rare};

/// A credential public key. Coordinates have the width of their curve and are no points: no parser of structure asks.
#[derive(Clone, Debug)]
pub struct CoseKey {
    /// The members.
    pub writer: CoseKeyWriter,
    /// Whether it is written in CTAP2 canonical form where it has one; else as listed.
    pub canonical: bool,
    /// Bytes behind it; none by default.
    pub tail: Vec<u8>,
}

impl<'a> Arbitrary<'a> for CoseKey {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let mut writer = key(u)?;
        if rare(u, 4)? {
            spoil(u, &mut writer)?;
        }
        let canonical = !rare(u, 4)?;
        let tail = if rare(u, 40)? { vec![u.arbitrary()?] } else { Vec::new() };
        Ok(Self { writer, canonical, tail })
    }
}

impl CoseKey {
    /// The bytes of the key and of what is behind it.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let canonical = if self.canonical { self.writer.encode().ok() } else { None };
        let mut out = canonical.unwrap_or_else(|| self.writer.encode_as_listed());
        out.extend_from_slice(&self.tail);
        out
    }
}

/// kty AKP, of ML-DSA keys, and its label pub.
const AKP: (i64, i64) = (7, -1);

fn key(u: &mut Unstructured<'_>) -> Result<CoseKeyWriter> {
    const CURVES: [(i64, i64, usize); 6] = [(-7, 1, 32), (-35, 2, 48), (-36, 3, 66), (-9, 1, 32), (-51, 2, 48), (-52, 3, 66)];
    const EDWARDS: [(i64, i64, usize); 3] = [(-8, 6, 32), (-19, 6, 32), (-53, 7, 57)];
    Ok(match u.int_in_range(0..=7_u8)? {
        0..=3 => {
            let (alg, crv, width) = CURVES[place(u, CURVES.len())?];
            CoseKeyWriter::ec2(alg, crv, &filled(u, width)?, &filled(u, width)?)
        }
        4 | 5 => {
            let (alg, crv, width) = EDWARDS[place(u, EDWARDS.len())?];
            CoseKeyWriter::okp(alg, crv, &filled(u, width)?)
        }
        6 => CoseKeyWriter::rsa(*u.choose(&[-257, -37])?, &filled(u, 256)?, &[1, 0, 1]),
        _ => {
            let mut writer = CoseKeyWriter::default();
            writer.set(label::KTY, Node::integer(AKP.0));
            writer.set(label::ALG, Node::integer(*u.choose(&[-48, -49, -50])?));
            writer.set(AKP.1, Node::Bytes(filled(u, 1312)?));
            writer
        }
    })
}

fn spoil(u: &mut Unstructured<'_>, writer: &mut CoseKeyWriter) -> Result<()> {
    let label = *u.choose(&[label::KTY, label::ALG, label::CRV, label::X, label::Y, 2, 4])?;
    match u.int_in_range(0..=9_u8)? {
        0 => _ = writer.remove(label),
        1 => writer.push(label, item(u, 1)?),
        2 => writer.set(label, item(u, 2)?),
        3 => writer.set(label, Node::Unsigned(number(u)?)),
        4 => writer.set(label, Node::Negative(number(u)?)),
        5 => writer.set(label, Node::IndefiniteBytes(vec![Node::bytes(&[7; 16]), Node::bytes(&[8; 16])])),
        6 => writer.set(label, broken(u)?),
        7 => writer.entries.push((item(u, 1)?, item(u, 1)?)),
        8 => {
            let (from, to) = (place(u, writer.entries.len())?, place(u, writer.entries.len())?);
            writer.entries.swap(from, to);
        }
        // A map that declares what it does not hold.
        _ => writer.entries = vec![(Node::Raw(Vec::new()), Node::Raw(Vec::new()))],
    }
    Ok(())
}
