//! The targets: what each takes, and within which limits.

use crate::{Finding, Peers, parse, verify};

/// What the bytes of an input are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Format {
    /// One item of CBOR: RFC 8949.
    Cbor,
    /// <https://www.w3.org/TR/webauthn-3/#sctn-authenticator-data>
    AuthenticatorData,
    /// <https://www.w3.org/TR/webauthn-3/#sctn-generating-an-attestation-object>
    AttestationObject,
    /// A credential public key: RFC 9052, section 7, as <https://www.w3.org/TR/webauthn-3/#sctn-attested-credential-data> narrows it.
    CoseKey,
    /// <https://www.w3.org/TR/webauthn-3/#dictionary-client-data>
    ClientData,
    /// <https://www.w3.org/TR/webauthn-3/#dictdef-registrationresponsejson>
    RegistrationResponse,
    /// <https://www.w3.org/TR/webauthn-3/#iface-pkcredential>
    AuthenticationResponse,
}

/// A fuzz target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Target {
    /// wire over one format.
    Parse(Format),
    /// The reference RP over a registration: the response as a browser posts it, a zero byte, a mutation tail.
    VerifyRegistration,
    /// The reference RP over a registration and an authentication: both responses, each with a zero byte behind it, a mutation tail.
    VerifyAuthentication,
    /// wire and the reference RP beside their peers: a byte that says which of the other targets the rest is for, by its place in
    /// [`Target::ALL`].
    Differential,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 7] = [
        Self::Cbor,
        Self::AuthenticatorData,
        Self::AttestationObject,
        Self::CoseKey,
        Self::ClientData,
        Self::RegistrationResponse,
        Self::AuthenticationResponse,
    ];

    /// Runs the oracles of [`Target::Parse`] over an input. A program that calls this alone is made of wire and little else, which is
    /// what makes a fuzzer fast: it looks at all the code that is linked after each run.
    ///
    /// # Errors
    /// What an oracle found.
    pub fn check(self, input: &[u8]) -> Result<(), Finding> {
        parse::check(self, input)
    }
}

impl Target {
    /// Every target. Places do not change: seeds of [`Target::Differential`] name them.
    pub const ALL: [Self; 10] = [
        Self::Parse(Format::Cbor),
        Self::Parse(Format::AuthenticatorData),
        Self::Parse(Format::AttestationObject),
        Self::Parse(Format::CoseKey),
        Self::Parse(Format::ClientData),
        Self::Parse(Format::RegistrationResponse),
        Self::Parse(Format::AuthenticationResponse),
        Self::VerifyRegistration,
        Self::VerifyAuthentication,
        Self::Differential,
    ];

    /// The name of the target, of its folder of seeds and of its dictionary.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Parse(Format::Cbor) => "cbor",
            Self::Parse(Format::AuthenticatorData) => "authenticator_data",
            Self::Parse(Format::AttestationObject) => "attestation_object",
            Self::Parse(Format::CoseKey) => "cose_key",
            Self::Parse(Format::ClientData) => "client_data",
            Self::Parse(Format::RegistrationResponse) => "registration_response",
            Self::Parse(Format::AuthenticationResponse) => "authentication_response",
            Self::VerifyRegistration => "verify_registration",
            Self::VerifyAuthentication => "verify_authentication",
            Self::Differential => "differential",
        }
    }

    /// The target of a name.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|target| target.name() == name)
    }

    /// Runs the oracles of this target over an input, beside the given peers. Only [`Self::Differential`] asks them.
    ///
    /// # Errors
    /// What an oracle found.
    pub fn check(self, input: &[u8], peers: &mut Peers<'_>) -> Result<(), Finding> {
        match self {
            Self::Parse(format) => parse::check(format, input),
            Self::VerifyRegistration => verify::registration(input),
            Self::VerifyAuthentication => verify::authentication(input),
            Self::Differential => {
                let Some((place, rest)) = input.split_first() else { return Ok(()) };
                match Self::ALL.get(usize::from(*place)) {
                    Some(Self::Parse(format)) => parse::beside(*format, rest, &peers.decoders),
                    Some(Self::VerifyRegistration) => verify::registration_beside(rest, &mut peers.relying_parties),
                    Some(Self::VerifyAuthentication) => verify::authentication_beside(rest, &mut peers.relying_parties),
                    Some(Self::Differential) | None => Ok(()),
                }
            }
        }
    }
}
