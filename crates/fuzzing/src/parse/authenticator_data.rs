//! Authenticator data: the parsed view against a layout worked out from the flags, and the writer against the input.

use std::ops::Range;

use relycheck_wire::annotate;
use relycheck_wire::authenticator_data::{AuthenticatorData, Flags};
use relycheck_wire::cbor::item_end;

use super::{ANNOTATED, covers, expect, is_sampled, lies_at};
use crate::Finding;

const ORACLE: &str = "parse::authenticator_data";

/// Runs the oracles over bytes that may be authenticator data.
pub(super) fn check(input: &[u8]) -> Result<(), Finding> {
    let layout = Layout::of(input);
    match (AuthenticatorData::parse(input), layout) {
        (Ok(data), Some(layout)) => {
            view(input, &data, &layout)?;
            let emitted = data.to_writer().encode();
            expect(ORACLE, emitted == input, || format!("the writer writes {} other bytes", emitted.len()))?;
        }
        (Err(_), None) => {}
        (Ok(_), None) => return expect(ORACLE, false, || "accepted, and the flags do not account for every byte".to_owned()),
        (Err(error), Some(_)) => {
            return expect(ORACLE, false, || format!("the flags account for every byte, and refused: {error}"));
        }
    }
    if is_sampled(input, ANNOTATED) { covers(ORACLE, input, &annotate::authenticator_data(input)) } else { Ok(()) }
}

/// Where the parts are that the flags announce: <https://www.w3.org/TR/webauthn-3/#sctn-authenticator-data>
struct Layout {
    credential_id: Option<Range<usize>>,
    key: Option<Range<usize>>,
    extensions: Option<Range<usize>>,
}

impl Layout {
    /// `None` where a part is cut short or of another type, or bytes are left over.
    fn of(input: &[u8]) -> Option<Self> {
        let flags = Flags(*input.get(32)?);
        let mut position = 37;
        let (mut credential_id, mut key, mut extensions) = (None, None, None);
        if flags.at() {
            let length = input.get(53..55)?;
            let end = 55 + usize::from(length[0]) * 256 + usize::from(length[1]);
            credential_id = Some(55..end);
            position = item_end(input, end).ok()?;
            key = Some(end..position);
        }
        if flags.ed() {
            let begin = position;
            // Major type 5.
            if input.get(begin)? >> 5 != 5 {
                return None;
            }
            position = item_end(input, begin).ok()?;
            extensions = Some(begin..position);
        }
        (position == input.len()).then_some(Self { credential_id, key, extensions })
    }
}

/// The fields are where the layout has them.
fn view(input: &[u8], data: &AuthenticatorData<'_>, layout: &Layout) -> Result<(), Finding> {
    lies_at(ORACLE, "rpIdHash", input, data.rp_id_hash, 0)?;
    expect(ORACLE, data.flags.0 == input[32], || format!("flags {:02x} of {:02x}", data.flags.0, input[32]))?;
    let counter = data.sign_count.to_be_bytes();
    expect(ORACLE, counter == input[33..37], || format!("signCount {counter:?} of {:?}", &input[33..37]))?;
    let attested = data.attested_credential_data;
    if let Some(attested) = &attested {
        lies_at(ORACLE, "aaguid", input, attested.aaguid, 37)?;
    }
    part("credentialId", input, attested.map(|attested| attested.credential_id), layout.credential_id.as_ref())?;
    part("credentialPublicKey", input, attested.map(|attested| attested.credential_public_key), layout.key.as_ref())?;
    part("extensions", input, data.extensions, layout.extensions.as_ref())
}

fn part(name: &str, input: &[u8], found: Option<&[u8]>, expected: Option<&Range<usize>>) -> Result<(), Finding> {
    match (found, expected) {
        (None, None) => Ok(()),
        (Some(found), Some(expected)) => {
            lies_at(ORACLE, name, input, found, expected.start)?;
            expect(ORACLE, found.len() == expected.len(), || format!("{name} has {} of {} bytes", found.len(), expected.len()))
        }
        (found, expected) => {
            expect(ORACLE, false, || format!("{name}: read {}, announced {}", found.is_some(), expected.is_some()))
        }
    }
}
