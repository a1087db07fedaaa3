//! Decoders in Rust: `relycheck-decoders NAME` serves one of them. Each has what the library documents for reading, and no more.

use std::fmt::Display;
use std::io;
use std::process::ExitCode;

use coset::{CborSerializable, CoseKey};
use passkey_types::ctap2::AuthenticatorData;
use passkey_types::webauthn::{AuthenticatedPublicKeyCredential, CollectedClientData, CreatedPublicKeyCredential};
use relycheck_adapter_helper::{Data, Read, serve_decoder};
use relycheck_protocol::Artefact;

/// A decoder: the library, and what it makes of bytes.
type Decoder = (&'static str, fn(Artefact, &[u8]) -> Read);

const DECODERS: [Decoder; 3] = [("ciborium", ciborium), ("coset", coset), ("passkey-types", passkey_types)];

/// What this program is built with, and so the versions that it answers.
const LOCK: &str = include_str!("../Cargo.lock");

fn main() -> io::Result<ExitCode> {
    let name = std::env::args().nth(1).unwrap_or_default();
    let Some((name, read)) = DECODERS.into_iter().find(|(known, _)| *known == name) else {
        eprintln!("there is no decoder {name:?}; name one of {}", DECODERS.map(|(name, _)| name).join(", "));
        return Ok(ExitCode::from(2));
    };
    let Some(version) = Data::locked(LOCK, name) else {
        eprintln!("Cargo.lock has no package {name}; name decoders by their packages");
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
