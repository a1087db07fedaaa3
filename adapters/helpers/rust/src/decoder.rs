//! A program that only decodes: it answers `decode` for `relycheck corpus replay`, and takes part in no ceremony.

use std::io;

use data_encoding::BASE64URL_NOPAD;
use relycheck_protocol::{
    Artefact, AuthenticationBegin, AuthenticationFinish, Begin, Decode, Decoded, Depth, Failed, Finish, Identity,
    RegistrationBegin, RegistrationFinish, RelyingParty, serve,
};

/// What a reader made of the bytes of an artefact: its error where it refuses them, `None` where it reads no such artefact.
pub type Read = Option<Result<(), String>>;

/// Serves a decoder on standard input and output until `bye` or the end of input. `read` takes what the bytes are to be read as, and
/// the bytes; it may panic, which ends the program and is told from a refusal.
///
/// # Errors
/// Where a stream breaks.
pub fn serve_decoder(name: &str, version: &str, read: impl FnMut(Artefact, &[u8]) -> Read) -> io::Result<()> {
    serve(&mut Decoder::new(name, version, read), io::stdin().lock(), io::stdout().lock())
}

/// A decoder as a relying party without ceremonies, for [`serve`].
pub struct Decoder<R> {
    name: String,
    version: String,
    read: R,
}

impl<R: FnMut(Artefact, &[u8]) -> Read> Decoder<R> {
    /// The name and the version of the library, and its reader.
    #[must_use]
    pub fn new(name: &str, version: &str, read: R) -> Self {
        Self { name: name.to_owned(), version: version.to_owned(), read }
    }
}

/// What a decoder answers to a ceremony.
const NO_CEREMONY: &str = "this is a decoder and takes part in no ceremony; use `relycheck corpus replay`";

impl<R: FnMut(Artefact, &[u8]) -> Read> RelyingParty for Decoder<R> {
    fn identity(&self) -> Identity {
        Identity {
            name: self.name.clone(),
            version: self.version.clone(),
            language: "Rust".to_owned(),
            homepage: None,
            issues: None,
            depth: Depth::Library,
            settable: Vec::new(),
            algorithms: Vec::new(),
            formats: Vec::new(),
            extensions: Vec::new(),
            lacks: Vec::new(),
        }
    }

    fn begin_registration(&mut self, _begin: RegistrationBegin) -> Begin {
        Begin::Failed(NO_CEREMONY.to_owned())
    }

    fn finish_registration(&mut self, _finish: RegistrationFinish) -> Finish {
        Finish::Failed(NO_CEREMONY.to_owned())
    }

    fn begin_authentication(&mut self, _begin: AuthenticationBegin) -> Begin {
        Begin::Failed(NO_CEREMONY.to_owned())
    }

    fn finish_authentication(&mut self, _finish: AuthenticationFinish) -> Finish {
        Finish::Failed(NO_CEREMONY.to_owned())
    }

    fn decode(&mut self, decode: Decode) -> Result<Decoded, Failed> {
        let bytes = BASE64URL_NOPAD
            .decode(decode.bytes.as_bytes())
            .map_err(|error| Failed { detail: format!("bytes: {error}; give base64url without padding") })?;
        Ok(match (self.read)(decode.target, &bytes) {
            None => Decoded::Unsupported,
            Some(Ok(())) => Decoded::Accepted,
            Some(Err(detail)) => Decoded::Refused { detail },
        })
    }
}
