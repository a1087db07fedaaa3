//! Client data as the client writes it, and the hash that is signed.

use data_encoding::BASE64URL_NOPAD;
use relycheck_wire::client_data::ClientDataWriter;
use relycheck_wire::json::{Object, Written};
use sha2::{Digest, Sha256};

use crate::deviation::{ChallengeDeviation, ClientDataDeviation, Deviation, Second};
use crate::emission::ClientDataShape;
use crate::rendered::Inputs;

/// The bytes of `clientDataJSON`; `ceremony` is the value of `type`.
pub(crate) fn encode(ceremony: &str, shape: &ClientDataShape, inputs: &Inputs<'_>, deviation: Option<&Deviation>) -> Vec<u8> {
    let challenge = BASE64URL_NOPAD.encode(inputs.challenge);
    let origin = shape.origin.as_deref().unwrap_or(inputs.origin);
    let mut writer = ClientDataWriter::new(ceremony, &challenge, origin, false, shape.top_origin.as_deref());
    match shape.cross_origin {
        Some(value) => writer.object.set("crossOrigin", Written::Bool(value)),
        None => drop(writer.object.remove("crossOrigin")),
    }
    if let Some((name, value)) = &shape.extra_member {
        writer.object.push(name, Written::raw(value));
    }
    writer.byte_order_mark = shape.byte_order_mark;
    if shape.white_space {
        " ".clone_into(&mut writer.object.space);
    }
    let Some(Deviation::ClientData(deviation)) = deviation else { return writer.encode() };
    change_members(&mut writer.object, inputs, deviation);
    change_text(writer, deviation)
}

/// The deviations in a member or in the order of members.
fn change_members(object: &mut Object, inputs: &Inputs<'_>, deviation: &ClientDataDeviation) {
    match deviation {
        ClientDataDeviation::Type(value) => object.set("type", Written::text(value)),
        ClientDataDeviation::Challenge(deviation) => {
            object.set("challenge", Written::Text(challenge_text(inputs.challenge, *deviation)));
        }
        ClientDataDeviation::Origin(origin) => object.set("origin", Written::text(origin)),
        ClientDataDeviation::CrossOrigin => object.set("crossOrigin", Written::Bool(true)),
        ClientDataDeviation::TopOrigin(origin) => object.set("topOrigin", Written::text(origin)),
        ClientDataDeviation::Member(name, value) => object.set(name, Written::Raw(value.clone())),
        ClientDataDeviation::Without(name) => drop(object.remove(name)),
        ClientDataDeviation::Renamed(name, other) => {
            object.members.iter_mut().filter(|(one, _)| one == name).for_each(|(one, _)| (*other).clone_into(one));
        }
        ClientDataDeviation::ValueInArray(name) => {
            if let Some(value) = object.get_mut(name) {
                *value = Written::Raw([b"[", &value.encode()[..], b"]"].concat());
            }
        }
        ClientDataDeviation::Twice(name, second) => {
            if let Some(place) = object.members.iter().position(|(one, _)| one == name) {
                let (at, value) = match second {
                    Second::Same => (place + 1, object.members[place].1.clone()),
                    Second::Before(other) => (place, Written::raw(other)),
                    Second::After(other) => (place + 1, Written::raw(other)),
                };
                object.members.insert(at, ((*name).to_owned(), value));
            }
        }
        ClientDataDeviation::Within(name) => {
            let all = std::mem::take(object);
            object.push(name, Written::Object(all));
        }
        ClientDataDeviation::Reversed => object.members.reverse(),
        ClientDataDeviation::Spaced(space) => (*space).clone_into(&mut object.space),
        ClientDataDeviation::Escaped(name) => {
            if let Some(Written::Text(text)) = object.get_mut(name) {
                let escaped: String = text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
                object.set(name, Written::raw(&format!("\"{escaped}\"")));
            }
        }
        ClientDataDeviation::Nested(levels) => {
            object.push(UNKNOWN, Written::Raw([b"[".repeat(*levels), b"]".repeat(*levels)].concat()));
        }
        ClientDataDeviation::Large(length) => {
            object.push(UNKNOWN, Written::Raw([&b"\""[..], &b"x".repeat(*length), b"\""].concat()));
        }
        _ => {}
    }
}

