//! A decoder made of a function: what it says of bytes becomes an answer, and ceremonies are none of its business.

use relycheck_adapter_helper::Decoder;
use relycheck_protocol::{Answer, Artefact, Decode, Decoded, Request, dispatch};

/// Accepts as CBOR what is not empty, and reads nothing else.
fn decoder() -> Decoder<impl FnMut(Artefact, &[u8]) -> relycheck_adapter_helper::Read> {
    Decoder::new("test", "1", |target, bytes| {
        (target == Artefact::Cbor).then(|| if bytes.is_empty() { Err("nothing".to_owned()) } else { Ok(()) })
    })
}

fn decoded(target: Artefact, bytes: &str) -> Answer {
    dispatch(&mut decoder(), Request::Decode(Decode { target, bytes: bytes.to_owned() }))
}

#[test]
fn accepted_refused_and_unsupported_are_apart() {
    assert_eq!(decoded(Artefact::Cbor, "oA"), Answer::Decoded(Decoded::Accepted));
    assert_eq!(decoded(Artefact::Cbor, ""), Answer::Decoded(Decoded::Refused { detail: "nothing".to_owned() }));
    assert_eq!(decoded(Artefact::CoseKey, "oA"), Answer::Decoded(Decoded::Unsupported));
}

#[test]
fn bytes_that_are_no_base64url_are_no_refusal() {
    let Answer::Failed(failed) = decoded(Artefact::Cbor, "oA==") else { panic!("it was read") };
    assert!(failed.detail.starts_with("bytes: "), "{}", failed.detail);
}
