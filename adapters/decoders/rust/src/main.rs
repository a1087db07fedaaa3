//! Decoders in Rust: `relycheck-decoders NAME` serves one of them. Each has what the library documents for reading, and no more.

use std::fmt::Display;
use std::io;
use std::process::ExitCode;

use coset::{CborSerializable, CoseKey};
use passkey_types::ctap2::AuthenticatorData;
use passkey_types::webauthn::{AuthenticatedPublicKeyCredential, CollectedClientData, CreatedPublicKeyCredential};
use relycheck_adapter_helper::{Read, serve_decoder};
use relycheck_protocol::Artefact;

/// A decoder: the library, its version, and what it makes of bytes.
type Decoder = (&'static str, &'static str, fn(Artefact, &[u8]) -> Read);

/// The versions are those that Cargo.toml pins.
const DECODERS: [Decoder; 3] =
    [("ciborium", "0.2.2", ciborium), ("coset", "0.4.2", coset), ("passkey-types", "0.6.0", passkey_types)];

fn main() -> io::Result<ExitCode> {
    let name = std::env::args().nth(1).unwrap_or_default();
    let Some((name, version, read)) = DECODERS.into_iter().find(|(known, ..)| *known == name) else {
        eprintln!("there is no decoder {name:?}; name one of {}", DECODERS.map(|(name, ..)| name).join(", "));
        return Ok(ExitCode::from(2));
    };
    serve_decoder(name, version, read)?;
    Ok(ExitCode::SUCCESS)
}

fn made<T>(read: Result<T, impl Display>) -> Read {
    Some(read.map(drop).map_err(|error| error.to_string()))
}

fn ciborium(target: Artefact, bytes: &[u8]) -> Read {
    match target {
        Artefact::Cbor => made(ciborium::from_reader::<ciborium::Value, _>(bytes)),
        _ => None,
    }
}

fn coset(target: Artefact, bytes: &[u8]) -> Read {
    match target {
        Artefact::CoseKey => made(CoseKey::from_slice(bytes)),
        _ => None,
    }
}

/// Its attestation object is that of CTAP2, with numbers for keys.
fn passkey_types(target: Artefact, bytes: &[u8]) -> Read {
    match target {
        Artefact::AuthenticatorData => made(AuthenticatorData::from_slice(bytes)),
        Artefact::ClientData => made(serde_json::from_slice::<CollectedClientData>(bytes)),
        Artefact::RegistrationResponse => made(serde_json::from_slice::<CreatedPublicKeyCredential>(bytes)),
        Artefact::AuthenticationResponse => made(serde_json::from_slice::<AuthenticatedPublicKeyCredential>(bytes)),
        Artefact::Cbor | Artefact::AttestationObject | Artefact::CoseKey => None,
    }
}