/// A member that the standard does not know.
const UNKNOWN: &str = "relycheck_extra";

/// The deviations of the text around the members.
fn change_text(mut writer: ClientDataWriter, deviation: &ClientDataDeviation) -> Vec<u8> {
    match deviation {
        ClientDataDeviation::InAnArray => {
            writer.before.push(b'[');
            writer.after.push(b']');
        }
        ClientDataDeviation::Before(bytes) => return [bytes, &writer.encode()[..]].concat(),
        ClientDataDeviation::Instead(bytes) => return bytes.to_vec(),
        _ => {}
    }
    let mut bytes = writer.encode();
    match deviation {
        ClientDataDeviation::Ending(ending) => {
            bytes.pop();
            bytes.extend_from_slice(ending);
        }
        ClientDataDeviation::EndsAfter(length) => bytes.truncate(*length),
        ClientDataDeviation::ShortBy(count) => bytes.truncate(bytes.len().saturating_sub(*count)),
        ClientDataDeviation::InUtf16 => {
            let text = String::from_utf8_lossy(&bytes);
            return [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        }
        _ => {}
    }
    bytes
}

/// The value of `challenge` with its deviation.
fn challenge_text(challenge: &[u8], deviation: ChallengeDeviation) -> String {
    let right = BASE64URL_NOPAD.encode(challenge);
    let mut bytes = challenge.to_vec();
    match deviation {
        ChallengeDeviation::BitFlipped => bytes.iter_mut().take(1).for_each(|byte| *byte ^= 0x80),
        ChallengeDeviation::LastBitFlipped => bytes.iter_mut().last().into_iter().for_each(|byte| *byte ^= 1),
        ChallengeDeviation::Complement => bytes.iter_mut().for_each(|byte| *byte = !*byte),
        ChallengeDeviation::ByteShort => drop(bytes.pop()),
        ChallengeDeviation::FirstHalf => bytes.truncate(challenge.len() / 2),
        ChallengeDeviation::ByteMore => bytes.push(0),
        ChallengeDeviation::Empty => bytes.clear(),
        ChallengeDeviation::EncodedTwice => bytes = right.into_bytes(),
        ChallengeDeviation::OtherCase => {
            let other =
                |letter: char| if letter.is_ascii_lowercase() { letter.to_ascii_uppercase() } else { letter.to_ascii_lowercase() };
            return right.chars().map(other).collect();
        }
        ChallengeDeviation::Padded => {
            let missing = 4 - right.len() % 4;
            return right + &"=".repeat(missing);
        }
        ChallengeDeviation::StandardAlphabet => return right.replace('-', "+").replace('_', "/"),
        ChallengeDeviation::StrayBits => return with_stray_bits(right, challenge.len()),
    }
    BASE64URL_NOPAD.encode(&bytes)
}

/// The last character of a text whose length is no multiple of four carries four or two bits more than there are bytes for.
fn with_stray_bits(mut text: String, length: usize) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let stray = match length % 3 {
        1 => 0b1111,
        2 => 0b11,
        _ => {
            text.push('_');
            return text;
        }
    };
    let last = text.pop().and_then(|last| ALPHABET.iter().position(|one| char::from(*one) == last)).unwrap_or_default();
    text.push(char::from(ALPHABET[(last | stray) % ALPHABET.len()]));
    text
}

/// What is signed as the hash of client data.
pub(crate) fn hash(client_data: &[u8], deviation: Option<&Deviation>) -> [u8; 32] {
    match deviation {
        Some(Deviation::HashOfReserialisedClientData) => Sha256::digest(without_white_space(client_data)).into(),
        _ => Sha256::digest(client_data).into(),
    }
}

/// JSON text without the white space between its tokens.
fn without_white_space(json: &[u8]) -> Vec<u8> {
    let (mut in_string, mut escaped) = (false, false);
    let mut keep = |byte: &u8| {
        if in_string {
            let ends = *byte == b'"' && !escaped;
            escaped = *byte == b'\\' && !escaped;
            in_string = !ends;
            return true;
        }
        in_string = *byte == b'"';
        !byte.is_ascii_whitespace()
    };
    json.iter().copied().filter(&mut keep).collect()
}
