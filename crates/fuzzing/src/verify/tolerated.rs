//! The oracle about tolerances: what the standard has relying parties tolerate changes no verdict.

use relycheck_wire::client_data::utf8_decode;
use relycheck_wire::json::{Object, Value, Written};
use serde::de::DeserializeOwned;

use super::play::{Ended, Judge, Played, play_with};
use crate::Finding;
use crate::edit::of_object;
use crate::opened::{Ceremony, Opened};
use crate::resign::{signed, signer_for};
use crate::responses::Responses;

/// Something that is tolerated, by the row of the registry that says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tolerance {
    /// cd-2: a member of client data that nobody knows, behind the others.
    UnknownClientDataMember,
    /// cd-2a: white space in client data.
    ClientDataWhiteSpace,
    /// cd-2a: another order of the members of client data.
    ClientDataOrder,
    /// cd-3: a byte order mark in front of client data.
    ByteOrderMark,
    /// cd-5: what is no UTF-8, in a member of client data that nobody knows.
    MalformedUtf8,
    /// RFC 8259, sections 2 and 4, for whoever reads JSON, as the reference RP does: white space and another order of the envelope's
    /// members, which JSON does not count.
    EnvelopeForm,
    /// tr-1: transports that nobody knows.
    UnknownTransports,
    /// att-1: an attachment that nobody knows.
    UnknownAttachment,
}

const ALL: [Tolerance; 8] = [
    Tolerance::UnknownClientDataMember,
    Tolerance::ClientDataWhiteSpace,
    Tolerance::ClientDataOrder,
    Tolerance::ByteOrderMark,
    Tolerance::MalformedUtf8,
    Tolerance::EnvelopeForm,
    Tolerance::UnknownTransports,
    Tolerance::UnknownAttachment,
];

/// A name that no response has.
const UNKNOWN: &str = "relycheckUnknown";

/// Adds one thing that is tolerated, by the script's bit, to the last response that was judged.
///
/// # Errors
/// Where the verdict is another with it.
pub(crate) fn check(judge: &mut dyn Judge, responses: &Responses<'_>, played: &Played) -> Result<(), Finding> {
    let ceremony =
        if played.of(Ceremony::Authentication).text.is_empty() { Ceremony::Registration } else { Ceremony::Authentication };
    let tolerance = ALL[usize::try_from(responses.script.bit).unwrap_or_default() % ALL.len()];
    let change =
        |this: Ceremony, text: Vec<u8>| if this == ceremony { tolerance.add(responses, ceremony, &text) } else { Some(text) };
    let again = play_with(judge, responses, None, &change)?;
    let (before, Ended { outcome: after, text, .. }) = (&played.of(ceremony).outcome, again.of(ceremony));
    if text.is_empty() || before.is_accepted() == after.is_accepted() {
        return Ok(());
    }
    Err(Finding { oracle: "tolerated", detail: format!("{ceremony:?}, {tolerance:?}: {before:?} became {after:?}: {text}") })
}

impl Tolerance {
    /// The response with it; `None` where it does not apply.
    fn add(self, responses: &Responses<'_>, ceremony: Ceremony, text: &[u8]) -> Option<Vec<u8>> {
        let artefact = Opened::open(text, ceremony).filter(|artefact| !artefact.doubled)?;
        match self {
            Self::UnknownClientDataMember
            | Self::ClientDataWhiteSpace
            | Self::ClientDataOrder
            | Self::ByteOrderMark
            | Self::MalformedUtf8 => self.add_to_client_data(responses, artefact),
            _ => self.add_to_envelope(artefact.close()),
        }
    }

    fn add_to_client_data(self, responses: &Responses<'_>, mut artefact: Opened) -> Option<Vec<u8>> {
        // the limited algorithm compares bytes, and what an edit cut off may come back with what is added.
        if responses.input.setting.limited {
            return None;
        }
        let before = artefact.clone();
        let client_data = artefact.client_data.as_mut()?;
        if self == Self::ByteOrderMark {
            // UTF-8 decode takes one away.
            if client_data.starts_with(b"\xef\xbb\xbf") {
                return None;
            }
            *client_data = [b"\xef\xbb\xbf", client_data.as_slice()].concat();
        } else {
            if has_doubles(client_data) {
                return None;
            }
            of_object(client_data, |object| match self {
                Self::ClientDataWhiteSpace => "\n ".clone_into(&mut object.space),
                Self::ClientDataOrder => object.members.reverse(),
                Self::MalformedUtf8 => object.push(UNKNOWN, Written::Raw(b"\"\xf0\x90\"".to_vec())),
                _ => object.push(UNKNOWN, Written::raw("{\"a\":[null,1e3]}")),
            });
        }
        if artefact.client_data == before.client_data {
            return None;
        }
        if artefact.signature.is_some() {
            // the verdict on a signature that the forge does not make is not to be had for other bytes.
            let signer = signer_for(&before, responses.signer().as_ref())?;
            if signed(&before, &signer) != before.signature {
                return None;
            }
            artefact.signature = signed(&artefact, &signer);
        }
        Some(artefact.close().encode())
    }

    fn add_to_envelope(self, mut envelope: Object) -> Option<Vec<u8>> {
        match self {
            Self::UnknownTransports => {
                let transports = envelope.object_mut("response")?.get_mut("transports").filter(|value| is::<Vec<String>>(value))?;
                *transports = Written::raw("[\"internal\",\"relycheck\"]");
            }
            Self::UnknownAttachment => {
                let attachment = envelope.get_mut("authenticatorAttachment").filter(|value| is::<String>(value))?;
                *attachment = Written::text("relycheck");
            }
            _ => {
                "\r\n\t ".clone_into(&mut envelope.space);
                envelope.members.reverse();
            }
        }
        Some(envelope.encode())
    }
}

/// Whether a member has this type. A value of another may be why the response is refused, and must stay.
fn is<T: DeserializeOwned>(value: &Written) -> bool {
    matches!(value, Written::Raw(text) if serde_json::from_slice::<T>(text).is_ok())
}

/// Whether client data is no object, or one in which a name stands twice, so that order decides.
fn has_doubles(client_data: &[u8]) -> bool {
    let text = utf8_decode(client_data);
    let value = Value::parse(&text).ok();
    let Some(members) = value.and_then(|value| Some(Vec::from_iter(value.members()?))) else { return true };
    members.iter().enumerate().any(|(place, (name, _))| members[..place].iter().any(|(other, _)| other == name))
}
