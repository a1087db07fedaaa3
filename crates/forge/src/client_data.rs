//! Client data as the client writes it, and the hash that is signed.

use data_encoding::BASE64URL_NOPAD;
use relycheck_wire::client_data::ClientDataWriter;
use relycheck_wire::json::Written;
use sha2::{Digest, Sha256};

use crate::deviation::{ClientDataDeviation, Deviation};
use crate::emission::ClientDataShape;
use crate::rendered::Inputs;

/// The bytes of `clientDataJSON`; `ceremony` is the value of `type`.
pub(crate) fn encode(ceremony: &str, shape: &ClientDataShape, inputs: &Inputs<'_>, deviation: Option<&Deviation>) -> Vec<u8> {
    let challenge = BASE64URL_NOPAD.encode(inputs.challenge);
    let mut writer = ClientDataWriter::new(ceremony, &challenge, inputs.origin, false, shape.top_origin.as_deref());
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
    match deviation {
        ClientDataDeviation::Type(value) => writer.object.set("type", Written::text(value)),
        ClientDataDeviation::ChallengeBitFlipped => {
            let mut flipped = inputs.challenge.to_vec();
            if let Some(first) = flipped.first_mut() {
                *first ^= 0x80;
            }
            writer.object.set("challenge", Written::Text(BASE64URL_NOPAD.encode(&flipped)));
        }
        ClientDataDeviation::Origin(origin) => writer.object.set("origin", Written::text(origin)),
        ClientDataDeviation::CrossOrigin => writer.object.set("crossOrigin", Written::Bool(true)),
        ClientDataDeviation::TopOrigin(origin) => writer.object.set("topOrigin", Written::text(origin)),
        ClientDataDeviation::InAnArray => {
            writer.before.push(b'[');
            writer.after.push(b']');
        }
        ClientDataDeviation::Unclosed => {
            let mut bytes = writer.encode();
            bytes.pop();
            return bytes;
        }
    }
    writer.encode()
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
