//! The targets: what each takes, and which oracles look at it.

use relycheck_protocol::Artefact;

use crate::{Finding, Peers, parse, verify};

/// A fuzz target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Target {
    /// wire over one artefact.
    Parse(Artefact),
    /// The reference RP over a registration: the response as a browser posts it, a zero byte, a setting, an edit script.
    VerifyRegistration,
    /// The reference RP over a registration and an authentication: both responses, each with a zero byte behind it, a setting, an
    /// edit script.
    VerifyAuthentication,
    /// wire and the reference RP beside their peers: a byte that says which of the other targets the rest is for, by its place in
    /// [`Target::ALL`].
    Differential,
}

/// Runs the oracles of [`Target::Parse`] over an input. A program that calls this alone is made of wire and little else, which is what
/// makes a fuzzer fast: it looks at all the code that is linked after each run.
///
/// # Errors
/// What an oracle found.
pub fn check(artefact: Artefact, input: &[u8]) -> Result<(), Finding> {
    parse::check(artefact, input)
}

impl Target {
    /// Every target. Places do not change: seeds of [`Target::Differential`] name them.
    pub const ALL: [Self; 10] = [
        Self::Parse(Artefact::Cbor),
        Self::Parse(Artefact::AuthenticatorData),
        Self::Parse(Artefact::AttestationObject),
        Self::Parse(Artefact::CoseKey),
        Self::Parse(Artefact::ClientData),
        Self::Parse(Artefact::RegistrationResponse),
        Self::Parse(Artefact::AuthenticationResponse),
        Self::VerifyRegistration,
        Self::VerifyAuthentication,
        Self::Differential,
    ];

    /// The name of the target, of its folder of seeds and of its dictionary.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Parse(artefact) => artefact.as_str(),
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
            Self::Parse(artefact) => check(artefact, input),
            Self::VerifyRegistration => verify::registration(input),
            Self::VerifyAuthentication => verify::authentication(input),
            Self::Differential => {
                let Some((place, rest)) = input.split_first() else { return Ok(()) };
                match Self::ALL.get(usize::from(*place)) {
                    Some(Self::Parse(artefact)) => parse::beside(*artefact, rest, &peers.decoders),
                    Some(Self::VerifyRegistration) => verify::registration_beside(rest, &mut peers.relying_parties),
                    Some(Self::VerifyAuthentication) => verify::authentication_beside(rest, &mut peers.relying_parties),
                    Some(Self::Differential) | None => Ok(()),
                }
            }
        }
    }
}
