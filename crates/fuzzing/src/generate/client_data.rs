//! Client data as browsers write it, rarely with members doubled, missing or of another type, or text that is no JSON.

use arbitrary::{Arbitrary, Result, Unstructured};
use relycheck_wire::client_data::ClientDataWriter;
use relycheck_wire::json::Written;

use super::text::broken_json;
use super::{filled, json_value, place, rare, words};
use crate::Artefact;

/// Client data.
#[derive(Clone, Debug)]
pub struct ClientData {
    /// The members, and what is around them.
    pub writer: ClientDataWriter,
    /// Written in place of the object where it is there, as by default it is not.
    pub instead: Option<String>,
}

impl<'a> Arbitrary<'a> for ClientData {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let ceremony = *u.choose(&["webauthn.create", "webauthn.get"])?;
        let challenge = data_encoding::BASE64URL_NOPAD.encode(&filled(u, 32)?);
        let framed = rare(u, 4)?;
        let top_origin = framed.then_some("https://top.example");
        let mut writer = ClientDataWriter::new(ceremony, &challenge, "https://example.org", framed, top_origin);
        if rare(u, 3)? {
            let value = Written::raw(&json_value(u, 2)?);
            let word = words(u)?;
            writer.object.push(if rare(u, 4)? { "other_keys_can_be_added_here" } else { word }, value);
        }
        if rare(u, 4)? {
            spoil(u, &mut writer)?;
        }
        let instead = match rare(u, 24)? {
            true => Some(if rare(u, 2)? { broken_json(u)? } else { json_value(u, 3)? }),
            false => None,
        };
        Ok(Self { writer, instead })
    }
}

impl ClientData {
    /// The bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        self.instead.as_ref().map_or_else(|| self.writer.encode(), |text| text.clone().into_bytes())
    }
}

fn spoil(u: &mut Unstructured<'_>, writer: &mut ClientDataWriter) -> Result<()> {
    let object = &mut writer.object;
    let at = place(u, object.members.len())?;
    match u.int_in_range(0..=8_u8)? {
        0 => _ = object.members.remove(at),
        1 => object.members.push(object.members[at].clone()),
        2 => object.members[at].1 = Written::raw(&json_value(u, 2)?),
        3 => {
            let other = place(u, object.members.len())?;
            object.members.swap(at, other);
        }
        4 => writer.byte_order_mark = true,
        5 => object.space = (*u.choose(&[" ", "\n\t", "\r\n", "\u{a0}"])?).to_owned(),
        6 => writer.before = b" ".to_vec(),
        7 => writer.after = u.choose(&[&b" "[..], b"{}", b"x", b"\0"])?.to_vec(),
        _ => object.members[at].1 = Written::Raw(u.choose(&[&b"\"\xff\""[..], b"\"\xed\xa0\x80\"", b"\xc3"])?.to_vec()),
    }
    Ok(())
}

/// Client data or, rarely, what is none: for the member of an envelope.
pub(super) fn within(u: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    super::encoded(Artefact::ClientData, u)
}
